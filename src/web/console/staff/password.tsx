/** One's own password. */
import { useState } from 'preact/hooks';
import type { Me } from '../../../contract/console.js';
import { call } from '../api.js';
import { say } from '../say.js';
import { Dialog, Failed } from '../ui.js';
import { words } from '../words.js';

const FIELDS = [
  ['current', 'current-password', 1],
  ['password', 'new-password', 10],
  ['again', 'new-password', 10],
] as const;

interface PasswordProps {
  /** Whose it is. */
  name: string;
  onMe(me: Me): void;
  onClose(): void;
}

export function PasswordDialog({ name: whose, onMe, onClose }: PasswordProps) {
  const [failure, setFailure] = useState<Error>();
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    const [current, password, again] = FIELDS.map(([n]) => String(form.get(n) ?? ''));
    if (password !== again) return setFailure(new Error(words.sign.differ));
    call('changePassword', { body: { current, password } }).then((me) => {
      onMe(me);
      say(words.password.done);
      onClose();
    }, setFailure);
  };
  return (
    <Dialog title={words.password.title} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {/* Password managers file the password under this name. */}
        <input
          class="hidden"
          name="username"
          autocomplete="username"
          value={whose}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        {FIELDS.map(([name, autocomplete, least]) => (
          <label key={name} class="field">
            <span>{words.password[name]}</span>
            <input
              name={name}
              type="password"
              autocomplete={autocomplete}
              minLength={least}
              maxLength={200}
              required
            />
          </label>
        ))}
        <p class="quiet small">{words.password.ends}</p>
        {failure && <Failed error={failure} />}
        <button type="submit" class="main">
          {words.ui.save}
        </button>
      </form>
    </Dialog>
  );
}
