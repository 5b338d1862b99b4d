/** Looks through a file for names that should be in it no more. */
import { open } from 'node:fs/promises';

/** Small enough that requests do not wait for a piece. */
const PIECE = 1 << 20;

/** Whether any of the texts is anywhere in the file. */
export async function holdsAny(file: string, texts: readonly string[]): Promise<boolean> {
  const needles = texts.map((t) => Buffer.from(t));
  const overlap = Math.max(...needles.map((n) => n.length), 1) - 1;
  const input = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(PIECE + overlap);
    for (let at = 0; ; at += PIECE) {
      const { bytesRead } = await input.read(buffer, 0, buffer.length, at);
      const piece = buffer.subarray(0, bytesRead);
      if (needles.some((n) => piece.includes(n))) return true;
      if (bytesRead <= PIECE) return false;
    }
  } finally {
    await input.close();
  }
}
