/** How fast Telegram lets a bot speak: about once a second in a chat, 20 times a minute in a group, 30 times a second in all. */

export interface Pace {
  /** Takes the next place; the milliseconds until it comes. */
  place(chat: number, group: boolean): number;
  /** Telegram has asked for silence. */
  hush(milliseconds: number): void;
}

const CHAT_MS = 1_000;
const GROUP = { messages: 20, ms: 60_000 };
/** One after the other, never thirty at once: of what is on its way when the process dies, nobody knows whether it came. */
const ALL_MS = 34;
/** Chats remembered at most, before those that may speak at once are forgotten. */
const REMEMBERED = 10_000;

export function createPace(now: () => number): Pace {
  const chats = new Map<number, number[]>();
  let all: number[] = [];
  let silentUntil = Number.NEGATIVE_INFINITY;

  /** The first moment from `from` on that is far enough from all others. */
  function free(from: number): number {
    for (let t = from; ; ) {
      const near = all.find((place) => Math.abs(place - t) < ALL_MS);
      if (near === undefined) return t;
      t = near + ALL_MS;
    }
  }

  return {
    place(chat, group) {
      // Whole milliseconds, so that sums are exact.
      const at = Math.ceil(now());
      const mine = chats.get(chat) ?? [];
      const after = (nth: number, ms: number): number => (mine.at(-nth) ?? -ms) + ms;
      const own = Math.max(at, silentUntil, after(1, CHAT_MS), group ? after(GROUP.messages, GROUP.ms) : at);
      const place = free(own);
      chats.set(chat, [...mine, place].slice(-GROUP.messages));
      all = [...all.filter((p) => p > at - ALL_MS), place];
      if (chats.size > REMEMBERED)
        for (const [id, times] of chats) if ((times.at(-1) as number) + GROUP.ms < at) chats.delete(id);
      return place - at;
    },
    hush: (milliseconds) => {
      silentUntil = Math.max(silentUntil, Math.ceil(now() + milliseconds));
    },
  };
}
