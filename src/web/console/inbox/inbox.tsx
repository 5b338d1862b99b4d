/** The inbox: who waits, longest first; one conversation open beside it. */
import { useState } from 'preact/hooks';
import type { Me } from '../../../contract/console.js';
import type { InboxItem } from '../api.js';
import { sinceOf } from '../format.js';
import { moveInList, useKeys } from '../keys.js';
import { go, hrefOf } from '../route.js';
import { Empty, Failed, Tag } from '../ui.js';
import { fill, wordOf, words } from '../words.js';
import { Conversation } from './conversation.js';
import type { Live } from './live.js';
import { isUnread, useSeen } from './seen.js';

const FILTERS = ['all', 'open', 'mine'] as const;
type Filter = (typeof FILTERS)[number];

interface Props {
  params: URLSearchParams;
  live: Live;
  me: Me['staff'];
}

export function Inbox({ params, live, me }: Props) {
  const [filter, setFilter] = useState<Filter>('all');
  const seen = useSeen();
  const id = params.get('c');
  const shown = live.items.filter(
    (i) =>
      filter === 'all' ||
      (filter === 'open' ? i.status === 'open' : i.status === 'taken' && i.agent?.id === me.id),
  );
  const step = (by: number) => {
    const at = shown.findIndex((i) => i.conversationId === id);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) go('inbox', { c: next.conversationId }, true);
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <>
      <header>
        <h1>{words.views.inbox}</h1>
        <span class={`live ${live.connected ? 'on' : ''}`}>
          {live.connected ? words.inbox.live : words.inbox.lost}
        </span>
        <span class="quiet small">{fill(words.inbox.agents, { n: live.agents })}</span>
        <fieldset class="segments">
          <legend class="hidden">{words.inbox.show}</legend>
          {FILTERS.map((f) => (
            <button key={f} type="button" aria-pressed={f === filter} onClick={() => setFilter(f)}>
              {words.inbox.filter[f]}
            </button>
          ))}
        </fieldset>
      </header>
      {live.error && <Failed error={live.error} onRetry={live.reload} />}
      <div class="inbox">
        <section class="queue" aria-label={words.inbox.queue}>
          {live.loaded && shown.length === 0 && <Empty>{words.inbox.empty}</Empty>}
          {/* Arrows move among the conversations; each is a link, so a place in the inbox can be passed on. */}
          <ul class="bare" onKeyDown={moveInList}>
            {shown.map((i) => (
              <Row
                key={i.conversationId}
                item={i}
                now={live.now}
                me={me}
                current={i.conversationId === id}
                unread={isUnread(seen, i)}
              />
            ))}
          </ul>
        </section>
        {id ? <Conversation key={id} id={id} live={live} me={me} /> : <Empty>{words.inbox.choose}</Empty>}
      </div>
    </>
  );
}

interface RowProps {
  item: InboxItem;
  now: string;
  me: Me['staff'];
  current: boolean;
  unread: boolean;
}

function Row({ item: i, now, me, current, unread }: RowProps) {
  const waits = i.citizenWaits || i.status === 'open';
  return (
    <li>
      <a
        href={hrefOf('inbox', { c: i.conversationId })}
        class={`caller ${unread ? 'unread' : ''}`}
        aria-current={current ? 'true' : undefined}
      >
        <span class="row small">
          <Tag tone={i.status === 'open' ? 'bad' : i.agent?.id === me.id ? 'good' : 'plain'}>
            {i.status === 'open' ? (
              words.inbox.waiting
            ) : i.agent?.id === me.id ? (
              words.inbox.mine
            ) : (
              <bdi>{i.agent?.displayName ?? words.inbox.taken}</bdi>
            )}
          </Tag>
          <span class="quiet">{wordOf(words.channels, i.channel)}</span>
          <span class={waits ? 'waits' : 'quiet'}>{now && sinceOf(i.requestedAt, now)}</span>
          {unread && <span class="dot" role="img" aria-label={words.inbox.unread} />}
        </span>
        <span class="last">
          <bdi>{i.lastText || words.inbox.noText}</bdi>
        </span>
      </a>
    </li>
  );
}
