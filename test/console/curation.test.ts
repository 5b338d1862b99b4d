/** What curators see and do: questions grouped by likeness, knowledge as it stands and as it changed, and sums that add up. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groupAlike } from '../../src/console/alike.js';
import { sumsOf } from '../../src/console/insight.js';
import { changesBetween } from '../../src/console/versions.js';
import {
  complaintListSchema,
  conflictListSchema,
  coverageSchema,
  deskFactPageSchema,
  factSheetSchema,
  type Insight,
  insightSchema,
  type UnansweredGroup,
  unansweredListSchema,
} from '../../src/contract/console.js';
import { shanghaiDay } from '../../src/period.js';
import { TODAY } from '../real.js';
import { type Browser, type Desk, type Row, realDesk } from './desk.js';

let desk: Desk;
let curator: Browser & { id: string };
beforeAll(async () => {
  desk = await realDesk();
  curator = await desk.as('curator');
});
afterAll(() => desk?.close());

const groupsOf = async (query = ''): Promise<UnansweredGroup[]> => {
  const reply = await curator.call('unanswered', undefined, '', query);
  expect(reply.status, reply.raw).toBe(200);
  return unansweredListSchema.parse(reply.body).groups;
};

describe('没有答好的', () => {
  test('同一个意思的归在一起，问的人多的在前；意思不同的分开', async () => {
    for (const text of [
      '住房公积金怎么提取',
      '怎么提取住房公积金',
      '住房公积金的提取怎么办',
      '请问住房公积金怎么提取呢',
    ])
      await desk.ask(text);
    for (const text of ['拉萨职工住院报几成', '我想问一下拉萨的职工住院报几成呢']) await desk.ask(text);
    const one = await desk.ask('驾照怎么换');
    // One person who asks again is one person.
    await desk.ask('驾照怎么换证', one.conversationId as string);
    await desk.ask('西宁职工住院报几成');
    const groups = await groupsOf();
    expect(groups.map((g) => [g.people, g.questions])).toEqual([
      [4, 4],
      [2, 2],
      [1, 2],
      [1, 1],
    ]);
    expect(groups[0]?.text).toContain('公积金');
    expect(groups[0]).toMatchObject({ reasons: { 'out-of-scope': 4 }, topic: null });
    expect(groups[1]).toMatchObject({ topic: 'ratio', topicTitle: '报销比例', reasons: { 'no-fact': 2 } });
    expect(groups[1]?.regions.map((r) => r.name)).toEqual(['拉萨市']);
    // Another province is for another curator.
    expect(groups[3]?.regions.map((r) => r.name)).toEqual(['西宁市']);
    const [first, ...rest] = await groupsOf('?reason=no-fact');
    expect([first?.people, rest.length]).toEqual([2, 1]);
  });
  test('踩了的带着他说的话；答得好的、没人踩的不来', async () => {
    const answer = await desk.ask('太原职工三甲住院报几成');
    const comment = '不对，我们这报 85%，电话 13800138000';
    await desk.browser().send('POST', '/v1/feedback', { answerId: answer.id, helpful: false, comment });
    await desk.ask('太原职工三甲住院起付线多少');
    const [group, ...rest] = await groupsOf('?reason=unhelpful');
    expect(rest).toEqual([]);
    expect(group?.samples[0]?.comment).toMatch(/^不对，我们这报 85%/);
    expect(group?.samples[0]?.comment).not.toContain('13800138000');
  });
  test('分给一个同事，标成缺知识：离开待办，到那一类里；都有记录', async () => {
    const [group] = (await groupsOf()).filter((g) => g.text.includes('公积金'));
    const { answerIds } = group as UnansweredGroup;
    expect((await curator.call('assign', { answerIds, assignee: curator.id })).body).toEqual({ changed: 4 });
    expect((await groupsOf())[0]?.assignee).toMatchObject({ displayName: 'curator同志' });
    const unknown = await curator.call('assign', { answerIds, assignee: 'AAAAAAAAAAAA' });
    expect([unknown.status, (unknown.body.error as Row).field]).toEqual([400, 'assignee']);
    expect((await curator.call('mark', { answerIds, status: 'not-ours' })).body).toEqual({ changed: 4 });
    expect((await groupsOf()).some((g) => g.text.includes('公积金'))).toBe(false);
    expect((await groupsOf('?status=not-ours')).map((g) => g.questions)).toEqual([4]);
    const admin = await desk.as('admin');
    const { entries } = (await admin.call('audit', undefined, '', `?actor=${curator.id}`)).body as {
      entries: Row[];
    };
    expect(entries.slice(0, 2).map((e) => [e.action, (e.detail as Row).questions])).toEqual([
      ['marked', 4],
      ['assigned', 4],
    ]);
  });
  test('导出成一条待办：问法是测试的题目，个人信息隐去，市民写的符号关在框里', async () => {
    const asked = [
      '拉萨职工住院报几成，我叫张三丰，电话 13800138000',
      '拉萨职工住院报几成 ```\n# 假标题 [点我](https://evil.example) @all',
    ];
    const ids: string[] = [];
    for (const text of asked) ids.push((await desk.ask(text)).id as string);
    const issue = await curator.call('exportIssue', { answerIds: ids });
    expect(issue.status, issue.raw).toBe(200);
    const text = issue.body.text as string;
    expect(text).not.toContain('13800138000');
    expect(text).not.toContain('张三丰');
    const fence = /^(`{4,})text$/m.exec(text)?.[1] as string;
    const outside = text
      .split(fence)
      .filter((_, i) => i % 2 === 0)
      .join('');
    expect(outside).not.toMatch(/假标题|evil|@all/);
    const rows = (text.split(`${fence}jsonl\n`)[1] ?? '').split(`\n${fence}`)[0]?.split('\n') ?? [];
    expect(rows.map((r) => JSON.parse(r))).toEqual([
      expect.objectContaining({
        id: 'u1',
        topic: 'ratio',
        slots: expect.objectContaining({ region: '540100' }),
      }),
      expect.objectContaining({ id: 'u2', outcome: 'no-fact' }),
    ]);
    expect(JSON.parse(rows[1] as string).text).toContain('# 假标题');
    expect(issue.body.title).not.toContain('\n');
    expect((await curator.call('exportIssue', { answerIds: ['AAAAAAAAAAAA'] })).status).toBe(404);
  });
  test('只看这些天里的', async () => {
    desk.later(2 * 24 * 60);
    await (curator as Browser).signIn('curator');
    expect(await groupsOf('?days=1')).toEqual([]);
    expect((await groupsOf('?days=3')).length).toBeGreaterThan(0);
  });
  test('归类不看先后带来的组：后来的只会加进去', async () => {
    const item = (id: string, text: string, topic: string | null = null) => ({
      ...{ id, text, topic },
      says: [],
      province: null,
    });
    const early = [item('1', '住房公积金怎么提取'), item('2', '驾照怎么换证')];
    const late = [...early, item('3', '公积金怎么提取'), item('4', '怎么换驾照')];
    const ids = async (list: ReturnType<typeof item>[]) =>
      (await groupAlike(list)).map((g) => g.map((i) => i.id));
    expect(await ids(early)).toEqual([['1'], ['2']]);
    expect(await ids(late)).toEqual([
      ['1', '3'],
      ['2', '4'],
    ]);
    const meanings = [
      ['社保卡丢了怎么补办', '社保卡补办在哪'],
      ['社保卡密码忘了怎么办', '社保卡密码忘记了'],
      ['工伤怎么认定', '工伤认定要多久'],
      ['失业金怎么申请'],
      ['产假多少天', '产假有几天'],
      ['身份证怎么补办', '身份证丢了去哪补'],
      ['住房公积金怎么提取', '请问怎么提取住房公积金'],
      ['住房公积金贷款利率多少', '公积金贷款利率是几个点'],
    ];
    const all = meanings.flatMap((texts, m) => texts.map((text, n) => item(`${m}.${n}`, text)));
    const found = (await ids(all)).map((g) => g.map((id) => id[0]));
    // Never two meanings in one group; most second wordings find their first.
    for (const g of found) expect(new Set(g).size).toBe(1);
    expect(found.filter((g) => g.length > 1).length).toBeGreaterThanOrEqual(4);
    expect(await ids([item('1', '？？？'), item('2', '！'), item('3', '。。')])).toHaveLength(1);
  });
});

describe('知识', () => {
  const kb = () => desk.service.serving().assistant.kb;
  test('覆盖图：每个有事实的地方都在，数目对得上，省份即使空白也在', async () => {
    const map = coverageSchema.parse((await curator.call('coverage')).body);
    const listed = new Set(map.places.map((p) => p.code));
    for (const f of kb().facts) expect(listed.has(f.place)).toBe(true);
    const taiyuan = map.places.find((p) => p.code === '140100');
    const page = deskFactPageSchema.parse(
      (await curator.call('facts', undefined, '', '?region=140100&topic=ratio&state=in-force')).body,
    );
    const cell = taiyuan?.cells.find((c) => c.topic === 'ratio');
    expect(cell?.facts).toBe(page.total);
    expect(page.total).toBeGreaterThan(0);
    for (const f of page.facts) expect([f.region, f.topic, f.state]).toEqual(['140100', 'ratio', 'in-force']);
    const provinces = kb().regions.filter((r) => r.parent === '000000');
    for (const r of provinces) expect(listed.has(r.code)).toBe(true);
    expect(map.places.some((p) => p.facts === 0 && p.cells.length === 0)).toBe(true);
  });
  test('翻页不漏不重', async () => {
    const seen: string[] = [];
    let cursor: string | null = '0';
    while (cursor !== null) {
      const page = deskFactPageSchema.parse(
        (await curator.call('facts', undefined, '', `?region=140000&cursor=${cursor}`)).body,
      );
      seen.push(...page.facts.map((f) => f.id));
      cursor = page.nextCursor;
    }
    expect(seen.sort()).toEqual(
      kb()
        .facts.filter((f) => f.place === '140000')
        .map((f) => f.id)
        .sort(),
    );
  });
  test('换过的值：旧的是“已被替换”，新旧互相看得到', async () => {
    const replaced = deskFactPageSchema.parse(
      (await curator.call('facts', undefined, '', '?state=replaced')).body,
    );
    expect(replaced.total).toBeGreaterThan(0);
    const old = replaced.facts[0];
    const sheet = factSheetSchema.parse((await curator.call('fact', undefined, old?.id)).body);
    const newer = sheet.history.find(
      (f) => f.state === 'in-force' || f.state === 'future' || f.state === 'replaced',
    );
    expect(newer).toBeDefined();
    const back = factSheetSchema.parse((await curator.call('fact', undefined, newer?.id)).body);
    expect(back.history.map((f) => f.id)).toContain(old?.id);
    const times = [sheet.fact, ...sheet.history].map((f) => f.matter + f.region);
    expect(new Set(times).size).toBe(1);
  });
  test('判错的带着理由和改正它的事实；没有的编号', async () => {
    const page = deskFactPageSchema.parse(
      (await curator.call('facts', undefined, '', '?state=refuted')).body,
    );
    expect(page.total).toBe(kb().facts.filter((f) => f.refuted).length);
    for (const f of page.facts) expect(f.refuted?.correctedBy.length).toBeGreaterThan(0);
    expect((await curator.call('fact', undefined, 'no-such-fact')).status).toBe(404);
  });
  test('矛盾：都在，等人定的在前，镜像网址不给出', async () => {
    const reply = await curator.call('conflicts');
    const { conflicts } = conflictListSchema.parse(reply.body);
    expect(conflicts).toHaveLength(kb().conflicts.length);
    const order = conflicts.map((c) => c.waits);
    expect(order).toEqual([...order].sort((a, b) => Number(b) - Number(a)));
    const mirrors = kb().sources.filter((s) => s.mirror && s.url);
    expect(mirrors.length).toBeGreaterThan(0);
    for (const s of mirrors) expect(reply.raw).not.toContain(`"${s.url}"`);
  });
  test('要照看的：快到期的、过期没有新值的、久没核对的；被拒的改动说哪里不对', async () => {
    const read = async () => complaintListSchema.parse((await curator.call('complaints')).body);
    const { refused, care } = await read();
    expect(refused).toBeNull();
    const today = shanghaiDay(new Date(`${TODAY}T04:00:00Z`));
    const soon = care.find((c) => c.kind === 'ends-soon');
    for (const f of soon?.facts ?? []) expect(f.day && f.day >= today).toBe(true);
    expect(care.find((c) => c.kind === 'unofficial')?.count).toBeGreaterThan(0);
    const complaint = 'knowledge/facts/x.yaml:3 没有来源 x；改为 sources 里的编号';
    desk.service.refuse(`${TODAY}T04:00:00Z`, [complaint]);
    expect((await read()).refused?.complaints).toEqual([complaint]);
  });
  test('版本之间改了什么：新的、没了的、变了的，变的说哪些部分', () => {
    const { facts, ...rest } = kb();
    const [a, b, c] = facts as [(typeof facts)[0], (typeof facts)[0], (typeof facts)[0]];
    const before = { ...rest, facts: [a, b] };
    const after = { ...rest, facts: [{ ...a, statement: '改过的话。', to: '2030-12-31' }, c] };
    const diff = changesBetween(before, after);
    expect(diff).toMatchObject({ added: 1, removed: 1, changed: 1 });
    expect(diff.facts.map((f) => [f.id, f.before, f.after, f.fields])).toEqual([
      [a.id, a.statement, '改过的话。', ['to', 'statement']],
      [c.id, null, c.statement, []],
      [b.id, b.statement, null, []],
    ]);
    expect(changesBetween(before, before).facts).toEqual([]);
  });
  test('答过的版本都列着，正在用的在前；从存下的快照里比', async () => {
    const { deflateSync } = await import('node:zlib');
    const keep = async (id: string, facts: unknown[]) => {
      const { factById: _, ...all } = kb();
      const json = JSON.stringify({ ...all, facts });
      await desk.store.saveSnapshot(id, [
        { name: 'knowledge', hash: id, bytes: new Uint8Array(deflateSync(json)) },
      ]);
    };
    await keep('a'.repeat(32), kb().facts);
    await keep('b'.repeat(32), kb().facts.slice(1));
    const { versions } = (await curator.call('versions')).body as { versions: Row[] };
    expect(versions[0]).toMatchObject({ snapshot: 'a'.repeat(32), serving: true });
    expect(versions[0]?.firstAt).not.toBeNull();
    const q = `?from=${'b'.repeat(32)}&to=${'a'.repeat(32)}`;
    expect((await curator.call('changes', undefined, '', q)).body).toMatchObject({
      added: 1,
      removed: 0,
      changed: 0,
    });
    const none = await curator.call('changes', undefined, '', `?from=${'c'.repeat(32)}&to=${'a'.repeat(32)}`);
    expect([none.status, (none.body.error as Row).field]).toEqual([404, 'from']);
  });
});

describe('统计', () => {
  const today = shanghaiDay(new Date(`${TODAY}T04:00:00Z`));
  const read = async (query: string): Promise<Insight> => {
    const reply = await curator.call('insight', undefined, '', query);
    expect(reply.status, reply.raw).toBe(200);
    return insightSchema.parse(reply.body);
  };
  test('每样加起来都是总数；没有提问的日子也在；率按问了事的算', async () => {
    const i = await read(`?from=2025-11-28&to=${today}`);
    expect(i.days.map((d) => d.key)).toEqual(['2025-11-28', '2025-11-29', '2025-11-30', today]);
    expect(i.totals.questions).toBeGreaterThan(8);
    for (const part of [i.days, i.topics, i.regions, i.outcomes, i.channels])
      for (const key of ['questions', 'helpful', 'unhelpful', 'handOffs'] as const)
        expect(part.reduce((n, r) => n + r[key], 0)).toBe(i.totals[key]);
    expect(i.totals.unhelpful).toBe(1);
    expect(i.totals.helpfulness).toBe(0);
    expect(i.days[0]).toMatchObject({ questions: 0, answerRate: null, handOffRate: null, helpfulness: null });
    const ratio = await read(`?from=${today}&to=${today}&topic=ratio`);
    expect(ratio.totals.questions).toBe(i.topics.find((t) => t.key === 'ratio')?.questions);
    const none = await read(`?from=${today}&to=${today}&topic=none`);
    expect(none.totals.questions).toBe(i.topics.find((t) => t.key === 'none')?.questions);
  });
  test('率：寒暄和转人工不算问了事', () => {
    const row = (outcome: string, questions: number, more = {}) => ({
      ...{ day: today, channel: 'api', topic: null, outcome, region: null, questions },
      ...{ conversations: 1, helpful: 0, unhelpful: 0, ...more },
    });
    const rows = [
      row('answer', 6, { helpful: 3, unhelpful: 1 }),
      row('no-fact', 2),
      row('smalltalk', 8),
      row('handoff', 4),
    ];
    // 6 of 8 asked; 4 of 20 handed off; 3 of 4 that said.
    expect(sumsOf(rows)).toMatchObject({
      questions: 20,
      answerRate: 0.75,
      handOffRate: 0.2,
      helpfulness: 0.75,
    });
  });
  test('CSV：每行加起来也是总数，不会被表格当成公式，导出有记录', async () => {
    const path = `?from=${today}&to=${today}`;
    const csv = await curator.call('insightCsv', undefined, '', path);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('attachment');
    const lines = csv.raw
      .replace('\ufeff', '')
      .trim()
      .split('\r\n')
      .map((l) => l.split(','));
    expect(lines[0]).toEqual([
      '日期',
      '渠道',
      '主题',
      '结果',
      '参保地',
      '地区代码',
      '提问',
      '会话',
      '有帮助',
      '没帮助',
    ]);
    const total = lines.slice(1).reduce((n, l) => n + Number(l[6]), 0);
    expect(total).toBe((await read(path)).totals.questions);
    const { insightCsv } = await import('../../src/console/insight.js');
    const hostile = {
      ...{ day: today, channel: '=HYPERLINK("x")', topic: null, outcome: 'answer', region: null },
    };
    const row = { ...hostile, questions: 1, conversations: 1, helpful: 0, unhelpful: 0 };
    const text = insightCsv(desk.service.serving().assistant, [row], { from: today, to: today });
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    const { entries } = (await (await desk.as('admin')).call('audit', undefined, '', '?subject=insight'))
      .body as {
      entries: Row[];
    };
    expect(entries.map((e) => e.action)).toContain('insight-exported');
  });
  test.each([
    ['?from=2025-13-01&to=2025-12-01', 'from'],
    ['?from=2025-12-02&to=2025-12-01', 'from'],
    ['?from=2020-01-01&to=2025-12-01', 'from'],
    ['?from=2025-12-01', 'to'],
  ])('不对的日子 %s', async (query, field) => {
    const reply = await curator.call('insight', undefined, '', query);
    expect([reply.status, (reply.body.error as Row).field]).toEqual([400, field]);
  });
});
