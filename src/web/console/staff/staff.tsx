/** Accounts and roles, and who did what. */
import { useState } from 'preact/hooks';
import type { Me, StaffChange, StaffItem } from '../../../contract/console.js';
import { call } from '../api.js';
import { instantOf } from '../format.js';
import { useLoad } from '../load.js';
import { hrefOf } from '../route.js';
import { say } from '../say.js';
import { Choice, Dialog, Failed, Show, Table, Tabs, Tag } from '../ui.js';
import { fill, words } from '../words.js';
import { Audit } from './audit.js';

type Role = StaffItem['role'];
const ROLES = Object.entries(words.roles);
const TABS = ['accounts', 'audit'] as const;

export function Staff({ params, me }: { params: URLSearchParams; me: Me['staff'] }) {
  const tab = TABS.find((t) => t === params.get('tab')) ?? 'accounts';
  const loaded = useLoad('staff', () => call('staff'));
  const [open, setOpen] = useState<StaffItem | 'new'>();
  const changed = (text: string) => {
    setOpen(undefined);
    loaded.reload();
    say(text);
  };
  return (
    <>
      <header>
        <h1>{words.views.staff}</h1>
        <Tabs
          label={words.views.staff}
          current={tab}
          tabs={TABS.map((t) => ({ id: t, name: words.staff.tab[t], href: hrefOf('staff', { tab: t }) }))}
        />
        {tab === 'accounts' && (
          <button type="button" class="main" onClick={() => setOpen('new')}>
            ＋ {words.staff.add}
          </button>
        )}
      </header>
      {tab === 'audit' && <Audit staff={loaded.data?.staff ?? []} params={params} />}
      {tab === 'accounts' && (
        <Show loaded={loaded}>
          {({ staff }) => (
            <section class="panel">
              <Table
                caption={words.staff.tab.accounts}
                columns={[
                  words.staff.displayName,
                  words.staff.name,
                  words.staff.role,
                  words.staff.since,
                  words.staff.state,
                  '',
                ]}
                rows={staff.map((s) => [
                  <bdi>{s.displayName}</bdi>,
                  <bdi>{s.name}</bdi>,
                  words.roles[s.role],
                  instantOf(s.createdAt),
                  s.disabledAt ? (
                    <Tag tone="bad">{fill(words.staff.disabledAt, { at: instantOf(s.disabledAt) })}</Tag>
                  ) : (
                    <Tag tone="good">{words.staff.active}</Tag>
                  ),
                  <span class="row">
                    <button type="button" onClick={() => setOpen(s)}>
                      {words.staff.change}
                      <span class="hidden">{s.displayName}</span>
                    </button>
                    <a class="button" href={hrefOf('staff', { tab: 'audit', actor: s.id })}>
                      {words.staff.deeds}
                      <span class="hidden">{s.displayName}</span>
                    </a>
                  </span>,
                ])}
              />
            </section>
          )}
        </Show>
      )}
      {open === 'new' && <Add onClose={() => setOpen(undefined)} onDone={() => changed(words.staff.added)} />}
      {open && open !== 'new' && (
        <Change
          of={open}
          self={open.id === me.id}
          onClose={() => setOpen(undefined)}
          onDone={() => changed(words.staff.changed)}
        />
      )}
    </>
  );
}

function useSubmit(work: (form: FormData) => Promise<unknown>, onDone: () => void) {
  const [failure, setFailure] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    work(new FormData(e.currentTarget as HTMLFormElement))
      .then(onDone, setFailure)
      .finally(() => setBusy(false));
  };
  return { failure, busy, submit, setFailure };
}

function Add({ onClose, onDone }: { onClose(): void; onDone(): void }) {
  const [role, setRole] = useState<Role>('agent');
  const { failure, busy, submit } = useSubmit((form) => {
    const said = (n: string) => String(form.get(n) ?? '');
    const body = {
      name: said('name').trim(),
      displayName: said('displayName').trim(),
      role,
      password: said('password'),
    };
    return call('addStaff', { body });
  }, onDone);
  return (
    <Dialog title={words.staff.add} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>
            {words.staff.displayName}（{words.staff.displayHint}）
          </span>
          <input name="displayName" maxLength={40} required />
        </label>
        <label class="field">
          <span>
            {words.staff.name}（{words.staff.nameHint}）
          </span>
          <input name="name" minLength={2} maxLength={40} autocomplete="off" autocapitalize="off" required />
        </label>
        <Choice label={words.staff.role} value={role} options={ROLES} onChange={(v) => setRole(v as Role)} />
        <label class="field">
          <span>{words.staff.firstPassword}</span>
          <input
            name="password"
            type="password"
            autocomplete="new-password"
            minLength={10}
            maxLength={200}
            required
          />
        </label>
        {failure && <Failed error={failure} />}
        <button type="submit" class="main" aria-disabled={busy}>
          {words.staff.add}
        </button>
      </form>
    </Dialog>
  );
}

function Change({
  of: s,
  self,
  onClose,
  onDone,
}: {
  of: StaffItem;
  self: boolean;
  onClose(): void;
  onDone(): void;
}) {
  const [role, setRole] = useState<Role>(s.role);
  const send = (body: StaffChange) => call('changeStaff', { id: s.id, body });
  const { failure, busy, submit, setFailure } = useSubmit((form) => {
    const displayName = String(form.get('displayName') ?? '').trim();
    const password = String(form.get('password') ?? '');
    const body: StaffChange = {
      ...(displayName !== s.displayName && { displayName }),
      ...(role !== s.role && { role }),
      ...(password && { password }),
    };
    return Object.keys(body).length > 0 ? send(body) : Promise.resolve();
  }, onDone);
  const disable = () => void send({ disabled: s.disabledAt === null }).then(onDone, setFailure);
  return (
    <Dialog title={fill(words.staff.changeOf, { name: s.displayName })} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{words.staff.displayName}</span>
          <input name="displayName" maxLength={40} defaultValue={s.displayName} required />
        </label>
        <Choice label={words.staff.role} value={role} options={ROLES} onChange={(v) => setRole(v as Role)} />
        <label class="field">
          <span>{words.staff.newPassword}</span>
          <input name="password" type="password" autocomplete="new-password" minLength={10} maxLength={200} />
        </label>
        <p class="quiet small">{words.staff.ends}</p>
        {failure && <Failed error={failure} />}
        <div class="row">
          <button type="submit" class="main" aria-disabled={busy}>
            {words.ui.save}
          </button>
          {!self && (
            <button type="button" class="danger" onClick={disable}>
              {s.disabledAt ? words.staff.enable : words.staff.disable}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
