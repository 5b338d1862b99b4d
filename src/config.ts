/** Settings from the environment: one list, checked once, each refusal naming the setting and the remedy. */
import { z } from 'zod';
import { UserError } from './errors.js';

const settingsSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8787),
  HOST: z.string().min(1).default('127.0.0.1'),
  GONGJI_DATA_DIR: z.string().min(1).default('./data'),
  GONGJI_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, '形如 123456:ABC…')
    .optional(),
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
