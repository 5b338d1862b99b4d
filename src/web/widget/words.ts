/** What the widget says, from the templates; `{name}` is filled in. */
import words from '../../../templates/web/widget.json';

export { words };

export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
