/** What happens in one conversation: asking, trying again, a person taking over. The view listens; nothing here draws. */
import type { Answer } from '../../contract.js';
import { type Client, Failure, newKey, type PersonMessage, type Verdict } from './client.js';
import { EMPTY, type Entry, loadTalk, saveDraft, saveTalk, type Talk } from './talk.js';
import { words } from './words.js';

export interface Told {
  answer?(answer: Answer): void;
  handoff?(conversationId: string): void;
  /** A person wrote. */
  reply?(): void;
  /** The page's origin is not allowed. */
  foreign?(): void;
}

/** A message by these is the agent's; the citizen's and the assistant's own are shown already. */
const PERSON = 'agent';
/** What happened to the conversation: somebody took it, gave it back. */
const NEWS = 'system';

export class Session {
  talk: Talk;
  busy = false;
  private checked = false;
  /** Begun anew, what is still on its way belongs to nobody. */
  private round = 0;
  private readonly listeners = new Set<() => void>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly client: Client,
    private readonly base: string,
    private readonly region: () => string | undefined,
    private readonly told: Told,
  ) {
    this.talk = loadTalk(base);
    // Perhaps it is let in by now.
    this.talk.entries = this.talk.entries.filter((e) => e.who !== 'failed' || e.kind !== 'origin');
    // A reload in the middle of a question: it can be asked again.
    if (this.talk.entries.at(-1)?.who === 'me') this.fail(new Failure('offline'));
  }

  /** Whenever the widget stands in the page. */
  begin(): void {
    this.listen();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  type(draft: string): void {
    this.talk = { ...this.talk, draft };
    saveDraft(draft, this.base);
    this.heard();
  }

  setLarge(large: boolean): void {
    this.change({ large });
  }

  /** Once, when the panel opens: a page that is not let in says so before anybody has typed. */
  async check(): Promise<void> {
    if (this.checked) return;
    this.checked = true;
    if (!(await this.client.mayAsk())) this.fail(new Failure('origin'));
  }

  /** Undefined where it failed; the talk says so. */
  async ask(text: string): Promise<Answer | undefined> {
    if (this.busy) return undefined;
    this.type('');
    const key = newKey();
    this.change({ entries: [...this.settled(), { who: 'me', text, key }] });
    return this.send(text, key);
  }

  /** The last question once more. */
  async again(): Promise<void> {
    const last = this.talk.entries.findLast((e) => e.who === 'me');
    if (this.busy || last?.who !== 'me') return;
    this.change({ entries: this.settled() });
    await this.send(last.text, last.key);
  }

  human(): void {
    void this.ask(words.human);
  }

  restart(): void {
    this.stopListening?.();
    this.stopListening = undefined;
    this.busy = false;
    this.round += 1;
    const { draft, large } = this.talk;
    this.talk = { ...EMPTY, draft, large };
    this.add({ who: 'note', text: words.restarted });
  }

  rate(verdict: Verdict): Promise<void> {
    return this.client.feedback(verdict);
  }

  receipt(answerId: string): string {
    return this.client.receiptUrl(answerId);
  }

  end(): void {
    this.stopListening?.();
  }

  private settled(): Entry[] {
    return this.talk.entries.filter((e) => e.who !== 'failed');
  }

  private async send(text: string, key: string): Promise<Answer | undefined> {
    const { round } = this;
    this.busy = true;
    this.change({});
    try {
      const answer = await this.client.ask(text, key, this.talk.conversationId, this.region());
      if (round !== this.round) return undefined;
      this.busy = false;
      const { conversationId } = answer;
      if (this.saidAlready(answer)) this.change({ conversationId });
      else this.add({ who: 'bot', answer }, { conversationId });
      this.told.answer?.(answer);
      if (answer.outcome === 'handoff') await this.handedOff(answer.conversationId);
      return answer;
    } catch (error) {
      if (round !== this.round) return undefined;
      this.busy = false;
      this.fail(error instanceof Failure ? error : new Failure('offline'));
      return undefined;
    }
  }

  /** That an agent has the message is said once for each time that one takes over; the next messages just stand there. */
  private saidAlready({ topic, outcome, text }: Answer): boolean {
    if (topic !== 'handoff' || outcome !== 'smalltalk') return false;
    const since = this.talk.entries.slice(this.talk.entries.findLastIndex((e) => e.who === 'note') + 1);
    return since.some((e) => e.who === 'bot' && e.answer.text === text);
  }

  private fail(f: Failure): void {
    this.add({ who: 'failed', text: '', kind: f.kind, message: f.message });
    if (f.kind === 'origin') this.told.foreign?.();
  }

  /** Where a server has agents, it says so; what they write comes live. */
  private async handedOff(conversationId: string): Promise<void> {
    const page = await this.client.messages(conversationId, 0).catch(() => undefined);
    // With a person already, this was one more message to them.
    if (!page?.handOff || this.talk.human || conversationId !== this.talk.conversationId) return;
    this.add({ who: 'note', text: words.waiting }, { human: { lastSeq: 0 } });
    for (const m of page.messages) this.hear(m);
    this.told.handoff?.(conversationId);
    this.listen();
  }

  private listen(): void {
    const { conversationId, human } = this.talk;
    if (!conversationId || !human) return;
    this.stopListening?.();
    this.stopListening = this.client.events(conversationId, human.lastSeq, (m) => this.hear(m));
  }

  private hear(m: PersonMessage): void {
    if (!this.talk.human || m.seq <= this.talk.human.lastSeq) return;
    const human = { lastSeq: m.seq };
    if (m.role === PERSON) {
      this.add({ who: 'agent', text: m.text }, { human });
      this.told.reply?.();
    } else if (m.role === NEWS) {
      // The server's own word on the wait is better than ours.
      const entries = this.talk.entries.filter((e) => e.who !== 'note' || e.text !== words.waiting);
      this.change({ human, entries: [...entries, { who: 'note', text: m.text }] });
    } else this.change({ human });
  }

  private add(entry: Entry, more: Partial<Talk> = {}): void {
    this.change({ ...more, entries: [...this.talk.entries, entry] });
  }

  private change(part: Partial<Talk>): void {
    this.talk = { ...this.talk, ...part };
    saveTalk(this.talk, this.base);
    this.heard();
  }

  private heard(): void {
    for (const listener of this.listeners) listener();
  }
}
