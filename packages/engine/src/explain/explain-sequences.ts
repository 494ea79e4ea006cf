import type { SequenceNode, StageNode } from '@eqlite/syntax';
import type { CompiledQuery } from '../compile/compile.js';
import type { Event, Value } from '../event.js';
import type { MissingStage, SequencePlan, StepStage } from '../match/plan.js';
import { createProcessTree } from '../match/process-tree.js';
import { keySnapshot } from '../match/snapshot.js';
import { duration } from './duration.js';
import { judgeStage, type Stage, stagesOf } from './explain-event.js';
import type { Happening, HappeningKind, KeyTimeline } from './explanation.js';
import { plain } from './finding.js';

/** An event that can take part, in its place. */
export interface Candidate {
  readonly event: Event;
  readonly position: number;
  readonly origin: unknown;
  readonly timeMs: number;
}

/** A sequence begun. */
interface Partial {
  readonly events: readonly Candidate[];
  /** What spoils it, though it goes on: an event that should be missing between two others. */
  readonly spoiltBy: Unwanted | undefined;
}

/** An event that should be missing. */
interface Unwanted {
  readonly candidate: Candidate;
  readonly stage: number;
}

/** What is known of one key. */
interface KeyState {
  readonly key: readonly Value[];
  /** The open sequence whose last event is step `i`: there is at most one. */
  readonly open: (Partial | undefined)[];
  /** Per missing stage, in order. */
  readonly unwanted: Candidate[][];
  readonly complete: { readonly partial: Partial; readonly happening: number }[];
  readonly timeline: Happening[];
  omitted: number;
  reached: number;
}

/**
 * Plays Elasticsearch's sequence algorithm over candidates in order, the plain way, and writes down what happens to each
 * key. `match/sequence-core.ts` is its fast counterpart.
 */
export function explainSequences(
  compiled: CompiledQuery,
  plan: SequencePlan,
  candidates: readonly Candidate[],
  onKeyless: (stage: number, candidate: Candidate) => void,
): readonly KeyTimeline[] {
  const play = new Play(compiled, plan);
  for (const candidate of candidates) play.process(candidate, onKeyless);
  return play.end();
}

class Play {
  private readonly compiled: CompiledQuery;
  private readonly plan: SequencePlan;
  private readonly stages: readonly Stage[];
  /** Name of a step, and the number of the step that it stands for. */
  private readonly aliases: readonly { readonly name: string; readonly step: number }[];
  private readonly tree;
  private readonly keys = new Map<string, KeyState>();

  constructor(compiled: CompiledQuery, plan: SequencePlan) {
    this.compiled = compiled;
    this.plan = plan;
    this.stages = stagesOf(compiled);
    const named = (compiled.query.query as SequenceNode).stages.filter(isNamed);
    this.aliases = named.map(({ alias }, i) => ({ name: alias, step: plan.aliases[i]!.step }));
    this.tree = plan.ancestors.length === 0 ? undefined : createProcessTree(plan.ancestors);
  }

  process(candidate: Candidate, onKeyless: (stage: number, candidate: Candidate) => void): void {
    const { plan } = this;
    const { event } = candidate;
    plan.treeCell.current = this.tree;
    this.tree?.observe(event);
    // From the last to the first, so that no event follows itself; `until` after all of them.
    const order = plan.stages.map((_, index) => index).reverse();
    const until = order.filter((index) => plan.stages[index]!.role === 'until');
    for (const index of [...order.filter((one) => !until.includes(one)), ...until]) {
      const stage = plan.stages[index]!;
      if (!stage.mayMatch(event)) continue;
      if (stage.matches !== undefined && !stage.readsAlias && !stage.matches(event)) continue;
      const keys = this.keysOf(index, event);
      if (keys.length === 0) onKeyless(index, candidate);
      for (const key of keys) {
        if (stage.role === 'step') this.step(stage, index, key, candidate);
        else if (stage.role === 'until') this.until(index, key, candidate);
        else {
          key.unwanted[stage.index]!.push(candidate);
          this.tell(key, 'unwanted', candidate, index, 'should be missing');
        }
      }
    }
    plan.treeCell.current = undefined;
  }

  private keysOf(stage: number, event: Event): readonly KeyState[] {
    const reader = this.plan.stages[stage]!.keys;
    return Array.from({ length: reader.read(event) }, (_, i) => {
      const key = reader.list.valuesOf(i);
      const id = JSON.stringify(keySnapshot(key));
      const known = this.keys.get(id);
      if (known !== undefined) return known;
      const state: KeyState = {
        key,
        open: [],
        unwanted: Array.from({ length: this.plan.missingCount }, () => []),
        complete: [],
        timeline: [],
        omitted: 0,
        reached: 0,
      };
      this.keys.set(id, state);
      return state;
    });
  }

