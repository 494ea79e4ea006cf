import type { CompiledQuery } from '../compile/compile.js';
import type { Event } from '../event.js';
import { sizeOfEvent } from '../match/event-size.js';
import type { Essentials } from '../match/plan.js';
import { Clock } from './clock.js';
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
  /** The event, or what is needed of one that will not be given back. It may be a getter: many are never asked for. */
  readonly event: Event;
  /** About the size of `event` in memory. */
  readonly bytes: number;
  /**
   * The time of the event in milliseconds since 1970, `null` when it has none; for each timestamp field of the sequences,
   * in the order in which these first name it.
   */
  readonly timesMs: readonly (number | null)[];
}

/** `undefined` where a query needs to see every event, as `descendant of` does. */
export function createStageFinder(queries: Iterable<CompiledQuery>): StageFinder | undefined {
  const list = [...queries];
  if (list.some(({ plan }) => plan.ancestors.length > 0)) return undefined;
  const [first] = list;
  // As in a rule set, a query that is alone is asked by itself.
  const isAlone = list.length === 1 && first!.plan.kind === 'event';
  const essentials: (Essentials | undefined)[] = [];
  const stages: IndexedStage[] = [];
  for (const { plan, settings } of list) {
    for (const stage of plan.stages) {
      essentials.push(stage.essentials);
      stages.push({ condition: stage.condition, settings });
    }
  }
  const index = new StageIndex(stages);
  const ordered = list.filter(({ plan }) => plan.isOrdered);
  const fields = new Set(ordered.map(({ settings }) => settings.timestampField));
  const clocks = [...fields].map((field) => new Clock(field));
  for (const clock of clocks) clock.readFrom(index.reader);
  return {
    find(event) {
      if (isAlone && !first!.plan.mayMatch(event)) return undefined;
      index.turnTo(event);
      index.find();
      if (index.counts.matchCount === 0) return undefined;
      const found = [...index.counts.sorted()];
      const needed = neededOf(event, found, essentials);
      const timesMs = clocks.map((clock) => {
        clock.read();
        return Number.isFinite(clock.timeMs) ? clock.timeMs : null;
      });
      return { stages: found, event: needed, bytes: sizeOfEvent(needed), timesMs };
    },
  };
}

/**
 * The event, or what is enough of it for the stages that it satisfies.
 * @param essentials of each stage
 */
export function neededOf(
  event: Event,
  stages: ArrayLike<number>,
  essentials: readonly (Essentials | undefined)[],
): Event {
  for (let i = 0; i < stages.length; i++) if (essentials[stages[i]!] === undefined) return event;
  let needed: Event = {};
  let last: Essentials | undefined;
  for (let i = 0; i < stages.length; i++) {
    const own = essentials[stages[i]!]!;
    if (own === last) continue; // that of the same query
    needed = last === undefined ? own(event) : { ...needed, ...own(event) };
    last = own;
  }
  return needed;
}
