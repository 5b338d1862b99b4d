/** Synthetic facts as a country would have them: real places × schemes × topics × conditions × years. Deterministic; nothing in them is true. */
import { stringify } from 'yaml';

const LEVELS = ['3A', '3B', '2A', '2B', '1', 'primary'];
const NAME = {
  '3A': '三级甲等',
  '3B': '三级乙等',
  '2A': '二级甲等',
  '2B': '二级乙等',
  1: '一级',
  primary: '基层',
};
const STATUS = { active: '在职', retired: '退休' };
const SOURCES = [
  { id: 'gen-gov', authority: 'official', publisher: '某市医疗保障局' },
  { id: 'gen-news', authority: 'media', publisher: '某日报' },
  { id: 'gen-page', authority: 'aggregator', publisher: '某资讯站' },
].map((s) => ({ ...s, title: '关于调整待遇的通知', published: '2010-01-01', checked: '2025-11-01' }));

/** One rule of a place, with the cases it tells apart. */
const rule = (topic, scheme, matter, title, unit, cases, base) => ({
  topic,
  scheme,
  matter,
  title,
  unit,
  cases,
  base,
});
const byLevel = (care, words, start, step) =>
  LEVELS.map((hospitalLevel, i) => ({
    conditions: { care, hospitalLevel },
    says: `${NAME[hospitalLevel]}医院${words}`,
    value: start + i * step,
  }));
const byStatus = (cases) =>
  Object.entries(STATUS).flatMap(([status, name], k) =>
    cases.map((c) => ({
      ...c,
      conditions: { ...c.conditions, status },
      says: `${name}职工在${c.says}`,
      value: c.value + 2 * k,
    })),
  );
const one = (conditions, says, value) => [{ conditions, says, value }];

const RATES = [
  rule(
    'ratio',
    'employee',
    'employee-inpatient-ratio',
    '住院报销比例',
    'ratio',
    byStatus(byLevel('inpatient', '住院报销', 80, 2)),
    'fund-share',
  ),
  rule(
    'ratio',
    'resident',
    'resident-inpatient-ratio',
    '住院报销比例',
    'ratio',
    byLevel('inpatient', '住院报销', 60, 5),
    'fund-share',
  ),
  rule(
    'ratio',
    'employee',
    'employee-outpatient-ratio',
    '门诊报销比例',
    'ratio',
    byStatus(byLevel('outpatient', '看门诊报销', 55, 3)),
    'fund-share',
  ),
  rule(
    'ratio',
    'resident',
    'resident-outpatient-ratio',
    '门诊报销比例',
    'ratio',
    byLevel('outpatient', '看门诊报销', 45, 3),
    'fund-share',
  ),
  rule(
    'deductible',
    'employee',
    'employee-inpatient-deductible',
    '住院起付线',
    'CNY',
    byLevel('inpatient', '住院起付线', 1000, -150),
  ),
  rule(
    'deductible',
    'resident',
    'resident-inpatient-deductible',
    '住院起付线',
    'CNY',
    byLevel('inpatient', '住院起付线', 900, -140),
  ),
];
const LIMITS = [
  rule(
    'cap',
    'employee',
    'employee-outpatient-cap',
    '门诊年度限额',
    'CNY/year',
    byStatus(one({ care: 'outpatient' }, '门诊每年最多报', 3000)),
  ),
  rule(
    'cap',
    'resident',
    'resident-outpatient-cap',
    '门诊年度限额',
    'CNY/year',
    one({ care: 'outpatient' }, '居民门诊每年最多报', 1300),
  ),
  rule(
    'cap',
    'employee',
    'employee-inpatient-cap',
    '住院年度限额',
    'CNY/year',
    one({ care: 'inpatient' }, '职工住院每年最多报', 100000),
  ),
  rule(
    'cap',
    'resident',
    'resident-inpatient-cap',
    '住院年度限额',
    'CNY/year',
    one({ care: 'inpatient' }, '居民住院每年最多报', 80000),
  ),
  rule(
    'contribution',
    'resident',
    'resident-contribution',
    '居民医保缴费',
    'CNY/year',
    one({ payer: 'own' }, '居民医保个人每年缴', 280),
  ),
  rule(
    'backpay',
    'employee',
    'employee-backpay',
    '断缴补缴期限',
    'months',
    one({}, '断缴后可以补缴的期限是', 3),
  ),
  rule(
    'waiting-period',
    'resident',
    'resident-waiting-period',
    '待遇等待期',
    'days',
    one({}, '集中缴费期外参保的等待期是', 60),
  ),
  rule(
    'binding-limit',
    'employee',
    'aid-member-limit',
    '家庭共济绑定人数',
    'persons',
    one({ limitOf: 'members' }, '家庭共济最多可以绑', 5),
  ),
  rule(
    'account-credit',
    'employee',
    'account-credit',
    '个人账户划入',
    'CNY/month',
    byStatus(one({}, '个人账户每月划入', 90)),
  ),
  rule(
    'contribution',
    'flexible',
    'flexible-contribution',
    '灵活就业缴费',
    'CNY/month',
    one({ payer: 'own' }, '灵活就业人员每月缴', 400),
  ),
  rule(
    'cap',
    'resident',
    'resident-critical-cap',
    '大病年度限额',
    'CNY/year',
    one({ care: 'critical' }, '居民大病每年最多报', 300000),
  ),
  rule(
    'deductible',
    'resident',
    'resident-critical-deductible',
    '大病起付线',
    'CNY',
    one({ care: 'critical' }, '居民大病起付线', 10000),
  ),
];
export const RULES = [...RATES, ...LIMITS];
export const PER_PLACE_AND_YEAR = RULES.reduce((n, r) => n + r.cases.length, 0);

