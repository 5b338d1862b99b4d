/** The part of the address after `#` → which view, with its parameters; the browser's own back and forward work. */
import { useEffect, useState } from 'preact/hooks';

export const VIEWS = ['lookup', 'inbox', 'unanswered', 'knowledge', 'insight', 'staff'] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  view: View;
  params: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const view = VIEWS.find((v) => v === path) ?? 'lookup';
  return { view, params: new URLSearchParams(query) };
}

export function hrefOf(view: View, params: Record<string, string | undefined> = {}): string {
  const said = Object.entries(params).filter((p): p is [string, string] => !!p[1]);
  const query = new URLSearchParams(said).toString();
  return `#/${view}${query && `?${query}`}`;
}

/** A change inside a view replaces the entry, so that 后退 leaves the view and not each click in it. */
export function go(view: View, params: Record<string, string | undefined> = {}, replace = false): void {
  const href = hrefOf(view, params);
  if (!replace) location.hash = href;
  else if (location.hash !== href) {
    history.replaceState(null, '', href);
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
