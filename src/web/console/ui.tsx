/** Pieces that every view uses: buttons, fields, states, tables. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Loaded } from './load.js';
import { fill, words } from './words.js';

/** Shows data once it is there, what failed with a way to try again, or that nothing is there. */
export function Show<T>({
  loaded,
  children,
}: {
  loaded: Loaded<T>;
  children: (data: T) => ComponentChildren;
}) {
  const { data, error, reload } = loaded;
  return (
    <>
      {error && <Failed error={error} onRetry={reload} />}
      {data !== undefined && children(data)}
      {data === undefined && !error && <p class="quiet">{words.ui.loading}</p>}
    </>
  );
}

export function Failed({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <div class="failed" role="alert">
      <span>{error.message}</span>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {words.ui.retry}
        </button>
      )}
    </div>
  );
}

export const Empty = ({ children }: { children: ComponentChildren }) => <p class="empty">{children}</p>;

type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain';
export const Tag = ({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) => (
  <span class={`tag ${tone}`}>{children}</span>
);

export const Key = ({ children }: { children: ComponentChildren }) => <kbd>{children}</kbd>;

export function Choice({
  label,
  value,
  options,
  onChange,
  hideLabel = false,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange(value: string): void;
  hideLabel?: boolean;
}) {
  return (
    <label class="field">
      <span class={hideLabel ? 'hidden' : undefined}>{label}</span>
      <select value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {options.map(([v, text]) => (
          <option key={v} value={v}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Rows of a table for reading; the first cell names the row. */
export function Table({
  caption,
  columns,
  rows,
  numbers = [],
}: {
  caption: string;
  columns: string[];
  rows: ComponentChildren[][];
  /** Columns of figures, set to the right. */
  numbers?: number[];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="wide" tabIndex={0} aria-label={fill(words.ui.tableOf, { what: caption })}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c, i) => (
              <th key={i} scope="col" class={numbers.includes(i) ? 'number' : undefined}>
                {c || <span class="hidden">{words.ui.deeds}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, k) =>
                k === 0 ? (
                  <th key={k} scope="row" class={numbers.includes(k) ? 'number' : undefined}>
                    {cell}
                  </th>
                ) : (
                  <td key={k} class={numbers.includes(k) ? 'number' : undefined}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Tabs inside a view are links of the address, so that a place in the console can be passed on. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: { id: string; name: string; href: string; count?: number }[];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map((t) => (
        <a key={t.id} href={t.href} aria-current={t.id === current ? 'page' : undefined}>
          {t.name}
          {t.count !== undefined && t.count > 0 && <b class="count">{t.count}</b>}
        </a>
      ))}
    </nav>
  );
}

/** A dialog of the browser: it keeps the focus inside and gives it back. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose(): void;
  children: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
      </header>
      {children}
      {/* Last, so that a dialog opens on its first field. */}
      <button type="button" class="plain shut" onClick={onClose} aria-label={words.ui.close}>
        ✕
      </button>
    </dialog>
  );
}
