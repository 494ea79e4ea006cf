import type { Event, Value } from '../event.js';

/** Explanations are plain JSON, given that events are. `format.ts` makes text of them. */

/** Why one event satisfies a query, or does not. */
export interface EventExplanation {
  readonly kind: 'event' | 'sequence' | 'sample';
  /** As `compiled.matches(event)` says. */
  readonly matches: boolean;
  /** The condition of an event query; of a sequence or sample one per stage as written, `until` last. */
  readonly stages: readonly StageExplanation[];
}

export interface StageExplanation {
  readonly role: StageRole;
  readonly matches: boolean;
  /** The whole condition, the event's category included. */
  readonly condition: TermExplanation;
}

/** `event` in an event query, `step` for an event to come, `missing` for one that must not, `until`. */
export type StageRole = 'event' | 'step' | 'missing' | 'until';

/** A condition, or a part of one, and what came of it. */
export interface TermExplanation {
  /** `term` is what `and`, `or` and `not` join. */
  readonly kind: 'and' | 'or' | 'not' | 'term';
  /** In canonical EQL, on one line. */
  readonly text: string;
  /** Where it stands in the query, `[start, end)` in UTF-16 offsets; empty for the category before `where`. */
  readonly span: { readonly start: number; readonly end: number };
  /** `null`: unknown for every event, such as `null > 1`; no event matches. */
  readonly verdict: boolean | null;
  /** Whether it made the whole come out as it did: of a false `and` its false terms, of a true `or` its true ones. */
  readonly decides: boolean;
  /** Of `and`, `or` and `not`. */
  readonly terms?: readonly TermExplanation[];
  /** Of a term. */
  readonly finding?: Finding;
}

/** What a term found in the event. */
export interface Finding {
  readonly code: FindingCode;
  /** In words, on one line: `"Start" differs from "start" only in case`. */
  readonly text: string;
  /** The value that decided, or came closest. */
  readonly value?: Value;
  /** The constant or pattern that it was compared with. */
  readonly constant?: Value;
  /** All values of the fields that the term reads, as far as they are worth showing. */
  readonly fields: { readonly [field: string]: readonly Value[] };
}

