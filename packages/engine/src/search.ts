import type { PipeCommandNode, QueryNode } from '@eqlite/syntax';
import { type CompiledQuery, compile } from './compile/compile.js';
import { type CompileOptions, checkNames } from './compile/options.js';
import type { Event, Value } from './event.js';
import { type Found, type Hit, hit } from './match/match.js';
import { compareFound, Run } from './match/run.js';
import { compareOrdinals, type Ordinal, ordinalReader } from './ordinal.js';

export interface SearchOptions extends CompileOptions {
  /** How many events, sequences or samples to return at most. Default 10, as in Elasticsearch. */
  readonly size?: number;
  /** Whether `size` keeps the first or the last of them. Default `tail`. They are listed oldest first either way. */
  readonly resultPosition?: 'head' | 'tail';
  /** How many samples a join key may give. Default 1. */
  readonly maxSamplesPerKey?: number;
}

/** Elasticsearch's response shape. */
export interface SearchResult {
  readonly hits: {
    /** The number of items returned. */
    readonly total: { readonly value: number; readonly relation: 'eq' };
    /** Of an event query, in time order. */
    readonly events?: readonly Hit[];
    /** Of a sequence or a sample. */
    readonly sequences?: readonly SequenceHit[];
  };
}

export interface SequenceHit {
  /** The values that join the events; absent when the query has no keys. */
  readonly join_keys?: readonly Value[];
  readonly events: readonly Hit[];
}

const SEARCH_OPTIONS = ['size', 'resultPosition', 'maxSamplesPerKey'] as const;

/**
 * Runs a query over a finite input, in any order, and returns what Elasticsearch would: hits in time order, at most
 * `size` of them.
 * @throws EqlSyntaxError, EqlSemanticError for a query that cannot run; TypeError for a bad option
 */
export function search(query: string | QueryNode, events: Iterable<Event>, options: SearchOptions = {}): SearchResult {
  const collector = createSearch(query, options);
  for (const event of events) collector.push(event);
  return collector.result();
}

/** A search that is fed event by event. */
export interface Search {
  readonly compiled: CompiledQuery;
  /** Looks at the next event; true when it matches, though the result may drop it again for a better one. */
  push(event: Event): boolean;
  result(): SearchResult;
}

/** `search` for input that does not come as one iterable. It holds no more events than the result may need. */
export function createSearch(query: string | QueryNode, options: SearchOptions = {}): Search {
  checkNames(options, SEARCH_OPTIONS);
  const { size = 10, resultPosition = 'tail', maxSamplesPerKey = 1, ...compileOptions } = options;
  checkCount('size', size, 0);
  checkCount('maxSamplesPerKey', maxSamplesPerKey, 1);
  if (resultPosition !== 'head' && resultPosition !== 'tail') {
    throw new TypeError(`option "resultPosition" must be "head" or "tail", not ${JSON.stringify(resultPosition)}`);
  }
  const compiled = compile(query, compileOptions);
  // Samples are in the order of their keys, and always the first ones.
  const from = compiled.kind === 'sample' ? 'head' : resultPosition;
  const window = resultWindow(compiled.query.pipes, size, from);
  return compiled.kind === 'event' && !compiled.plan.isOrdered
    ? createEventSearch(compiled, window)
    : createOrderedSearch(compiled, window, maxSamplesPerKey);
}

function checkCount(name: (typeof SEARCH_OPTIONS)[number], value: number, min: number): void {
  if (!Number.isInteger(value) || value < min) {
    throw new TypeError(`option "${name}" must be an integer of at least ${min}, not ${JSON.stringify(value)}`);
  }
}

function createEventSearch(compiled: CompiledQuery, window: ResultWindow): Search {
  const { matches, settings } = compiled;
  const readOrdinal = ordinalReader(settings);
  const kept = new BestOf<Candidate>(window.first, compareCandidates);
  let position = 0;
  return {
    compiled,
    push(event) {
      const isMatch = matches(event);
      if (isMatch) kept.add({ ordinal: readOrdinal(event, position), event });
      position++;
      return isMatch;
    },
    result() {
      const events = window.cut(kept.sorted()).map(({ event, ordinal }) => hit(event, undefined, ordinal.position));
      return { hits: { total: { value: events.length, relation: 'eq' }, events } };
    },
  };
}

