/** One line at the foot of the page that says what was just done, and is read out. */
import { useEffect, useState } from 'preact/hooks';
import { words } from './words.js';

const SAID = 'gongji:said';
const SHOWN_MS = 2600;

export const say = (text: string): void => {
  dispatchEvent(new CustomEvent(SAID, { detail: text }));
};

export function Toast() {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const said = (e: Event) => {
      clearTimeout(timer);
      setText((e as CustomEvent<string>).detail);
      timer = setTimeout(() => setText(''), SHOWN_MS);
    };
    addEventListener(SAID, said);
    return () => {
      removeEventListener(SAID, said);
      clearTimeout(timer);
    };
  }, []);
  return (
    <p class="toast" role="status">
      {text}
    </p>
  );
}

/** Over plain http the browser has no clipboard for pages: then the old way by a marked field. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    const before = document.activeElement as HTMLElement | null;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    before?.focus();
    if (!done) return say(words.ui.notCopied);
  }
  say(words.ui.copied);
}
