/** The demo page: its buttons ask in the widget, and the snippet can be copied. */
import words from '../../../templates/web/demo.json';

interface Widget extends HTMLElement {
  ask(text: string): Promise<unknown>;
}

const widget = document.querySelector('gongji-widget') as Widget | null;
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-ask]'))
  button.addEventListener('click', () => void widget?.ask(button.dataset.ask ?? ''));

const snippet = document.getElementById('snippet');
const copied = document.getElementById('copied');
document.getElementById('copy')?.addEventListener('click', async () => {
  if (!snippet || !copied) return;
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? '');
    copied.textContent = words.copied;
  } catch {
    // No permission, or no https: it is marked, ready to be copied by hand.
    getSelection()?.selectAllChildren(snippet);
    copied.textContent = words.marked;
  }
});
