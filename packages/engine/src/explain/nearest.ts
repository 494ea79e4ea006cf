import type { CompiledQuery } from '../compile/compile.js';
import type { Condition } from '../compile/condition.js';
import { predicateOf } from '../compile/event-query.js';
import type { Settings } from '../compile/options.js';
import type { Event } from '../event.js';
import { BestOf } from '../search.js';
import { judgeStage, type Stage } from './explain-event.js';
import { NEAR, type NearMiss, type TermExplanation } from './explanation.js';

/** Keeps the events that miss a stage by the least. */
export class NearestMisses {
  private readonly compiled: CompiledQuery;
  private readonly stage: Stage;
  private readonly count: number;
  private readonly distance: Distance;
  private readonly kept: BestOf<Candidate>;
  /** By what they miss. */
  private readonly known = new Map<string, Candidate>();
  /** No event that misses by more terms has a chance. */
  private worst = Number.POSITIVE_INFINITY;
  private added = 0;

  /** @param count how many to keep at most */
  constructor(compiled: CompiledQuery, stage: Stage, count: number) {
    this.compiled = compiled;
    this.stage = stage;
    this.count = count;
    this.distance = distanceOf(compiled.plan.stages[stage.index]!.condition, true, compiled.settings);
    this.kept = new BestOf({ count, from: 'head' }, compareCandidates);
  }

  /** Takes an event that does not satisfy the stage. */
  add(event: Event, position: number, origin: unknown): void {
    if (this.count === 0) return;
    const wrongTerms = this.distance(event);
    if (wrongTerms > this.worst) return;
    const judged = judgeStage(this.compiled, this.stage, event);
    const misses = judged.misses();
    const id = JSON.stringify(misses.map(({ text, finding }) => [text, finding.text]));
    if (++this.added % TRIM_AFTER === 0) this.trim();
    const known = this.known.get(id);
    if (known !== undefined) {
      known.alike += 1;
      return;
    }
    const far = misses.filter(({ finding }) => !NEAR.has(finding.code)).length;
    const candidate = {
      event,
      position,
      ...(origin === undefined ? {} : { origin: copied(origin) }),
      condition: judged.explanation(),
      wrongTerms,
      far,
      alike: 0,
    };
    this.known.set(id, candidate);
    this.kept.add(candidate);
  }

  /** Nearest first. */
  sorted(): readonly NearMiss[] {
    return this.kept.sorted().map(({ far: _, ...miss }) => miss);
  }

  private trim(): void {
    const best = new Set(this.kept.sorted());
    for (const [id, candidate] of this.known) if (!best.has(candidate)) this.known.delete(id);
    if (best.size >= this.count) this.worst = Math.max(...[...best].map(({ wrongTerms }) => wrongTerms));
  }
}

const TRIM_AFTER = 256;

type Candidate = { -readonly [K in keyof NearMiss]: NearMiss[K] } & {
  /** Terms that miss, and not nearly. */
  readonly far: number;
};

function compareCandidates(a: Candidate, b: Candidate): number {
  return a.wrongTerms - b.wrongTerms || a.far - b.far || a.position - b.position;
}

/** Callers may use one object for the origins of all events. */
const copied = (origin: unknown): unknown =>
  typeof origin === 'object' && origin !== null && !Array.isArray(origin) ? { ...origin } : origin;

/** The terms that made the whole come out as it did. */
export function missesOf(condition: TermExplanation): readonly TermExplanation[] {
  if (!condition.decides) return [];
  return condition.terms === undefined ? [condition] : condition.terms.flatMap(missesOf);
}

type Distance = (event: Event) => number;

/** How many leaves of a condition would have to come out otherwise for it to come out as wanted. */
function distanceOf(condition: Condition, wanted: boolean, settings: Settings): Distance {
  switch (condition.kind) {
    case 'All':
    case 'Some': {
      const terms = condition.terms.map((term) => distanceOf(term, wanted, settings));
      return (condition.kind === 'All') === wanted ? sumOf(terms) : leastOf(terms);
    }
    case 'None':
      return distanceOf(condition.term, !wanted, settings);
    default: {
      const holds = predicateOf(condition, settings);
      return (event) => (holds(event) === wanted ? 0 : 1);
    }
  }
}

function sumOf(terms: readonly Distance[]): Distance {
  return (event) => {
    let sum = 0;
    for (let i = 0; i < terms.length; i++) sum += terms[i]!(event);
    return sum;
  };
}

function leastOf(terms: readonly Distance[]): Distance {
  return (event) => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < terms.length; i++) least = Math.min(least, terms[i]!(event));
    return terms.length === 0 ? 0 : least;
  };
}
