/** Signing in: who somebody is by the secret in the cookie, sessions that end, and the first account. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Access, Visitor } from '../console.js';
import { type Counter, localCounter } from '../counter.js';
import { Refusal, TooOften } from '../errors.js';
import { newId } from '../id.js';
import type { Clock } from '../service.js';
import type { StaffRecord, Store } from '../store/store.js';
import { createAttempts } from './attempts.js';
import type { Note } from './audit.js';
import { hashPassword, passwordMatches } from './passwords.js';

const MINUTE = 60_000;
/** Milliseconds: without a request, and whatever happens. */
const IDLE = 60 * MINUTE;
const ABSOLUTE = 12 * 60 * MINUTE;
/** A session is written down as seen at most so often. */
const TOUCH = MINUTE;
export const FIRST_NAME = 'admin';
const FIRST_DISPLAY_NAME = '管理员';

const newSecret = (): string => randomBytes(32).toString('base64url');
const SECRET = /^[\w-]{43}$/;
/** What is kept of a secret. */
const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
/** Known only to whoever was given the secret's cookie, and to the page that asked with it. */
export const tokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('gongji console').digest('base64url');

/** Of no use once there is an account. Whoever can read the store's name can read the store. */
const setUpKeyOf = (instance: string): string =>
  createHmac('sha256', instance).update('gongji set up').digest('base64url');

/** In constant time. */
export function sameText(a: string, b: string): boolean {
  const [x, y] = [a, b].map((s) => createHash('sha256').update(s).digest());
  return timingSafeEqual(x as Buffer, y as Buffer);
}

const WRONG = '名字或密码不对，或账号已停用';

interface Tools {
  store: Store;
  clock: Clock;
  note: Note;
  /** Of tries; this process' own where it is not given. */
  counter?: Counter | undefined;
}

export interface OwnAccess extends Access {
  /** Makes the first account with the password; without one, the key of the one-time link, the same in all processes; undefined where there are accounts. */
  begin(password: string | undefined): Promise<string | undefined>;
}

export function createAccess({ store, clock, note, counter }: Tools): OwnAccess {
  const attempts = createAttempts(counter ?? localCounter(() => clock.now().getTime()));
  let keyDigest: string | undefined;
  const instant = (ms = 0): string => new Date(clock.now().getTime() + ms).toISOString();
  const nobodyYet = async (): Promise<boolean> => (await store.staff()).length === 0;

  async function limit(name: string, client: string): Promise<void> {
    const wait = await attempts.begin(name, client);
    if (wait !== undefined)
      throw new TooOften(
        `登录试得太多了，请在 ${Math.ceil(wait / 60)} 分钟后再试；忘了密码请找管理员重设`,
        wait,
      );
  }

  async function start(staff: StaffRecord): Promise<{ secret: string; visitor: Visitor }> {
    const secret = newSecret();
    const session = {
      id: digest(secret),
      staffId: staff.id,
      createdAt: instant(),
      lastSeenAt: instant(),
      expiresAt: instant(IDLE),
    };
    await store.startSession(session);
    return { secret, visitor: visitorOf(secret, staff, session.createdAt) };
  }
  const visitorOf = (secret: string, staff: StaffRecord, createdAt: string): Visitor => ({
    staff,
    sessionId: digest(secret),
    token: tokenOf(secret),
    endsAt: new Date(new Date(createdAt).getTime() + ABSOLUTE).toISOString(),
  });

  async function addFirst(password: string): Promise<StaffRecord | undefined> {
    const staff: StaffRecord = {
      ...{ id: newId(), name: FIRST_NAME, displayName: FIRST_DISPLAY_NAME, role: 'admin' },
      ...{ passwordHash: await hashPassword(password), createdAt: instant(), disabledAt: null },
    };
    return (await store.addStaff(staff)) ? staff : undefined;
  }

  return {
    async begin(password) {
      if (!(await nobodyYet())) return undefined;
      if (password !== undefined) {
        const staff = await addFirst(password);
        if (staff) await note('program', 'set-up', staff.id, {});
        return undefined;
      }
      const key = setUpKeyOf(await store.instance());
      keyDigest = digest(key);
      return key;
    },
    async entry(secret) {
      const kept = secret !== undefined && SECRET.test(secret) ? secret : newSecret();
      return { secret: kept, token: tokenOf(kept), setUp: await nobodyYet() };
    },
    tokenOf,
    sameToken: sameText,
    async signIn({ name, password }, client) {
      await limit(name, client);
      const staff = await store.staffByName(name.trim());
      const right = await passwordMatches(password, staff?.passwordHash);
      if (!staff || !right || staff.disabledAt !== null) {
        // A name that nobody has may be a password in the wrong field.
        await note('program', 'sign-in-refused', staff?.id ?? 'unknown', {});
        throw new Refusal('unauthorised', WRONG, 'password');
      }
      await attempts.succeeded(name, client);
      await note(staff.id, 'signed-in', staff.id, {});
      return start(staff);
    },
    async setUp({ key, password }, client) {
      await limit(FIRST_NAME, client);
      if (keyDigest === undefined || !sameText(digest(key), keyDigest) || !(await nobodyYet()))
        throw new Refusal('unauthorised', '这个链接已经用过或不对；请用最近一次启动时打印的链接', 'key');
      const staff = await addFirst(password);
      if (!staff) throw new Refusal('unauthorised', '第一个账号已经设好，请直接登录', 'key');
      keyDigest = undefined;
      await attempts.succeeded(FIRST_NAME, client);
      await note(staff.id, 'set-up', staff.id, {});
      return start(staff);
    },
    async who(secret) {
      if (!SECRET.test(secret)) return undefined;
      const now = clock.now().getTime();
      const found = await store.session(digest(secret), instant());
      if (!found) return undefined;
      const { session, staff } = found;
      const visitor = visitorOf(secret, staff, session.createdAt);
      if (visitor.endsAt <= instant()) {
        await store.endSession(session.id);
        return undefined;
      }
      if (now - new Date(session.lastSeenAt).getTime() >= TOUCH) {
        const [until] = [instant(IDLE), visitor.endsAt].sort();
        await store.touchSession(session.id, instant(), until as string);
      }
      return visitor;
    },
    async stillIn(visitor) {
      const found = await store.session(visitor.sessionId, instant());
      return found !== undefined && visitor.endsAt > instant();
    },
    me: ({ staff: { id, name, displayName, role }, token, endsAt }) => ({
      staff: { id, name, displayName, role },
      token,
      idleMinutes: IDLE / MINUTE,
      endsAt,
    }),
    async signOut({ staff, sessionId }) {
      await store.endSession(sessionId);
      await note(staff.id, 'signed-out', staff.id, {});
    },
    async changePassword({ staff }, { current, password }, client) {
      await limit(staff.name, client);
      if (!(await passwordMatches(current, staff.passwordHash)))
        throw new Refusal('unauthorised', '现在的密码不对', 'current', 403);
      await attempts.succeeded(staff.name, client);
      // Ends all sessions of the person, this one too; a new one begins.
      await store.changeStaff(staff.id, { passwordHash: await hashPassword(password) });
      await note(staff.id, 'password-changed', staff.id, {});
      return start(staff);
    },
  };
}
