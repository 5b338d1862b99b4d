/** The console put together from the store, the service and what serves. */
import type { Console } from '../console.js';
import type { Counter } from '../counter.js';
import { Refusal } from '../errors.js';
import { isDay } from '../period.js';
import type { Clock, OwnService } from '../service.js';
import type { Store } from '../store/store.js';
import { createAccess } from './access.js';
import { auditPage, createNote } from './audit.js';
import { careList, coverageMap } from './coverage.js';
import { createDesk, type Others } from './desk.js';
import { deskEstimate } from './estimate.js';
import { conflictList, deskFacts, factSheet } from './facts.js';
import { createInbox } from './inbox.js';
import { checkDays, insightCsv, insightOf } from './insight.js';
import { choicesOf, compare, lookUp } from './look-up.js';
import { createStaffDesk } from './staff.js';
import { createUnanswered } from './unanswered.js';
import { changes, versionList } from './versions.js';

/** What the console shares with other processes; without it, it is the only one. */
export interface Shared {
  counter?: Counter | undefined;
  others?: Others;
  /** Tells all of how long somebody waited, and hears of it. */
  waits?: { tell(seconds: number): void; hear(listener: (seconds: number) => void): void };
}

const NOBODY_ELSE: Others = { staff: () => [], tell: () => undefined, leads: () => true };

/** `failed` hears of what went wrong where nobody waits for it. */
export function createConsole(
  service: OwnService,
  store: Store,
  clock: Clock,
  failed: (error: Error) => void = () => undefined,
  shared: Shared = {},
): Console {
  const assistant = () => service.serving().assistant;
  const today = (): string => clock.today();
  const note = createNote(store, clock);
  const access = createAccess({ store, clock, note, counter: shared.counter });
  const watch = service.watch;
  const others = shared.others ?? NOBODY_ELSE;
  const desk = createDesk({ store, clock, watch, failed, others, inbox: () => inbox });
  shared.waits?.hear(desk.waited);
  const inbox = createInbox({
    ...{ store, service, clock, note },
    renderer: () => assistant().renderer,
    agents: desk.agents,
    waited: shared.waits?.tell ?? desk.waited,
  });

  /** What a schema cannot know. */
  function check(q: { asOf?: string | undefined; regions?: (string | null | undefined)[] }): void {
    if (q.asOf !== undefined && !isDay(q.asOf))
      throw new Refusal('invalid-request', 'asOf 应为日历上的日子，写成 YYYY-MM-DD', 'asOf');
    for (const code of q.regions ?? [])
      if (code && !service.knowsRegion(code))
        throw new Refusal('invalid-request', 'region 应为已知的六位行政区划代码', 'region');
  }

  return {
    access,
    inbox,
    desk,
    choices: () => choicesOf(assistant()),
    lookUp(request) {
      check({ asOf: request.asOf, regions: [request.region, request.edits?.slots?.region] });
      return lookUp(assistant(), request, today());
    },
    compare(request) {
      check(request);
      return compare(assistant(), request, today());
    },
    estimate(request) {
      check({ asOf: request.asOf });
      return deskEstimate(assistant(), request, today());
    },
    unanswered: createUnanswered({ store, clock, note, assistant }),
    knowledge: {
      coverage: () => coverageMap(assistant(), today()),
      facts: (q) => deskFacts(assistant(), q, today()),
      fact: (id) => factSheet(assistant(), id, today()),
      conflicts: () => conflictList(assistant(), today()),
      complaints: async () => ({
        refused: (await service.ready()).refusedReload ?? null,
        care: careList(assistant(), today()),
      }),
      versions() {
        const { snapshot } = service.serving();
        return versionList(store, { snapshot, knowledgeVersion: assistant().kb.version });
      },
      changes: (q) => changes(store, q),
    },
    async insight(q) {
      checkDays(q);
      return insightOf(assistant(), await store.counts(q.from, q.to), q);
    },
    async insightCsv(by, q) {
      checkDays(q);
      const csv = insightCsv(assistant(), await store.counts(q.from, q.to), q);
      await note(by.id, 'insight-exported', 'insight', { from: q.from, to: q.to });
      return csv;
    },
    staff: createStaffDesk({ store, clock, note, left: inbox.left }),
    audits: (q) => auditPage(store, q),
    async open(password) {
      const key = await access.begin(password);
      desk.open();
      return key;
    },
    close: desk.close,
  };
}
