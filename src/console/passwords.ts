/** Passwords: a slow digest that carries its own parameters, compared in constant time. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../errors.js';

/** 32 MiB and a quarter of a second for each guess; kept with the digest, so that they may be raised later. */
const COST = { N: 32_768, r: 8, p: 3 };
const SALT = 16;
const LENGTH = 32;
/** Each takes a thread and 32 MiB: more wait, and from so many on they are refused. */
const AT_ONCE = 2;
const WAITING = 30;

const derive = (password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const maxmem = 256 * (cost.N as number) * (cost.r as number);
    // The same word typed on another keyboard is the same password.
    scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

let running = 0;
const queue: (() => void)[] = [];
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) throw new Refusal('unavailable', '正在登录的人太多，请过一会儿再试');
    await new Promise<void>((resolve) => queue.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}

/** `scrypt$N$r$p$salt$digest`. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => {
    const salt = randomBytes(SALT);
    const key = await derive(password, salt, LENGTH, COST);
    const { N, r, p } = COST;
    return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
  });
}

const FORM = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]+)\$([\w-]+)$/;
/** Whom nobody knows takes as long as a wrong password. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** False where there is no such digest, after as long a time. */
export function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  return inTurn(async () => {
    const read = FORM.exec(hash ?? '');
    const [, N, r, p, salt = '', digest = ''] = (read ?? FORM.exec(NOBODY)) as RegExpExecArray;
    const wanted = Buffer.from(digest, 'base64url');
    const cost = { N: Number(N), r: Number(r), p: Number(p) };
    const key = await derive(password, Buffer.from(salt, 'base64url'), wanted.length, cost);
    return timingSafeEqual(key, wanted) && read !== null;
  });
}
