/** 继续: each such message gets the next piece of the last answer, and a repeat of it the same piece again. */
import type { ConversationStore, InboxStore } from '../../store/store.js';
import type { Answering } from './handover.js';

export interface Piece {
  answerId: string;
  /** From 0. */
  piece: number;
}

const MORE = /^[“"'‘「]?(?:继续|更多|看更多)[”"'’」]?[。.！!~～]?$/;
export const asksForMore = (text: string): boolean => MORE.test(text.trim());

export interface Pieces {
  /** What an earlier try of this message was given. */
  given(id: string): Promise<Piece | undefined>;
  /** Undefined where the last thing said is no answer with pieces left: then it is a message like any other. */
  next(message: Answering, pieces: (answerId: string) => Promise<number>): Promise<Piece | undefined>;
}

export function createPieces(
  channel: string,
  store: Pick<InboxStore, 'receive' | 'inboxMessage'> & Pick<ConversationStore, 'conversation' | 'messages'>,
): Pieces {
  const own = `${channel}-piece`;

  async function lastAnswer(conversationId: string): Promise<string | undefined> {
    const { lastSeq = 0 } = (await store.conversation(conversationId)) ?? {};
    return (await store.messages(conversationId, lastSeq - 1, 1))[0]?.answerId;
  }
  /** The first who comes keeps it. */
  async function claim(m: Answering, externalId: string, payload: string): Promise<string> {
    const { orderKey, receivedAt } = m;
    const { message } = await store.receive({ channel: own, externalId, orderKey, payload, receivedAt });
    return message.payload;
  }
  async function given(id: string): Promise<Piece | undefined> {
    const record = await store.inboxMessage(own, id);
    return record && (JSON.parse(record.payload) as Piece);
  }

  return {
    given,
    async next(message, pieces) {
      const before = await given(message.id);
      if (before) return before;
      const answerId = await lastAnswer(message.orderKey);
      if (!answerId) return undefined;
      const count = await pieces(answerId);
      for (let piece = 1; piece < count; piece++)
        if ((await claim(message, `${answerId} ${piece}`, message.id)) === message.id)
          return JSON.parse(
            await claim(message, message.id, JSON.stringify({ answerId, piece } satisfies Piece)),
          ) as Piece;
      return undefined;
    },
  };
}
