/** WeChat's signatures and encryption: the published sample, and every way of being wrong, told apart by nobody. */
import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCipher, isAesKey, isSigned, signatureOf } from '../../../src/channels/wechat/cipher.js';

/** As the platform published it. */
const SAMPLE = {
  token: 'pamtest',
  key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  appId: 'wxb11529c136998cb6',
  timestamp: '1409304348',
  nonce: 'xxxxxx',
  random: Buffer.from('aaaabbbbccccdddd'),
  text: '我是中文abcd123',
  encrypted: 'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==',
  signed: '82c962d39941aa48552f90ef55aa323dc620cc10',
  plainSigned: '76480565cbe296026c53aaacd1ad523a1ddba24f',
};
const { token, timestamp, nonce } = SAMPLE;
const cipher = createCipher(SAMPLE.key, SAMPLE.appId);
const KEY = Buffer.from(`${SAMPLE.key}=`, 'base64');

/** Encrypts bytes as they are: length, app id and padding are the test's own. */
function raw(plain: Buffer): string {
  const c = createCipheriv('aes-256-cbc', KEY, KEY.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([c.update(plain), c.final()]).toString('base64');
}
const length = (n: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(n);
  return b;
};
const plainOf = (text: string, o: { length?: number; id?: string } = {}): Buffer =>
  Buffer.concat([
    SAMPLE.random,
    length(o.length ?? Buffer.byteLength(text)),
    Buffer.from(text),
    Buffer.from(o.id ?? SAMPLE.appId),
  ]);
const padded = (plain: Buffer): Buffer => {
  const n = 32 - (plain.length % 32);
  return Buffer.concat([plain, Buffer.alloc(n, n)]);
};

describe('公开的样例', () => {
  test('加密', () => expect(cipher.encrypt(SAMPLE.text, SAMPLE.random)).toBe(SAMPLE.encrypted));
  test('解密', () => expect(cipher.decrypt(SAMPLE.encrypted)?.toString()).toBe(SAMPLE.text));
  test('密文的签名', () =>
    expect(signatureOf(token, timestamp, nonce, SAMPLE.encrypted)).toBe(SAMPLE.signed));
  test('明文的签名', () => expect(signatureOf(token, timestamp, nonce)).toBe(SAMPLE.plainSigned));
});

describe('签名', () => {
  test('对的算对', () => expect(isSigned(SAMPLE.plainSigned, token, timestamp, nonce)).toBe(true));
  test('每一位翻转都不算', () => {
    for (let bit = 0; bit < 160; bit++) {
      const bytes = Buffer.from(SAMPLE.plainSigned, 'hex');
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(isSigned(bytes.toString('hex'), token, timestamp, nonce)).toBe(false);
    }
  });
  test.each([
    undefined,
    null,
    '',
    SAMPLE.plainSigned.slice(1),
    `${SAMPLE.plainSigned}0`,
    SAMPLE.plainSigned.toUpperCase(),
    [SAMPLE.plainSigned],
    '中'.repeat(40),
  ])('%j 不算，也不抛出', (given) => expect(isSigned(given, token, timestamp, nonce)).toBe(false));
});

describe('加密与解密', () => {
  test('任何文字都原样回来', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(cipher.decrypt(cipher.encrypt(text, randomBytes(16)))?.toString()).toBe(
          Buffer.from(text).toString(),
        );
      }),
    ));

  test('补齐的每一种错都解不开，看上去都一样', () => {
    const right = padded(plainOf(SAMPLE.text));
    expect(cipher.decrypt(raw(right))?.toString()).toBe(SAMPLE.text);
    const n = right.at(-1) as number;
    const wrong: Buffer[] = [];
    for (let last = 0; last < 256; last++)
      if (last !== n) wrong.push(Buffer.concat([right.subarray(0, -1), Buffer.from([last])]));
    for (let i = 2; i <= n; i++) {
      const b = Buffer.from(right);
      b[b.length - i] = (b[b.length - i] as number) ^ 1;
      wrong.push(b);
    }
    wrong.push(Buffer.alloc(0), Buffer.alloc(32, 32), Buffer.alloc(64, 33), right.subarray(0, 16));
    for (const b of wrong) expect(cipher.decrypt(raw(b))).toBeUndefined();
  });

  test.each([
    ['长度超出', { length: 1_000 }],
    ['长度是负数的样子', { length: 0xffffffff }],
    ['长度少一', { length: Buffer.byteLength(SAMPLE.text) - 1 }],
    ['别的应用', { id: 'wxb11529c136998cb7' }],
    ['没有应用', { id: '' }],
    ['应用后面还有字', { id: `${SAMPLE.appId}x` }],
  ])('%s：解不开', (_name, o) => {
    expect(cipher.decrypt(raw(padded(plainOf(SAMPLE.text, o))))).toBeUndefined();
  });

  test('密文任何一位翻转：解不开，或解出的不是原文', () => {
    const bytes = Buffer.from(SAMPLE.encrypted, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const found = cipher.decrypt(flipped.toString('base64'))?.toString();
      // The random head is protected by the signature alone.
      if (bit >= 128) expect(found).not.toBe(SAMPLE.text);
    }
  });

  test.each([
    ['不是 base64', '!!!!'],
    ['空的', ''],
    ['半块', 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['带换行', `${SAMPLE.encrypted.slice(0, 40)}\n${SAMPLE.encrypted.slice(40)}`],
  ])('%s：解不开', (_name, text) => expect(cipher.decrypt(text)).toBeUndefined());

  test.each([
    [SAMPLE.key, true],
    [SAMPLE.key.slice(1), false],
    [`${SAMPLE.key}A`, false],
    [`${SAMPLE.key.slice(1)}+`, false],
    ['', false],
  ])('密钥 %s 的写法：%s', (key, right) => expect(isAesKey(key)).toBe(right));
});
