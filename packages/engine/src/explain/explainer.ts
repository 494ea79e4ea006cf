import { printFlat } from '@eqlite/syntax';
import type { CompiledQuery } from '../compile/compile.js';
import type { Event } from '../event.js';
import { requireCompiled, type SamplePlan, type SequencePlan } from '../match/plan.js';
import { Run } from '../match/run.js';
import { keySnapshot } from '../match/snapshot.js';
import { compareOrdinals, type Ordinal, ordinalReader } from '../ordinal.js';
import { valuesOf } from '../reference/flatten.js';
import { foldCase } from '../text/fold-case.js';
import { type Stage, stagesOf } from './explain-event.js';
import { type Candidate, explainSequences } from './explain-sequences.js';
import type {
  InputExplanation,
  KeyCounts,
  KeyTimeline,
  SamplesExplanation,
  SequencesExplanation,
  StageSummary,
} from './explanation.js';
import { plain } from './finding.js';
import { NearestMisses } from './nearest.js';

export interface ExplainerOptions {
  /** How many near misses, and how many join keys, to tell of. Default 5. */
  readonly nearest?: number;
}

/** Explains a query over a whole input, event by event. */
export interface Explainer {
  /**
   * Takes the next event. The input may come in any order.
   * @param origin given back with the event; copied when it is needed, so one object may serve for all events
   */
  push(event: Event, origin?: unknown): void;
  result(): InputExplanation;
}

/** Why an input matches a query, or does not: the nearest misses first, and for sequences a timeline per key. */
export function createExplainer(compiled: CompiledQuery, { nearest = 5 }: ExplainerOptions = {}): Explainer {
  requireCompiled(compiled);
  if (!Number.isInteger(nearest) || nearest < 0) {
    throw new TypeError(`option "nearest" must be a whole number from 0 up, not ${JSON.stringify(nearest)}`);
  }
  return compiled.plan.kind === 'event'
    ? explainEvents(compiled, nearest)
    : explainJoined(compiled, compiled.plan, nearest);
}

function explainEvents(compiled: CompiledQuery, nearest: number): Explainer {
  const [stage] = stagesOf(compiled);
  const misses = new NearestMisses(compiled, stage!, nearest);
  let events = 0;
  let matches = 0;
  return {
    push(event, origin) {
      if (compiled.matches(event)) matches += 1;
      else misses.add(event, events, origin);
      events += 1;
    },
    result: () => ({ kind: 'event', events, matches, nearest: misses.sorted() }),
  };
}

function explainJoined(compiled: CompiledQuery, plan: SequencePlan | SamplePlan, nearest: number): Explainer {
  const stages = stagesOf(compiled);
  const counts = stages.map((stage) => new StageCounter(compiled, stage, nearest));
  const readOrdinal = ordinalReader(compiled.settings);
  const candidates: (Candidate & { readonly ordinal: Ordinal })[] = [];
  let events = 0;
  let untimed = 0;
  return {
    push(event, origin) {
      const position = events++;
      for (const [index, count] of counts.entries()) {
        if (plan.stages[index]!.mayMatch(event)) count.matched();
        else count.missed(event, position, origin);
      }
      if (!plan.mayMatch(event)) return;
      const ordinal = readOrdinal(event, position);
      if (plan.kind === 'sequence' && !Number.isFinite(ordinal.timestampMs)) untimed += 1;
      else {
        const copy = typeof origin === 'object' && origin !== null ? { ...origin } : origin;
        candidates.push({ event, position, origin: copy, timeMs: ordinal.timestampMs, ordinal });
      }
    },
    result() {
      candidates.sort((a, b) => compareOrdinals(a.ordinal, b.ordinal));
      const keyless = stages.map((): Candidate[] => []);
      const onKeyless = (stage: number, candidate: Candidate) => keyless[stage]!.push(candidate);
      const summary = () => counts.map((count, index) => count.summary(keyless[index]!));
      if (plan.kind === 'sequence') {
        const all = explainSequences(compiled, plan, candidates, onKeyless);
        const keys = [...all].sort(compareKeys);
        const told: SequencesExplanation = {
          kind: 'sequence',
          events,
          matches: all.reduce((sum, { found }) => sum + found, 0),
          steps: plan.stepCount,
          untimed,
          stages: summary(),
          keyCount: keys.length,
          keys: withCase(keys, keys.slice(0, nearest)),
        };
        return told;
      }
      const all = explainSamples(plan, candidates, onKeyless);
      const told: SamplesExplanation = {
        kind: 'sample',
        events,
        matches: all.reduce((sum, { found }) => sum + found, 0),
        stages: summary(),
        keyCount: all.length,
        keys: withCase(all, [...all].sort(compareKeys).slice(0, nearest)),
      };
      return told;
    },
  };
}

