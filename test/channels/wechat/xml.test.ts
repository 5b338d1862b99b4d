/** WeChat's XML is read strictly: what is not plainly one message is refused at once, and never expanded. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readXml, writeXml } from '../../../src/channels/wechat/xml.js';

const read = (text: string) => Object.fromEntries(readXml(Buffer.from(text)));

describe('读得懂的', () => {
  test('平台发来的文字消息', () => {
    expect(
      read(`<xml>
  <ToUserName><![CDATA[gh_1]]></ToUserName>
  <CreateTime>1348831860</CreateTime>
  <Content><![CDATA[a < b & c]]></Content>
  <MsgId>9007199254740993</MsgId>
</xml>`),
    ).toEqual({
      ToUserName: 'gh_1',
      CreateTime: '1348831860',
      Content: 'a < b & c',
      MsgId: '9007199254740993',
    });
  });
  test('五个实体', () => expect(read('<xml><A>&lt;&gt;&amp;&quot;&apos;</A></xml>')).toEqual({ A: `<>&"'` }));
  test('空字段', () => expect(read('<xml><A></A><B/></xml>')).toEqual({ A: '', B: '' }));
  test('几段 CDATA 连起来', () =>
    expect(read('<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A></xml>')).toEqual({ A: 'x]]>y' }));
  test('CDATA 里的都是字', () =>
    expect(read('<xml><A><![CDATA[&#65;<!DOCTYPE x>&x;]]></A></xml>')).toEqual({
      A: '&#65;<!DOCTYPE x>&x;',
    }));
  test('更深的不读，也不算字段', () =>
    expect(read('<xml><A>1</A><P><item><M>x</M></item><item><M>y</M></item></P></xml>')).toEqual({ A: '1' }));
  test('声明 UTF-8', () =>
    expect(read('<?xml version="1.0" encoding="UTF-8"?><xml><A>1</A></xml>')).toEqual({ A: '1' }));
});

const LAUGHS = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">${Array.from(
  { length: 20 },
  (_, i) => `<!ENTITY ${'b'.repeat(i + 1)} "${`&${i === 0 ? 'a' : 'b'.repeat(i)};`.repeat(10)}">`,
).join('')}]><xml><Content>&${'b'.repeat(20)};</Content></xml>`;

describe('不读的', () => {
  test.each([
    ['十亿笑', LAUGHS],
    ['外部实体', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><A>&e;</A></xml>'],
    ['外部的 DTD', '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml><A>1</A></xml>'],
    ['参数实体', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]><xml><A>1</A></xml>'],
    ['只有 DOCTYPE', '<!DOCTYPE xml><xml><A>1</A></xml>'],
    ['没完的 DOCTYPE', '<!DOCTYPE xml [<xml><A>1</A></xml>'],
    ['别的实体', '<xml><A>&nbsp;</A></xml>'],
    ['按号码写的字', '<xml><A>&#65;</A></xml>'],
    ['按十六进制号码写的字', '<xml><A>&#x41;</A></xml>'],
    ['按号码写的零', '<xml><A>&#0;</A></xml>'],
    ['没完的实体', '<xml><A>&lt</A></xml>'],
    ['同一字段两次', '<xml><MsgId>1</MsgId><MsgId>1</MsgId></xml>'],
    ['一次嵌套、一次不嵌套', '<xml><A><B/></A><A>1</A></xml>'],
    ['属性', '<xml><A b="1">1</A></xml>'],
    ['根上的属性', '<xml b="1"><A>1</A></xml>'],
    ['注释', '<xml><!-- x --><A>1</A></xml>'],
    ['处理指令', '<xml><?php x?><A>1</A></xml>'],
    ['别的编码', '<?xml version="1.0" encoding="GBK"?><xml><A>1</A></xml>'],
    ['别的根', '<html><A>1</A></html>'],
    ['两个根', '<xml><A>1</A></xml><xml></xml>'],
    ['字段之间的字', '<xml>x<A>1</A></xml>'],
    ['根外面的字', '<xml><A>1</A></xml>x'],
    ['没有关上', '<xml><A>1</A>'],
    ['关错了', '<xml><A>1</B></xml>'],
    ['没有关上的 CDATA', '<xml><A><![CDATA[1</A></xml>'],
    ['字里的 ]]>', '<xml><A>]]></A></xml>'],
    ['控制字符', '<xml><A>\u0001</A></xml>'],
    ['太深', `<xml>${'<A>'.repeat(7_000)}`],
    ['空的', ''],
    ['null', 'null'],
    ['JSON', '{"xml":{}}'],
    ['一个 <', '<'],
    ['很多 <', '<'.repeat(16_000)],
    ['很多 &', `<xml><A>${'&'.repeat(16_000)}</A></xml>`],
  ])('%s', (_name, text) => expect(() => read(text)).toThrow());
  test('不是 UTF-8', () => expect(() => readXml(Buffer.from([0x3c, 0x78, 0xff]))).toThrow());
  test('任何字节：读懂或抛出，不卡住', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          readXml(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    ));
});

describe('写', () => {
  test('写出的读得回来', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const clean = text.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
        expect(read(writeXml({ Content: text, CreateTime: 7 }))).toEqual({ Content: clean, CreateTime: '7' });
      }),
    ));
  test('结束 CDATA 的字不能逃出去', () =>
    expect(read(writeXml({ Content: ']]></Content><MsgType>x</MsgType>' }))).toEqual({
      Content: ']]></Content><MsgType>x</MsgType>',
    }));
  test('XML 里没有的字略去', () =>
    expect(read(writeXml({ A: 'a\u0000\ud800b\uffff' }))).toEqual({ A: 'ab' }));
});
