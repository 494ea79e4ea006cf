import type { CompiledQuery } from '../compile/compile.js';
import type { Event } from '../event.js';
import { type IndexedStage, StageIndex } from './stage-index.js';

/**
 * The half of a rule set that has no state, for a thread of its own: tells which stages an event matches. `pushFound` of
 * a rule set with the same queries, in the same order, does the rest.
 */
export interface StageFinder {
  /** `undefined` for an event that is of no interest to any query. */
  find(event: Event): FoundStages | undefined;
}

export interface FoundStages {
  /** Numbers of stages, counted through all queries, in order. */
  readonly stages: readonly number[];
  /** The event, or what is needed of one that will not be given back. */
  readonly event: Event;
}

/** `undefined` where a query needs to see every event, as `descendant of` does. */
export function createStageFinder(queries: Iterable<CompiledQuery>): StageFinder | undefined {
  const list = [...queries];
  if (list.some(({ plan }) => plan.ancestors.length > 0)) return undefined;
  const [first] = list;
  // As in a rule set, a query that is alone is asked by itself.
  const isAlone = list.length === 1 && first!.plan.kind === 'event';
  const owners: CompiledQuery[] = [];
  const stages: IndexedStage[] = [];
  for (const query of list) {
    for (const { condition } of query.plan.stages) {
      owners.push(query);
      stages.push({ condition, settings: query.settings });
    }
  }
  const index = new StageIndex(stages);
  return {
    find(event) {
      if (isAlone && !first!.plan.mayMatch(event)) return undefined;
      index.turnTo(event);
      index.find();
      if (index.counts.matchCount === 0) return undefined;
      const found = [...index.counts.sorted()];
      return { stages: found, event: neededOf(event, found, owners) };
    },
  };
}

function neededOf(event: Event, stages: readonly number[], owners: readonly CompiledQuery[]): Event {
  let needed: Event | undefined;
  let last: CompiledQuery | undefined;
  for (const stage of stages) {
    const owner = owners[stage]!;
    if (owner === last) continue;
    last = owner;
    const held = owner.plan.toHold(event);
    if (held === event) return event;
    needed = needed === undefined ? held : { ...needed, ...held };
  }
  return needed!;
}
