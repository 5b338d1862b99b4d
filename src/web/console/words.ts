/** What the console says, from the templates; `{name}` is filled in. */
import words from '../../../templates/web/console.json';

export { words };

export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** The word for a code of the contract; one that has none stands for itself. */
export const wordOf = (table: Record<string, string>, code: string | null | undefined): string =>
  code ? (Object.hasOwn(table, code) ? (table[code] as string) : code) : '';
