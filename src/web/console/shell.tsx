/** What stands around every view: the rail with what waits, the signed-in person, the shortcuts. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import icon from '../icon.svg';
import { Icon } from './icons.js';
import { keysOn, setKeysOn } from './keys.js';
import { hrefOf, type View } from './route.js';
import { setTheme, THEMES, theme } from './theme.js';
import { Dialog, Key } from './ui.js';
import { words } from './words.js';

interface Props {
  views: readonly View[];
  current: View;
  waiting: Partial<Record<View, number>>;
  who: string;
  role: string;
  onKeys(): void;
  onPassword(): void;
  onOut(): void;
  children: ComponentChildren;
}

export function Shell({ views, current, waiting, who, role, onKeys, onPassword, onOut, children }: Props) {
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={toMain}>
        {words.shell.skip}
      </button>
      <nav class="rail" aria-label={words.shell.nav}>
        <div class="brand">
          <img src={icon} alt="" />
          <span>{words.shell.brand}</span>
        </div>
        <ul class="bare">
          {views.map((v) => (
            <li key={v}>
              <a href={hrefOf(v)} aria-current={v === current ? 'page' : undefined}>
                <Icon name={v} />
                <span>{words.views[v]}</span>
                {!!waiting[v] && (
                  <b class="count">
                    {waiting[v]}
                    <span class="hidden">{words.shell.waiting}</span>
                  </b>
                )}
              </a>
            </li>
          ))}
        </ul>
        <div class="foot">
          <ThemeButton />
          <button type="button" onClick={onKeys}>
            <Icon name="keys" />
            {words.shell.keys}
          </button>
          <button type="button" onClick={onOut}>
            <Icon name="out" />
            {words.shell.out}
          </button>
          <button type="button" class="who" onClick={onPassword} title={words.password.title}>
            <span>
              {/* Names are other people's text: a right-to-left mark in one stays inside it. */}
              <bdi>{who}</bdi> · {role}
            </span>
          </button>
        </div>
      </nav>
      <main id="main" class="view" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** The address after `#` is the view's, so this is no link. */
function toMain(): void {
  document.getElementById('main')?.focus();
}

function ThemeButton() {
  const [now, setNow] = useState(theme());
  const next = () => {
    const t = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? 'auto';
    setTheme(t);
    setNow(t);
  };
  return (
    <button type="button" onClick={next}>
      <Icon name="theme" />
      {words.themes[now]}
    </button>
  );
}

export function KeysDialog({ onClose }: { onClose(): void }) {
  const [on, setOn] = useState(keysOn());
  const change = () => {
    setKeysOn(!on);
    setOn(!on);
  };
  return (
    <Dialog title={words.keys.title} onClose={onClose}>
      <dl class="keys">
        {words.keys.list.map(([keys, does]) => [
          <dt key={keys}>
            {keys?.split(' ').map((k) => (
              <Key key={k}>{k}</Key>
            ))}
          </dt>,
          <dd key={does}>{does}</dd>,
        ])}
      </dl>
      <label class="check">
        <input type="checkbox" checked={on} onChange={change} />
        {words.keys.on}
      </label>
    </Dialog>
  );
}
