/** The queue of questions without a good answer: grouped by likeness, ranked by people, assigned, marked, exported. */
import { regionName } from '../answer/wording.js';
import type { Assistant } from '../assistant.js';
import type { IssueText, UnansweredGroup, UnansweredList, UnansweredQuery } from '../contract/console.js';
import type { Topic } from '../contract.js';
import { Refusal } from '../errors.js';
import type { Clock } from '../service.js';
import type { StaffRecord, Store, UnansweredRecord, UnansweredStatus } from '../store/store.js';
import { segment } from '../understanding/stated.js';
import { understand } from '../understanding/understand.js';
import { type Item as AlikeItem, breathe, groupAlike, mostTypical } from './alike.js';
import type { Note } from './audit.js';
import { issueText } from './issue.js';

const DAYS = 30;
const DAY_MS = 24 * 3600_000;
const READ = 500;
const MOST = 3000;
const GROUPS = 200;
const SAMPLES = 8;
/** So many are read at a time: citizens' questions come in between. */
const STEP = 50;

export interface UnansweredDesk {
  list(query: UnansweredQuery): Promise<UnansweredList>;
  assign(by: StaffRecord, answerIds: string[], assignee: string | null): Promise<number>;
  mark(by: StaffRecord, answerIds: string[], status: UnansweredStatus): Promise<number>;
  exportIssue(by: StaffRecord, answerIds: string[]): Promise<IssueText>;
}

interface Tools {
  store: Store;
  clock: Clock;
  note: Note;
  assistant(): Assistant;
}

/** A question as it is held against others: without the names of places, and what it was understood to say. */
function readFor(a: Assistant, r: UnansweredRecord): AlikeItem {
  const s = segment(a.reader.vocabulary, r.text);
  const marked = [...s.text];
  for (const h of s.places) for (let i = h.start; i < h.end; i++) marked[i] = ' ';
  const { slots } = understand(a.reader, r.text);
  const { region: _, regions: __, amount: ___, ...says } = slots;
  return {
    id: r.answerId,
    text: marked.join(''),
    topic: r.topic,
    says: Object.entries(says).map(([slot, value]) => `${slot}=${value}`),
    province: r.region?.slice(0, 2) ?? null,
  };
}

const tally = <K extends string>(keys: K[]): Map<K, number> => {
  const out = new Map<K, number>();
  for (const k of keys) out.set(k, (out.get(k) ?? 0) + 1);
  return out;
};

type Item = UnansweredRecord & { read: AlikeItem };

export function createUnanswered({ store, clock, note, assistant }: Tools): UnansweredDesk {
  async function read(q: UnansweredQuery): Promise<{ records: UnansweredRecord[]; more: boolean }> {
    const since = new Date(clock.now().getTime() - (q.days ?? DAYS) * DAY_MS).toISOString();
    const records: UnansweredRecord[] = [];
    let after: string | undefined;
    while (records.length < MOST) {
      const page = await store.unanswered({ status: q.status ?? 'open', since }, { limit: READ, after });
      records.push(...page);
      if (page.length < READ) return { records, more: false };
      after = page.at(-1)?.answerId;
    }
    return { records, more: true };
  }

  async function groupOf(items: Item[], names: Map<string, string>): Promise<UnansweredGroup> {
    const a = assistant();
    const newest = [...items].reverse();
    const typical = mostTypical(items.map((i) => ({ ...i.read, original: i.text })));
    const assignee = newest.find((i) => i.assignee !== null)?.assignee ?? null;
    const regions = tally(items.flatMap((i) => (i.region ? [i.region] : [])));
    const topic = (items.find((i) => i.topic !== null)?.topic ?? null) as Topic | null;
    return {
      key: items[0]?.answerId ?? '',
      text: typical.original,
      people: new Set(items.map((i) => i.conversationId)).size,
      questions: items.length,
      reasons: Object.fromEntries(tally(items.map((i) => i.reason))),
      topic,
      topicTitle: topic ? (a.kb.topicByName.get(topic)?.title ?? topic) : '',
      regions: [...regions]
        .sort((x, y) => y[1] - x[1])
        .map(([code, questions]) => ({ code, name: regionName(a.kb, code), questions })),
      firstAt: items[0]?.at ?? '',
      lastAt: newest[0]?.at ?? '',
      assignee: assignee === null ? null : { id: assignee, displayName: names.get(assignee) ?? assignee },
      answerIds: items.map((i) => i.answerId),
      samples: await Promise.all(
        newest.slice(0, SAMPLES).map(async ({ answerId, text, at, channel, reason }) => ({
          ...{ answerId, text, at, channel, reason },
          comment: (await store.feedback(answerId))?.comment ?? null,
        })),
      ),
    };
  }

  const exists = async (id: string): Promise<void> => {
    const staff = await store.staffById(id);
    if (!staff || staff.disabledAt !== null)
      throw new Refusal('invalid-request', '没有这个同事，或账号已停用', 'assignee');
  };

  return {
    async list(q) {
      const { records, more } = await read(q);
      const wanted = records.filter(
        (r) => (!q.reason || r.reason === q.reason) && (!q.topic || r.topic === q.topic),
      );
      const a = assistant();
      // The oldest first: who leads a group stays.
      const items: Item[] = [];
      for (const r of wanted.reverse()) {
        if (items.length % STEP === STEP - 1) await breathe();
        items.push({ ...r, read: readFor(a, r) });
      }
      const byId = new Map(items.map((i) => [i.answerId, i]));
      const groups = await groupAlike(items.map((i) => i.read));
      const ranked = groups
        .map((g) => g.map(({ id }) => byId.get(id) as Item))
        .map((g) => ({ g, people: new Set(g.map((i) => i.conversationId)).size, last: g.at(-1)?.at ?? '' }))
        .sort((x, y) => y.people - x.people || y.g.length - x.g.length || (x.last < y.last ? 1 : -1));
      const names = new Map((await store.staff()).map((s) => [s.id, s.displayName]));
      return {
        groups: await Promise.all(ranked.slice(0, GROUPS).map(({ g }) => groupOf(g, names))),
        questions: items.length,
        more: more || ranked.length > GROUPS,
      };
    },
    async assign(by, answerIds, assignee) {
      if (assignee !== null) await exists(assignee);
      const changed = await store.markUnanswered(answerIds, { assignee });
      await note(by.id, 'assigned', answerIds[0] as string, { assignee, questions: changed });
      return changed;
    },
    async mark(by, answerIds, status) {
      const changed = await store.markUnanswered(answerIds, { status });
      await note(by.id, 'marked', answerIds[0] as string, { status, questions: changed });
      return changed;
    },
    async exportIssue(by, answerIds) {
      const answers = (await Promise.all(answerIds.map((id) => store.answer(id)))).flatMap((x) => x ?? []);
      if (answers.length === 0) throw new Refusal('not-found', '这些问题已经删除', 'answerIds');
      await note(by.id, 'exported', answers[0]?.id as string, { questions: answers.length });
      return issueText(assistant(), answers);
    },
  };
}
