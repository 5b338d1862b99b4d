/** People's names, where the words around them say that they are names: 我叫…, 姓名：…, a name right before a number. */
import type { Folded } from './fold.js';
import type { Hit } from './kinds.js';

const COMPOUND =
  '欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|夏侯|端木|轩辕|宇文|长孙|呼延|南宫|百里|独孤';
/** Family names that begin no ordinary word. */
const CLEAR =
  '王李张刘陈杨赵吴徐孙胡朱郭梁宋郑罗谢韩唐冯董萧肖曹袁邓许傅沈彭吕苏卢蒋蔡贾魏薛叶阎闫潘杜戴姜范姚谭廖邹熊郝崔邱侯邵尹龚陶贺樊';
const OTHER =
  '黄周林何马高于曾程丁任余夏钟田汪方石金陆孔白毛秦江史顾孟龙万段雷钱汤黎易常武乔赖文施洪兰殷温芦庄章鲁倪庞邢俞翟聂焦向柳祝岳齐沿梅莫伍包左欧阮柏路麻单霍靳凌景关宁甘费游葛冉车耿舒宫卜季尚古成安卫冀柯连牛裴冷党符詹曲仇苗申管阴卓池鲍滕屈查房荣桑柴边祁牟翁米狄蓝褚晏苟廉艾鞠盛桂冼邝简雍辛蒙储丛占阳候於仝卞';
/** Characters of no given name, and those that begin what comes after a name. */
const NEVER =
  '的了吗呢吧啊呀嘛么是我你他她它们这那哪怎什谁或及就都也还去到过要想问请给被把从对不没别很太几个只啥咋啦哦哎您咱俺哥姐爸妈爷奶岁块病症药费院医险额卡报销付账户号码率查询办绑缴退休职住打话机身份证男女者患';

const GIVEN = `[^${NEVER}\\P{Script=Han}]`;
/** Words that begin like a family name. */
const WORDS =
  '(?!谢谢|岳[父母]|孙[子女]|常[年规常]|高[中血龄压]|向[县市省医]|曾[用经]|任[何职教]|方便|马上|安[排装全徽]|时[间常]|应[当该]|金额|万一|平[时常]|毛病|温度|严重|宁愿|包括|和|石膏|于|黄疸|白内|白血|汤药|田地|农|解除|单[位独]|经[常过]|全|原[来因]|贫困|明[天年]|关于|章|文[件化])';
const WEAK = `${WORDS}(?:(?:${COMPOUND})${GIVEN}{1,2}|[${CLEAR}](?:某{1,3}|${GIVEN}{1,2}))`;
const FULL = `${WORDS}(?:(?:${COMPOUND})${GIVEN}{1,2}|[${CLEAR}${OTHER}](?:某{1,3}|${GIVEN}{1,2}))`;
/** 阿依古丽·买买提 */
const DOTTED = '\\p{Script=Han}{1,8}(?:[·•・‧.．]\\p{Script=Han}{1,8}){1,3}';
const LATIN = '[A-Za-z]{2,20}(?:[ ·.-]{1,2}[A-Za-z]{1,20}){0,3}';
const S = '[\\s:：=,，、是为叫"“「『\'‘（(]*';
const END = '(?=$|[\\s,，。.、;；:：!！?？)）”"」』/|\\[［(（<\\n])';

const KIN =
  '儿子|女儿|孩子|宝宝|老公|老婆|老伴|对象|媳妇|妻子|丈夫|爱人|爸爸|妈妈|我爸|我妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母|公公|婆婆|弟弟|妹妹|哥哥|姐姐|孙子|孙女|舅舅|朋友|同事|邻居|她|他|娃|俺娘|俺爹|俺大';

