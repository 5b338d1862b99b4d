/** A group of like questions: who looks at it, what it was, and the issue for the curators. */
import { useState } from 'preact/hooks';
import type { IssueText, UnansweredGroup } from '../../../contract/console.js';
import { type Colleague, call } from '../api.js';
import { instantOf } from '../format.js';
import { useKeys } from '../keys.js';
import { hrefOf } from '../route.js';
import { copy, say } from '../say.js';
import { Choice, Dialog, Failed, Key, Tag } from '../ui.js';
import { fill, wordOf, words } from '../words.js';

type Status = keyof typeof words.unanswered.statuses;
/** By the number keys, in this order. */
const MARKS: Status[] = ['knowledge-missing', 'misunderstood', 'not-ours', 'done', 'open'];
/** The routes take so many at once. */
const AT_ONCE = 300;

interface Props {
  group: UnansweredGroup;
  status: string;
  colleagues: Colleague[];
  onChanged(): void;
}

export function Group({ group: g, status, colleagues, onChanged }: Props) {
  const [failure, setFailure] = useState<Error>();
  const [issue, setIssue] = useState<IssueText>();
  const batches = Array.from({ length: Math.ceil(g.answerIds.length / AT_ONCE) }, (_, i) =>
    g.answerIds.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const attempt = async (work: () => Promise<unknown>, done: string) => {
    setFailure(undefined);
    try {
      await work();
      say(done);
      onChanged();
    } catch (e) {
      setFailure(e as Error);
    }
  };
  const mark = (to: Status) =>
    attempt(
      async () => {
        for (const answerIds of batches) await call('mark', { body: { answerIds, status: to } });
      },
      fill(words.unanswered.marked, { as: words.unanswered.statuses[to] }),
    );
  const assign = (to: string) =>
    attempt(async () => {
      for (const answerIds of batches) await call('assign', { body: { answerIds, assignee: to || null } });
    }, words.unanswered.assigned);
  const exported = async () => {
    setFailure(undefined);
    try {
      setIssue(await call('exportIssue', { body: { answerIds: g.answerIds.slice(0, AT_ONCE) } }));
    } catch (e) {
      setFailure(e as Error);
    }
  };
  const marks = MARKS.filter((m) => m !== status);
  useKeys({
    ...Object.fromEntries(marks.map((m, i) => [String(i + 1), () => void mark(m)])),
    e: () => void exported(),
  });
  return (
    <section class="panel stack" aria-label={words.unanswered.group}>
      <header>
        <h2>
          <bdi>{g.text}</bdi>
        </h2>
        <a class="button" href={hrefOf('lookup', { q: g.text })}>
          {words.unanswered.lookUp}
        </a>
      </header>
      <p class="row small">
        <b>{fill(words.unanswered.people, { n: g.people })}</b>
        <span class="quiet">{fill(words.unanswered.times, { n: g.questions })}</span>
        {g.topic && <Tag tone="info">{g.topicTitle}</Tag>}
        {g.regions.map((r) => (
          <Tag key={r.code}>
            {r.name} {r.questions}
          </Tag>
        ))}
        <span class="quiet">
          {fill(words.unanswered.between, { first: instantOf(g.firstAt), last: instantOf(g.lastAt) })}
        </span>
      </p>
      {failure && <Failed error={failure} />}
      <div class="row end">
        <Choice
          label={words.unanswered.assignee}
          value={g.assignee?.id ?? ''}
          options={[['', words.unanswered.nobody], ...colleagues.map((c) => [c.id, c.displayName] as const)]}
          onChange={(v) => void assign(v)}
        />
        <fieldset class="row bare" aria-label={words.unanswered.markAs}>
          {marks.map((m, i) => (
            <button key={m} type="button" onClick={() => void mark(m)}>
              {words.unanswered.statuses[m]} <Key>{i + 1}</Key>
            </button>
          ))}
        </fieldset>
        <button type="button" class="main" onClick={() => void exported()}>
          {words.unanswered.export} <Key>e</Key>
        </button>
      </div>
      <ul class="bare samples">
        {g.samples.map((s) => (
          <li key={s.answerId}>
            <p dir="auto">{s.text}</p>
            <p class="row small quiet">
              <Tag tone={s.reason === 'unhelpful' ? 'bad' : 'plain'}>
                {words.unanswered.reasons[s.reason]}
              </Tag>
              {instantOf(s.at)} · {wordOf(words.channels, s.channel)}
            </p>
            {s.comment && (
              <p class="note warn small">
                <bdi>{s.comment}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
      {issue && <Issue issue={issue} onClose={() => setIssue(undefined)} />}
    </section>
  );
}

function Issue({ issue, onClose }: { issue: IssueText; onClose(): void }) {
  const whole = `# ${issue.title}\n\n${issue.text}`;
  const save = () => {
    const a = document.createElement('a');
    a.href = URL.createObjectURL(new Blob([whole], { type: 'text/markdown' }));
    a.download = 'issue.md';
    a.click();
    URL.revokeObjectURL(a.href);
  };
  return (
    <Dialog title={words.unanswered.issue} onClose={onClose}>
      <div class="stack">
        <label class="field">
          <span>{issue.title}</span>
          <textarea class="code" readOnly rows={14} value={issue.text} />
        </label>
        <div class="row">
          <button type="button" class="main" onClick={() => void copy(whole)}>
            {words.ui.copy}
          </button>
          <button type="button" onClick={save}>
            {words.unanswered.save}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
