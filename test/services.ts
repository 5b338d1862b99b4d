/** Servers that tests use where they are there: said in one line where one is not, and a failure where it is required. */
import pg from 'pg';

/** `GONGJI_REQUIRE=postgres,redis`, as CI sets it. */
const required = (process.env.GONGJI_REQUIRE ?? '').split(',');

function without(name: string, why: string): undefined {
  if (required.includes(name)) throw new Error(`${name} is required (GONGJI_REQUIRE), and ${why}`);
  console.log(`left out: tests on ${name}; ${why}`);
  return undefined;
}

/** One statement on a connection of its own. */
export async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A new database on that server, gone afterwards. */
export async function ownDatabase(url: string): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `gongji_${Math.random().toString(36).slice(2)}`;
  await query(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, remove: async () => void (await query(url, `DROP DATABASE ${name} WITH (FORCE)`)) };
}

/** A database where tests may make schemas; `GONGJI_TEST_DATABASE_URL` names another. */
export async function postgresHere(): Promise<string | undefined> {
  const url = process.env.GONGJI_TEST_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/test';
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return url;
  } catch (error) {
    return without(
      'postgres',
      `no server answers (GONGJI_TEST_DATABASE_URL): ${(error as { code?: string }).code ?? ''}`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
