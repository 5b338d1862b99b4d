/** The rules of the house as functions: files in, complaints out. Each says which file breaks it and how. */

export interface File {
  /** From the project's folder, with slashes. */
  path: string;
  text: string;
}

/** Without comments: they may name what the code may not. Approximate, and enough for code that is formatted by a tool. */
export const codeOf = (text: string): string =>
  text.replace(/(?<=^|[\s{(,;])\/\*[\s\S]*?\*\//g, '').replace(/(?<=^|\s)\/\/.*$/gm, '');

/** `src/knowledge/base.ts` → `knowledge`, `src/money.ts` → `money`. */
export const roomOf = (path: string): string =>
  path.replace(/^src\//, '').replace(/(?:\/.*|\.(?:tsx?|mjs))$/, '');

export interface Import {
  from: string;
  /** Gone when the program runs. */
  typesOnly: boolean;
}

const STATEMENT = /\b(import|export)\b\s*(type\b)?\s*([\w$*\s,{}]*?)\s*\bfrom\s*'([^']+)'/g;
const BARE =
  /(?<!')\bimport\s*'([^']+)'|\bimport\(\s*'([^']+)'|\brequire\w*\)?\(\s*'([^']+)'|\burl\)\('([^']+)'/g;

export function importsOf(text: string): Import[] {
  const code = codeOf(text);
  const stated = [...code.matchAll(STATEMENT)].map(([, , type, names = '', from = '']) => {
    const braces = /^\{([^}]*)\}$/.exec(names.trim())?.[1]?.split(',') ?? [];
    const listed = braces.map((n) => n.trim()).filter(Boolean);
    const all = listed.length > 0 && listed.every((n) => n.startsWith('type '));
    return { from, typesOnly: type !== undefined || all };
  });
  const bare = [...code.matchAll(BARE)].map((m) => ({
    from: m.slice(1).find((x) => x !== undefined) ?? '',
    typesOnly: false,
  }));
  return [...stated, ...bare];
}

/** `../money.js` seen from `src/knowledge/base.ts` → `src/money.ts`. */
function target(path: string, from: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const step of from.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/').replace(/\.js$/, '.ts');
}

/** Who may import whom. A room named `x:types` may be imported for its types alone; `*` is everything. */
export function forbiddenImports(files: File[], table: Record<string, string[]>): string[] {
  return files.flatMap(({ path, text }) => {
    const room = roomOf(path);
    const allowed = table[room];
    if (!allowed) return [`${path}: no row says what ${room} may import`];
    if (allowed.includes('*')) return [];
    return importsOf(text)
      .filter((i) => i.from.startsWith('.'))
      .flatMap((i) => {
        const other = roomOf(target(path, i.from));
        const may =
          other === room || allowed.includes(other) || (i.typesOnly && allowed.includes(`${other}:types`));
        return may ? [] : [`${path}: may not import ${i.from}${i.typesOnly ? '' : ' as code'}`];
      });
  });
}

/** Rows for rooms that are gone, and permissions that nobody needs any more. */
export function idleRows(files: File[], table: Record<string, string[]>): string[] {
  const used = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    const room = used.get(roomOf(path)) ?? new Set<string>();
    used.set(roomOf(path), room);
    for (const i of importsOf(text))
      if (i.from.startsWith('.')) {
        const other = roomOf(target(path, i.from));
        room.add(`${other}:types`);
        if (!i.typesOnly) room.add(other);
      }
  }
  return Object.entries(table).flatMap(([room, allowed]) => {
    const needs = used.get(room);
    if (!needs) return [`${room}: no such room`];
    return allowed.filter((a) => a !== '*' && !needs.has(a)).map((a) => `${room}: does not need ${a}`);
  });
}

const lines = (file: File, pattern: RegExp, what: string): string[] =>
  codeOf(file.text)
    .split('\n')
    .flatMap((line) => (pattern.test(line) ? [`${file.path}: ${what}: ${line.trim()}`] : []));

/** Every file but these, where a line matches. */
const elsewhere =
  (pattern: RegExp, what: string) =>
  (files: File[], allowed: string[]): string[] =>
    files.filter((f) => !allowed.includes(f.path)).flatMap((f) => lines(f, pattern, what));

export const readsEnvironment = elsewhere(
  /\bprocess\s*(?:\.\s*env|\[)|\benv\b[^;]*\}\s*=\s*process\b|'(?:node:)?process'|\b(?:homedir|hostname|userInfo)\(/,
  'reads the environment',
);
export const readsClock = elsewhere(
  /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)|\bperformance\.now\b|\bprocess\.(?:hrtime|uptime)\b|\bTemporal\.Now\b/,
  'reads the clock',
);
export const touchesDisk = elsewhere(
  /'(?:node:)?fs(?:\/promises)?'|'better-sqlite3'|\bprocess\.(?:chdir|cwd)\b|\bimport\((?!\s*')/,
  'touches the disk',
);
export const usesNetwork = elsewhere(
  /(?:\bfrom|\bimport|\brequire)\s*\(?\s*'(?:(?:node:)?(?:https?|http2|net|tls|dns|dgram)(?:\/promises)?|fastify|telegraf|undici|ioredis|pg)'|(?<![.\w])fetch\(|\bnew (?:WebSocket|EventSource)\b/,
  'uses the network',
);

/** No float on the way of money: no float is read, rounded or written as a literal. */
export function floats(files: File[], moneyPath: string[]): string[] {
  const onPath = files.filter((f) => moneyPath.some((p) => f.path === p || f.path.startsWith(`${p}/`)));
  const float =
    /\bparseFloat\b|\bNumber\(|\bNumber\.parse|\bMath\.(?!(?:min|max)\b)|\.toFixed\(|\.valueOf\(|(?<![\w.'"`$])\d+\.\d+(?![\d.]*['"`])|\bz\.(?:coerce\.)?number\(/;
  return onPath.flatMap((f) => lines(f, float, 'float'));
}

export const tooLong = (files: File[], limit: number): string[] =>
  files.flatMap(({ path, text }) => {
    const n = text.replace(/\n$/, '').split('\n').length;
    return n > limit ? [`${path}: ${n} lines`] : [];
  });

/** A file begins by saying what it is, in one sentence. */
export const unexplained = (files: File[]): string[] =>
  files.flatMap(({ path, text }) =>
    /^(?:#!.*\n)?\/\*\*\s[\s\S]{20,}?\*\//.test(text) ? [] : [`${path}: does not open with a sentence`],
  );

/** Places belong to the knowledge: code that names one has a rule of its own about it. */
export function placesNamed(files: File[], names: readonly string[], phrases: readonly string[]): string[] {
  const name = new RegExp([...names].sort((a, b) => b.length - a.length).join('|'));
  return files.flatMap((f) => {
    const rest = phrases.reduce((t, p) => t.split(p).join(''), codeOf(f.text));
    const found = name.exec(rest);
    return found ? [`${f.path}: names ${found[0]}`] : [];
  });
}

/** Names in the project's folder that the house has no place for. */
export const strangersAtTop = (names: string[], allowed: readonly string[]): string[] =>
  names.filter((n) => !n.startsWith('.') && !allowed.includes(n));

/** Paths of one machine and addresses of one registry, in anything that is committed. */
export function machineBound(files: File[]): string[] {
  const bound =
    /(?<![\w.])\/(?:work|home|Users|root|mnt|private)\/[\w.-]+|\b[A-Z]:\\\w+|\bregistry\.[\w.-]+|\bnpm[m]irror\b|"resolved"\s*:|\bhttps?:\/\/(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+/;
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((l, i) => {
      const found = bound.exec(l);
      return found ? [`${path}:${i + 1}: ${found[0]}`] : [];
    }),
  );
}

/** What `package.json` asks for and nobody imports, and what is imported without being asked for. */
export function packagesAmiss(files: File[], dependencies: string[]): string[] {
  const imported = new Set(
    files
      .flatMap((f) => importsOf(f.text))
      .filter((i) => !/^(?:\.|node:)/.test(i.from))
      .map((i) => /^(?:@[^/]+\/)?[^/]+/.exec(i.from)?.[0] ?? i.from),
  );
  return [
    ...dependencies.filter((d) => !imported.has(d)).map((d) => `${d}: installed, and nobody imports it`),
    ...[...imported].filter((d) => !dependencies.includes(d)).map((d) => `${d}: imported, not installed`),
  ];
}