/** Words after which a name stands for certain; after `是` or a bare word only a clear one does. */
const STRONG = new RegExp(
  `(?:患者[:：]|病人[:：]|患儿|姓\\p{Script=Han}{1,2}[\\s,，]{0,2}(?:名字?)?叫|我叫做?|俺叫|名叫|叫做|本人叫|名字(?:是|叫|为|[:：])|真名|全名|大名|姓名|患者名|联系人|收[货件款]人|寄件人|经办人|持卡人|户名|开户名|(?:${KIN})(?:名字)?叫|法人|(?:此致)?敬礼[!！。\\s]{0,3}|落款|署名|签名|(?:申请|投诉|反映|来信|举报|咨询|参保|被保险|授权|被授权|代办|监护|委托|法定代表)人(?=[\\s:：是叫为]))${S}(${FULL})`,
  'gu',
);
const LABELLED = new RegExp(
  `(?:姓名|名字|患者|联系人|收[货件款]人|户名|持卡人|病人|参保人|name|我叫|名叫)["”'’]?\\s*[:：是为叫]?\\s*["“'‘]?(${DOTTED}|(?<=[:：]\\s*["“'‘]?)(?:${GIVEN}{2,6}|${LATIN})${END})`,
  'giu',
);
const MAYBE = new RegExp(
  `(?:患者|病人|参保人员?|被保险人|住院人|当事人|户主|家属|市民|村民|群众|网友|我是|俺是|本人是?|${KIN}|谢谢|盼复|再见|同志)${S}(${WEAK})(?:${END}|(?=[的在于因男女,，]))`,
  'gu',
);
/** A name with the sex behind it, or on a parcel. */
const SHOWN = new RegExp(
  `(?:^|[\\s,，。;；:：(（])(${WEAK})(?:[\\s,，、(（]{0,2}[男女](?=$|[\\s,，。、)）])|(?=[收启]${END}))`,
  'gu',
);
/** A name on its own right before a number or its label. */
const BESIDE = new RegExp(
  `(?:^|[\\s,，。；;：:（(]|${KIN}|我是|我|患者|本人)(${FULL})(?:[\\s,，、:：;；(（的/|]|男|女|汉族?){0,6}$`,
  'u',
);
const BESIDE_AFTER = new RegExp(`^[\\s,，、:：;；（(]{0,3}(${WEAK})${END}`, 'u');
const NEAR = 16;

/** A second given character belongs to the next word where it begins one: 王明|想, 李芳|太原. */
const NEXT =
  /^(?:想|住|在|今|医|职|退|城|居|身|电|手|家|现|已|因|患|去|来|请|问|咨|要|有|年|男|女|岁|的|是|我|你|他|她|和|与|于|从|交|办|查|报|得|怎|能|可|农|灵|门|社|参|缴|绑|打|联|最近|昨天|明天|目前|之前|以前|上[个周月]|下[个周月]|省|市|县)/;

/** Of somebody else, 王某某 is no name any more. */
const OWN = /^(?:患者|病人|住院人|当事人|参保|本人)/;
/** Words that say nothing besides. */
const ANNOUNCES = /^(?:我叫|俺叫|本人叫|姓名|名字|真名|全名|大名|联系人|患者姓?名|name)/i;

/** How long the name is that begins at `at`, of at most `length`. */
function nameLength(text: string, at: number, length: number): number {
  const compound = new RegExp(`^(?:${COMPOUND})`).test(text.slice(at, at + 2)) ? 1 : 0;
  for (let n = 2 + compound; n < length; n++) if (NEXT.test(text.slice(at + n, at + n + 3))) return n;
  return length;
}

function hit(text: string, m: RegExpMatchArray, trim: boolean): Hit {
  const name = m[1] as string;
  const start = (m.index as number) + m[0].lastIndexOf(name);
  return {
    kind: 'name',
    start,
    end: start + (trim ? nameLength(text, start, name.length) : name.length),
    from: ANNOUNCES.test(m[0]) ? (m.index as number) : start,
  };
}

/** `numbers` are the personal numbers found already. */
export function namesIn({ text }: Folded, numbers: readonly Hit[]): Hit[] {
  const hits: Hit[] = [];
  if (CUE.test(text)) {
    for (const m of text.matchAll(STRONG)) hits.push(hit(text, m, true));
    for (const m of text.matchAll(LABELLED)) hits.push(hit(text, m, false));
    for (const m of text.matchAll(SHOWN)) if (!m[1]?.includes('某')) hits.push(hit(text, m, true));
    for (const m of text.matchAll(MAYBE))
      if (!m[1]?.includes('某') || OWN.test(m[0])) hits.push(hit(text, m, true));
  }
  for (const n of numbers) {
    for (const end of new Set([n.start, n.from])) {
      const lower = Math.max(0, end - NEAR);
      const m = BESIDE.exec(text.slice(lower, end));
      if (m) {
        const start = lower + m.index + m[0].lastIndexOf(m[1] as string);
        hits.push({ kind: 'name', start, end: start + (m[1] as string).length, from: start });
      }
    }
    const after = BESIDE_AFTER.exec(text.slice(n.end, n.end + NEAR));
    if (after) {
      const start = n.end + after[0].length - (after[1] as string).length;
      hits.push({ kind: 'name', start, end: start + (after[1] as string).length, from: start });
    }
  }
  return hits;
}

const CUE = new RegExp(
  `[我俺名]叫|叫做|[姓名启]|[系者儿病件款办卡请诉映信报询险院事保权托护表]人|患|[男女]|收[\\s,，。]|收$|敬礼|落款|签|户主|家属|[市村]民|群众|网友|[我俺]是|本人|谢谢|盼复|再见|同志|name|${KIN}`,
  'iu',
);
