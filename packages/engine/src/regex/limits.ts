/** Caps on a hostile pattern. What exceeds one is a `RegexError` when the query is compiled, never later. */
export interface RegexLimits {
  /** Length of one pattern in UTF-16 code units. Default 10,000; Elasticsearch's own default is 1,000. */
  readonly maxLength: number;
  /** Groups inside groups, and counted repeats of counted repeats. Default 100. */
  readonly maxDepth: number;
  /**
   * Characters of all patterns of one list once every `{n,m}` is written out; what a `~` or `&` inside a larger pattern
   * is turned into may be four times as large. Default 5,000. The time for one character of a value is at worst
   * proportional to it.
   */
  readonly maxStates: number;
  /** Words of four bytes that one compiled list may spend on remembered states. Default 262,144, which is 1 MiB. */
  readonly cacheWords: number;
}

export const DEFAULT_REGEX_LIMITS: RegexLimits = {
  maxLength: 10_000,
  maxDepth: 100,
  maxStates: 5_000,
  cacheWords: 262_144,
};

/** For a pattern of a query that has been compiled, within limits which may be wider than the usual ones. */
export const NO_REGEX_LIMITS: RegexLimits = {
  ...DEFAULT_REGEX_LIMITS,
  maxLength: Number.POSITIVE_INFINITY,
  maxDepth: Number.POSITIVE_INFINITY,
  maxStates: Number.POSITIVE_INFINITY,
};
