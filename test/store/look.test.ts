/** Whether a name is left anywhere in a file, and that rewriting the file takes away what SQLite left in unused parts of pages. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect } from '../../src/store/sqlite/db.js';
import { holdsAny } from '../../src/store/sqlite/look.js';
import { createWriter, engineHere } from '../../src/store/sqlite/writer.js';
import { temporaryFolder } from '../real.js';

test('在开头、结尾、两段交界处都找得到，没有就是没有', async () => {
  const file = join(temporaryFolder(), 'x');
  const name = 'AaIWJcCq6Jo0R-2dZsMlMA';
  for (const at of [0, 3, (1 << 20) - 11, 1 << 20, (2 << 20) - 1, (2 << 20) + 500]) {
    const bytes = Buffer.alloc((2 << 20) + 600, 0x41);
    bytes.write(name, at);
    writeFileSync(file, bytes);
    expect(await holdsAny(file, ['不在', name])).toBe(true);
    expect(await holdsAny(file, ['不在', `${name}x`])).toBe(false);
  }
  expect(await holdsAny(file, [])).toBe(false);
});

test('挪动过的行留下的残余，重写之后没有了', async () => {
  const file = join(temporaryFolder(), 'x.sqlite');
  const db = connect(file);
  db.raw.exec('CREATE TABLE grows (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID');
  const names = Array.from(
    { length: 400 },
    (_, i) => `name-${((i * 2654435761) % 4294967296).toString(16)}-end`,
  );
  const put = (n: string, times: number) =>
    db.run(
      'INSERT INTO grows VALUES (?, ?) ON CONFLICT DO UPDATE SET text = excluded.text',
      n,
      n.repeat(times),
    );
  // Rows that grow where they stand are moved about; that is why the store's own rows do not.
  names.forEach((n, i) => {
    put(n, 1 + (i % 12));
  });
  names.forEach((n, i) => {
    put(n, (i * 11) % 60);
  });
  for (const n of names.slice(0, 300)) db.run('DELETE FROM grows WHERE id = ?', n);
  const writer = createWriter(engineHere(db, () => undefined));
  expect(await writer.emptyLog()).toBe(true);
  expect(await holdsAny(file, names.slice(0, 300))).toBe(true);
  await writer.rewrite();
  expect(await writer.emptyLog()).toBe(true);
  expect(await holdsAny(file, names.slice(0, 300))).toBe(false);
  expect(db.all('SELECT id FROM grows')).toHaveLength(100);
  await writer.close();
});
