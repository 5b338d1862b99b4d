/** A request of the platform → the fields inside, once its signature is right; and replies closed up the same way. */
import { randomBytes, randomInt } from 'node:crypto';
import { type Cipher, isSigned, signatureOf } from './cipher.js';
import { type Fields, readXml, writeXml } from './xml.js';

export type Query = Record<string, unknown>;

/** The reason is for the log: outside, every refusal looks the same. */
export class Refused extends Error {}

export interface Envelope {
  /** The server check: the text to give back. Throws `Refused`. */
  check(query: Query): string;
  /** Throws `Refused`. `use` names the request's signature where it does not cover the message itself. */
  open(query: Query, body: Buffer): { fields: Fields; use?: string };
  close(fields: Record<string, string | number>): string;
}

/** Seconds that a request may be under way, and clocks apart. */
const FRESH = 300;
const ECHO = /^[\w-]{1,128}$/;

const word = (query: Query, name: string, form: RegExp): string => {
  const value = query[name];
  if (typeof value !== 'string' || !form.test(value)) throw new Refused(`参数 ${name} 不对`);
  return value;
};

function read(bytes: Buffer): Fields {
  try {
    return readXml(bytes);
  } catch {
    throw new Refused('不是规矩的 XML');
  }
}

/** `now`: milliseconds since 1970. */
export function createEnvelope(token: string, cipher: Cipher | undefined, now: () => number): Envelope {
  function signed(query: Query): { timestamp: string; nonce: string } {
    const timestamp = word(query, 'timestamp', /^\d{1,12}$/);
    const nonce = word(query, 'nonce', /^[\w-]{1,64}$/);
    if (!isSigned(query.signature, token, timestamp, nonce)) throw new Refused('签名不对');
    const apart = Math.round(Number(timestamp) - now() / 1000);
    if (Math.abs(apart) > FRESH) throw new Refused(`时间差了 ${apart} 秒：是重放，或本机的钟不准`);
    return { timestamp, nonce };
  }

  return {
    check(query) {
      signed(query);
      return word(query, 'echostr', ECHO);
    },
    open(query, body) {
      const { timestamp, nonce } = signed(query);
      if ((query.encrypt_type === 'aes') !== (cipher !== undefined))
        throw new Refused('明文或加密模式与 WECHAT_ENCODING_AES_KEY 的设置不符');
      const outside = read(body);
      if (!cipher) return { fields: outside, use: `${timestamp} ${nonce}` };
      const encrypted = outside.get('Encrypt') ?? '';
      if (!isSigned(query.msg_signature, token, timestamp, nonce, encrypted))
        throw new Refused('密文的签名不对');
      const inside = cipher.decrypt(encrypted);
      if (!inside) throw new Refused('解不开：WECHAT_ENCODING_AES_KEY 或 WECHAT_APP_ID 不对');
      return { fields: read(inside) };
    },
    close(fields) {
      const plain = writeXml(fields);
      if (!cipher) return plain;
      const encrypted = cipher.encrypt(plain, randomBytes(16));
      const timestamp = Math.floor(now() / 1000);
      const nonce = String(randomInt(100_000_000, 2_000_000_000));
      return writeXml({
        Encrypt: encrypted,
        MsgSignature: signatureOf(token, String(timestamp), nonce, encrypted),
        TimeStamp: timestamp,
        Nonce: nonce,
      });
    },
  };
}
