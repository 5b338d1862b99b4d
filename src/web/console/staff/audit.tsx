/** Who did what, newest first. */
import { useState } from 'preact/hooks';
import type { AuditPage, StaffItem } from '../../../contract/console.js';
import { call } from '../api.js';
import { instantOf } from '../format.js';
import { useLoad } from '../load.js';
import { go } from '../route.js';
import { Choice, Empty, Failed, Show, Table } from '../ui.js';
import { wordOf, words } from '../words.js';

type Entry = AuditPage['entries'][number];

export function Audit({ staff, params }: { staff: StaffItem[]; params: URLSearchParams }) {
  const actor = params.get('actor') ?? '';
  const loaded = useLoad(`audit ${actor}`, () => call('audit', { query: { actor } }));
  const [more, setMore] = useState<{ actor: string; entries: Entry[]; cursor: string | null }>();
  const [failure, setFailure] = useState<Error>();
  const extra = more?.actor === actor ? more : undefined;
  const next = (cursor: string) => {
    call('audit', { query: { actor, cursor } }).then(
      (p) => setMore({ actor, entries: [...(extra?.entries ?? []), ...p.entries], cursor: p.nextCursor }),
      setFailure,
    );
  };
  return (
    <div class="stack">
      <div class="row end">
        <Choice
          label={words.audit.actor}
          value={actor}
          options={[['', words.ui.all], ...staff.map((s) => [s.id, s.displayName] as const)]}
          onChange={(v) => go('staff', { tab: 'audit', actor: v }, true)}
        />
      </div>
      <Show loaded={loaded}>
        {(page) => {
          const entries = [...page.entries, ...(extra?.entries ?? [])];
          const cursor = extra ? extra.cursor : page.nextCursor;
          if (entries.length === 0) return <Empty>{words.audit.empty}</Empty>;
          return (
            <section class="panel">
              <Table
                caption={words.staff.tab.audit}
                columns={[
                  words.audit.at,
                  words.audit.who,
                  words.audit.did,
                  words.audit.to,
                  words.audit.detail,
                ]}
                rows={entries.map((e) => [
                  instantOf(e.at),
                  <bdi>{wordOf(words.audit.program, e.actorName)}</bdi>,
                  wordOf(words.audit.actions, e.action),
                  <bdi>{wordOf(words.audit.program, e.subjectName)}</bdi>,
                  <bdi class="small">{detailOf(e.detail)}</bdi>,
                ])}
              />
              {failure && <Failed error={failure} />}
              {cursor && (
                <button type="button" onClick={() => next(cursor)}>
                  {words.ui.next}
                </button>
              )}
            </section>
          );
        }}
      </Show>
    </div>
  );
}

const detailOf = (detail: Entry['detail']): string =>
  Object.entries(detail)
    .map(([k, v]) => `${wordOf(words.audit.keys, k)}：${typeof v === 'string' ? v : JSON.stringify(v)}`)
    .join('；');