/** Those without a match first, and of them what came furthest. */
function compareKeys(a: KeyTimeline | KeyCounts, b: KeyTimeline | KeyCounts): number {
  return Math.min(a.found, 1) - Math.min(b.found, 1) || b.reached - a.reached;
}

/** Keys with, where there is one, another key of the input that differs in case only. */
function withCase<K extends KeyTimeline | KeyCounts>(all: readonly K[], shown: readonly K[]): readonly K[] {
  const foldedId = ({ key }: K) =>
    JSON.stringify(keySnapshot(key.map((value) => (typeof value === 'string' ? foldCase(value) : value))));
  const others = new Map<string, readonly K[]>(shown.map((one) => [foldedId(one), []]));
  for (const one of all) {
    const known = others.get(foldedId(one));
    if (known !== undefined && known.length < 2) others.set(foldedId(one), [...known, one]);
  }
  return shown.map((one) => {
    const other = others.get(foldedId(one))!.find(({ key }) => key !== one.key);
    return other === undefined ? one : { ...one, sameButForCase: other.key };
  });
}

/** Counts the events of a stage, and keeps near misses while there are none. */
class StageCounter {
  private readonly compiled: CompiledQuery;
  private readonly stage: Stage;
  private readonly shown: number;
  private misses: NearestMisses | undefined;
  private events = 0;

  constructor(compiled: CompiledQuery, stage: Stage, nearest: number) {
    this.compiled = compiled;
    this.stage = stage;
    this.shown = nearest;
    this.misses = stage.role === 'step' ? new NearestMisses(compiled, stage, nearest) : undefined;
  }

  matched(): void {
    this.events += 1;
    this.misses = undefined;
  }

  missed(event: Event, position: number, origin: unknown): void {
    this.misses?.add(event, position, origin);
  }

  summary(keyless: readonly Candidate[]): StageSummary {
    const { index, role, query } = this.stage;
    const { query: whole } = this.compiled.query;
    const own = 'stages' in whole ? (whole.stages[index] ?? ('until' in whole ? whole.until : null)) : null;
    const keys = 'joinKeys' in whole ? [...whole.joinKeys, ...(own?.joinKeys ?? [])] : [];
    return {
      role,
      text: printFlat(query),
      events: this.events,
      keys: keys.map(printFlat),
      withoutKey: keyless.length,
      keyless: keyless.slice(0, this.shown).map(({ event, position, origin }) => ({
        position,
        ...(origin === undefined ? {} : { origin }),
        event,
        absent: keys
          .filter(({ isOptional, path }) => !isOptional && valuesOf(event, path).length === 0)
          .map(({ path }) => path.join('.')),
      })),
      ...(this.misses === undefined ? {} : { nearest: this.misses.sorted() }),
    };
  }
}

function explainSamples(
  plan: SamplePlan,
  candidates: readonly Candidate[],
  onKeyless: (stage: number, candidate: Candidate) => void,
): readonly KeyCounts[] {
  const run = new Run(plan, { ...UNLIMITED, maxSamplesPerKey: 1, report: 'at the end' });
  const keys = new Map<string, { key: readonly KeyCounts['key'][number][]; events: number[]; found: number }>();
  for (const candidate of candidates) {
    const { event, position, timeMs } = candidate;
    run.test(event);
    run.process(event, undefined, position, timeMs);
    for (const [index, { mayMatch, keys: reader }] of plan.stages.entries()) {
      if (!mayMatch(event)) continue;
      const count = reader.read(event);
      if (count === 0) onKeyless(index, candidate);
      for (let i = 0; i < count; i++) {
        const key = reader.list.valuesOf(i);
        const id = JSON.stringify(keySnapshot(key));
        const known = keys.get(id) ?? {
          key: plan.keyType.shown(key).map(plain),
          events: plan.stages.map(() => 0),
          found: 0,
        };
        keys.set(id, known);
        known.events[index]! += 1;
      }
    }
  }
  run.flush();
  for (const { key } of run.take()) keys.get(JSON.stringify(keySnapshot(key)))!.found += 1;
  return [...keys.values()].map((one) => ({ ...one, reached: one.events.filter((count) => count > 0).length }));
}

const UNLIMITED = { maxPartials: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };
