/** The platform's signatures and its encryption (安全模式): AES-256-CBC, the app's id inside. Pure. */
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

/** PKCS#7 to this, though AES has blocks of 16. */
const BLOCK = 32;
const AES_BLOCK = 16;
/** Random bytes, then the length of the text as four bytes. */
const RANDOM = 16;
const HEAD = RANDOM + 4;

export const signatureOf = (...parts: string[]): string =>
  createHash('sha1').update(parts.sort().join('')).digest('hex');

/** In constant time, whatever is given. */
export function isSigned(given: unknown, ...parts: string[]): boolean {
  const right = Buffer.from(signatureOf(...parts));
  const claimed = Buffer.alloc(right.length);
  const fits = typeof given === 'string' && given.length === right.length;
  if (fits) claimed.write(given, 'latin1');
  return timingSafeEqual(right, claimed) && fits;
}

export interface Cipher {
  /** `random`: 16 bytes. */
  encrypt(text: string, random: Buffer): string;
  /** Undefined for whatever was wrong: nobody outside learns what it was. */
  decrypt(ciphertext: string): Buffer | undefined;
}

/** 43 characters for 32 bytes. */
export function isAesKey(encodingKey: string): boolean {
  const key = Buffer.from(`${encodingKey}=`, 'base64');
  return /^[A-Za-z0-9]{43}$/.test(encodingKey) && key.length === 32;
}

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;

export function createCipher(encodingKey: string, appId: string): Cipher {
  const key = Buffer.from(`${encodingKey}=`, 'base64');
  const iv = key.subarray(0, AES_BLOCK);
  const id = Buffer.from(appId);

  /** Every byte of the padding is looked at, and all faults look the same. */
  function unpadded(padded: Buffer): Buffer | undefined {
    const n = padded.at(-1) ?? 0;
    if (n < 1 || n > BLOCK || n > padded.length || padded.length % BLOCK !== 0) return undefined;
    const right = padded.subarray(padded.length - n).every((b) => b === n);
    return right ? padded.subarray(0, padded.length - n) : undefined;
  }

  return {
    encrypt(text, random) {
      const body = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      const plain = Buffer.concat([random, length, body, id]);
      const n = BLOCK - (plain.length % BLOCK);
      const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const padded = Buffer.concat([plain, Buffer.alloc(n, n)]);
      return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
    },
    decrypt(ciphertext) {
      const bytes = Buffer.from(ciphertext, 'base64');
      if (!isBase64(ciphertext) || bytes.length === 0 || bytes.length % BLOCK !== 0) return undefined;
      const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const plain = unpadded(Buffer.concat([decipher.update(bytes), decipher.final()]));
      if (!plain || plain.length < HEAD) return undefined;
      const end = HEAD + plain.readUInt32BE(RANDOM);
      if (end > plain.length || !plain.subarray(end).equals(id)) return undefined;
      return plain.subarray(HEAD, end);
    },
  };
}
