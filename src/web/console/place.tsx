/** A place found by typing: a combobox over the service's list of places. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { places } from './api.js';
import { words } from './words.js';

type Place = Awaited<ReturnType<typeof places>>['regions'][number];
const PAUSE_MS = 120;

interface Props {
  label: string;
  /** The name of the place chosen; empty for none. */
  shown: string;
  onChoose(place: { code: string; name: string } | null): void;
  hideLabel?: boolean;
}

export function PlacePicker({ label, shown, onChoose, hideLabel = false }: Props) {
  const id = useId();
  const [text, setText] = useState<string>();
  const [found, setFound] = useState<Place[]>([]);
  const [at, setAt] = useState(0);
  const asked = useRef(0);
  const open = text !== undefined;
  useEffect(() => {
    if (text === undefined) return;
    asked.current += 1;
    const mine = asked.current;
    const timer = setTimeout(() => {
      places(text.trim()).then(
        (r) => {
          if (mine !== asked.current) return;
          setFound(r.regions);
          setAt(0);
        },
        () => setFound([]),
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const close = () => {
    setText(undefined);
    setFound([]);
  };
  const choose = (p: Place | undefined) => {
    if (p) onChoose({ code: p.code, name: p.name });
    else if (text?.trim() === '') onChoose(null);
    close();
  };
  const key = (e: KeyboardEvent) => {
    if (e.isComposing) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (!open) setText('');
      const step = e.key === 'ArrowDown' ? 1 : -1;
      setAt((n) => (found.length ? (n + step + found.length) % found.length : 0));
    } else if (e.key === 'Enter' && open) choose(text?.trim() === '' && shown ? undefined : found[at]);
    else if (e.key === 'Escape' && open) close();
    else return;
    e.preventDefault();
  };
  return (
    <div class="place field">
      <label for={id} class={hideLabel ? 'hidden' : undefined}>
        {label}
      </label>
      <input
        id={id}
        role="combobox"
        aria-expanded={open && found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `${id}-${at}` : undefined}
        autocomplete="off"
        placeholder={words.ui.placeHint}
        value={text ?? shown}
        onFocus={(e) => e.currentTarget.select()}
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={key}
        onBlur={() => (text?.trim() === '' ? choose(undefined) : close())}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        class="options"
        hidden={!open || found.length === 0}
      >
        {found.map((p, i) => (
          <div
            key={p.code}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            // Before the field loses the focus, which would close the list.
            onMouseDown={(e) => {
              e.preventDefault();
              choose(p);
            }}
          >
            {p.fullName}
          </div>
        ))}
      </div>
    </div>
  );
}
