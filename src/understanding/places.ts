/** Places in a text, and which of them is where the person is insured. */
import type { Region } from '../knowledge/schema.js';
import type { Hit } from './lexicon.js';
import type { Vocabulary } from './vocabulary.js';

export interface Places {
  region?: string;
  regions?: string[];
  /** Where the treatment is, when another place than the insured one is named. */
  treated?: string;
  hits: Hit<Region>[];
}

/** A county or district counts as its city. */
const pooled = (r: Region): string => r.pool ?? r.code;

const TREATED_BEFORE = /(?:在|去|到|来|跑|跑到|跑去|上|于|常驻|备案了|备案到|备案在|随\S{0,4}住)$/;
/** Nobody files for the place of the own insurance. */
const FILED_BEFORE = /(?:备案|转诊|转院)(?:了|过|后|好)?(?:去|到|在|至)?$/;
/** Where somebody came from is no longer where the insurance is. */
const FROM_BEFORE = /(?:从|由|原来在|以前在|之前在|前面在|先在|先前在)$/;
/** Where somebody moved for good is. */
const MOVED_TO = /(?:调到|调去|迁到|迁至|搬到|搬回|回到|转回|转到|嫁到|落户到?|入户)$/;
/** Words for an own place that the text does not name. */
const HOME = /老家|户口所在地|户籍地|参保地/;
const TREATED_AFTER =
  /^(?:市|省)?(?:这边|那边|的?大?医院|\S{0,4}(?:住院|看病|就医|门诊|治病|治疗|手术|打工|上学|读书|读大学|上大学|上班|工地|工作|干活|生活|带娃|带孙子|突发|做工|定居|旅游|出差|养老))/;
const INSURED_AFTER =
  /^(?:市|省|县)?(?:这边|那边|这儿|那儿)?(?:的|城乡|城镇|本地)?(?:退休)?(?:医保|职工|居民|新农合|合疗|农合|社保|参保|医疗保险|农村|乡下|灵活就业|交的|人$|低保|特困|新农保|户口|家庭共济|共济|卡|电子)/;
const INSURED_BEFORE =
  /(?:我是|俺是|我|俺|老家|老家是|参保地是?|参保在|医保都?在|社保都?在|户口在|人是|他是|她是)$/;
const JOINED = /^(?:市|省|县)?(?:的)?(?:职工|居民)?(?:医保)?(?:和|跟|与|同|还是|、|或|对比|比|vs)\s?$/;
const TO_BEFORE = /(?:转到|转去|转回|转入|转往|迁到|转移到|转进|回到?|来到?|到|去)$/;

const isAncestor = (v: Vocabulary, upper: string, code: string): boolean => {
  for (let r = v.regionByCode.get(code); r?.parent; r = v.regionByCode.get(r.parent))
    if (r.parent === upper) return true;
  return false;
};

/** 不是甲地，我问的是乙地. */
const DENIED = /(?:不是|不在|并非|没问|不问)$/;

const NATION_CODE = '000000';
/** A question about the rule of the nation opens with it; 国家医保服务平台 is an app. */
const NATION =
  /(?:^|[，。？])(?:按照?|照|根据)?(?:全国(?:规定|统一|范围|层面|来说|政策|口径|医保|共济|职工|居民|新农保)|国家(?:规定|层面|政策|对(?!医)))/;

interface Named {
  code: string;
  start: number;
  end: number;
}

/** Joins 安徽合肥 and 安庆怀宁 into the most specific place; one entry a place, in order. */
function distinctPlaces(v: Vocabulary, hits: Hit<Region>[]): Named[] {
  const out: Named[] = [];
  for (const h of hits) {
    const code = pooled(h.entry);
    const known = out.find(
      (p) => p.code === code || isAncestor(v, p.code, code) || isAncestor(v, code, p.code),
    );
    if (!known) out.push({ code, start: h.start, end: h.end });
    else {
      if (isAncestor(v, known.code, code)) known.code = code;
      // 六安霍邱 is one name.
      if (h.start - known.end <= 1) known.end = h.end;
    }
  }
  return out;
}

