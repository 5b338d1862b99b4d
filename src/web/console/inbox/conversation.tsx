/** One conversation: what was said, live; taking it, replying, handing it back. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Me } from '../../../contract/console.js';
import { call, type InboxItem, type Message, Refused } from '../api.js';
import { timeOf } from '../format.js';
import { useKeys } from '../keys.js';
import { say } from '../say.js';
import { Failed, Key, Tag } from '../ui.js';
import { wordOf, words } from '../words.js';
import { Aid } from './aid.js';
import type { Live } from './live.js';
import { ReplyBox } from './reply-box.js';
import { markSeen } from './seen.js';

interface Props {
  id: string;
  live: Live;
  me: Me['staff'];
}

/** The messages, in order and each once, and the item as it stands. */
function useConversation(id: string, live: Live) {
  const [messages, setMessages] = useState<Message[]>([]);
  const [item, setItem] = useState<InboxItem>();
  const [undelivered, setUndelivered] = useState<ReadonlyMap<number, string>>(new Map());
  const [error, setError] = useState<Error>();
  const last = useRef(0);
  const add = (more: Message[]) => {
    const fresh = more.filter((m) => m.seq > last.current);
    if (fresh.length === 0) return;
    last.current = Math.max(...fresh.map((m) => m.seq));
    setMessages((old) => [...old, ...fresh].sort((a, b) => a.seq - b.seq));
  };
  const load = async () => {
    try {
      for (;;) {
        const before = last.current;
        const page = await call('conversation', { id, query: { after: String(before) } });
        add(page.messages);
        setItem(page.item);
        setUndelivered(new Map(page.undelivered.map((u) => [u.seq, u.reason])));
        setError(undefined);
        if (page.messages.length === 0 || last.current >= page.item.lastSeq || last.current === before)
          return;
      }
    } catch (e) {
      setError(e as Error);
    }
  };
  const queue = useRef(Promise.resolve());
  const reload = () => {
    queue.current = queue.current.then(load);
  };
  useEffect(reload, [id]);
  useEffect(() => {
    if (live.last?.conversationId === id) reload();
  }, [live.last]);
  // No longer listed: handed back elsewhere, or forgotten by the citizen.
  const listed = live.items.some((i) => i.conversationId === id);
  useEffect(() => {
    if (!listed && item) reload();
  }, [listed]);
  // Whatever was missed while the line was down.
  useEffect(() => {
    if (live.connected) reload();
  }, [live.connected]);
  const shown = live.items.find((i) => i.conversationId === id) ?? item;
  return { messages, item: shown, undelivered, error, reload, setItem };
}

export function Conversation({ id, live, me }: Props) {
  const { messages, item, undelivered, error, reload, setItem } = useConversation(id, live);
  const [failure, setFailure] = useState<Error>();
  const [ended, setEnded] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const mine = !ended && item?.status === 'taken' && item.agent?.id === me.id;
  const newest = messages.at(-1)?.seq ?? 0;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
    if (newest > 0) markSeen(id, newest);
  }, [newest, id]);

  const act = async (what: 'take' | 'handBack' | 'putBack') => {
    setFailure(undefined);
    try {
      if (what === 'handBack') {
        await call('handBack', { id });
        setEnded(true);
      } else {
        const { item: now } = await call(what, { id });
        live.put(now);
        setItem(now);
        setEnded(false);
      }
      say(words.inbox.done[what]);
      if (what === 'take') setTimeout(() => box.current?.focus());
    } catch (e) {
      setFailure(e as Error);
    }
    live.reload();
    reload();
  };
  useKeys({
    t: () => item?.status === 'open' && !ended && void act('take'),
    r: () => box.current?.focus(),
  });
  const said = messages.flatMap((m) => (m.role === 'citizen' ? [m.text] : [])).reverse();
  const insert = (text: string) => {
    const field = box.current;
    if (!field) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.focus();
  };
  if (error instanceof Refused && error.status === 404) return <p class="empty">{words.inbox.gone}</p>;
  return (
    <>
      <section class="talk" aria-label={words.inbox.conversation}>
        <header class="row">
          {item && <Who item={item} me={me} ended={ended} />}
          <span class="grow" />
          {item?.status === 'open' && !ended && (
            <button type="button" class="main" onClick={() => void act('take')}>
              {words.inbox.take} <Key>t</Key>
            </button>
          )}
          {mine && (
            <>
              <button type="button" onClick={() => void act('putBack')}>
                {words.inbox.putBack}
              </button>
              <button type="button" onClick={() => void act('handBack')}>
                {words.inbox.handBack}
              </button>
            </>
          )}
        </header>
        {(failure ?? error) && <Failed error={(failure ?? error) as Error} onRetry={reload} />}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <div class="messages" role="log" tabIndex={0} aria-label={words.inbox.messages}>
          {messages.map((m) => (
            <Said key={m.seq} message={m} undelivered={undelivered.get(m.seq)} />
          ))}
          <div ref={end} />
        </div>
        {mine ? (
          <ReplyBox id={id} staffId={me.id} box={box} onSent={reload} onInsert={insert} />
        ) : (
          <p class="quiet small foot">
            {ended || !item
              ? words.inbox.over
              : item.status === 'open'
                ? words.inbox.toReply
                : words.inbox.others}
          </p>
        )}
      </section>
      <Aid said={said} onUse={mine ? insert : undefined} />
    </>
  );
}

function Who({ item, me, ended }: { item: InboxItem; me: Me['staff']; ended: boolean }) {
  if (ended) return <Tag>{words.inbox.returned}</Tag>;
  if (item.status === 'open') return <Tag tone="bad">{words.inbox.waiting}</Tag>;
  if (item.agent?.id === me.id) return <Tag tone="good">{words.inbox.mine}</Tag>;
  return (
    <Tag>
      <bdi>{item.agent?.displayName}</bdi> {words.inbox.hasTaken}
    </Tag>
  );
}

function Said({ message: m, undelivered }: { message: Message; undelivered: string | undefined }) {
  return (
    <article class={`said ${m.role}`}>
      <p class="small quiet">
        <b>{m.role === 'agent' && m.author ? <bdi>{m.author}</bdi> : wordOf(words.inbox.roles, m.role)}</b>{' '}
        <time dateTime={m.at}>{timeOf(m.at)}</time>
      </p>
      {/* Each line keeps its own direction: a mark in one turns no other around. */}
      <p class="text" dir="auto">
        {m.text}
      </p>
      {undelivered !== undefined && (
        <p class="small" role="status">
          <Tag tone="bad">{words.inbox.undelivered}</Tag> <bdi>{undelivered}</bdi>
        </p>
      )}
    </article>
  );
}
