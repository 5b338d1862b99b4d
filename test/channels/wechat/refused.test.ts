/** Whatever is not from the platform is refused: one status, one body, nothing kept, and nothing decrypted before its signature is right. */
import { createCipheriv } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCipher, signatureOf } from '../../../src/channels/wechat/cipher.js';
import { conversationOf } from '../../../src/channels/wechat/message.js';
import { writeXml } from '../../../src/channels/wechat/xml.js';
import { ACCOUNT, KEY, newMessageId, type World, wechatWorld } from './world.js';

const { token, appId } = ACCOUNT;
const RAW_KEY = Buffer.from(`${KEY}=`, 'base64');
const RANDOM = Buffer.from('aaaabbbbccccdddd');
const seconds = (): number => Math.floor(Date.now() / 1000);

let plain: World;
let sealed: World;
let used = 0;
beforeAll(async () => {
  plain = await wechatWorld();
  sealed = await wechatWorld({ encrypted: true });
});
afterAll(async () => {
  await plain?.close();
  await sealed?.close();
});

interface Given {
  query: Record<string, string>;
  body: string | Buffer;
  type?: string;
}
const fields = (from: string) => ({
  ...{ ToUserName: 'gh_1', FromUserName: from, CreateTime: seconds(), MsgType: 'text', Content: '你好' },
  MsgId: newMessageId(),
});
const signed = (timestamp = String(seconds()), nonce = `n${++used}`): Record<string, string> => ({
  ...{ timestamp, nonce, signature: signatureOf(token, timestamp, nonce) },
});
/** A right request in encrypted mode around these encrypted bytes. */
function around(encrypted: string, query = signed()): Given {
  const msg_signature = signatureOf(token, query.timestamp ?? '', query.nonce ?? '', encrypted);
  return { query: { ...query, encrypt_type: 'aes', msg_signature }, body: writeXml({ Encrypt: encrypted }) };
}
const secret = (xml: string, id = appId): string => createCipher(KEY, id).encrypt(xml, RANDOM);
function raw(bytes: Buffer): string {
  const c = createCipheriv('aes-256-cbc', RAW_KEY, RAW_KEY.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([c.update(bytes), c.final()]).toString('base64');
}

async function post(world: World, { query, body, type = 'text/xml' }: Given) {
  const response = await fetch(`${world.url}/wechat?${new URLSearchParams(query)}`, {
    ...{ method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body) },
    ...{ headers: { ...(type && { 'content-type': type }) } },
  });
  return { status: response.status, body: await response.text() };
}

const REFUSED = {
  status: 400,
  body: JSON.stringify({ error: { code: 'invalid-request', message: '这不是公众平台发来的请求' } }),
};
const flip = (hex: string, bit: number): string => {
  const bytes = Buffer.from(hex, 'hex');
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  return bytes.toString('hex');
};

test('对的收下（否则下面的什么也说明不了）', async () => {
  expect(await post(plain, { query: signed(), body: writeXml(fields('o_right')) })).toMatchObject({
    status: 200,
  });
  expect(await post(sealed, around(secret(writeXml(fields('o_right')))))).toMatchObject({ status: 200 });
});

