/** What every store promises; an implementation passes this unchanged. Each test gets an empty store of its own. */
import { describe, expect, test } from 'vitest';
import type { AnswerRecord, InboxRecord, Store, Turn } from '../../src/store/store.js';

export type Use = <T>(work: (store: Store) => Promise<T>) => Promise<T>;

const minute = (n: number): string => new Date(Date.UTC(2025, 11, 1, 4, n)).toISOString();
export const AT = minute(0);

/** The `n`th turn of a conversation, as the service records it. */
export function turn(conversationId: string, n = 1, more: Partial<AnswerRecord> = {}): Turn {
  const seq = 2 * n;
  const at = minute(n - 1);
  const answer: AnswerRecord = {
    ...{ id: `${conversationId}-a${n}`, conversationId, seq, at, channel: 'http' },
    ...{ outcome: 'answer', topic: 'ratio', region: '140100', confidence: 0.875 },
    ...{ knowledgeVersion: 'v1', snapshot: 's1', program: 'p1' },
    request: JSON.stringify({ text: `问${n}`, asOf: '2025-12-01' }),
    body: JSON.stringify({ text: `答${n}` }),
    ...more,
  };
  const conversation = {
    ...{ id: conversationId, channel: answer.channel, state: `{"n":${n}}`, lastSeq: seq },
    ...{ createdAt: AT, updatedAt: at },
  };
  return { conversation, basedOn: seq - 2, answer };
}

const person = (id: string, name: string) => ({
  ...{ id, name, displayName: `${name}同志`, role: 'agent' as const, passwordHash: 'scrypt$…' },
  ...{ createdAt: AT, disabledAt: null },
});
const session = (id: string, staffId: string) => ({
  ...{ id, staffId, createdAt: AT, lastSeenAt: AT, expiresAt: minute(30) },
});
const delivery = (externalId: string, orderKey = 'chat') => ({
  ...{ channel: 'telegram', externalId, orderKey, payload: `{"text":"${externalId}"}`, receivedAt: AT },
});
const ids = (list: InboxRecord[]) => list.map((m) => m.externalId);
const key = (k: string, request = 'r1') => ({ key: k, request });