  private step({ firstStep, lastStep }: StepStage, stage: number, key: KeyState, candidate: Candidate): void {
    const told = key.timeline.length;
    for (let step = lastStep; step >= firstStep; step--) {
      if (step > 0) this.follow(key, step, stage, candidate);
      else this.start(key, stage, candidate);
    }
    if (key.timeline.length === told) {
      this.tell(key, 'unused', candidate, stage, 'nothing to follow: no open sequence waits for it');
    }
  }

  private start(key: KeyState, stage: number, candidate: Candidate): void {
    const partial: Partial = { events: [candidate], spoiltBy: undefined };
    key.reached = Math.max(key.reached, 1);
    if (this.plan.stepCount === 1) {
      this.complete(key, stage, candidate, partial);
      return;
    }
    const old = key.open[0];
    key.open[0] = partial;
    const text =
      old === undefined ? 'starts' : `starts anew: overtakes the one begun ${this.ago(old, candidate)} before`;
    this.tell(key, 'starts', candidate, stage, text, partial);
  }

  private follow(key: KeyState, step: number, stage: number, candidate: Candidate): void {
    const { plan } = this;
    const partial = key.open[step - 1];
    if (partial === undefined) return;
    const [first] = partial.events;
    const overMs = candidate.timeMs - first!.timeMs - plan.maxSpanMs;
    if (overMs > 0) {
      key.open[step - 1] = undefined;
      this.tell(key, 'too_late', candidate, stage, `maxspan exceeded by ${duration(overMs)}: given up`, partial);
      return;
    }
    const { readsAlias } = plan.stages[stage]!;
    if (readsAlias) {
      const condition = this.condition(stage, partial, candidate);
      if (condition.verdict !== true) {
        const more = { condition };
        this.tell(key, 'refused', candidate, stage, 'does not fit the earlier events', partial, more);
        return;
      }
    }
    key.open[step - 1] = undefined;
    const last = partial.events.at(-1)!;
    const between = this.latest(key, plan.missingBefore[step]!, candidate.timeMs);
    const isBetween = between !== undefined && between.candidate.timeMs > last.timeMs;
    const moved: Partial = {
      events: [...partial.events, candidate],
      spoiltBy: partial.spoiltBy ?? (isBetween ? between : undefined),
    };
    key.reached = Math.max(key.reached, moved.events.length);
    if (step === plan.stepCount - 1) {
      this.complete(key, stage, candidate, moved);
      return;
    }
    const old = key.open[step];
    key.open[step] = moved;
    const overtakes = old === undefined ? '' : `, overtakes the one begun ${this.ago(old, candidate)} before`;
    this.tell(key, 'advances', candidate, stage, `${step + 1} of ${plan.stepCount}${overtakes}`, moved);
  }

  private complete(key: KeyState, stage: number, candidate: Candidate, partial: Partial): void {
    key.complete.push({ partial, happening: key.timeline.length });
    this.tell(key, 'completes', candidate, stage, 'complete', partial);
  }

  private until(stage: number, key: KeyState, candidate: Candidate): void {
    const { plan } = this;
    let ended = 0;
    for (let step = 0; step < plan.stepCount - 1; step++) {
      const partial = key.open[step];
      if (partial === undefined) continue;
      if (plan.stages[stage]!.readsAlias && this.condition(stage, partial, candidate).verdict !== true) continue;
      key.open[step] = undefined;
      ended += 1;
      this.tell(
        key,
        'until',
        candidate,
        stage,
        `until: ends the one begun ${this.ago(partial, candidate)} before`,
        partial,
      );
    }
    if (ended === 0) this.tell(key, 'until', candidate, stage, 'until: nothing was open');
  }

  end(): readonly KeyTimeline[] {
    return [...this.keys.values()].map((key): KeyTimeline => {
      const found = key.complete.filter(({ partial, happening }) => {
        const spoiler = this.spoilerOf(key, partial);
        if (spoiler === undefined) return true;
        const told = key.timeline[happening];
        if (told !== undefined)
          key.timeline[happening] = { ...told, kind: 'spoilt', text: `complete, but spoilt: ${spoiler}` };
        return false;
      });
      for (const partial of key.open) {
        if (partial === undefined) continue;
        const stage = this.stageOfStep(partial.events.length);
        const text = `has not come when the input ends: ${partial.events.length} of ${this.plan.stepCount}`;
        this.tell(key, 'open', partial.events.at(-1)!, stage, text, partial);
      }
      return {
        key: this.plan.keyType.shown(key.key).map(plain),
        reached: key.reached,
        found: found.length,
        timeline: key.timeline,
        omitted: key.omitted,
      };
    });
  }

