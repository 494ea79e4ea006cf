// Values

export type { Event, Predicate, Value } from './event.js';
export type { Schema } from './value/field-type.js';

// Reading events

export { allValues, type ValueReader } from './field/extract.js';
export { toTimestampMs } from './value/date.js';

// Compiling

export { type CompiledQuery, compile } from './compile/compile.js';
export type { CompileLimits, CompileOptions, Settings } from './compile/options.js';
export { DEFAULT_REGEX_LIMITS, type RegexLimits } from './regex/index.js';

// Searching

export {
  createSearch,
  type Search,
  type SearchOptions,
  type SearchResult,
  type SequenceHit,
  search,
} from './search.js';

// Matching streams

export type { Hit, Match } from './match/match.js';
export {
  createMatcher,
  type Matcher,
  type MatcherCounters,
  type MatcherOptions,
  type MatcherSnapshot,
} from './match/matcher.js';
export { SnapshotError, type SnapshotErrorCode } from './match/snapshot.js';

// Many rules

export { necessaryTexts } from './rule-set/necessary-texts.js';
export {
  createRuleSet,
  type RuleDefinition,
  type RuleMatch,
  type RuleSet,
  RuleSetError,
  type RuleSetFailure,
  type RuleSetOptions,
  type RuleSetSnapshot,
  type RuleSetStats,
  type RuleStats,
} from './rule-set/rule-set.js';
export { createStageFinder, type FoundStages, type StageFinder } from './rule-set/stage-finder.js';

// Explaining

export { explain } from './explain/explain.js';
export { createExplainer, type Explainer, type ExplainerOptions } from './explain/explainer.js';
export {
  type EventExplanation,
  type EventsExplanation,
  FINDING_CODES,
  type Finding,
  type FindingCode,
  type Happening,
  type HappeningKind,
  type InputExplanation,
  type KeyCounts,
  type KeylessEvent,
  type KeyTimeline,
  type NearMiss,
  type SamplesExplanation,
  type SequencesExplanation,
  type StageExplanation,
  type StageRole,
  type StageSummary,
  type TermExplanation,
} from './explain/explanation.js';
export { type FormatOptions, formatExplanation, type PaintStyle } from './explain/format.js';
export { missesOf } from './explain/nearest.js';

// The reference

export { fold } from './fold.js';
export {
  type EvaluateOptions,
  evaluate,
  type MatchOptions,
  matchesByReference,
} from './reference/evaluate.js';
