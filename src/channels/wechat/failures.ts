/** The platform's error codes in words: what is wrong, what to do, and whether trying again can help. */

/** `settings`: nothing works before they are mended. `refused`: not for this citizen, or not now; trying again does not help. */
export type FailureKind = 'settings' | 'token' | 'refused' | 'passing';

export class WechatFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly code?: number,
  ) {
    super(message);
  }
}

const KNOWN: Record<number, [FailureKind, string]> = {
  40013: ['settings', 'WECHAT_APP_ID 不对：公众平台不认得这个 AppID'],
  40125: ['settings', 'WECHAT_APP_SECRET 不对：请到公众平台“设置与开发 → 基本配置”核对或重置 AppSecret'],
  41002: ['settings', 'WECHAT_APP_ID 不对：公众平台说没有收到 AppID'],
  41004: ['settings', 'WECHAT_APP_SECRET 不对：公众平台说没有收到 AppSecret'],
  40243: ['settings', 'WECHAT_APP_SECRET 已被冻结：请到公众平台解冻或重置'],
  40001: ['token', 'access_token 不对或已作废'],
  40014: ['token', 'access_token 不对'],
  42001: ['token', 'access_token 已过期'],
  40164: ['refused', '本机的出口地址不在公众平台的 IP 白名单里：请到“基本配置”加上'],
  48001: ['refused', '这个公众号没有客服消息接口的权限（未认证的订阅号没有）：迟到的回答和人工回复发不出去'],
  40003: ['refused', '公众平台不认得收信人：可能不是这个公众号的关注者'],
  43004: ['refused', '收信人没有关注这个公众号'],
  50005: ['refused', '收信人没有关注这个公众号'],
  45002: ['refused', '消息太长'],
  45009: ['refused', '接口今天的调用次数已用完：到公众平台“接口权限”看额度'],
  45015: ['refused', '收信人 48 小时内没有发过消息，公众平台不让发客服消息：要等他再来问'],
  45047: ['refused', '给这个人的客服消息已到条数上限：要等他再来一句'],
  45011: ['passing', '接口调用太频繁'],
  [-1]: ['passing', '公众平台忙'],
};

export function failureOf(code: number): WechatFailure {
  const [kind, words] = KNOWN[code] ?? ['refused', '公众平台没有接受'];
  return new WechatFailure(kind, `${words}（errcode ${code}）`, code);
}

/** With the wrong secret the platform says that the credential is wrong. */
export function tokenFailureOf(code: number): WechatFailure {
  return failureOf(code === 40001 ? 40125 : code);
}

export const unreachable = (why: string): WechatFailure =>
  new WechatFailure('passing', `公众平台的接口没有正常应答（${why}）`);