  /** Why a complete sequence does not count, now that all events are known. */
  private spoilerOf(key: KeyState, { events, spoiltBy }: Partial): string | undefined {
    const { maxSpanMs, missingBefore, stepCount } = this.plan;
    if (spoiltBy !== undefined) return `${this.place(spoiltBy)} came in between`;
    const [first, last] = [events[0]!, events.at(-1)!];
    const [before, after] = [missingBefore[0]!, missingBefore[stepCount]!];
    const lead = this.latest(key, before, first.timeMs);
    const trail = this.earliest(key, after, last.timeMs);
    const leadMs = lead?.candidate.timeMs ?? Number.NEGATIVE_INFINITY;
    const trailMs = trail?.candidate.timeMs ?? Number.POSITIVE_INFINITY;
    if (before.length > 0 && after.length > 0) {
      if (trailMs - leadMs > maxSpanMs) return undefined;
      return `${this.place(lead!)} came before and ${this.place(trail!)} after it`;
    }
    if (before.length > 0 && last.timeMs - leadMs <= maxSpanMs) return `${this.place(lead!)} came before it`;
    if (after.length > 0 && trailMs - first.timeMs <= maxSpanMs) return `${this.place(trail!)} came after it`;
    return undefined;
  }

  private place({ candidate, stage }: Unwanted): string {
    return `stage ${stage + 1} (event ${candidate.position + 1})`;
  }

  /** The latest unwanted event before a time. */
  private latest(key: KeyState, stages: readonly MissingStage[], timeMs: number): Unwanted | undefined {
    let latest: Unwanted | undefined;
    for (const stage of stages) {
      const list = key.unwanted[stage.index]!;
      const candidate = list[firstFrom(list, timeMs) - 1];
      if (candidate === undefined || candidate.timeMs <= (latest?.candidate.timeMs ?? Number.NEGATIVE_INFINITY))
        continue;
      latest = { candidate, stage: this.plan.stages.indexOf(stage) };
    }
    return latest;
  }

  /** The earliest unwanted event after a time. */
  private earliest(key: KeyState, stages: readonly MissingStage[], timeMs: number): Unwanted | undefined {
    let earliest: Unwanted | undefined;
    for (const stage of stages) {
      const list = key.unwanted[stage.index]!;
      let at = firstFrom(list, timeMs);
      while (list[at]?.timeMs === timeMs) at += 1;
      const candidate = list[at];
      if (candidate === undefined || candidate.timeMs >= (earliest?.candidate.timeMs ?? Number.POSITIVE_INFINITY))
        continue;
      earliest = { candidate, stage: this.plan.stages.indexOf(stage) };
    }
    return earliest;
  }

  private stageOfStep(step: number): number {
    return this.plan.stages.findIndex(
      (stage) => stage.role === 'step' && stage.firstStep <= step && step <= stage.lastStep,
    );
  }

  /** The stage's condition with the events of the partial under their names. */
  private condition(stage: number, partial: Partial, candidate: Candidate) {
    const known = this.aliases.filter(({ name }) => this.stages[stage]!.aliases.has(name));
    const named = Object.fromEntries(known.map(({ name, step }) => [name, partial.events[step]?.event ?? {}] as const));
    return judgeStage(this.compiled, this.stages[stage]!, candidate.event, named).explanation();
  }

  private ago({ events }: Partial, { timeMs }: Candidate): string {
    return duration(timeMs - events[0]!.timeMs);
  }

  private tell(
    key: KeyState,
    kind: HappeningKind,
    { event, position, origin, timeMs }: Candidate,
    stage: number,
    text: string,
    partial?: Partial,
    more: Pick<Happening, 'condition'> = {},
  ): void {
    if (key.timeline.length === MAX_HAPPENINGS) {
      key.omitted += 1;
      return;
    }
    const sequence = partial?.events.map((one) => one.position);
    key.timeline.push({
      kind,
      text,
      position,
      ...(origin === undefined ? {} : { origin }),
      event,
      timeMs,
      stage,
      ...(sequence === undefined ? {} : { sequence }),
      ...more,
    });
  }
}

/** Happenings kept per key. */
const MAX_HAPPENINGS = 1000;

const isNamed = (stage: StageNode): stage is StageNode & { alias: string } => stage.alias !== null && !stage.isMissing;

/** The position of the first candidate that is not before a time. */
function firstFrom(candidates: readonly Candidate[], timeMs: number): number {
  let [low, high] = [0, candidates.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candidates[middle]!.timeMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
