/** Sources that disagree: those first where somebody has to decide. */
import { call } from '../api.js';
import { useLoad } from '../load.js';
import { Empty, Show } from '../ui.js';
import { fill, words } from '../words.js';
import { ConflictView } from './sheet.js';

export function Conflicts() {
  const loaded = useLoad('conflicts', () => call('conflicts'));
  return (
    <Show loaded={loaded}>
      {({ conflicts }) => (
        <div class="stack">
          <p class="quiet">
            {fill(words.knowledge.conflictCount, {
              n: conflicts.length,
              waiting: conflicts.filter((c) => c.waits).length,
            })}
          </p>
          {conflicts.length === 0 && <Empty>{words.knowledge.noConflicts}</Empty>}
          {conflicts.map((c, i) => (
            <ConflictView key={i} conflict={c} />
          ))}
        </div>
      )}
    </Show>
  );
}
