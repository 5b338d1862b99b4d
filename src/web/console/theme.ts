/** Light, dark, or as the machine has it. */
const KEY = 'gongji-console-theme';
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const dark = matchMedia('(prefers-color-scheme: dark)');

export function theme(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((t) => t === kept) ?? 'auto';
}

/** Charts are drawn anew when it changes. */
export const THEME_CHANGED = 'gongji:theme';

function apply(): void {
  const t = theme();
  document.documentElement.dataset.theme = t === 'auto' ? (dark.matches ? 'dark' : 'light') : t;
  dispatchEvent(new Event(THEME_CHANGED));
}

export function setTheme(t: Theme): void {
  localStorage.setItem(KEY, t);
  apply();
}

export function startTheme(): void {
  apply();
  dark.addEventListener('change', apply);
}
