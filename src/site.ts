/** What the service shows to browsers: the files built into `dist/web`, and the demo page from the knowledge that serves. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Assistant } from './assistant.js';
import type { Site, WebFile } from './channels/http/routes/pages.js';

const TYPES: Record<string, string> = {
  'widget.js': 'text/javascript; charset=utf-8',
  'demo.js': 'text/javascript; charset=utf-8',
  'demo.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

function readFile(path: string, type: string): WebFile | undefined {
  if (!existsSync(path)) return undefined;
  const body = readFileSync(path);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, gzip: gzipSync(body, { level: 9 }), etag };
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Templates escape nothing by themselves, and the address is the caller's own word. */
const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => ESCAPES[c] as string);

/** Facts in all places, those that were refuted left out. */
const factsOf = ({ digest }: Assistant['kb']): number =>
  Object.values(digest)
    .flatMap(({ places }) => Object.values(places))
    .reduce((sum, n) => sum + n, 0);

const NEWS = 5;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The newest documents of authorities that the knowledge stands on. */
function news(kb: Assistant['kb']) {
  return [...kb.sourceById.values()]
    .filter((s) => (s.authority === 'law' || s.authority === 'official') && DAY.test(s.published ?? ''))
    .sort((a, b) => ((a.published ?? '') < (b.published ?? '') ? 1 : -1))
    .slice(0, NEWS)
    .map((s) => ({ title: escaped(s.title), publisher: escaped(s.publisher), published: s.published }));
}

interface Tile {
  title: string;
  text: string;
  ask: string;
}

/** `serving` is asked for each page: after a reload the page shows the new version. */
export function openSite(
  root: string,
  serving: () => Assistant,
  missing: (name: string) => void,
  built = join(root, 'dist', 'web'),
): Site {
  const files = Object.fromEntries(
    Object.entries(TYPES).map(([name, type]) => [name, readFile(join(built, name), type)]),
  );
  for (const [name, file] of Object.entries(files)) if (!file) missing(name);
  const { tiles } = JSON.parse(readFileSync(join(root, 'templates', 'web', 'demo.json'), 'utf8')) as {
    tiles: Tile[];
  };
  return {
    files,
    page(address) {
      const { kb, renderer } = serving();
      return renderer.render('web/demo', {
        examples: (kb.topicByName.get('help')?.suggestions ?? []).map(escaped),
        tiles: tiles.map((t) => ({ title: escaped(t.title), text: escaped(t.text), ask: escaped(t.ask) })),
        news: news(kb),
        version: escaped(kb.version),
        facts: factsOf(kb),
        address: escaped(address),
      });
    },
  };
}
