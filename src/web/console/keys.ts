/** Single keys as shortcuts: never while somebody types, and they can be switched off for those whom they disturb. */
import { useEffect, useRef } from 'preact/hooks';

const OFF = 'gongji-console-keys-off';
/** After `g`, so long for the letter of a view. */
const SECOND_MS = 1200;

export const keysOn = (): boolean => localStorage.getItem(OFF) === null;
export function setKeysOn(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
}

const typing = (e: KeyboardEvent): boolean => {
  const at = e.target as HTMLElement | null;
  return !!at?.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
};

/** `{ '/': …, 'g i': … }`; `Escape` is heard while typing too. */
export type Keys = Record<string, (() => void) | undefined>;

export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let first = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = (e: KeyboardEvent) => {
      if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
      if (e.key !== 'Escape' && (typing(e) || !keysOn() || document.querySelector('dialog[open]'))) return;
      const action = latest.current[first ? `${first} ${e.key}` : e.key];
      const begins = !first && Object.keys(latest.current).some((k) => k.startsWith(`${e.key} `));
      clearTimeout(timer);
      first = begins ? e.key : '';
      if (begins)
        timer = setTimeout(() => {
          first = '';
        }, SECOND_MS);
      if (!action) return;
      e.preventDefault();
      action();
    };
    addEventListener('keydown', heard);
    return () => {
      removeEventListener('keydown', heard);
      clearTimeout(timer);
    };
  }, []);
}

/** Arrows, Home and End move the focus among the buttons, links or rows of a list. */
export function moveInList(e: KeyboardEvent, selector = 'button, a'): void {
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[e.key];
  if (step === undefined) return;
  const all = [...(e.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(selector)];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = Math.min(all.length - 1, Math.max(0, at + step));
  all[next]?.focus();
  e.preventDefault();
}