describe('签名', () => {
  const late = String(seconds() - 301);
  const early = String(seconds() + 400);
  test.each<[string, () => Record<string, string>]>([
    ['没有参数', () => ({})],
    ['没有签名', () => ({ timestamp: String(seconds()), nonce: 'a' })],
    ['猜的签名', () => ({ ...signed(), signature: '0'.repeat(40) })],
    [
      '用别的 Token 签的',
      () => {
        const t = String(seconds());
        return { timestamp: t, nonce: 'a', signature: signatureOf('other', t, 'a') };
      },
    ],
    ['换了时间', () => ({ ...signed(), timestamp: String(seconds() - 1) })],
    ['换了随机数', () => ({ ...signed(), nonce: 'other' })],
    ['五分钟以前的', () => signed(late)],
    ['五分钟以后的', () => signed(early)],
    ['时间不是数', () => signed('now')],
    [
      '大写的',
      () => {
        const q = signed();
        return { ...q, signature: (q.signature ?? '').toUpperCase() };
      },
    ],
  ])('%s：明文与加密都拒绝', async (_name, query) => {
    expect(await post(plain, { query: query(), body: writeXml(fields('o_forged')) })).toEqual(REFUSED);
    const given = around(secret(writeXml(fields('o_forged'))), signed());
    expect(await post(sealed, { ...given, query: { ...given.query, signature: '', ...query() } })).toEqual(
      REFUSED,
    );
  });

  test('每一位翻转都拒绝', async () => {
    for (let bit = 0; bit < 160; bit += 7) {
      const q = signed();
      const query = { ...q, signature: flip(q.signature ?? '', bit) };
      expect(await post(plain, { query, body: writeXml(fields('o_forged')) })).toEqual(REFUSED);
      const given = around(secret(writeXml(fields('o_forged'))));
      const msg_signature = flip(given.query.msg_signature ?? '', bit);
      expect(await post(sealed, { ...given, query: { ...given.query, msg_signature } })).toEqual(REFUSED);
    }
  });

  test('密文翻转一位：还没有解密就拒绝了', async () => {
    const encrypted = Buffer.from(secret(writeXml(fields('o_forged'))), 'base64');
    sealed.logged.length = 0;
    for (let bit = 0; bit < encrypted.length * 8; bit += 61) {
      const flipped = flip(encrypted.toString('hex'), bit);
      const given = around(encrypted.toString('base64'));
      const body = writeXml({ Encrypt: Buffer.from(flipped, 'hex').toString('base64') });
      expect(await post(sealed, { ...given, body })).toEqual(REFUSED);
    }
    expect(new Set(sealed.logged)).toEqual(new Set([expect.stringContaining('密文的签名不对')]));
  });

  test('参数写两遍', async () => {
    const q = signed();
    const url = `${plain.url}/wechat?${new URLSearchParams(q)}&signature=${q.signature}&nonce=${q.nonce}`;
    const response = await fetch(url, { method: 'POST', body: writeXml(fields('o_forged')) });
    expect({ status: response.status, body: await response.text() }).toEqual(REFUSED);
  });

  test('服务器验证也要签名', async () => {
    const get = async (query: Record<string, string>) => {
      const response = await fetch(`${plain.url}/wechat?${new URLSearchParams(query)}`);
      return { status: response.status, body: await response.text() };
    };
    expect(await get({ ...signed(), echostr: '123' })).toEqual({ status: 200, body: '123' });
    for (const query of [
      { echostr: '123' },
      { ...signed(), signature: '0'.repeat(40), echostr: '123' },
      { ...signed(late), echostr: '123' },
      { ...signed(), echostr: '<script>' },
      signed(),
    ])
      expect(await get(query)).toEqual(REFUSED);
  });
});

describe('重放', () => {
  test('明文：用过的签名只能再带同一条消息，那就得同一个回答', async () => {
    const query = signed();
    const message = fields('o_replay');
    const first = await post(plain, { query, body: writeXml(message) });
    expect(first.status).toBe(200);
    const again = await post(plain, { query, body: writeXml(message) });
    const content = (body: string) => /<Content>.*<\/Content>/s.exec(body)?.[0];
    expect(content(again.body)).toBe(content(first.body));
    for (const other of [
      { ...message, MsgId: newMessageId() },
      { ...message, FromUserName: 'o_thief' },
      { ...message, MsgType: 'event', Event: 'CLICK', EventKey: '你好' },
    ])
      expect(await post(plain, { query, body: writeXml(other) })).toEqual(REFUSED);
    expect(await plain.store.conversation(conversationOf(appId, 'o_thief'))).toBeUndefined();
  });
  test('别人的 MsgId：看不到别人的回答', async () => {
    const message = fields('o_owner');
    await post(plain, { query: signed(), body: writeXml(message) });
    const stolen = writeXml({ ...message, FromUserName: 'o_thief' });
    expect(await post(plain, { query: signed(), body: stolen })).toEqual(REFUSED);
  });
});

