/** Accounts: who may work here, as what; there is always somebody who may change that. */
import type { NewStaff, StaffChange, StaffItem } from '../contract/console.js';
import { Refusal } from '../errors.js';
import { newId } from '../id.js';
import type { Clock } from '../service.js';
import type { StaffRecord, Store } from '../store/store.js';
import type { Note } from './audit.js';
import { hashPassword } from './passwords.js';

export interface StaffDesk {
  list(): Promise<StaffItem[]>;
  add(by: StaffRecord, given: NewStaff): Promise<StaffItem>;
  change(by: StaffRecord, id: string, given: StaffChange): Promise<StaffItem>;
}

const itemOf = ({ passwordHash: _, ...item }: StaffRecord): StaffItem => item;
const isAdmin = (s: Pick<StaffRecord, 'role' | 'disabledAt'>): boolean =>
  s.role === 'admin' && s.disabledAt === null;

interface Tools {
  store: Store;
  clock: Clock;
  note: Note;
  /** Somebody can work no more: what was taken waits again. */
  left(staffId: string): Promise<void>;
}

export function createStaffDesk({ store, clock, note, left }: Tools): StaffDesk {
  let last: Promise<unknown> = Promise.resolve();
  /** Two admins at once would each leave the other one. */
  const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };

  async function change(by: StaffRecord, id: string, given: StaffChange): Promise<StaffItem> {
    const before = await store.staffById(id);
    if (!before) throw new Refusal('not-found', '没有这个账号', 'id');
    const { password, disabled, ...plain } = given;
    const disabledAt =
      disabled === undefined || disabled === (before.disabledAt !== null)
        ? {}
        : { disabledAt: disabled ? clock.now().toISOString() : null };
    const after = { ...before, ...plain, ...disabledAt };
    if (isAdmin(before) && !isAdmin(after) && (await store.staff()).filter(isAdmin).length < 2)
      throw new Refusal(
        'invalid-request',
        '这是最后一个管理员，不能停用或降级；请先让另一个人成为管理员',
        disabled ? 'disabled' : 'role',
        409,
      );
    // The same role again ends no sessions.
    const { role, displayName } = plain;
    await store.changeStaff(id, {
      ...(displayName !== undefined && { displayName }),
      ...(role !== undefined && role !== before.role && { role }),
      ...(password !== undefined && { passwordHash: await hashPassword(password) }),
      ...disabledAt,
    });
    await note(by.id, 'staff-changed', id, { ...plain, ...(password && { password: true }), ...disabledAt });
    if (disabled) await left(id);
    return itemOf((await store.staffById(id)) as StaffRecord);
  }

  return {
    list: async () => (await store.staff()).map(itemOf),
    async add(by, { password, ...given }) {
      const staff: StaffRecord = {
        ...given,
        ...{ id: newId(), passwordHash: await hashPassword(password) },
        ...{ createdAt: clock.now().toISOString(), disabledAt: null },
      };
      if (!(await store.addStaff(staff)))
        throw new Refusal('invalid-request', '这个名字已有人用，请换一个', 'name', 409);
      await note(by.id, 'staff-added', staff.id, { name: given.name, role: given.role });
      return itemOf(staff);
    },
    change: (by, id, given) => oneByOne(() => change(by, id, given)),
  };
}
