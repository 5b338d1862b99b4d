/** What happens in one conversation: asking, trying again, a person taking over. The view listens; nothing here draws. */
import type { Answer } from '../../contract.js';
import { type Client, Failure, type PersonMessage } from './client.js';
import { EMPTY, type Entry, loadTalk, saveTalk, type Talk } from './talk.js';
import { words } from './words.js';

export interface Told {
  answer?(answer: Answer): void;
  handoff?(conversationId: string): void;
  /** The page's origin is not allowed. */
  foreign?(): void;
}

/** A message by these is the agent's; the citizen's and the assistant's own are shown already. */
const PERSON = 'agent';

export class Session {
  talk: Talk;
  busy = false;
  large = false;
  private readonly listeners = new Set<() => void>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly client: Client,
    private readonly base: string,
    private readonly region: () => string | undefined,
    private readonly told: Told,
  ) {
    this.talk = loadTalk(base);
    // A reload in the middle of a question: it can be asked again.
    if (this.talk.entries.at(-1)?.who === 'me') this.fail(new Failure('offline'));
    if (this.talk.human) this.listen();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  type(draft: string): void {
    this.change({ draft });
  }

  /** Undefined where it failed; the talk says so. */
  async ask(text: string): Promise<Answer | undefined> {
    if (this.busy) return undefined;
    this.change({ draft: '', entries: [...this.settled(), { who: 'me', text }] });
    return this.send(text);
  }

  /** The last question once more. */
  async again(): Promise<void> {
    const last = this.talk.entries.findLast((e) => e.who === 'me');
    if (this.busy || last?.who !== 'me') return;
    this.change({ entries: this.settled() });
    await this.send(last.text);
  }

  human(): void {
    void this.ask(words.human);
  }

  restart(): void {
    this.stopListening?.();
    this.talk = { ...EMPTY, draft: this.talk.draft };
    this.change({});
  }

  rate(answerId: string, helpful: boolean, comment: string): Promise<void> {
    return this.client.feedback(answerId, helpful, comment);
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

  private async send(text: string): Promise<Answer | undefined> {
    this.busy = true;
    this.change({});
    try {
      const answer = await this.client.ask(text, this.talk.conversationId, this.region());
      this.busy = false;
      this.add({ who: 'bot', answer }, { conversationId: answer.conversationId });
      this.told.answer?.(answer);
      if (answer.outcome === 'handoff') await this.handedOff(answer.conversationId);
      return answer;
    } catch (error) {
      this.busy = false;
      this.fail(error instanceof Failure ? error : new Failure('offline'));
      return undefined;
    }
  }

  private fail(f: Failure): void {
    this.add({ who: 'failed', text: '', kind: f.kind, message: f.message });
    if (f.kind === 'origin') this.told.foreign?.();
  }

  /** Where a server has agents, it says so; what they write comes live. */
  private async handedOff(conversationId: string): Promise<void> {
    const page = await this.client.messages(conversationId, 0).catch(() => undefined);
    if (!page?.handOff) return;
    this.add({ who: 'note', text: words.waiting }, { human: { lastSeq: page.lastSeq } });
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
    if (m.role === PERSON) this.add({ who: 'agent', text: m.text }, { human });
    else this.change({ human });
  }

  private add(entry: Entry, more: Partial<Talk> = {}): void {
    this.change({ ...more, entries: [...this.talk.entries, entry] });
  }

  private change(part: Partial<Talk>): void {
    this.talk = { ...this.talk, ...part };
    saveTalk(this.talk, this.base);
    for (const listener of this.listeners) listener();
  }
}