export function storeContract(name: string, use: Use): void {
  describe(`${name}：会话和回答`, () => {
    test('没存过的，什么都没有', () =>
      use(async (s) => {
        expect(await s.conversation('nobody')).toBeUndefined();
        expect(await s.answer('nothing')).toBeUndefined();
        expect(await s.messages('nobody', 0, 10)).toEqual([]);
        expect(await s.deleteConversation('nobody')).toBe(false);
        expect(
          await s.addMessage({ conversationId: 'nobody', role: 'agent', at: AT, text: '在' }),
        ).toBeUndefined();
        expect(await s.handOff('nobody', AT)).toBe(false);
        expect(await s.snapshot('s')).toBeUndefined();
      }));

    test('一问一答存了能读回来，一字不差', () =>
      use(async (s) => {
        const text = "太原“医保”\n'; DROP TABLE conversations; -- 😀\u0000";
        const t = turn('a', 1, { request: JSON.stringify({ text }), body: JSON.stringify({ text: '答' }) });
        expect(await s.recordTurn(t)).toEqual({ kind: 'recorded' });
        expect(await s.conversation('a')).toEqual(t.conversation);
        expect(await s.answer('a-a1')).toEqual(t.answer);
        expect((await s.messages('a', 0, 10)).map((m) => [m.seq, m.role, m.text, m.answerId])).toEqual([
          [1, 'citizen', text, undefined],
          [2, 'assistant', '答', 'a-a1'],
        ]);
      }));

    test('没有主题和地区的回答，读回来也没有', () =>
      use(async (s) => {
        await s.recordTurn(turn('a', 1, { topic: null, region: null, outcome: 'smalltalk' }));
        expect(await s.answer('a-a1')).toMatchObject({ topic: null, region: null });
      }));

    test('编号区分大小写', () =>
      use(async (s) => {
        await s.recordTurn(turn('Abc'));
        expect(await s.conversation('aBC')).toBeUndefined();
      }));

    test('按别处已经改过的会话答的，不收，什么也不留下', () =>
      use(async (s) => {
        await s.recordTurn(turn('a', 1));
        await s.recordTurn(turn('a', 2));
        const late = turn('a', 2, { id: 'late', outcome: 'no-fact' });
        expect(await s.recordTurn({ ...late, unanswered: 'no-fact', idempotency: key('k') })).toEqual({
          kind: 'stale',
        });
        expect(await s.answer('late')).toBeUndefined();
        expect(await s.idempotent('k')).toBeUndefined();
        expect(await s.unanswered({}, { limit: 10 })).toEqual([]);
        expect((await s.conversation('a'))?.lastSeq).toBe(4);
        expect(await s.recordTurn(turn('never', 3))).toEqual({ kind: 'stale' });
      }));

    test('同时写一个会话，只有一个成功', () =>
      use(async (s) => {
        const all = await Promise.all(
          Array.from({ length: 20 }, (_, i) => s.recordTurn(turn('a', 1, { id: `x${i}` }))),
        );
        expect(all.filter((r) => r.kind === 'recorded')).toHaveLength(1);
        expect(all.filter((r) => r.kind === 'stale')).toHaveLength(19);
      }));

    test('许多会话一起写，各存各的', () =>
      use(async (s) => {
        const names = Array.from({ length: 1500 }, (_, i) => `c${i}`);
        // At once more than one group of SQLite's writer, and what a pool of connections takes well within its patience.
        for (let at = 0; at < names.length; at += 600)
          await Promise.all(names.slice(at, at + 600).map((n) => s.recordTurn(turn(n))));
        for (const n of [0, 511, 512, 1499])
          expect((await s.answer(`c${n}-a1`))?.conversationId).toBe(`c${n}`);
        expect((await s.counts('2025-12-01', '2025-12-01'))[0]?.questions).toBe(1500);
      }));

    test('一件失败，同时写的别的不受影响', () =>
      use(async (s) => {
        await s.recordTurn(turn('a'));
        const twice = turn('b', 1, { id: 'a-a1' });
        const all = await Promise.allSettled([
          s.recordTurn(turn('c')),
          s.recordTurn(twice),
          s.recordTurn(turn('d')),
        ]);
        expect(all.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(await s.conversation('b')).toBeUndefined();
        expect(await s.conversation('c')).toBeDefined();
        expect(await s.conversation('d')).toBeDefined();
      }));

    test('消息按顺序，从某一条之后读，读多少条有数', () =>
      use(async (s) => {
        await s.recordTurn(turn('a', 1));
        const said = await s.addMessage({
          ...{ conversationId: 'a', role: 'agent', at: minute(1), text: '您好', author: '小李' },
        } as const);
        expect(said).toMatchObject({ seq: 3, author: '小李' });
        await s.recordTurn({
          ...turn('a', 2, { seq: 5 }),
          basedOn: 3,
          conversation: { ...turn('a').conversation, lastSeq: 5 },
        });
        expect((await s.messages('a', 0, 10)).map((m) => m.seq)).toEqual([1, 2, 3, 4, 5]);
        expect((await s.messages('a', 1, 2)).map((m) => m.seq)).toEqual([2, 3]);
        expect((await s.messages('a', 4, 10)).map((m) => [m.seq, m.role])).toEqual([[5, 'assistant']]);
        expect(await s.messages('a', 5, 10)).toEqual([]);
      }));

    test('删掉会话，属于它的都没有了，别的还在', () =>
      use(async (s) => {
        await s.receive(delivery('m1', 'a'));
        await s.recordTurn({
          ...turn('a', 1, { outcome: 'no-fact' }),
          ...{ unanswered: 'no-fact', handOff: true, idempotency: key('k') },
          inbox: { channel: 'telegram', externalId: 'm1' },
        });
        await s.recordTurn(turn('b'));
        await s.addMessage({ conversationId: 'a', role: 'citizen', at: AT, text: '喂' });
        await s.recordFeedback({ answerId: 'a-a1', helpful: false, comment: '没用', factId: null, at: AT });
        expect(await s.deleteConversation('a')).toBe(true);
        expect(await s.conversation('a')).toBeUndefined();
        expect(await s.answer('a-a1')).toBeUndefined();
        expect(await s.messages('a', 0, 10)).toEqual([]);
        expect(await s.feedback('a-a1')).toBeUndefined();
        expect(await s.unanswered({}, { limit: 10 })).toEqual([]);
        expect(await s.handOffs({}, { limit: 10 })).toEqual([]);
        expect(await s.eventsAfter(0, 10)).toEqual([]);
        expect(await s.idempotent('k')).toBeUndefined();
        expect(await s.inboxMessage('telegram', 'm1')).toBeUndefined();
        expect(await s.deleteConversation('a')).toBe(false);
        expect(await s.answer('b-a1')).toBeDefined();
      }));
  });

  describe(`${name}：重复的请求`, () => {
    test('同一个键再来，得到第一次的回答，不多存一份', () =>
      use(async (s) => {
        const first = { ...turn('a'), idempotency: key('k') };
        expect(await s.recordTurn(first)).toEqual({ kind: 'recorded' });
        expect(await s.recordTurn({ ...turn('b'), idempotency: key('k') })).toEqual({
          ...{ kind: 'repeat', answerId: 'a-a1' },
        });
        expect(await s.conversation('b')).toBeUndefined();
        expect(await s.idempotent('k')).toEqual({ request: 'r1', result: 'a-a1' });
      }));

    test('同一个键同时来，只存一份', () =>
      use(async (s) => {
        const all = await Promise.all(
          ['a', 'b', 'c'].map((c) => s.recordTurn({ ...turn(c), idempotency: key('k') })),
        );
        expect(all.map((r) => r.kind).sort()).toEqual(['recorded', 'repeat', 'repeat']);
      }));

    test('评价：后来的代替先前的；不认识的回答不收；同键再来不变', () =>
      use(async (s) => {
        await s.recordTurn(turn('a'));
        const word = (helpful: boolean, comment: string | null) => ({
          answerId: 'a-a1',
          helpful,
          comment,
          factId: comment && 'a-fact',
          at: AT,
        });
        expect(await s.recordFeedback({ ...word(true, null), answerId: 'x' })).toBe('unknown-answer');
        expect(await s.recordFeedback(word(true, null), key('k'))).toBe('recorded');
        expect(await s.recordFeedback(word(false, '不对'))).toBe('recorded');
        expect(await s.recordFeedback(word(true, null), key('k'))).toBe('repeat');
        expect(await s.feedback('a-a1')).toEqual(word(false, '不对'));
        const [count] = await s.counts('2025-12-01', '2025-12-01');
        expect([count?.helpful, count?.unhelpful]).toEqual([0, 1]);
      }));
  });

  describe(`${name}：没答上的`, () => {
    test('新的在前，按状态和时间筛，翻页不重不漏；说没用的也在里面，只在一次', () =>
      use(async (s) => {
        for (let i = 0; i < 5; i++) {
          const t = turn(`c${i}`, 1, { outcome: 'no-fact', request: JSON.stringify({ text: `第${i}个` }) });
          await s.recordTurn({ ...t, ...(i !== 2 && { unanswered: 'no-fact' as const }) });
        }
        for (const id of ['c2-a1', 'c0-a1'])
          await s.recordFeedback({ answerId: id, helpful: false, comment: null, factId: null, at: AT });
        const all = await s.unanswered({}, { limit: 10 });
        expect(all.map((u) => [u.answerId, u.reason, u.text])).toEqual([
          ['c2-a1', 'unhelpful', '第2个'],
          ['c4-a1', 'no-fact', '第4个'],
          ['c3-a1', 'no-fact', '第3个'],
          ['c1-a1', 'no-fact', '第1个'],
          ['c0-a1', 'no-fact', '第0个'],
        ]);
        const second = await s.unanswered({}, { limit: 2, after: 'c4-a1' });
        expect(second.map((u) => u.answerId)).toEqual(['c3-a1', 'c1-a1']);
        expect(await s.unanswered({ since: minute(1) }, { limit: 10 })).toEqual([]);
        expect(
          await s.markUnanswered(['c4-a1', 'c1-a1', '没有'], { status: 'not-ours', assignee: 'u1' }),
        ).toBe(2);
        expect(await s.markUnanswered(['c4-a1'], { assignee: null })).toBe(1);
        const marked = await s.unanswered({ status: 'not-ours' }, { limit: 10 });
        expect(marked.map((u) => [u.answerId, u.assignee])).toEqual([
          ['c4-a1', null],
          ['c1-a1', 'u1'],
        ]);
      }));
  });

  describe(`${name}：转人工`, () => {
    test('等得最久的在前；只有一个人接得到；交回之后不在列', () =>
      use(async (s) => {
        await s.recordTurn({ ...turn('b'), handOff: true });
        await s.recordTurn(turn('a'));
        expect(await s.handOff('a', minute(1))).toBe(true);
        expect(await s.handOff('a', minute(9))).toBe(true);
        const waiting = await s.handOffs({ status: 'open' }, { limit: 10 });
        expect(waiting.map((h) => [h.conversationId, h.requestedAt])).toEqual([
          ['b', AT],
          ['a', minute(1)],
        ]);
        expect((await s.handOffs({}, { limit: 10, after: 'b' })).map((h) => h.conversationId)).toEqual(['a']);
        const taken = await Promise.all(['u1', 'u2', 'u3'].map((u) => s.takeHandOff('b', u, minute(2))));
        expect(taken.filter(Boolean)).toHaveLength(1);
        const agent = ['u1', 'u2', 'u3'][taken.indexOf(true)] as string;
        expect((await s.handOffs({ agent }, { limit: 10 })).map((h) => h.status)).toEqual(['taken']);
        await s.addMessage({ conversationId: 'b', role: 'agent', at: minute(3), text: '您好' });
        expect(await s.handedOff('b')).toMatchObject({
          agent,
          takenAt: minute(2),
          lastAgentSeq: 3,
          lastCitizenSeq: 1,
        });
        expect(await s.returnHandOff('b', minute(4))).toBe(true);
        expect(await s.returnHandOff('b', minute(4))).toBe(false);
        expect(await s.takeHandOff('b', 'u1', minute(5))).toBe(false);
        expect(await s.handedOff('b')).toBeUndefined();
      }));

    test('放回去：一下子从接的人手里回到等着的里面，从那时起等；没人接的放不了', () =>
      use(async (s) => {
        await s.recordTurn({ ...turn('a'), handOff: true });
        expect(await s.putBackHandOff('a', minute(1))).toBe(false);
        expect(await s.putBackHandOff('nobody', minute(1))).toBe(false);
        await s.takeHandOff('a', 'u1', minute(2));
        expect(await s.putBackHandOff('a', minute(3))).toBe(true);
        expect(await s.handedOff('a')).toMatchObject({
          ...{ status: 'open', agent: null, requestedAt: minute(3), takenAt: null },
        });
        const kinds = (await s.eventsAfter(0, 10)).map((e) => e.kind);
        expect(kinds).toEqual(['handoff', 'message', 'taken', 'returned', 'handoff']);
      }));

    test('动静按次序，从某一个之后读；平常的问答没有动静', () =>
      use(async (s) => {
        await s.recordTurn(turn('quiet'));
        expect(await s.lastEvent()).toBe(0);
        await s.recordTurn({ ...turn('a'), handOff: true });
        await s.takeHandOff('a', 'u1', AT);
        await s.recordTurn(turn('a', 2));
        await s.returnHandOff('a', AT);
        const all = await s.eventsAfter(0, 10);
        expect(all.map((e) => e.kind)).toEqual(['handoff', 'message', 'taken', 'message', 'returned']);
        expect(new Set(all.map((e) => e.conversationId))).toEqual(new Set(['a']));
        expect(await s.eventsAfter(all[2]?.seq ?? 0, 1)).toEqual([all[3]]);
        expect(await s.lastEvent()).toBe(all[4]?.seq);
      }));
  });

  describe(`${name}：收件`, () => {
    test('再送来的是重复，答过就只有那一个回答', () =>
      use(async (s) => {
        expect((await s.receive(delivery('m1'))).repeat).toBe(false);
        const again = await s.receive({ ...delivery('m1'), payload: '别的' });
        expect(again).toMatchObject({
          repeat: true,
          message: { payload: '{"text":"m1"}', status: 'waiting' },
        });
        const inbox = { channel: 'telegram', externalId: 'm1' };
        await s.recordTurn({ ...turn('a'), inbox });
        expect(await s.recordTurn({ ...turn('b'), inbox })).toEqual({ kind: 'repeat', answerId: 'a-a1' });
        expect((await s.receive(delivery('m1'))).message).toMatchObject({ status: 'done', answerId: 'a-a1' });
        expect(ids(await s.unsent('telegram', 10))).toEqual(['m1']);
        await s.sent('telegram', 'm1', AT);
        expect(await s.unsent('telegram', 10)).toEqual([]);
        expect((await s.receive({ ...delivery('m1'), channel: 'wechat' })).repeat).toBe(false);
      }));

    test('一个聊天里一次取一件，先来先取；别的聊天不等', () =>
      use(async (s) => {
        for (const [id, chat] of [
          ['1', 'x'],
          ['2', 'x'],
          ['3', 'y'],
        ] as const)
          await s.receive(delivery(id, chat));
        expect(ids(await s.take('telegram', AT, minute(1), 10))).toEqual(['1', '3']);
        expect(await s.take('telegram', AT, minute(1), 10)).toEqual([]);
        await s.complete('telegram', '1');
        expect(ids(await s.take('telegram', AT, minute(1), 10))).toEqual(['2']);
        expect(await s.inboxMessage('telegram', '1')).toMatchObject({ status: 'done', answerId: null });
      }));

    test('平台上的会话：在哪里回，人说的哪些还没转到；删了会话就都没有', () =>
      use(async (s) => {
        const chat = { conversationId: 'a', channel: 'telegram', address: '{"chat":1}' };
        await s.keepAddress({ ...chat, address: '{"chat":0}' }, AT);
        await s.keepAddress(chat, AT);
        await s.recordTurn({ ...turn('a'), handOff: true });
        await s.recordTurn(turn('b'));
        expect(await s.chat('a')).toEqual({ ...chat, forwardedSeq: 0 });
        expect(await s.chat('b')).toBeUndefined();
        expect(await s.toForward('telegram', 10)).toEqual([]);
        const say = async (conversationId: string, role: 'agent' | 'system' | 'citizen', text: string) =>
          (await s.addMessage({ conversationId, role, at: AT, text }))?.seq as number;
        const first = await say('a', 'system', '请稍候');
        await say('a', 'citizen', '在吗');
        const second = await say('a', 'agent', '在');
        await say('b', 'agent', '不在平台上');
        const texts = async () => (await s.toForward('telegram', 10)).map((m) => m.text);
        expect(await texts()).toEqual(['请稍候', '在']);
        expect(await s.toForward('wechat', 10)).toEqual([]);
        await s.forwarded('a', first, AT);
        expect(await texts()).toEqual(['在']);
        expect(await s.undelivered('a')).toEqual([]);
        const before = await s.lastEvent();
        await s.forwarded('a', second, AT, '收信人不在');
        await s.forwarded('a', first, AT);
        expect(await s.undelivered('a')).toEqual([{ seq: second, reason: '收信人不在' }]);
        expect(await s.eventsAfter(before, 9)).toMatchObject([{ kind: 'message', conversationId: 'a' }]);
        expect(await texts()).toEqual([]);
        await say('a', 'agent', '还有');
        expect(await texts()).toEqual(['还有']);
        await s.deleteConversation('a');
        expect([await s.chat('a'), await texts()]).toEqual([undefined, []]);
        // It leaves while the conversation is forgotten: nothing of it stays.
        await s.forwarded('a', second, AT, '收信人不在');
        expect(await s.undelivered('a')).toEqual([]);
      }));

    test('失败的过后再试，放弃的不再试；取了没做完的，过时再取', () =>
      use(async (s) => {
        await s.receive(delivery('1', 'x'));
        await s.receive(delivery('2', 'y'));
        await s.take('telegram', AT, minute(1), 10);
        await s.fail('telegram', '1', '网络', minute(5));
        await s.fail('telegram', '2', '坏的', null);
        expect(await s.take('telegram', minute(4), minute(6), 10)).toEqual([]);
        const again = await s.take('telegram', minute(5), minute(6), 10);
        expect(again).toMatchObject([{ externalId: '1', attempts: 2, lastError: '网络' }]);
        expect(await s.inboxMessage('telegram', '2')).toMatchObject({ status: 'dead' });
        expect(ids(await s.take('telegram', minute(6), minute(7), 10))).toEqual(['1']);
      }));

    test('同时送来二十次，只有一次不是重复', () =>
      use(async (s) => {
        const all = await Promise.all(Array.from({ length: 20 }, () => s.receive(delivery('m'))));
        expect(all.filter((r) => !r.repeat)).toHaveLength(1);
      }));
  });

  describe(`${name}：人员`, () => {
    test('名字不分大小写，只有一个', () =>
      use(async (s) => {
        expect(await s.addStaff(person('u1', 'Admin'))).toBe(true);
        expect(await s.addStaff(person('u2', 'admin'))).toBe(false);
        expect(await s.staffByName('ADMIN')).toEqual(person('u1', 'Admin'));
        expect(await s.staffById('u1')).toEqual(person('u1', 'Admin'));
        expect(await s.staffById('u2')).toBeUndefined();
        await s.addStaff(person('u3', '李'));
        expect((await s.staff()).map((p) => p.id).sort()).toEqual(['u1', 'u3']);
        expect(await s.changeStaff('u9', { role: 'admin' })).toBe(false);
      }));

    test('登录会过期，会延长，会结束；停用、改密码、换角色，登录都结束', () =>
      use(async (s) => {
        await s.addStaff(person('u1', '张'));
        await s.startSession(session('s1', 'u1'));
        expect((await s.session('s1', minute(29)))?.staff.id).toBe('u1');
        expect(await s.session('s1', minute(30))).toBeUndefined();
        await s.touchSession('s1', minute(20), minute(50));
        expect((await s.session('s1', minute(30)))?.session.lastSeenAt).toBe(minute(20));
        await s.endSession('s1');
        expect(await s.session('s1', AT)).toBeUndefined();
        for (const change of [{ passwordHash: 'new' }, { role: 'curator' as const }, { disabledAt: AT }]) {
          await s.startSession(session('s2', 'u1'));
          await s.changeStaff('u1', change);
          await s.changeStaff('u1', { disabledAt: null, displayName: '老张' });
          expect(await s.session('s2', AT)).toBeUndefined();
        }
        expect(await s.staffById('u1')).toMatchObject({
          passwordHash: 'new',
          role: 'curator',
          displayName: '老张',
        });
        await s.startSession(session('s3', 'u1'));
        await s.changeStaff('u1', { displayName: '张' });
        expect(await s.session('s3', AT)).toBeDefined();
        await s.startSession(session('s4', 'u1'));
        expect(await s.endSessionsOf('u1')).toBe(2);
      }));

    test('记录：新的在前，按人和对象筛，翻页', () =>
      use(async (s) => {
        for (const [actor, subject] of [
          ['u1', 'a'],
          ['u2', 'a'],
          ['u1', 'b'],
        ] as const)
          await s.audit({ at: AT, actor, action: 'take', subject, detail: '{}' });
        const all = await s.audits({}, { limit: 10 });
        expect(all.map((a) => [a.actor, a.subject])).toEqual([
          ['u1', 'b'],
          ['u2', 'a'],
          ['u1', 'a'],
        ]);
        expect((await s.audits({ actor: 'u1', subject: 'a' }, { limit: 10 })).map((a) => a.seq)).toEqual([
          all[2]?.seq,
        ]);
        expect(await s.audits({}, { limit: 1, after: String(all[0]?.seq) })).toEqual([all[1]]);
      }));
  });

  describe(`${name}：数目、过期、快照`, () => {
    test('按上海的日子数', () =>
      use(async (s) => {
        await s.recordTurn(turn('a', 1, { at: '2025-12-01T15:59:59.000Z' }));
        await s.recordTurn(turn('a', 2, { at: '2025-12-01T16:00:00.000Z' }));
        await s.recordTurn(turn('b', 1, { topic: null, region: null, outcome: 'smalltalk' }));
        const all = await s.counts('2025-12-01', '2025-12-02');
        expect(all.map((c) => [c.day, c.topic, c.outcome, c.region, c.questions, c.conversations])).toEqual([
          ['2025-12-01', null, 'smalltalk', null, 1, 1],
          ['2025-12-01', 'ratio', 'answer', '140100', 1, 1],
          ['2025-12-02', 'ratio', 'answer', '140100', 1, 0],
        ]);
        expect(await s.counts('2025-12-02', '2025-12-02')).toHaveLength(1);
        await s.deleteConversation('a');
        expect(await s.counts('2025-12-01', '2025-12-02')).toEqual(all);
      }));

    test('过期的会话整个忘掉，没过期的、人员和记录留着', () =>
      use(async (s) => {
        await s.addStaff(person('u1', '张'));
        await s.startSession(session('s1', 'u1'));
        await s.audit({ at: AT, actor: 'u1', action: 'x', subject: 'y', detail: '{}' });
        await s.recordTurn({ ...turn('old'), idempotency: key('k') });
        await s.recordTurn(turn('going', 1));
        await s.recordTurn(turn('going', 2));
        await s.receive(delivery('m', 'nobody'));
        const gone = await s.sweep(minute(1), '2025-12-03T00:00:00.000Z');
        expect(gone).toMatchObject({ conversations: 1, sessions: 1, inbox: 1 });
        expect(await s.conversation('old')).toBeUndefined();
        expect(await s.answer('going-a1')).toBeDefined();
        expect(await s.staff()).toHaveLength(1);
        expect(await s.audits({}, { limit: 10 })).toHaveLength(1);
        expect(await s.idempotent('k')).toBeUndefined();
      }));

    test('快照留到没有回答指着它；正在用的留着；相同的部分只存一份', () =>
      use(async (s) => {
        const part = (name: string, hash: string) => ({ name, hash, bytes: new Uint8Array([1, 2, 3, 255]) });
        for (const id of ['s1', 's2', 's3'])
          await s.saveSnapshot(id, [part('knowledge', id), part('model', 'm')]);
        await s.saveSnapshot('s1', [part('knowledge', 's1'), part('model', 'm')]);
        expect(await s.hasSnapshot('s1')).toBe(true);
        await s.recordTurn(turn('a', 1, { snapshot: 's1' }));
        expect(await s.dropSnapshots(['s3'])).toBe(1);
        expect(await s.hasSnapshot('s2')).toBe(false);
        const kept = await s.snapshot('s1');
        expect(kept?.map((p) => [p.name, p.hash, [...p.bytes]])).toEqual([
          ['knowledge', 's1', [1, 2, 3, 255]],
          ['model', 'm', [1, 2, 3, 255]],
        ]);
        await s.deleteConversation('a');
        expect(await s.dropSnapshots(['s3'])).toBe(1);
        expect(await s.snapshot('s1')).toBeUndefined();
        expect(await s.snapshot('s3')).toHaveLength(2);
      }));

    test('答过的版本都说得出，新的在前，带着第一次和最后一次', () =>
      use(async (s) => {
        expect(await s.origins()).toEqual([]);
        await s.recordTurn(turn('a', 1));
        await s.recordTurn(turn('a', 2));
        await s.recordTurn(turn('a', 3, { knowledgeVersion: 'v2', snapshot: 's2' }));
        expect(await s.origins()).toEqual([
          { knowledgeVersion: 'v2', snapshot: 's2', firstAt: minute(2), lastAt: minute(2) },
          { knowledgeVersion: 'v1', snapshot: 's1', firstAt: minute(0), lastAt: minute(1) },
        ]);
      }));

    test('好好的时候说好；关了之后写不进，说得出', () =>
      use(async (s) => {
        expect(await s.health()).toEqual({ ok: true });
        const last = s.recordTurn(turn('a'));
        await s.close();
        await expect(last).resolves.toEqual({ kind: 'recorded' });
        await expect(s.recordTurn(turn('b'))).rejects.toMatchObject({ kind: 'unreachable' });
        await s.close();
      }));
  });
}
