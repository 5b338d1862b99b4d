/** What was understood, as chips: each can be changed, taken away or put back, and the answer follows. */
import { useEffect, useState } from 'preact/hooks';
import type { Chip, Choices, Edits, LookUpReply } from '../../../contract/console.js';
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { PlacePicker } from '../place.js';
import { fill, words } from '../words.js';

type Slot = Exclude<Chip['slot'], 'topic'>;
type SlotEdits = NonNullable<Edits['slots']>;

interface Props {
  understood: LookUpReply['understood'];
  edits: Edits;
  onEdits(edits: Edits): void;
}

export function Chips({ understood, edits, onEdits }: Props) {
  // Lists of words that do not change while the page is open.
  const choices = useLoad('choices', () => call('choices'));
  const change = (slot: Chip['slot'], value: string | null | undefined) => {
    if (slot === 'topic') {
      const { topic: _, ...rest } = edits;
      return onEdits(value ? { ...rest, topic: value as NonNullable<Edits['topic']> } : rest);
    }
    const slots: Record<string, string | null> = { ...edits.slots } as Record<string, string | null>;
    if (value === undefined) delete slots[slot];
    else slots[slot] = value;
    const { slots: _, ...rest } = edits;
    onEdits(Object.keys(slots).length > 0 ? { ...rest, slots: slots as SlotEdits } : rest);
  };
  const changed = edits.topic !== undefined || edits.slots !== undefined;
  return (
    <section class="chips" aria-label={words.lookup.understood}>
      {understood.chips.map((c) => (
        <ChipView
          key={c.slot}
          chip={c}
          choices={choices.data}
          topics={understood.topics}
          onChange={(v) => change(c.slot, v)}
        />
      ))}
      {changed && (
        <button type="button" class="plain" onClick={() => onEdits({})}>
          ↺ {words.lookup.asSaid}
        </button>
      )}
    </section>
  );
}

interface ChipProps {
  chip: Chip;
  choices: Choices | undefined;
  topics: LookUpReply['understood']['topics'];
  onChange(value: string | null | undefined): void;
}

function ChipView({ chip, choices, topics, onChange }: ChipProps) {
  const { slot, name, value, label, from } = chip;
  const values = slot === 'topic' ? [] : (choices?.slots.find((s) => s.slot === slot)?.values ?? []);
  return (
    <div class={`chip ${value === null ? 'none' : ''} ${from}`} data-slot={slot}>
      <span class="name" aria-hidden="true">
        {name}
      </span>
      {slot === 'topic' ? (
        <TopicChoice chip={chip} topics={topics} choices={choices} onChange={onChange} />
      ) : slot === 'region' ? (
        <PlacePicker label={name} hideLabel shown={label} onChoose={(p) => onChange(p?.code ?? null)} />
      ) : values.length > 0 ? (
        <select
          aria-label={name}
          value={value ?? ''}
          onChange={(e) => onChange(e.currentTarget.value || null)}
        >
          <option value="">{words.lookup.unsaid}</option>
          {values.map((v) => (
            <option key={v.value} value={v.value}>
              {v.label}
            </option>
          ))}
        </select>
      ) : (
        <Free slot={slot} name={name} value={value ?? ''} onChange={(v) => onChange(v || null)} />
      )}
      {from === 'edited' && (
        <button
          type="button"
          class="plain"
          onClick={() => onChange(undefined)}
          aria-label={fill(words.lookup.putBack, { name })}
        >
          ↺
        </button>
      )}
    </div>
  );
}

/** The likeliest stand first, with how likely they seemed. */
function TopicChoice({ chip, topics, choices, onChange }: ChipProps) {
  const likely = new Set<string>(topics.map((t) => t.topic));
  const others = choices?.topics.filter((t) => !likely.has(t.value)) ?? [];
  return (
    <select
      aria-label={chip.name}
      value={chip.value ?? ''}
      onChange={(e) => onChange(e.currentTarget.value || undefined)}
    >
      {chip.value === null && <option value="">{words.lookup.unsaid}</option>}
      <optgroup label={words.lookup.likely}>
        {topics.map((t) => (
          <option key={t.topic} value={t.topic}>
            {chip.value === t.topic ? t.title : `${t.title} · ${Math.round(t.probability * 100)}%`}
          </option>
        ))}
      </optgroup>
      <optgroup label={words.lookup.others}>
        {others.map((t) => (
          <option key={t.value} value={t.value}>
            {t.label}
          </option>
        ))}
      </optgroup>
    </select>
  );
}

/** Figures: taken when they are complete, by Enter or on leaving. */
function Free(p: { slot: Slot; name: string; value: string; onChange(value: string): void }) {
  const [text, setText] = useState(p.value);
  useEffect(() => setText(p.value), [p.value]);
  const pattern = p.slot === 'year' ? /^(?:\d{4})?$/ : /^(?:\d{1,12}(?:\.\d{1,2})?)?$/;
  const wrong = !pattern.test(text.trim());
  const take = () => {
    // The contract's amounts have no zeros to spare.
    const canonical = text
      .trim()
      .replace(/^0+(?=\d)/, '')
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
    if (!wrong && canonical !== p.value) p.onChange(canonical);
  };
  return (
    <input
      aria-label={p.name}
      inputMode="decimal"
      size={Math.max(4, text.length + 1)}
      placeholder={words.lookup.unsaid}
      aria-invalid={wrong}
      value={text}
      onInput={(e) => setText(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key === 'Enter') take();
        if (e.key === 'Escape') setText(p.value);
      }}
      onBlur={take}
    />
  );
}
