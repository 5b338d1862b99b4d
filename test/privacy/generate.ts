/** Personal numbers of every kind, seeded: well-formed with right and wrong check digits, and disguised as people write them. */
import type { Kind } from '../../src/privacy.js';

/** mulberry32: the same seed, the same numbers on every machine. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Personal {
  kind: Kind;
  /** As it stands in the message, with the words that announce it where it needs them. */
  said: string;
  /** What must not be left: digits and letters alone, or the words of a name or an address. */
  secret: string;
}

type Random = () => number;
const pick = <T>(r: Random, list: readonly T[]): T => list[Math.floor(r() * list.length)] as T;
const digits = (r: Random, n: number): string =>
  Array.from({ length: n }, () => Math.floor(r() * 10)).join('');
const two = (n: number): string => String(n).padStart(2, '0');
const between = (r: Random, a: number, b: number): number => a + Math.floor(r() * (b - a + 1));

const AREAS = [
  '110105',
  '140105',
  '140402',
  '130102',
  '220104',
  '310115',
  '330106',
  '350203',
  '370202',
  '410105',
  '430102',
  '440305',
  '460100',
  '500103',
  '510104',
  '520102',
  '610113',
  '650102',
  '810000',
  '830000',
];

function longId(r: Random): string {
  const head = `${pick(r, AREAS)}${between(r, 1930, 2024)}${two(between(r, 1, 12))}${two(between(r, 1, 28))}${digits(r, 3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const right = '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(head[i]), 0) % 11] as string;
  const last = r() < 0.6 ? right : pick(r, [...'0123456789X']);
  return head + (r() < 0.3 ? last.toLowerCase() : last);
}
const shortId = (r: Random): string =>
  `${pick(r, AREAS.slice(0, 18))}${between(r, 30, 99)}${two(between(r, 1, 12))}${two(between(r, 1, 28))}${digits(r, 3)}`;
const mobile = (r: Random): string => `1${between(r, 3, 9)}${digits(r, 9)}`;
const landline = (r: Random): string => {
  const area = pick(r, ['010', '021', '029', '0351', '0355', '0898', '0755', '0431']);
  return `${area}-${between(r, 2, 8)}${digits(r, area.length === 3 ? 7 : 6)}`;
};
function card(r: Random): string {
  const length = pick(r, [16, 16, 17, 18, 19, 19, 19]);
  const head =
    pick(r, ['6222', '6217', '6228', '6214', '4367', '5187', '3568', '6013']) + digits(r, length - 5);
  for (let d = 0; d < 10; d++) {
    let sum = 0;
    for (const [i, c] of [...`${head}${d}`].reverse().entries()) {
      const n = Number(c) * (i % 2 === 1 ? 2 : 1);
      sum += n > 9 ? n - 9 : n;
    }
    if (sum % 10 === 0 && r() < 0.7) return `${head}${d}`;
  }
  return head + digits(r, 1);
}
const LETTERS = [...'ABCDEFGHJKLMNPQRSTUVWXYZ'];

const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '吴', '徐', '孙', '胡', '朱', '郭', '欧阳'];
const GIVEN = [
  '小明',
  '秀英',
  '建国',
  '桂兰',
  '伟',
  '芳',
  '志强',
  '丽娟',
  '铁柱',
  '浩然',
  '雨桐',
  '静',
  '军',
  '玉梅',
  '某某',
  '海涛',
];

const NAME_CUES = ['我叫', '姓名：', '姓名:', '本人叫', '患者姓名：', '名字是', '患者：', '联系人：', '名叫'];
const ADDRESS_CUES = ['家住', '收货地址：', '住址：', '我住在', '家庭住址是', '地址：', '寄到', '现居住在'];
const ESTATES = [
  '平阳路88号阳光小区',
  '西矿街318号院',
  '和平花园',
  '幸福里',
  '学府街126号锦绣苑',
  '丽华苑',
  '建设北路新村',
];

/** Words that may stand before a number of a kind; the empty one where its shape says enough. */
const CUES = {
  'id-card': ['', '', '身份证', '身份证号', '身份证号：', '身份证号码是', '证件号 '],
  mobile: ['', '', '电话', '手机', '手机号', '手机号：', '手机号码是', '联系电话：', '打我'],
  landline: ['', '电话', '座机', '家里电话：', '固话'],
  'bank-card': ['', '', '卡号', '银行卡', '银行卡号：', '工行卡', '账号是'],
  'social-insurance': [
    '社保号',
    '社保卡号',
    '社保号码：',
    '医保卡号是',
    '医保编号',
    '个人编号：',
    '社会保障号码',
  ],
  'e-voucher': ['医保电子凭证', '电子凭证号：', '医保码', '电子凭证号码是', '医保电子凭证号'],
  passport: ['', '护照', '护照号', '护照号码：'],
  permit: ['港澳通行证', '回乡证号', '台胞证', '通行证号码：', '往来台湾通行证'],
} as const;

const SHAPES: Record<keyof typeof CUES, (r: Random) => string> = {
  'id-card': (r) => (r() < 0.8 ? longId(r) : shortId(r)),
  mobile,
  landline,
  'bank-card': card,
  'social-insurance': (r) =>
    r() < 0.5 ? `${pick(r, LETTERS)}${digits(r, 8)}` : `${between(r, 1, 9)}${digits(r, between(r, 8, 12))}`,
  'e-voucher': (r) =>
    r() < 0.5 ? `${between(r, 1, 9)}${digits(r, 27)}` : `${pick(r, LETTERS)}${digits(r, 15)}`,
  passport: (r) =>
    r() < 0.7 ? `${pick(r, ['E', 'G'])}${digits(r, 8)}` : `E${pick(r, LETTERS)}${digits(r, 7)}`,
  permit: (r) =>
    r() < 0.7 ? `${pick(r, ['C', 'H', 'M'])}${digits(r, 8)}` : `${between(r, 1, 9)}${digits(r, 7)}`,
};

export const plain = (s: string): string => s.replace(/[^0-9A-Za-z]/g, '').toUpperCase();

export function personal(r: Random): Personal {
  const roll = r();
  if (roll < 0.06) {
    const name = pick(r, SURNAMES) + pick(r, GIVEN);
    return { kind: 'name', said: `${pick(r, NAME_CUES)}${name}`, secret: name };
  }
  if (roll < 0.12) {
    const door = `${pick(r, ESTATES)}${between(r, 1, 20)}号楼${between(r, 1, 6)}单元${between(r, 1, 18)}0${between(r, 1, 4)}`;
    return {
      kind: 'address',
      said: pick(r, ADDRESS_CUES) + pick(r, ['', '太原市小店区', '长治市潞州区', '晋源区']) + door,
      secret: door,
    };
  }
  if (roll < 0.17) {
    const address = `${pick(r, ['zhang.san', 'li_si', 'wangwu88', '12345678', 'a-b'])}${digits(r, 2)}@${pick(r, ['163.com', 'qq.com', 'example.com.cn', 'sina.cn'])}`;
    return { kind: 'email', said: pick(r, ['', '邮箱', '邮箱：', '发到']) + address, secret: address };
  }
  const kind =
    roll < 0.42
      ? 'id-card'
      : roll < 0.65
        ? 'mobile'
        : pick(r, [
            'landline',
            'bank-card',
            'bank-card',
            'social-insurance',
            'e-voucher',
            'passport',
            'permit',
          ] as const);
  const number = SHAPES[kind](r);
  return { kind, said: pick(r, CUES[kind]) + number, secret: plain(number) };
}

const CHINESE = [
  '零一二三四五六七八九',
  '〇一二三四五六七八九',
  '零幺二三四五六七八九',
  '零壹贰叁肆伍陆柒捌玖',
];
const CIRCLES = [...'⓪①②③④⑤⑥⑦⑧⑨'];
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad'];
const GAPS = [' ', '-', '.', '\n', '  ', '—', '·', '_', '/', ' - '];

const wide = (s: string): string => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** Cuts a number into parts of one to five characters. */
function parts(r: Random, s: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < s.length; ) {
    const n = between(r, 2, 5);
    out.push(s.slice(i, i + n));
    i += n;
  }
  return out;
}

const USUAL: Partial<Record<Kind, number[]>> = {
  'id-card': [6, 8, 4],
  mobile: [3, 4, 4],
  'bank-card': [4, 4, 4, 4, 3],
};
function usually(r: Random, kind: Kind, s: string): string[] {
  const lengths = USUAL[kind];
  if (!lengths) return parts(r, s);
  const out: string[] = [];
  let i = 0;
  for (const n of lengths) {
    if (i < s.length) out.push(s.slice(i, i + n));
    i += n;
  }
  return out;
}

/** How people hide or mangle a number. */
export const DISGUISES: Record<string, (r: Random, kind: Kind, s: string) => string> = {
  'full width': (_r, _k, s) => wide(s),
  'usual groups': (r, k, s) => usually(r, k, s).join(pick(r, GAPS)),
  'odd groups': (r, _k, s) => parts(r, s).join(pick(r, [' ', '-', ' - ', '\n'])),
  'every digit apart': (r, _k, s) => [...s].join(pick(r, [' ', '-', '.', '，', '、', '/'])),
  'zero width': (r, _k, s) => [...s].map((c) => c + (r() < 0.4 ? pick(r, INVISIBLE) : '')).join(''),
  chinese: (r, _k, s) => {
    const set = [...pick(r, CHINESE)];
    return s.replace(/\d/g, (d) => set[Number(d)] as string);
  },
  'chinese in groups': (r, k, s) => {
    const set = [...pick(r, CHINESE)];
    return usually(r, k, s)
      .join(' ')
      .replace(/\d/g, (d) => set[Number(d)] as string);
  },
  mixed: (r, _k, s) => {
    const set = [...pick(r, CHINESE)];
    return s.replace(/\d/g, (d) => (r() < 0.4 ? (set[Number(d)] as string) : r() < 0.3 ? wide(d) : d));
  },
  circled: (_r, _k, s) => s.replace(/\d/g, (d) => CIRCLES[Number(d)] as string),
};

export function disguised(r: Random, p: Personal): Personal & { how: string } {
  const how = pick(r, Object.keys(DISGUISES));
  if (p.kind === 'name' || p.kind === 'address' || p.kind === 'email') {
    const said =
      how === 'full width' && p.kind === 'email'
        ? wide(p.said)
        : [...p.said].map((c) => c + (r() < 0.3 ? '\u200b' : '')).join('');
    return { ...p, said, how };
  }
  const at = /[A-Za-z]?[\d-]{7,}[Xx]?$/.exec(p.said) as RegExpExecArray;
  const number = p.kind === 'landline' ? at[0] : plain(at[0]);
  const change = DISGUISES[how] as (r: Random, kind: Kind, s: string) => string;
  return { ...p, said: p.said.slice(0, at.index) + change(r, p.kind, number), how };
}
