/** From rows to records, the same for every database: a turn is kept as one row and is two messages. Pure. */
import type { AnswerRecord, MessageRecord } from './records.js';

export const textOf = (json: string): string => (JSON.parse(json) as { text: string }).text;

export type TurnRow = Pick<AnswerRecord, 'id' | 'conversationId' | 'seq' | 'at' | 'request' | 'body'>;
export type PersonRow = Omit<MessageRecord, 'author'> & { author: string | null };

const turnMessages = ({ id, conversationId, seq, at, request, body }: TurnRow): MessageRecord[] => [
  { conversationId, seq: seq - 1, role: 'citizen', at, text: textOf(request) },
  { conversationId, seq, role: 'assistant', at, text: textOf(body), answerId: id },
];

export const personMessage = ({ author, ...m }: PersonRow): MessageRecord => (author ? { ...m, author } : m);

/** Above `after`, in order, at most `limit`. */
export const messagesOf = (
  turns: TurnRow[],
  people: PersonRow[],
  after: number,
  limit: number,
): MessageRecord[] =>
  [...turns.flatMap(turnMessages), ...people.map(personMessage)]
    .filter((m) => m.seq > after)
    .sort((a, b) => a.seq - b.seq)
    .slice(0, limit);
