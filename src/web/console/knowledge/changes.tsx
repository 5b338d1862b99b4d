/** Two versions of the knowledge beside each other: what came, what went, what reads differently. */
import { useState } from 'preact/hooks';
import type { Changes as Found, VersionList } from '../../../contract/console.js';
import { call } from '../api.js';
import { timeOf } from '../format.js';
import { useLoad } from '../load.js';
import { Choice, Empty, Show, Tag } from '../ui.js';
import { fill, wordOf, words } from '../words.js';

export function Changes() {
  const loaded = useLoad('versions', () => call('versions'));
  return (
    <Show loaded={loaded}>
      {({ versions }) =>
        versions.length < 2 ? <Empty>{words.knowledge.oneVersion}</Empty> : <Between versions={versions} />
      }
    </Show>
  );
}

function Between({ versions }: { versions: VersionList['versions'] }) {
  const [from, setFrom] = useState(versions[1]?.snapshot ?? '');
  const [to, setTo] = useState(versions[0]?.snapshot ?? '');
  const options = versions.map((v) => {
    const when = v.firstAt ? timeOf(v.firstAt) : words.knowledge.unused;
    return [
      v.snapshot,
      `${v.knowledgeVersion} · ${when}${v.serving ? ` · ${words.knowledge.serving}` : ''}`,
    ] as const;
  });
  const loaded = useLoad(`${from} ${to}`, () => call('changes', { query: { from, to } }));
  return (
    <div class="stack">
      <div class="row end">
        <Choice label={words.knowledge.from} value={from} options={options} onChange={setFrom} />
        <Choice label={words.knowledge.to} value={to} options={options} onChange={setTo} />
      </div>
      <Show loaded={loaded}>{(found) => <List found={found} />}</Show>
    </div>
  );
}

const KINDS = { added: 'good', removed: 'bad', changed: 'info' } as const;
const kindOf = (f: Found['facts'][number]): keyof typeof KINDS =>
  f.before === null ? 'added' : f.after === null ? 'removed' : 'changed';

function List({ found }: { found: Found }) {
  return (
    <>
      <p class="row">
        <Tag tone="good">{fill(words.knowledge.added, { n: found.added })}</Tag>
        <Tag tone="bad">{fill(words.knowledge.removed, { n: found.removed })}</Tag>
        <Tag tone="info">{fill(words.knowledge.changed, { n: found.changed })}</Tag>
      </p>
      {found.facts.length === 0 && <Empty>{words.knowledge.noChanges}</Empty>}
      <ul class="bare stack tight">
        {found.facts.map((f) => (
          <li key={f.id} class="panel change">
            <p class="row small">
              <Tag tone={KINDS[kindOf(f)]}>{words.knowledge.kinds[kindOf(f)]}</Tag>
              <b>{f.regionName}</b> {f.title}
              <span class="quiet">
                {f.id}
                {f.fields.length > 0 &&
                  ` · ${f.fields.map((n) => wordOf(words.knowledge.parts, n)).join('、')}`}
              </span>
            </p>
            {f.before !== null && f.before !== f.after && <del>{f.before}</del>}
            {f.after !== null && (f.before === f.after ? <p>{f.after}</p> : <ins>{f.after}</ins>)}
          </li>
        ))}
      </ul>
    </>
  );
}