const score = (text: string, p: Named): number => {
  const before = text.slice(Math.max(0, p.start - 6), p.start);
  const after = text.slice(p.end, p.end + 12);
  let s = 0;
  if (INSURED_AFTER.test(after)) s += 3;
  if (INSURED_BEFORE.test(before)) s += 2;
  if (TREATED_BEFORE.test(before)) s -= 1;
  if (TREATED_AFTER.test(after)) s -= 2;
  if (FROM_BEFORE.test(before)) s -= 2;
  if (MOVED_TO.test(before)) s += 3;
  if (FILED_BEFORE.test(before)) s -= 2;
  return s;
};

/** Who asks is the one who authorises: 孩子医保在甲地，我在乙地. */
const ASKER = /(?:^|[，。,！!？?])(?:我|俺|咱)(?:自己|本人)?(?:是|在|的?医保在)$/;

/** 朝阳区 lies in several cities, and 朝阳 is another one; 朝阳市区 and 大同区别 name the city. */
const SHARED_DISTRICT = /^区(?![别分域划间])/;

export interface PlaceContext {
  /** The destination is the region. */
  transfer: boolean;
  /** Two places are set side by side. */
  comparison: boolean;
  /** The asker's own place is the region. */
  binding: boolean;
  remote: boolean;
  /** Where the person is insured, as far as the conversation told. */
  insured?: string | undefined;
  /** Where terms stand: 保定 is no place in 医保定点, nor 通化 in 普通化疗. */
  terms: { start: number; end: number }[];
}

/** Reads the places of a normalised text. */
export function readPlaces(v: Vocabulary, text: string, context: PlaceContext): Places {
  const inside = (h: Hit<Region>): boolean =>
    context.terms.some(
      (t) =>
        (t.start < h.start && h.start < t.end) || (h.start < t.start && t.start < h.end && h.end < t.end),
    ) ||
    /^(?:路|街|银行|大学(?!生)|牌|话|菜|人寿|烤鸭)/.test(text.slice(h.end, h.end + 3)) ||
    (SHARED_DISTRICT.test(text.slice(h.end, h.end + 3)) && !/[市省区县]$/.test(h.word));
  // 大同区别 is a city and a difference, not a district.
  const denied = (h: Hit<Region>): boolean => DENIED.test(text.slice(Math.max(0, h.start - 4), h.start));
  const hits = v.places
    .find(text.replace(/区(?=[别分域划间])/g, ' '))
    .filter((h) => !inside(h) && !denied(h));
  const places = distinctPlaces(v, hits);
  const [first, second] = places;
  if (!first) return NATION.test(text) ? { region: NATION_CODE, hits } : { hits };
  if (!second) {
    const own = text.slice(0, Math.max(0, first.start - 4)) + text.slice(first.end);
    const away = score(text, first) - (HOME.test(own) ? 2 : 0);
    const moved = context.insured !== undefined && context.insured !== first.code;
    const elsewhere = moved ? away <= -2 : (context.remote || HOME.test(own)) && away <= -3;
    return elsewhere ? { treated: first.code, hits } : { region: first.code, hits };
  }
  if (context.transfer) {
    const to = hits.find((h) => TO_BEFORE.test(text.slice(Math.max(0, h.start - 4), h.start)));
    return { region: to ? pooled(to.entry) : second.code, hits };
  }
  const between = text.slice(first.end, second.start);
  const apart = Math.abs(score(text, first) - score(text, second));
  if (JOINED.test(between) || (context.comparison && (between === '' || apart < 3)))
    return { regions: places.map((p) => p.code), hits };
  const own = (p: Named): number =>
    context.binding && ASKER.test(text.slice(Math.max(0, p.start - 8), p.start)) ? 4 : 0;
  const ranked = places
    .map((p) => ({ p, s: score(text, p) + own(p) }))
    .sort((a, b) => b.s - a.s || b.p.start - a.p.start);
  const best = ranked[0] as { p: Named; s: number };
  const other = ranked.at(-1) as { p: Named; s: number };
  return { region: best.p.code, treated: other.p.code, hits };
}
