/** Beside a conversation: what the knowledge says to the citizen's last question, ready to be put into the reply. */
import type { LookUpReply } from '../../../contract/console.js';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { AUTHORITY_TONE } from '../lookup/evidence.js';
import { hrefOf } from '../route.js';
import { Show, Tag } from '../ui.js';
import { words } from '../words.js';

/** Where the last words are no question (有人吗), one of those before them is. */
const TALK = ['smalltalk', 'handoff', 'out-of-scope'];
const BACK = 4;

async function firstQuestion(texts: string[]): Promise<{ text: string; reply: LookUpReply }> {
  let last: { text: string; reply: LookUpReply } | undefined;
  for (const text of texts) {
    const found = { text, reply: await call('lookUp', { body: { text } }) };
    last ??= found;
    if (!TALK.includes(found.reply.answer.outcome)) return found;
  }
  return last as { text: string; reply: LookUpReply };
}

interface Props {
  /** What the citizen said, the newest first. */
  said: string[];
  onUse: ((text: string) => void) | undefined;
}

export function Aid({ said, onUse }: Props) {
  const texts = said.slice(0, BACK).map((t) => t.slice(0, 2000));
  const loaded = useLoad(texts.length > 0 ? JSON.stringify(texts) : null, () => firstQuestion(texts));
  return (
    <aside class="aid" aria-label={words.aid.title}>
      <header class="row">
        <h2 class="grow">{words.aid.title}</h2>
        <a class="button" href={hrefOf('lookup', { q: loaded.data?.text ?? texts[0] })}>
          {words.aid.open}
        </a>
      </header>
      {texts.length === 0 ? (
        <p class="quiet">{words.aid.nothing}</p>
      ) : (
        <Show loaded={loaded}>
          {({ text, reply: { answer, lengths, understood } }) => (
            <div class="stack">
              <p class="quiet small">
                {words.aid.to}
                <bdi>{text}</bdi>
              </p>
              <p class="row small">
                <Tag tone="info">{words.outcomes[answer.outcome]}</Tag>
                {understood.chips
                  .filter((c) => c.value !== null)
                  .map((c) => (
                    <Tag key={c.slot}>{c.label}</Tag>
                  ))}
              </p>
              {(['phone', 'message'] as const).map((l) => (
                <section key={l} class="stack tight">
                  <h3 class="small quiet">{words.lookup.length[l]}</h3>
                  <p class="text">{lengths[l]}</p>
                  {onUse && (
                    <button type="button" onClick={() => onUse(lengths[l])}>
                      {words.aid.use}
                      <span class="hidden">{words.lookup.length[l]}</span>
                    </button>
                  )}
                </section>
              ))}
              <ul class="bare stack tight small">
                {answer.facts.slice(0, 6).map((f) => (
                  <li key={f.id}>
                    {f.sources[0] && (
                      <Tag tone={AUTHORITY_TONE[f.sources[0].authority]}>
                        {words.authority[f.sources[0].authority]}
                      </Tag>
                    )}{' '}
                    {f.statement}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </Show>
      )}
    </aside>
  );
}
