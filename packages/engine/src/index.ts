// Values

export type { Event, Predicate, Value } from './event.js';
export type { Schema } from './value/field-type.js';

// Reading events

export { allValues, type ValueReader } from './field/extract.js';
export { toTimestampMs } from './value/date.js';

// Compiling

export { type CompiledQuery, compile } from './compile/compile.js';
export type { CompileOptions, Settings } from './compile/options.js';

// Searching

export {
  createSearch,
  type Hit,
  type Search,
  type SearchOptions,
  type SearchResult,
  type SequenceHit,
  search,
} from './search.js';

// The reference

export { fold } from './fold.js';
export {
  type EvaluateOptions,
  evaluate,
  type MatchOptions,
  matchesByReference,
} from './reference/evaluate.js';