const SAY = {
  ratio: (v) => `${v}%`,
  months: (v) => `${v}个月`,
  days: (v) => `${v}天`,
  persons: (v) => `${v}人`,
};
const LAST_YEAR = 2025;

/** Fact files of one rule in one place: one dated entry a case and year, the newest without a last day. */
function fileOf(r, place, years) {
  const facts = r.cases.flatMap((c, i) =>
    years.map((year, k) => {
      const last = k === years.length - 1;
      const shift = (Number(place) * 7 + year) % 5;
      const value = r.unit === 'ratio' ? Math.min(98, c.value + shift) : c.value + 10 * shift;
      const text = (SAY[r.unit] ?? ((v) => `${v}元`))(value);
      return {
        id: `g${place}-${r.matter}-${i}-${year}`,
        conditions: c.conditions,
        value: r.unit === 'ratio' ? `0.${String(value).padStart(2, '0').replace(/0$/, '')}` : String(value),
        unit: r.unit,
        ...(r.base && { base: r.base }),
        from: `${year}-01-01`,
        ...(!last && { to: `${years[k + 1] - 1}-12-31` }),
        statement: `${c.says}${text}。`,
        sources: [SOURCES[(Number(place) + i) % 3].id],
      };
    }),
  );
  return { place, topic: r.topic, matter: r.matter, scheme: r.scheme, title: r.title, facts };
}

/** How many years each place needs so that about `n` facts come of these places. */
export function shapeFor(n, places) {
  const count = Math.min(places.length, Math.max(1, Math.round(n / PER_PLACE_AND_YEAR)));
  const years = Math.max(1, Math.round(n / (count * PER_PLACE_AND_YEAR)));
  return {
    places: places.slice(0, count),
    years: Array.from({ length: years }, (_, i) => LAST_YEAR - years + 1 + i),
  };
}

/** About `n` facts as fact files, place by place. */
export function* factFiles(n, places) {
  const shape = shapeFor(n, places);
  for (const place of shape.places) for (const r of RULES) yield fileOf(r, place, shape.years);
}

export const sources = () => ({ sources: SOURCES });
export const asYaml = (data) => stringify(data, { lineWidth: 0, aliasDuplicateObjects: false });