/** What a term can find, by how near it comes to being true. */
export const FINDING_CODES = {
  /** The term is true of `value`. */
  holds: 'true of a value',
  /** Equal but for upper and lower case. */
  wrong_case: 'equal but for case',
  /** Equal but for white space, quotes, the direction of slashes, or one or two characters. */
  spelling: 'nearly equal',
  /** The constant has `*` or `?`, and the operator takes them literally. */
  literal_wildcard: 'the operator knows no wildcards',
  /** One is a part of the other, and the operator compares the whole. */
  part: 'only a part is equal',
  /** The pattern fits the value up to some piece. */
  wildcard_miss: 'the pattern fits in part',
  /** The value is on the other side of a bound. */
  out_of_bounds: 'out of bounds',
  /** The value and the constant are of different types. */
  other_type: 'of another type',
  /** Nothing in common. */
  different: 'another value',
  /** The field has no value. */
  absent: 'no value',
  /** The field has a value where the term wants none. */
  present: 'has a value',
  /** A function or a calculation gave another result. */
  computed: 'another result',
  /** No element of the array satisfies the condition. */
  no_element: 'no element',
  /** No field has a say: the query alone decides. */
  constant: 'the same for every event',
  /** Other events have a say: those of earlier stages, or those of ancestors. */
  other_events: 'depends on other events',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;

/** Codes of values that a small change of the query or the event would make right. */
export const NEAR: ReadonlySet<FindingCode> = new Set([
  'wrong_case',
  'spelling',
  'literal_wildcard',
  'part',
  'wildcard_miss',
  'out_of_bounds',
]);

/** An event that does not match, and why. */
export interface NearMiss {
  /** Which event of the input, from 0. */
  readonly position: number;
  readonly origin?: unknown;
  readonly event: Event;
  readonly condition: TermExplanation;
  /** How many terms would have to come out otherwise. */
  readonly wrongTerms: number;
  /** How many more events missed by the same terms with the same findings; this one came first. */
  readonly alike: number;
}

/** Why an input matches a query, or does not. */
export type InputExplanation = EventsExplanation | SequencesExplanation | SamplesExplanation;

export interface EventsExplanation {
  readonly kind: 'event';
  readonly events: number;
  readonly matches: number;
  /** Nearest first. */
  readonly nearest: readonly NearMiss[];
}

interface JoinedExplanation {
  readonly events: number;
  /** Sequences or samples found. */
  readonly matches: number;
  /** As written, `until` last. */
  readonly stages: readonly StageSummary[];
  /** How many keys there are; `keys` has those worth a look. */
  readonly keyCount: number;
}

export interface StageSummary {
  readonly role: StageRole;
  /** In canonical EQL, on one line. */
  readonly text: string;
  /** Events that satisfy it. */
  readonly events: number;
  /** The fields that join it to the others. */
  readonly keys: readonly string[];
  /** Of its events, how many lack a value for one of them; they take no part. The first of them. */
  readonly withoutKey: number;
  readonly keyless: readonly KeylessEvent[];
  /** Of a stage without events: those that come nearest. */
  readonly nearest?: readonly NearMiss[];
}

/** An event that satisfies a stage and has no value for a join key. */
export interface KeylessEvent {
  readonly position: number;
  readonly origin?: unknown;
  readonly event: Event;
  /** The fields that it lacks. */
  readonly absent: readonly string[];
}

export interface SequencesExplanation extends JoinedExplanation {
  readonly kind: 'sequence';
  /** How many events a sequence has. */
  readonly steps: number;
  /** Events that some stage wants, but that have no time. */
  readonly untimed: number;
  /** What came furthest without being found first, then what was found. */
  readonly keys: readonly KeyTimeline[];
}

interface JoinKey {
  /** The values that join the events; empty in a query without keys. */
  readonly key: readonly Value[];
  /** Another key of the input that differs in upper and lower case only: keys are compared as they are. */
  readonly sameButForCase?: readonly Value[];
}

/** What happened to the sequences of one key, in the order of time. */
export interface KeyTimeline extends JoinKey {
  /** How many events the longest sequence had. */
  readonly reached: number;
  readonly found: number;
  readonly timeline: readonly Happening[];
  /** Happenings beyond the thousandth. */
  readonly omitted: number;
}

export type HappeningKind =
  | 'starts'
  | 'advances'
  | 'completes'
  /** Complete, and spoilt by an event that should be missing. */
  | 'spoilt'
  /** `maxspan` had passed: the sequence is given up. */
  | 'too_late'
  /** Matches a stage, and there is no sequence that it could follow. */
  | 'unused'
  /** The event passes the stage but for what it asks of earlier events. */
  | 'refused'
  /** Satisfies `until`, and ends what was open. */
  | 'until'
  /** An event that should be missing. */
  | 'unwanted'
  /** The input ends, and this sequence is not complete. */
  | 'open';

export interface Happening {
  readonly kind: HappeningKind;
  /** In words, on one line: `maxspan exceeded by 12 s`. */
  readonly text: string;
  /** Which event of the input, from 0; of `open` the last event of the sequence. */
  readonly position: number;
  readonly origin?: unknown;
  readonly event: Event;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Position of its stage as written, from 0. */
  readonly stage: number;
  /** The positions of the sequence's events, the one at hand included where it belongs to it. */
  readonly sequence?: readonly number[];
  /** Of `refused`: the stage's condition. */
  readonly condition?: TermExplanation;
}

export interface SamplesExplanation extends JoinedExplanation {
  readonly kind: 'sample';
  /** What has events for the most stages without being found first, then what was found. */
  readonly keys: readonly KeyCounts[];
}

export interface KeyCounts extends JoinKey {
  /** Stages that have an event. */
  readonly reached: number;
  readonly found: number;
  /** Events per stage. */
  readonly events: readonly number[];
}
