import type { Dialect, Limits } from '@eqlite/syntax';
import { DEFAULT_REGEX_LIMITS, type RegexLimits } from '../regex/index.js';
import type { Schema } from '../value/field-type.js';

/** Caps on hostile queries: those of the text, and those of its regular expressions. */
export interface CompileLimits extends Limits {
  /** Caps on the patterns of `regex`; those not given keep their defaults. */
  readonly regex: Partial<RegexLimits>;
}

/** What a query means beyond its text. An unknown option is an error. */
export interface CompileOptions {
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
  /**
   * Field types, by Elasticsearch's names: `{ 'process.pid': 'long' }`. With a schema a field that it lacks is an error
   * unless written `?field`; without one every field exists and values have the types that JSON gives them.
   */
  readonly schema?: Schema;
  /** Where the category before `where` is looked up. Default `event.category`. */
  readonly eventCategoryField?: string;
  /** Orders events; milliseconds since 1970 or ISO 8601. Default `@timestamp`. */
  readonly timestampField?: string;
  /** Orders events of the same time; without one, or where an event lacks it, input order does. Default none. */
  readonly tiebreakerField?: string;
  /** What `now` in date math (`@timestamp > "now-1h"`) stands for, ms since 1970. Without it such a date matches nothing. */
  readonly nowMs?: number;
  /** Caps on hostile queries; those not given keep their defaults, `DEFAULT_LIMITS` and `DEFAULT_REGEX_LIMITS`. */
  readonly limits?: Partial<CompileLimits>;
}

/** The options with their defaults. */
export type Settings = Required<Omit<CompileOptions, 'schema' | 'tiebreakerField' | 'limits'>> &
  Pick<CompileOptions, 'schema' | 'tiebreakerField' | 'limits'>;

const DEFAULTS = {
  dialect: 'elasticsearch',
  eventCategoryField: 'event.category',
  timestampField: '@timestamp',
  nowMs: Number.NaN,
} as const;

const NAMES: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), 'schema', 'tiebreakerField', 'limits']);

const REGEX_LIMITS: ReadonlySet<string> = new Set(Object.keys(DEFAULT_REGEX_LIMITS));

/**
 * @param others names of options that are for somebody else, but belong to the same object
 * @throws TypeError for an option that does not exist, or whose name is misspelt
 */
export function checkNames(options: object, others: readonly string[] = []): void {
  refuseUnknown('option', options, new Set([...NAMES, ...others]));
}

/** @throws TypeError as `checkNames` does */
export function settingsOf(options: CompileOptions): Settings {
  checkNames(options);
  refuseUnknown('limit of regular expressions', options.limits?.regex ?? {}, REGEX_LIMITS);
  return { ...DEFAULTS, ...definedOf(options) };
}

function refuseUnknown(what: string, options: object, known: ReadonlySet<string>): void {
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw new TypeError(`unknown ${what} "${name}"; there are ${[...known].sort().join(', ')}`);
  }
}

function definedOf(options: CompileOptions): CompileOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
