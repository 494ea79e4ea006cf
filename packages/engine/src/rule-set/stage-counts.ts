/** Gathers the stages that match the event at hand, and keeps count of how often stages are tried and how long it takes. */
export class StageCounts {
  /** The first `matchCount` items are the stages that match. */
  private readonly matching: Int32Array;
  matchCount = 0;
  /** Per stage 1 if it makes no difference now whether it matches: the later ones of a sequence that has not begun. */
  private readonly dormant: Uint8Array;
  /** How often some stage has fallen asleep or woken up. */
  turns = 0;
  /** False for an event that comes late or has no time: that it does is to be told, so that no stage sleeps. */
  isTimely = true;
  /** Per stage: how often it was tried. */
  readonly tries: Float64Array;
  /** Per stage: milliseconds spent on trying it, of the events that were timed. */
  readonly times: Float64Array;
  /** Set for an event that is to be timed. */
  stopwatch: (() => number) | undefined;

  constructor(stageCount: number) {
    this.matching = new Int32Array(stageCount);
    this.dormant = new Uint8Array(stageCount);
    this.tries = new Float64Array(stageCount);
    this.times = new Float64Array(stageCount);
  }

  setDormant(stage: number, isDormant: boolean): void {
    const dormant = isDormant ? 1 : 0;
    if (this.dormant[stage] === dormant) return;
    this.dormant[stage] = dormant;
    this.turns++;
  }

  isAsleep(stage: number): boolean {
    return this.dormant[stage] === 1 && this.isTimely;
  }

  add(stage: number): void {
    this.matching[this.matchCount++] = stage;
  }

  /** The stages that match, in order. */
  sorted(): Int32Array {
    const stages = this.matching.subarray(0, this.matchCount);
    return stages.length > 1 ? stages.sort() : stages;
  }
}
