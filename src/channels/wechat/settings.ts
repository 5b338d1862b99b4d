/** The settings of the account, and what is wrong with them in words. */
import { isAesKey } from './cipher.js';

/** As they stand in the environment. */
export interface WechatEnvironment {
  WECHAT_TOKEN?: string | undefined;
  WECHAT_APP_ID?: string | undefined;
  WECHAT_APP_SECRET?: string | undefined;
  WECHAT_ENCODING_AES_KEY?: string | undefined;
  WECHAT_API_ROOT?: string | undefined;
}

export interface WechatSettings {
  token: string;
  appId: string;
  secret: string;
  encodingKey?: string;
  apiRoot?: string;
}

const FORMS: Record<keyof WechatEnvironment, [(value: string) => boolean, string]> = {
  WECHAT_TOKEN: [
    (v) => /^[A-Za-z0-9]{3,32}$/.test(v),
    '应为 3 到 32 个字母和数字，与公众平台“服务器配置”里填的一样',
  ],
  WECHAT_APP_ID: [(v) => /^wx[0-9a-f]{16}$/.test(v), '形如 wx 加 16 位小写十六进制'],
  WECHAT_APP_SECRET: [(v) => /^[0-9a-f]{32}$/.test(v), '应为 32 位小写十六进制'],
  WECHAT_ENCODING_AES_KEY: [isAesKey, '应为 43 个字母和数字，与公众平台“服务器配置”里的一样'],
  WECHAT_API_ROOT: [
    (v) => /^https?:\/\//.test(v) && URL.canParse(v),
    '应为公众平台接口的地址；不设就是微信自己的',
  ],
};
const NEEDED = ['WECHAT_TOKEN', 'WECHAT_APP_ID', 'WECHAT_APP_SECRET'] as const;

/** Undefined where nothing is set; otherwise the settings, or what is wrong. */
export function wechatSettings(
  env: WechatEnvironment,
): { settings?: WechatSettings; wrong?: string } | undefined {
  const names = (Object.keys(FORMS) as (keyof WechatEnvironment)[]).filter((name) => env[name]);
  if (!NEEDED.some((name) => env[name])) return undefined;
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length > 0) return { wrong: `还缺 ${missing.join('、')}` };
  const wrong = names.filter((name) => !FORMS[name][0](env[name] as string));
  if (wrong.length > 0) return { wrong: wrong.map((name) => `${name}：${FORMS[name][1]}`).join('；') };
  const { WECHAT_TOKEN = '', WECHAT_APP_ID = '', WECHAT_APP_SECRET = '' } = env;
  return {
    settings: {
      token: WECHAT_TOKEN,
      appId: WECHAT_APP_ID,
      secret: WECHAT_APP_SECRET,
      ...(env.WECHAT_ENCODING_AES_KEY && { encodingKey: env.WECHAT_ENCODING_AES_KEY }),
      ...(env.WECHAT_API_ROOT && { apiRoot: env.WECHAT_API_ROOT.replace(/\/+$/, '') }),
    },
  };
}