describe('签名对、里面不对', () => {
  const padded = (xml: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(xml));
    const body = Buffer.concat([RANDOM, length, Buffer.from(xml), Buffer.from(appId)]);
    const n = 32 - (body.length % 32);
    return Buffer.concat([body, Buffer.alloc(n, n)]);
  };
  test('补齐的每一种错：都一样', async () => {
    const right = padded(writeXml(fields('o_padding')));
    expect((await post(sealed, around(raw(right)))).status).toBe(200);
    for (let last = 0; last < 256; last++) {
      if (last === right.at(-1)) continue;
      const wrong = Buffer.concat([right.subarray(0, -1), Buffer.from([last])]);
      expect(await post(sealed, around(raw(wrong)))).toEqual(REFUSED);
    }
  });
  test.each<[string, () => Given]>([
    ['别的应用', () => around(secret(writeXml(fields('o_x')), 'wxb11529c136998cb7'))],
    ['不是 base64', () => around('?')],
    ['空的密文', () => around('')],
    ['没有密文', () => ({ ...around('AAAA'), body: '<xml></xml>' })],
    ['里面不是 XML', () => around(secret('null'))],
    ['里面有 DOCTYPE', () => around(secret('<!DOCTYPE x><xml></xml>'))],
    ['里面没有 MsgId', () => around(secret(writeXml({ ...fields('o_x'), MsgId: '' })))],
    ['降成明文', () => ({ query: signed(), body: writeXml(fields('o_x')) })],
    [
      '说是明文',
      () => {
        const given = around(secret(writeXml(fields('o_x'))));
        return { ...given, query: { ...given.query, encrypt_type: 'raw' } };
      },
    ],
  ])('加密模式，%s', async (_name, given) => expect(await post(sealed, given())).toEqual(REFUSED));

  const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "${`&a${i - 1 < 0 ? '' : i - 1};`.repeat(10)}">`).join('')}]><xml><Content>&a19;</Content></xml>`;
  test.each<[string, string | Buffer]>([
    ['null', 'null'],
    ['空的', ''],
    ['JSON', '{"a":1}'],
    ['数组', '[]'],
    ['十亿笑', laughs],
    ['外部实体', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>'],
    ['外部的 DTD', '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/"><xml></xml>'],
    ['没写完', '<xml><Content>'],
    ['字段写两遍', `<xml><MsgId>1</MsgId><MsgId>2</MsgId></xml>`],
    ['不是 UTF-8', Buffer.from([0x3c, 0x78, 0xff, 0x3e])],
    ['没有字段', '<xml></xml>'],
    ['MsgId 不是数', writeXml({ ...fields('o_x'), MsgId: '1e9' })],
    ['CreateTime 不是数', writeXml({ ...fields('o_x'), CreateTime: 'x' })],
    ['发信人的名字不像名字', writeXml({ ...fields('o_x'), FromUserName: 'a b\n' })],
    ['事件没有名字', writeXml({ ...fields('o_x'), MsgType: 'event' })],
    ['太大', writeXml({ ...fields('o_x'), Content: 'x'.repeat(20_000) })],
  ])('明文模式，%s', async (_name, body) => {
    for (const type of ['text/xml', 'application/json', 'application/octet-stream', ''])
      expect(await post(plain, { query: signed(), body, type })).toEqual(REFUSED);
  });
  test('明文模式，说是加密', async () => {
    expect(await post(plain, around(secret(writeXml(fields('o_x')))))).toEqual(REFUSED);
  });
  test('别的方法没有', async () => {
    expect((await fetch(`${plain.url}/wechat`, { method: 'PUT' })).status).toBe(404);
  });
});

test('拒绝的一条也没有留下', async () => {
  for (const from of ['o_forged', 'o_x', 'o_thief'])
    for (const world of [plain, sealed])
      expect(await world.store.conversation(conversationOf(appId, from))).toBeUndefined();
});
