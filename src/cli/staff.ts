/** staff: who works at the console, and a way back in for whoever has forgotten the password. For the machine's own people. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { readSettings } from '../config.js';
import { UserError } from '../errors.js';
import type { Store } from '../store/store.js';

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { openStore } = await import('../store/open.js');
  const store = openStore(readSettings(process.env), { thread: false });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const list = (): Promise<void> =>
  withStore(async (store) => {
    for (const { name, displayName, role, disabledAt } of await store.staff())
      console.log([name, displayName, role, ...(disabledAt ? ['已停用'] : [])].join(' | '));
  });

/** A new password for once; what was signed in is signed out. */
const reset = (name: string): Promise<void> =>
  withStore(async (store) => {
    const { hashPassword } = await import('../console/passwords.js');
    const person = await store.staffByName(name);
    if (!person) throw new UserError(`没有叫 ${name} 的账号；gongji staff list 看有哪些。`);
    const password = randomBytes(12).toString('base64url');
    await store.changeStaff(person.id, { passwordHash: await hashPassword(password), disabledAt: null });
    await store.audit({
      ...{ at: new Date().toISOString(), actor: 'cli', action: 'password-changed', subject: person.id },
      detail: JSON.stringify({ reset: true }),
    });
    console.log(`${person.name} 的新密码：${password}`);
    console.log('原来的登录都已结束。登录后请自己改一个密码。');
  });

export function staffCommands(program: Command): void {
  const staff = program.command('staff').description('坐席控制台的账号（在服务器上用）');
  staff.command('list').description('有哪些账号').action(list);
  staff
    .command('reset')
    .description('忘了密码：给一个账号换新密码，停用的重新启用；记在操作记录里')
    .argument('<name>', '登录名')
    .action(reset);
}
