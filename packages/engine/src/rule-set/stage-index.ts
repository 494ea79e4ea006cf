import type { Condition } from '../compile/condition.js';
import type { Settings } from '../compile/options.js';
import type { Event } from '../event.js';
import { EventReader } from '../field/event-reader.js';
import { coverFrequency, coversOf, guessFrequency, SELECTIVE } from './cover.js';
import { Decision } from './decision.js';
import { LeafTable } from './leaf-table.js';
import { simplify } from './simplify.js';
import { StageCounts } from './stage-counts.js';

/** A condition of an event to be found among many, and what the query's settings make of it. */
export interface IndexedStage {
  readonly condition: Condition;
  readonly settings: Settings;
}

/** Finds which of many stages an event matches, without trying those that it cannot match. */
export class StageIndex {
  /** What the last event matched. */
  readonly counts: StageCounts;
  /** Per stage: whether some sign of the event tells that it need not be tried. */
  readonly isSelective: readonly boolean[];
  readonly reader = new EventReader();
  private readonly decision: Decision;

  constructor(stages: readonly IndexedStage[]) {
    const leaves = new LeafTable(this.reader);
    const entries = stages.map(({ condition, settings }, stage) => ({
      stage,
      condition: simplify(leaves.intern(condition, settings), () => undefined),
    }));
    this.counts = new StageCounts(entries.length);
    this.isSelective = entries.map(({ condition }) =>
      coversOf(condition, guessFrequency).some((cover) => coverFrequency(cover, guessFrequency) < SELECTIVE),
    );
    this.decision = new Decision(entries, this.reader, leaves, this.counts);
  }

  turnTo(event: Event): void {
    this.reader.turnTo(event);
    this.counts.matchCount = 0;
  }

  /** Leaves the stages that match the event in `counts`: each once, in no order. */
  find(): void {
    this.decision.run();
  }
}
