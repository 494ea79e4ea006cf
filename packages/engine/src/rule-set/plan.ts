import type { Condition } from '../compile/condition.js';
import type { EventReader } from '../field/event-reader.js';
import { type Cover, coverFrequency, coversOf, type Frequency, guessFrequency, type Token } from './cover.js';
import type { LeafTable } from './leaf-table.js';
import { Lesson } from './lesson.js';
import type { StageCounts } from './stage-counts.js';
import { type Commonness, TokenTables } from './token-tables.js';

/** A stage that may match an event that came this far, and what is left to find out. */
export interface Entry {
  readonly stage: number;
  readonly condition: Condition;
}

/** Tries all stages that may match: those whose token is in the event, and the few without a token. */
export class Plan {
  readonly kind = 'Plan';
  private readonly reader: EventReader;
  private readonly leaves: LeafTable;
  private readonly counts: StageCounts;
  private readonly conditions: readonly Condition[];
  /** Per entry `WIDTH` numbers: see `CONSIDERED_AT`. */
  private readonly data: Float64Array;
  private tables: TokenTables;
  /** The entries without a token; first of them, for an event in order, those that are awake. */
  private always = new Int32Array(0);
  private awakeCount = 0;
  /** What `turns` of the counts was when these were found. */
  private awakeAt = -1;
  private runs = 0;
  private lesson: Lesson | undefined;

  constructor(entries: readonly Entry[], reader: EventReader, leaves: LeafTable, counts: StageCounts) {
    this.reader = reader;
    this.leaves = leaves;
    this.counts = counts;
    this.conditions = entries.map(({ condition }) => condition);
    this.data = new Float64Array(WIDTH * entries.length);
    for (const [entry, { stage }] of entries.entries()) this.data.set([0, stage, NOT_PREPARED], WIDTH * entry);
    this.tables = this.chooseTables(guessFrequency);
  }

  /** Hands the stages that match the event at hand to the counts, each once, in no order. */
  run(): void {
    const { always, counts } = this;
    if (counts.isTimely && this.awakeAt !== counts.turns) this.findAwake();
    const count = counts.isTimely ? this.awakeCount : always.length;
    for (let i = 0; i < count; i++) this.consider(always[i]!);
    this.tables.find(this);
    if (++this.runs >= LESSON_START) this.learn();
  }

  private chooseTables(frequency: Frequency, commonness?: Commonness): TokenTables {
    const { tokens, always } = chooseCovers(this.conditions, frequency);
    this.always = Int32Array.from(always);
    this.awakeAt = -1;
    return new TokenTables(this.reader, tokens, commonness);
  }

  private findAwake(): void {
    const { always, counts } = this;
    let count = 0;
    for (let i = 0; i < always.length; i++) {
      const entry = always[i]!;
      if (counts.isAsleep(this.data[WIDTH * entry + STAGE]!)) continue;
      always[i] = always[count]!;
      always[count++] = entry;
    }
    this.awakeCount = count;
    this.awakeAt = counts.turns;
  }

  /** Watches some events for how often tokens are met, and then chooses anew by what it saw. */
  private learn(): void {
    this.lesson ??= new Lesson(this.conditions, this.reader);
    const { lesson } = this;
    lesson.watch();
    if (lesson.events < LESSON_LENGTH) return;
    this.lesson = undefined;
    this.runs = Number.NEGATIVE_INFINITY;
    this.tables = this.chooseTables((token) => lesson.frequency(token), lesson.commonness());
    for (let entry = 0; entry < this.conditions.length; entry++) {
      if (this.data[WIDTH * entry + START] === NOT_PREPARED) continue;
      this.data[WIDTH * entry + START] = this.leaves.prepare(this.conditions[entry]!, (leaf) =>
        this.leaves.truthOf(leaf),
      );
    }
  }

  consider(entry: number): void {
    const { data, counts } = this;
    const { now } = this.reader;
    if (data[WIDTH * entry + CONSIDERED_AT] === now) return;
    data[WIDTH * entry + CONSIDERED_AT] = now;
    const stage = data[WIDTH * entry + STAGE]!;
    if (counts.isAsleep(stage)) return;
    let start = data[WIDTH * entry + START]!;
    if (start === NOT_PREPARED) {
      start = this.leaves.prepare(this.conditions[entry]!);
      data[WIDTH * entry + START] = start;
    }
    counts.tries[stage]!++;
    const { stopwatch } = counts;
    if (stopwatch === undefined) {
      if (this.leaves.run(start)) counts.add(stage);
    } else {
      const started = stopwatch();
      if (this.leaves.run(start)) counts.add(stage);
      counts.times[stage]! += stopwatch() - started;
    }
  }
}

/** Of each entry: the event for which it was last considered; its stage; where its condition starts, prepared when first needed. */
const CONSIDERED_AT = 0;
const STAGE = 1;
const START = 2;
const NOT_PREPARED = -3;
/** A power of two, so that an entry does not straddle cache lines. */
const WIDTH = 4;

/** Events of a plan after which it begins to watch, and how many it watches. */
const LESSON_START = 64;
const LESSON_LENGTH = 256;

/** What opening an object, looking a field up, and a pass over its text cost, in units of trying one stage. */
const LOOKUP = 0.1;
const PASS = 0.3;

/**
 * Picks for each entry the cover to index it by: rare tokens, on few fields. Which fields are worth reading depends on
 * how many entries share them, and that on what was picked: three rounds settle it.
 */
function chooseCovers(
  conditions: readonly Condition[],
  frequency: Frequency,
): { readonly tokens: readonly (readonly [Token, number])[]; readonly always: readonly number[] } {
  const priced = conditions.map((condition) =>
    coversOf(condition, frequency).map((cover) => ({
      cover,
      frequency: coverFrequency(cover, frequency),
      resources: resourcesOf(cover),
    })),
  );
  let uses = new Map<string, number>();
  for (const covers of priced) {
    for (const resource of new Set(covers.flatMap(({ resources }) => resources))) increment(uses, resource);
  }
  let chosen: (readonly [Cover, number])[] = [];
  for (let round = 0; round < 3; round++) {
    chosen = [];
    const usesNow = new Map<string, number>();
    for (const [number, covers] of priced.entries()) {
      // Without any cover an entry is always tried: a cover that is nearly always met is not worth its looking up.
      let least = 1;
      let best: (typeof covers)[number] | undefined;
      for (const offer of covers) {
        let cost = offer.frequency;
        for (const resource of offer.resources) cost += costOf(resource) / ((uses.get(resource) ?? 0) + 1);
        if (cost >= least) continue;
        least = cost;
        best = offer;
      }
      if (best === undefined) continue;
      chosen.push([best.cover, number]);
      for (const resource of best.resources) increment(usesNow, resource);
    }
    uses = usesNow;
  }
  const isChosen = new Set(chosen.map(([, number]) => number));
  return {
    tokens: chosen.flatMap(([cover, number]) => cover.map((token) => [token, number] as const)),
    always: [...conditions.keys()].filter((number) => !isChosen.has(number)),
  };
}

/** What a cover makes necessary for every event: reading fields, passes over their texts. */
function resourcesOf(cover: Cover): readonly string[] {
  const resources: string[] = [];
  for (const { field, kind } of cover) {
    if (!resources.includes(field)) resources.push(field);
    if (kind === 'piece' && !resources.includes(passOver(field))) resources.push(passOver(field));
  }
  return resources;
}

function passOver(field: string): string {
  return `${field} *`;
}

function costOf(resource: string): number {
  return resource.endsWith(' *') ? PASS : LOOKUP;
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
