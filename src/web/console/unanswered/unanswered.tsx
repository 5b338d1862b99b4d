/** Questions without a good answer, grouped by likeness, the most asked first; one group open beside the list. */
import { useState } from 'preact/hooks';
import type { UnansweredGroup } from '../../../contract/console.js';
import { call } from '../api.js';
import { sinceOf } from '../format.js';
import { moveInList, useKeys } from '../keys.js';
import { useLoad } from '../load.js';
import { go, hrefOf } from '../route.js';
import { Choice, Empty, Show, Tag } from '../ui.js';
import { fill, wordOf, words } from '../words.js';
import { Group } from './group.js';

const STATUSES = Object.entries(words.unanswered.statuses);
const REASONS = [['', words.ui.all] as const, ...Object.entries(words.unanswered.reasons)];
const DAYS = ['7', '30', '90', '365'].map((n) => [n, fill(words.unanswered.days, { n })] as const);

export function Unanswered({ params, now }: { params: URLSearchParams; now: string }) {
  const [status, setStatus] = useState('open');
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('30');
  const query = { status, reason, days };
  const loaded = useLoad(JSON.stringify(query), () => call('unanswered', { query }));
  const colleagues = useLoad('colleagues', () => call('colleagues'));
  const key = params.get('g');
  const groups = loaded.data?.groups ?? [];
  const group = groups.find((g) => g.key === key);
  const step = (by: number) => {
    const at = groups.findIndex((g) => g.key === key);
    const next = groups[at < 0 ? 0 : Math.min(groups.length - 1, Math.max(0, at + by))];
    if (next) go('unanswered', { g: next.key }, true);
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <>
      <header>
        <h1>{words.views.unanswered}</h1>
        <Choice label={words.unanswered.status} value={status} options={STATUSES} onChange={setStatus} />
        <Choice label={words.unanswered.reason} value={reason} options={REASONS} onChange={setReason} />
        <Choice label={words.unanswered.since} value={days} options={DAYS} onChange={setDays} />
      </header>
      <Show loaded={loaded}>
        {(list) => (
          <div class="beside">
            <section class="queue" aria-label={words.unanswered.groups}>
              <p class="quiet small">
                {fill(words.unanswered.counted, { groups: list.groups.length, questions: list.questions })}
                {list.more && words.unanswered.more}
              </p>
              {list.groups.length === 0 && <Empty>{words.unanswered.empty}</Empty>}
              <ol class="bare" onKeyDown={moveInList}>
                {list.groups.map((g) => (
                  <Row
                    key={g.key}
                    group={g}
                    now={now}
                    most={list.groups[0]?.people ?? 1}
                    current={g.key === key}
                  />
                ))}
              </ol>
            </section>
            {group ? (
              <Group
                key={group.key}
                group={group}
                status={status}
                colleagues={colleagues.data?.colleagues ?? []}
                onChanged={loaded.reload}
              />
            ) : (
              <Empty>{words.unanswered.choose}</Empty>
            )}
          </div>
        )}
      </Show>
    </>
  );
}

interface RowProps {
  group: UnansweredGroup;
  now: string;
  most: number;
  current: boolean;
}

function Row({ group: g, now, most, current }: RowProps) {
  return (
    <li>
      <a class="caller" href={hrefOf('unanswered', { g: g.key })} aria-current={current ? 'true' : undefined}>
        <span class="last">
          <bdi>{g.text}</bdi>
        </span>
        <span class="row small">
          <b>{fill(words.unanswered.people, { n: g.people })}</b>
          {Object.entries(g.reasons).map(([r, n]) => (
            <Tag key={r} tone={r === 'unhelpful' ? 'bad' : 'plain'}>
              {wordOf(words.unanswered.reasons, r)} {n}
            </Tag>
          ))}
          {g.assignee && (
            <Tag tone="info">
              <bdi>{g.assignee.displayName}</bdi>
            </Tag>
          )}
          <span class="quiet">{now && sinceOf(g.lastAt, now)}</span>
        </span>
        <span class="weight" aria-hidden="true" style={{ width: `${(100 * g.people) / most}%` }} />
      </a>
    </li>
  );
}
