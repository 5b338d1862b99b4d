import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Lexicon } from '../../src/understanding/lexicon.js';
import { repair } from '../../src/understanding/sound.js';
import { soundTable } from '../../src/understanding/sound-build.js';
import { homophone, STYLES, seeded, syllables, torn } from './noise.js';
import { realSounds, type Sounds } from './sounds.js';

let sounds: Sounds;
beforeAll(() => {
  sounds = realSounds();
});
const repaired = (text: string): string => repair(text, sounds.table).text;

describe('同音、形近的错字', () => {
  test.each([
    ['医宝能报消多少', '医保能报销多少'],
    ['太园职公住员起付县多少', '太原职工住院起付线多少'],
    ['门真能包销吗', '门诊能报销吗'],
    ['医保公济能邦几个人', '医保共济能绑几个人'],
    ['家庭共计怎么绑定', '家庭共济怎么绑定'],
    ['启付线和封顶县', '起付线和封顶线'],
    ['参宝后几天生校', '参保后几天生效'],
    ['居名医保', '居民医保'],
    ['三假医院报几成', '三甲医院报几成'],
    ['二几医院', '二级医院'],
    ['医保卡佘额', '医保卡余额'],
    ['异地就医被案', '异地就医备案'],
    ['灵活救业', '灵活就业'],
    ['医bao怎么报xiao', '医保怎么报销'],
    ['医 保卡余 额', '医保卡余额'],
  ])('%s → %s', (heard, meant) => {
    expect(repaired(heard)).toBe(meant);
  });
});

describe('拼音', () => {
  test.each([
    ['taiyuan yibao gongji neng bang ji ge ren', '太原医保共济能绑几个人'],
    ['taiyuanyibaogongjinengbangjigeren', '太原医保共济能绑几个人'],
    ['tài yuán zhí gōng zhù yuàn bào duō shǎo', '太原职工住院报多少'],
    ['tai4yuan2 yi1bao3', '太原医保'],
    [
      'wo xiang wen yi xia yi bao ka li de qian neng bu neng gei wo ma yong',
      '我想问一下医保卡里的钱能不能给我妈用',
    ],
    ['zhuyuan hua le 20000 neng bao duoshao', '住院花了 20000 能报多少'],
    ["xi'an yibao", '西安医保'],
    ['shanxi yibao', '山西医保'],
    ['shaanxi yibao', '陕西医保'],
    ['医保gongji怎么bangding', '医保共济怎么绑定'],
    ['app怎么bangding', 'app怎么绑定'],
    ['yb怎么绑', '医保怎么绑'],
  ])('%s → %s', (typed, meant) => {
    expect(repaired(typed)).toBe(meant);
  });

  test.each([
    'hello, how are you',
    'can you help me change my name',
    'what is the capital of france',
    'hola como estas, me gusta la casa',
    'saya mau tanya tentang asuransi',
    'toi muon hoi ve bao hiem',
    'watashi wa nihongo ga wakarimasen',
    'https://www.taiyuan.gov.cn/yibao?gongji=1',
    'yibao@taiyuan.com',
    'select name from user where gongji = 1',
    'const bangding = (ren) => ren.age',
    'abc123 h5 mate60 covid-19',
    'aaaaaa hhhh',
    'pet-ct、icu、hpv、drg',
  ])('别的语言、代码和地址不动：%s', (text) => {
    expect(repaired(text)).toBe(text);
  });
});

describe('不该动的不动', () => {
  test.each([
    '公积金怎么提取',
    '家庭公积',
    '公积金家庭共济能绑几个人',
    '共济金可以给谁用',
    '工伤认定',
    '供给侧改革',
    '提供给家人',
    '住院共计花了8万能报多少',
    '两次住院共计多少钱',
    '一年共计报了多少',
    '共济失调',
    '公共卫生',
    '一共几个人能绑',
    '宫保鸡丁',
    '我可以给我姐绑吗',
    '太原 医保 共济',
    '中医宝典',
  ])('%s', (text) => {
    expect(repair(text, sounds.table)).toEqual({ text, changes: [] });
  });

  test('公积金的任何同音写法都不会变成共济', () => {
    const chars = [0, 1, 2].map((i) => {
      const id = sounds.table.syllableId.get(['gong', 'ji', 'jin'][i] as string) as number;
      return [...(sounds.file.chars.split(' ')[id] as string)].slice(0, 60);
    });
    const [gong = [], ji = [], jin = []] = chars;
    const word = fc.tuple(fc.constantFrom(...gong), fc.constantFrom(...ji), fc.constantFrom(...jin));
    fc.assert(
      fc.property(word, fc.constantFrom('', '住房', '怎么提取', '贷款', '账户'), (w, rest) => {
        const text = rest === '住房' ? rest + w.join('') : w.join('') + rest;
        if (!text.includes('共济')) expect(repaired(text)).not.toContain('共济金');
      }),
      { numRuns: 3000 },
    );
    for (const typed of ['gongjijin', 'gong ji jin zenme tiqu', 'zhufang gongjijin']) {
      expect(repaired(typed)).toContain('公积金');
    }
  });

  test('我们自己的问法几乎不动，动的只是写错的', () => {
    const slips = sounds.sources.notes.slips;
    const changed = sounds.utterances.filter((u) => repair(u, sounds.table).changes.length > 0);
    const wrongly = changed.filter((u) => /[\u4e00-\u9fff]/.test(u) && !slips.some((s) => u.includes(s)));
    expect(wrongly.length / sounds.utterances.length, wrongly.join('\n')).toBeLessThan(0.003);
  });
});

