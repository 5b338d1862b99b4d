/** What a question becomes before anything is kept of it. */
import { maskPersonal, sift } from '../privacy.js';

export interface Masked {
  text: string;
  /** What is to be understood, where it is not `text`. */
  question?: string;
  /** The asker is to be told not to send what was taken out. */
  personal?: true;
}

export interface Masking {
  of(text: string): Masked;
  forget(): void;
}

function masked(text: string): Masked {
  const kept = maskPersonal(text);
  if (kept === text) return { text };
  const { question, warn } = sift(text);
  return { text: kept, ...(question !== kept && { question }), ...(warn && { personal: true }) };
}

/** Remembers up to `most` texts that hold nothing personal: many people ask the same thing. */
export function createMasking(most: number): Masking {
  const plain = new Set<string>();
  return {
    of(text) {
      if (plain.has(text)) return { text };
      const m = masked(text);
      if (plain.size >= most) plain.clear();
      if (m.text === text) plain.add(text);
      return m;
    },
    forget: () => plain.clear(),
  };
}
