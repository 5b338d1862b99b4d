/** The inbox: who waits for a person, taking, replying, and giving back; each step is said to the citizen too. */
import type { Renderer } from '../answer/render.js';
import type {
  AuditAction,
  DeskConversation,
  InboxItem,
  InboxPage,
  InboxQuery,
  PieceList,
} from '../contract/console.js';
import { Refusal } from '../errors.js';
import type { Clock, Message, Service } from '../service.js';
import type { HandOffRecord, StaffRecord, Store } from '../store/store.js';
import type { Note } from './audit.js';
import { mayAct } from './roles.js';

const PAGE = 50;
const AT_ONCE = 200;
const LAST_TEXT = 120;
/** So many waiting ones are counted; beyond, the number no longer matters. */
export const COUNTED = 500;

export interface Inbox {
  page(staff: StaffRecord, query: InboxQuery): Promise<InboxPage>;
  conversation(id: string, after: number): Promise<DeskConversation>;
  take(staff: StaffRecord, id: string): Promise<InboxItem>;
  reply(staff: StaffRecord, id: string, text: string): Promise<Message>;
  handBack(staff: StaffRecord, id: string): Promise<void>;
  putBack(staff: StaffRecord, id: string): Promise<InboxItem>;
  pieces(): PieceList;
}

export interface OwnInbox extends Inbox {
  /** As it stands now; null where it is handed off no more. */
  item(id: string): Promise<InboxItem | null>;
  /** Waits again for somebody; the citizen is told. */
  requeue(actor: string, id: string): Promise<void>;
  /** Everything somebody had taken waits again. */
  left(staffId: string): Promise<void>;
  tell(id: string, name: string, data?: object): Promise<void>;
}

interface Tools {
  store: Store;
  service: Pick<Service, 'say'>;
  clock: Clock;
  note: Note;
  renderer(): Renderer;
  /** Consoles that are open. */
  agents(): number;
  /** Seconds that somebody waited until now. */
  waited(seconds: number): void;
}

const gone = (): Refusal =>
  new Refusal('not-found', '这个会话已不在收件箱里：已转回智能问答，或已删除', 'id');
const quicker = (message: string): Refusal => new Refusal('invalid-request', message, 'id', 409);

export function createInbox(t: Tools): OwnInbox {
  const { store, clock, note } = t;
  const now = (): string => clock.now().toISOString();
  const seconds = (from: string): number =>
    Math.max(0, Math.round((clock.now().getTime() - new Date(from).getTime()) / 1000));

  async function handOff(id: string): Promise<HandOffRecord> {
    const found = await store.handedOff(id);
    if (!found) throw gone();
    return found;
  }

  async function itemOf(h: HandOffRecord): Promise<InboxItem> {
    const [last, agent] = await Promise.all([
      store.messages(h.conversationId, Math.max(0, h.lastCitizenSeq - 1), 1),
      h.agent === null ? undefined : store.staffById(h.agent),
    ]);
    const { conversationId, channel, status, requestedAt, takenAt, lastSeq } = h;
    return {
      ...{ conversationId, channel, status, requestedAt, takenAt, lastSeq },
      agent: agent ? { id: agent.id, displayName: agent.displayName } : null,
      citizenWaits: status === 'open' || h.lastCitizenSeq > h.lastAgentSeq,
      lastText: [...(last[0]?.text ?? '')].slice(0, LAST_TEXT).join(''),
    };
  }

  async function tell(id: string, name: string, data: object = {}): Promise<void> {
    const text = t.renderer().render(`desk/${name}`, data);
    await t.service.say({ conversationId: id, role: 'system', text });
  }

  /** Only who has taken it, or who may act for others. */
  async function held(staff: StaffRecord, id: string): Promise<HandOffRecord> {
    const h = await handOff(id);
    const own = h.status === 'taken' && h.agent === staff.id;
    if (!own && !mayAct(staff.role, 'curator')) throw quicker('这个会话不是您接入的');
    return h;
  }

  async function requeue(actor: string, id: string): Promise<void> {
    if (!(await store.putBackHandOff(id, now()))) return;
    await note(actor, 'put-back', id, {});
    await tell(id, 'put-back');
  }

  return {
    tell,
    requeue,
    async item(id) {
      const h = await store.handedOff(id);
      return h ? itemOf(h) : null;
    },
    async page(staff, { status, mine, cursor }) {
      const filter = { ...(status && { status }), ...(mine && { agent: staff.id }) };
      const [found, open] = await Promise.all([
        store.handOffs(filter, { limit: PAGE, after: cursor }),
        store.handOffs({ status: 'open' }, { limit: COUNTED }),
      ]);
      return {
        now: now(),
        open: open.length,
        agents: t.agents(),
        items: await Promise.all(found.map(itemOf)),
        nextCursor: found.length === PAGE ? (found.at(-1)?.conversationId ?? null) : null,
      };
    },
    async conversation(id, after) {
      const h = await handOff(id);
      const [messages, undelivered] = await Promise.all([
        store.messages(id, after, AT_ONCE),
        store.undelivered(id),
      ]);
      return { item: await itemOf(h), messages, undelivered };
    },
    async take(staff, id) {
      const before = await handOff(id);
      if (!(await store.takeHandOff(id, staff.id, now()))) {
        const h = await handOff(id);
        if (h.agent === staff.id) return itemOf(h);
        throw quicker('已经有别的坐席接入了');
      }
      const waited = seconds(before.requestedAt);
      t.waited(waited);
      await note(staff.id, 'taken', id, { waitedSeconds: waited });
      await tell(id, 'taken', { name: staff.displayName });
      return itemOf(await handOff(id));
    },
    async reply(staff, id, text) {
      const h = await handOff(id);
      if (h.status !== 'taken' || h.agent !== staff.id) throw quicker('请先接入这个会话再回复');
      if (text.trim() === '') throw new Refusal('invalid-request', '回复是空的', 'text');
      const author = staff.displayName;
      const message = await t.service.say({ conversationId: id, role: 'agent', text, author });
      if (!message) throw gone();
      await note(staff.id, 'replied', id, { seq: message.seq });
      return message;
    },
    async handBack(staff, id) {
      await held(staff, id);
      if (!(await store.returnHandOff(id, now()))) throw gone();
      await note(staff.id, 'handed-back' satisfies AuditAction, id, {});
      await tell(id, 'returned');
    },
    async putBack(staff, id) {
      const h = await held(staff, id);
      if (h.status === 'taken') await requeue(staff.id, id);
      return itemOf(await handOff(id));
    },
    async left(staffId) {
      const taken = await store.handOffs({ status: 'taken', agent: staffId }, { limit: COUNTED });
      for (const h of taken) await requeue('program', h.conversationId);
    },
    pieces() {
      const renderer = t.renderer();
      return {
        pieces: renderer.names('piece').map((name) => {
          const [title = '', ...lines] = renderer.render(name, {}).split('\n');
          return { id: name.slice('piece/'.length), title, text: lines.join('\n') };
        }),
      };
    },
  };
}
