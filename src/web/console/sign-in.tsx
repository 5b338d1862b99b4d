/** The way in: name and password, or the first account by the one-time link. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Me } from '../../contract/console.js';
import icon from '../icon.svg';
import { call, type Entry, useToken } from './api.js';
import { Failed } from './ui.js';
import { words } from './words.js';

const keyOf = (hash: string): string | undefined => /^#set-up=(.+)$/.exec(hash)?.[1];

export function SignIn({ onMe }: { onMe(me: Me): void }) {
  const [entry, setEntry] = useState<Entry>();
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  // Whoever is quicker than the token waits for it.
  const ready = useRef<Promise<void>>(Promise.resolve());
  const key = keyOf(location.hash);
  const begin = () => {
    setFailure(undefined);
    ready.current = call('entry').then((e) => {
      useToken(e.token);
      setEntry(e);
    }, setFailure);
  };
  useEffect(begin, []);
  useEffect(() => first.current?.focus(), []);
  useEffect(() => {
    document.title = `${words.sign.title} · ${words.shell.brand}`;
  }, []);

  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    if (busy) return;
    const form = new FormData(e.currentTarget as HTMLFormElement);
    const said = (name: string) => String(form.get(name) ?? '');
    if (key && said('password') !== said('again')) return setFailure(new Error(words.sign.differ));
    setBusy(true);
    setFailure(undefined);
    ready.current
      .then(() =>
        key
          ? call('setUp', { body: { key, password: said('password') } })
          : call('signIn', { body: { name: said('name').trim(), password: said('password') } }),
      )
      .then((me) => {
        // The one-time link is used up, and stays in no history.
        if (key) history.replaceState(null, '', '#/lookup');
        onMe(me);
      }, setFailure)
      .finally(() => setBusy(false));
  };

  return (
    <main class="sign">
      <div class="panel">
        <h1 class="brand">
          <img src={icon} alt="" />
          {words.shell.brand}
        </h1>
        <p class="quiet">{key ? words.sign.setUp : words.sign.lead}</p>
        {entry?.setUp && !key && <p class="note">{words.sign.needLink}</p>}
        <form class="stack" onSubmit={submit}>
          {key ? (
            // Password managers file the password under this name.
            <input
              class="hidden"
              name="username"
              autocomplete="username"
              value="admin"
              readOnly
              tabIndex={-1}
              aria-hidden="true"
            />
          ) : (
            <label class="field">
              <span>{words.sign.name}</span>
              <input
                ref={first}
                name="name"
                autocomplete="username"
                autocapitalize="off"
                maxLength={40}
                required
              />
            </label>
          )}
          <label class="field">
            <span>{key ? words.sign.newPassword : words.sign.password}</span>
            <input
              ref={key ? first : undefined}
              name="password"
              type="password"
              autocomplete={key ? 'new-password' : 'current-password'}
              minLength={key ? 10 : 1}
              maxLength={200}
              required
            />
          </label>
          {key && (
            <label class="field">
              <span>{words.sign.again}</span>
              <input
                name="again"
                type="password"
                autocomplete="new-password"
                minLength={10}
                maxLength={200}
                required
              />
            </label>
          )}
          {failure && <Failed error={failure} {...(!entry && { onRetry: begin })} />}
          <button type="submit" class="main" aria-disabled={busy || !entry}>
            {key ? words.sign.setUpDo : words.sign.do}
          </button>
        </form>
      </div>
    </main>
  );
}
