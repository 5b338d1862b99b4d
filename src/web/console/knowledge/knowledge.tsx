/** Knowledge as curators look at it: the coverage map, facts, conflicts, what needs care, and what changed. */
import { hrefOf } from '../route.js';
import { Tabs } from '../ui.js';
import { words } from '../words.js';
import { Care } from './care.js';
import { Changes } from './changes.js';
import { Conflicts } from './conflicts.js';
import { Facts } from './facts.js';
import { CoverageView } from './map.js';

const TABS = ['map', 'facts', 'conflicts', 'care', 'changes'] as const;
type Tab = (typeof TABS)[number];
const CURATORS: readonly Tab[] = ['care', 'changes'];

export function Knowledge({ params, curator }: { params: URLSearchParams; curator: boolean }) {
  const tabs = TABS.filter((t) => curator || !CURATORS.includes(t));
  const tab = tabs.find((t) => t === params.get('tab')) ?? 'map';
  return (
    <>
      <header>
        <h1>{words.views.knowledge}</h1>
        <Tabs
          label={words.knowledge.tabs}
          current={tab}
          tabs={tabs.map((t) => ({
            id: t,
            name: words.knowledge.tab[t],
            href: hrefOf('knowledge', { tab: t }),
          }))}
        />
      </header>
      {tab === 'map' && <CoverageView params={params} />}
      {tab === 'facts' && <Facts params={params} />}
      {tab === 'conflicts' && <Conflicts />}
      {tab === 'care' && <Care />}
      {tab === 'changes' && <Changes />}
    </>
  );
}