describe('随机加的噪声', () => {
  /** Every eighth short question of ours in nothing but Chinese. */
  const questions = (): string[] =>
    sounds.utterances.filter((u, i) => i % 8 === 0 && u.length <= 24 && /^[\u4e00-\u9fff]{5,}$/.test(u));
  const share = (pairs: [string, string][], ok: (out: string, meant: string) => boolean): number =>
    pairs.filter(([noisy, meant]) => ok(repaired(noisy), meant)).length / pairs.length;

  test('术语和地名写成同音字，八成半以上改得回来', () => {
    const random = seeded(7);
    const { terms, regions } = sounds.sources;
    const words = [...terms.flatMap((t) => [t.term, ...t.aliases]), ...regions.flatMap((r) => r.short)];
    const lexicon = new Lexicon(words.filter((w) => w.length > 1).map((word) => ({ word, entry: word })));
    const pairs = questions().flatMap((q): [string, string][] => {
      const hit = lexicon.find(q)[0];
      if (!hit) return [];
      const noisy = q.slice(0, hit.start) + homophone(hit.word, random) + q.slice(hit.end);
      return noisy === q ? [] : [[noisy, q]];
    });
    expect(pairs.length).toBeGreaterThan(300);
    expect(share(pairs, (out, meant) => out === meant)).toBeGreaterThan(0.85);
  });

  test.each(Object.entries(STYLES))('整句拼音（%s）读得出九成的字', (_, spell) => {
    const pairs = questions().map((q): [string, string] => [spell(q), q]);
    expect(pairs.length).toBeGreaterThan(300);
    const sounded = (s: string): string => syllables(s).join(' ');
    expect(share(pairs, (out, meant) => sounded(out) === sounded(meant))).toBeGreaterThan(0.9);
    const characters = pairs.map(([noisy, meant]) => {
      const out = repaired(noisy);
      return [...meant].filter((ch, i) => out[i] === ch).length / meant.length;
    });
    expect(characters.reduce((a, b) => a + b, 0) / pairs.length).toBeGreaterThan(0.9);
  });

  test('字间的空格不妨碍', () => {
    const random = seeded(9);
    const pairs = questions().map((q): [string, string] => [torn(q, random), q]);
    expect(share(pairs, (out, meant) => out.replaceAll(' ', '') === meant)).toBeGreaterThan(0.95);
  });
});

describe('任何输入', () => {
  const alphabet = [...'医宝报消公济起付县门真住员太园yibaogongji12 ，。!@<>é😀\u0301\ud800'];
  const hostile = fc.oneof(
    fc.string({ maxLength: 400, unit: 'binary' }),
    fc.array(fc.constantFrom(...alphabet), { maxLength: 300 }).map((a) => a.join('')),
  );

  test('改动按位置说得清：照着做就得到结果', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { text: out, changes } = repair(text, sounds.table);
        let made = '';
        let at = 0;
        for (const c of changes) {
          expect(c.from).toBeGreaterThanOrEqual(at);
          expect(text.slice(c.from, c.to)).toBe(c.was);
          made += text.slice(at, c.from) + c.now;
          at = c.to;
        }
        expect(made + text.slice(at)).toBe(out);
      }),
      { numRuns: 500 },
    );
  });

  test('两千字的恶意输入也很快', () => {
    const long = (unit: string): string => unit.repeat(Math.ceil(2000 / unit.length)).slice(0, 2000);
    const units = [
      '医宝报消公济',
      'xian',
      'a',
      'yibao gongji ',
      '医yi宝bao',
      '医 宝 报 ',
      'tai4yuan2',
      'bao 医',
    ];
    for (const text of [...units, "xi'an ", 'ji1', 'gangang', '共计', '一二三'].map(long)) {
      const times = Array.from({ length: 8 }, () => {
        const begun = performance.now();
        repair(text, sounds.table);
        return performance.now() - begun;
      });
      // Two milliseconds on an idle machine; the machine that tests is seldom idle.
      expect(Math.min(...times), text.slice(0, 12)).toBeLessThan(10);
    }
  });
});

test('同样的知识做出同样的表，不到一兆', { timeout: 180_000 }, () => {
  const again = JSON.stringify(soundTable(sounds.sources));
  expect(again).toBe(JSON.stringify(sounds.file));
  expect(Buffer.byteLength(again)).toBeLessThan(1_000_000);
});
