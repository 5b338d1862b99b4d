/** Who is signed in decides what is seen: the way in, or the shell with one view. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Me } from '../../contract/console.js';
import { call, Refused, SIGNED_OUT, useToken } from './api.js';
import { Inbox } from './inbox/inbox.js';
import { useLive } from './inbox/live.js';
import { Insight } from './insight/insight.js';
import { useKeys } from './keys.js';
import { Knowledge } from './knowledge/knowledge.js';
import { focusQuestion, LookUp } from './lookup/look-up.js';
import { go, type Route, useRoute, VIEWS, type View } from './route.js';
import { Toast } from './say.js';
import { KeysDialog, Shell } from './shell.js';
import { SignIn } from './sign-in.js';
import { PasswordDialog } from './staff/password.js';
import { Staff } from './staff/staff.js';
import { Failed } from './ui.js';
import { Unanswered } from './unanswered/unanswered.js';
import { words } from './words.js';

type Role = Me['staff']['role'];
const RANK: Record<Role, number> = { agent: 0, curator: 1, admin: 2 };
const LEAST: Record<View, Role> = {
  lookup: 'agent',
  inbox: 'agent',
  unanswered: 'curator',
  knowledge: 'agent',
  insight: 'curator',
  staff: 'admin',
};
export const may = (role: Role, least: Role): boolean => RANK[role] >= RANK[least];

export function App() {
  const [me, setMe] = useState<Me | null | undefined>();
  const [failure, setFailure] = useState<Error>();
  const enter = useCallback((m: Me) => {
    useToken(m.token);
    setMe(m);
  }, []);
  const start = useCallback(() => {
    setFailure(undefined);
    // Asked first, so that a browser that is not signed in is not refused, which its log would show.
    call('entry')
      .then(async ({ signedIn }) => (signedIn ? enter(await call('me')) : setMe(null)))
      .catch((e: Error) => (e instanceof Refused && e.status === 401 ? setMe(null) : setFailure(e)));
  }, [enter]);
  useEffect(() => {
    start();
    const out = () => setMe(null);
    addEventListener(SIGNED_OUT, out);
    return () => removeEventListener(SIGNED_OUT, out);
  }, [start]);
  if (failure) return <Failed error={failure} onRetry={start} />;
  if (me === undefined) return null;
  // What was typed before a session ended belongs to its person alone.
  return me ? (
    <Desk key={me.staff.id} me={me} onMe={enter} onOut={() => setMe(null)} />
  ) : (
    <SignIn onMe={enter} />
  );
}

interface DeskProps {
  me: Me;
  onMe(me: Me): void;
  onOut(): void;
}

function Desk({ me, onMe, onOut }: DeskProps) {
  const route = useRoute();
  const live = useLive();
  const [dialog, setDialog] = useState<'keys' | 'password'>();
  const close = useCallback(() => setDialog(undefined), []);
  const views = VIEWS.filter((v) => may(me.staff.role, LEAST[v]));
  const jumps = Object.fromEntries(views.map((v) => [`g ${words.keys.letters[v]}`, () => go(v)]));
  useKeys({
    ...jumps,
    '?': () => setDialog('keys'),
    '/': () => {
      if (route.view !== 'lookup' || route.params.get('tab')) go('lookup');
      focusQuestion();
    },
  });
  const name = words.views[route.view];
  useEffect(() => {
    document.title = `${live.open > 0 ? `(${live.open}) ` : ''}${name} · ${words.shell.brand}`;
  }, [name, live.open]);
  const out = () => {
    call('signOut').then(onOut, onOut);
  };
  return (
    <>
      <Shell
        views={views}
        current={route.view}
        waiting={{ inbox: live.open }}
        who={me.staff.displayName}
        role={words.roles[me.staff.role]}
        onKeys={() => setDialog('keys')}
        onPassword={() => setDialog('password')}
        onOut={out}
      >
        {views.includes(route.view) ? (
          <ViewOf route={route} me={me} live={live} />
        ) : (
          <p class="empty">{words.shell.notYours}</p>
        )}
      </Shell>
      <p class="hidden" role="status">
        {live.open > 0 ? words.inbox.someWait.replace('{n}', String(live.open)) : ''}
      </p>
      <Toast />
      {dialog === 'keys' && <KeysDialog onClose={close} />}
      {dialog === 'password' && <PasswordDialog name={me.staff.name} onMe={onMe} onClose={close} />}
    </>
  );
}

function ViewOf({ route, me, live }: { route: Route; me: Me; live: ReturnType<typeof useLive> }) {
  const { params } = route;
  const curator = may(me.staff.role, 'curator');
  switch (route.view) {
    case 'lookup':
      return <LookUp params={params} />;
    case 'inbox':
      return <Inbox params={params} live={live} me={me.staff} />;
    case 'unanswered':
      return <Unanswered params={params} now={live.now} />;
    case 'knowledge':
      return <Knowledge params={params} curator={curator} />;
    case 'insight':
      return <Insight now={live.now} />;
    case 'staff':
      return <Staff params={params} me={me.staff} />;
  }
}
