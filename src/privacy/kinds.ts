/** What counts as personal, and the mark that stands in its place: the one list. */

export const MARKS = {
  'id-card': '［身份证号］',
  mobile: '［手机号］',
  landline: '［电话］',
  'bank-card': '［银行卡号］',
  'social-insurance': '［社保号］',
  'e-voucher': '［电子凭证号］',
  passport: '［护照号］',
  permit: '［通行证号］',
  'medical-record': '［病历号］',
  account: '［账号］',
  number: '［证件或卡号］',
  email: '［邮箱］',
  name: '［姓名］',
  address: '［地址］',
} as const;

export type Kind = keyof typeof MARKS;

/** Half-open; `from` is where the words before it begin that say what it is (我的手机号是). */
export interface Hit {
  kind: Kind;
  start: number;
  end: number;
  from: number;
}