/** Gathers the events that can take part, and runs the query over them in order. */
function createOrderedSearch(compiled: CompiledQuery, window: ResultWindow, maxSamplesPerKey: number): Search {
  const { plan, settings } = compiled;
  const readOrdinal = ordinalReader(settings);
  const candidates: Candidate[] = [];
  let isSorted = true;
  let position = 0;
  return {
    compiled,
    push(event) {
      const ordinal = readOrdinal(event, position++);
      // Without a time an event has no place in a sequence.
      if (!plan.mayMatch(event) || (plan.isOrdered && !Number.isFinite(ordinal.timestampMs))) return false;
      const candidate = { ordinal, event: plan.toHold(event) };
      if (plan.isOrdered && candidates.length > 0) isSorted &&= compareCandidates(candidates.at(-1)!, candidate) < 0;
      candidates.push(candidate);
      return true;
    },
    result() {
      if (!isSorted) candidates.sort(compareCandidates);
      isSorted = true;
      const run = new Run(plan, { ...UNLIMITED, maxSamplesPerKey, report: 'at the end' });
      const kept = new BestOf<Found>(window.first, (a, b) => compareFound(plan, a, b));
      const keep = () => {
        for (const found of run.take()) kept.add(found);
      };
      for (const { event, ordinal } of candidates) {
        run.test(event);
        run.process(event, undefined, ordinal.position, ordinal.timestampMs);
        run.core.advance(ordinal.timestampMs);
        keep();
      }
      run.flush();
      keep();
      const matches = window.cut(kept.sorted()).map(({ match }) => match);
      const total = { value: matches.length, relation: 'eq' } as const;
      if (plan.kind === 'event') return { hits: { total, events: matches.map(({ events }) => events[0]!) } };
      const sequences = matches.map(({ joinKeys, events }) =>
        joinKeys.length === 0 ? { events } : { join_keys: joinKeys, events },
      );
      return { hits: { total, sequences } };
    },
  };
}

const UNLIMITED = { maxPartials: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

interface Candidate {
  readonly ordinal: Ordinal;
  readonly event: Event;
}

function compareCandidates(left: Candidate, right: Candidate): number {
  return compareOrdinals(left.ordinal, right.ordinal);
}

/** Which part of an ordered list of results is returned. */
interface ResultWindow {
  /** All that need be kept while results come in. */
  readonly first: { readonly count: number; readonly from: 'head' | 'tail' };
  /** What is returned of those kept, in order. */
  cut<T>(ordered: readonly T[]): readonly T[];
}

/** `size` caps the first pipe (or stands for it); further pipes cut what the one before left. */
function resultWindow(pipes: readonly PipeCommandNode[], size: number, resultPosition: 'head' | 'tail'): ResultWindow {
  const cuts = pipes.map(({ name, count }) => ({ count, from: name }));
  const [first = { count: size, from: resultPosition }, ...rest] = cuts;
  const capped = { ...first, count: Math.min(first.count, size) };
  return {
    first: capped,
    cut: (ordered) =>
      [capped, ...rest].reduce(
        (list, { count, from }) =>
          from === 'head' ? list.slice(0, count) : list.slice(Math.max(list.length - count, 0)),
        ordered,
      ),
  };
}

/** The first or last `count` items by an order, of any number added. Holds at most twice as many, and a few. */
export class BestOf<T> {
  private readonly items: T[] = [];
  private readonly limit: { readonly count: number; readonly from: 'head' | 'tail' };
  private readonly compare: (a: T, b: T) => number;

  constructor(limit: { readonly count: number; readonly from: 'head' | 'tail' }, compare: (a: T, b: T) => number) {
    this.limit = limit;
    this.compare = compare;
  }

  add(item: T): void {
    this.items.push(item);
    if (this.items.length >= 2 * this.limit.count + 64) this.trim();
  }

  /** The items kept, in order. */
  sorted(): readonly T[] {
    this.trim();
    return this.items;
  }

  private trim(): void {
    const { items, limit } = this;
    items.sort(this.compare);
    const excess = Math.max(items.length - limit.count, 0);
    items.splice(limit.from === 'head' ? items.length - excess : 0, excess);
  }
}
