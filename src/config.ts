/** Settings from the environment: one list, checked once, each refusal naming the setting and the remedy. */
import { z } from 'zod';
import { UserError } from './errors.js';

const whole = (least: number, most: number, unit: string) => {
  const error = `应为整数，从 ${least} 到 ${most}${unit}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.int().min(least, { error }).max(most, { error }));
};

const list = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** As browsers write it: scheme, host, port; no path. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
const origins = z
  .string()
  .transform(list)
  .refine((all) => all.every(isOrigin), {
    error: '应为用逗号隔开的来源，如 https://www.example.org（没有路径，末尾没有斜杠）',
  });

/** Names of address ranges that Fastify knows. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];
const address = z.union([z.enum(RANGES), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const proxies = z
  .string()
  .transform((text) => (text === 'true' ? true : list(text)))
  .refine((given) => given === true || given.every((a) => address.safeParse(a).success), {
    error: `应为 true，或用逗号隔开的代理地址（如 10.0.0.1、10.0.0.0/8、${RANGES.join('、')}）`,
  });

const publicUrl = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
    error: '应为从外面访问本服务的地址，如 https://ask.example.org',
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** Never repeated in an error: a password may be in it. */
const addressOf = (schemes: string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), {
    error: `形如 ${example}`,
  });

const settingsSchema = z.object({
  PORT: z
    .unknown()
    .default('8787')
    .pipe(whole(0, 65535, '')),
  HOST: z.string().min(1).default('127.0.0.1'),
  GONGJI_DATA_DIR: z.string().min(1).default('./data'),
  GONGJI_RATE_LIMIT: z
    .unknown()
    .default('60')
    .pipe(whole(0, 1_000_000, '（0 是不限）')),
  GONGJI_ALLOWED_ORIGINS: z.unknown().default('').pipe(origins),
  GONGJI_TRUST_PROXY: z.optional(proxies),
  GONGJI_PUBLIC_URL: z.optional(publicUrl),
  GONGJI_RETENTION_DAYS: z
    .unknown()
    .default('90')
    .pipe(whole(1, 36_500, ' 天')),
  DATABASE_URL: z.optional(addressOf(['postgres', 'postgresql'], 'postgres://用户:密码@主机:5432/数据库')),
  REDIS_URL: z.optional(addressOf(['redis', 'rediss'], 'redis://主机:6379')),
  GONGJI_CONSOLE_PASSWORD: z
    .string()
    .min(10, '应为至少 10 个字符')
    .max(200, '应为至多 200 个字符')
    .optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, '形如 123456:ABC…')
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, '应为 16 到 256 个字母、数字、- 或 _')
    .optional(),
  // For a server of Telegram's own kind on another address, and for the simulator.
  TELEGRAM_API_ROOT: z.optional(publicUrl),
  // What is wrong with these is said when WeChat starts, and stops WeChat alone.
  WECHAT_TOKEN: z.string().optional(),
  WECHAT_APP_ID: z.string().optional(),
  WECHAT_APP_SECRET: z.string().optional(),
  WECHAT_ENCODING_AES_KEY: z.string().optional(),
  WECHAT_API_ROOT: z.string().optional(),
  GONGJI_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Empty values count as unset. Throws UserError naming every setting that is wrong. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, v]) => v !== undefined && v !== ''));
  const parsed = settingsSchema.safeParse(set);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((i) => `${i.path.join('.')}：${i.message}`);
  throw new UserError(`环境变量有误：${wrong.join('；')}`);
}
