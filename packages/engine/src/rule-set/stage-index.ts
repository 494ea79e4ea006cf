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

/**
 * Finds which of many stages an event matches, without trying those that it cannot match. It is built once the first event
 * comes: who is told what an event matches does without.
 */
export class StageIndex {
  /** What the last event matched. */
  readonly counts: StageCounts;
  readonly reader = new EventReader();
  private readonly stages: readonly IndexedStage[];
  private decision: Decision | undefined;
  private selective: readonly boolean[] | undefined;

  constructor(stages: readonly IndexedStage[]) {
    this.stages = stages;
    this.counts = new StageCounts(stages.length);
  }

  /** Per stage: whether some sign of the event tells that it need not be tried. */
  get isSelective(): readonly boolean[] {
    if (this.selective === undefined) this.decision = this.build();
    return this.selective!;
  }

  turnTo(event: Event): void {
    if (this.decision === undefined) this.decision = this.build();
    this.reader.turnTo(event);
    this.counts.matchCount = 0;
  }

  /** Leaves the stages that match the event in `counts`: each once, in no order. */
  find(): void {
    this.decision!.run();
  }

  private build(): Decision {
    const leaves = new LeafTable(this.reader);
    const entries = this.stages.map(({ condition, settings }, stage) => ({
      stage,
      condition: simplify(leaves.intern(condition, settings), () => undefined),
    }));
    this.selective = entries.map(({ condition }) =>
      coversOf(condition, guessFrequency).some((cover) => coverFrequency(cover, guessFrequency) < SELECTIVE),
    );
    return new Decision(entries, this.reader, leaves, this.counts);
  }
}
