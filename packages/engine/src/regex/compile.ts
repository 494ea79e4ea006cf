import { buildProgram, type ParsedPattern } from './build.js';
import { LazyDfa } from './lazy-dfa.js';
import { DEFAULT_REGEX_LIMITS, type RegexLimits } from './limits.js';
import { type LiteralShape, literalShape, requiredAlternatives } from './literals.js';
import { parseRegex } from './parse.js';

export interface RegexOptions {
  /** `regex~`: ASCII letters written one by one ignore case; ranges such as `[a-z]` do not. */
  readonly foldCase: boolean;
  readonly limits?: Partial<RegexLimits> | undefined;
}

/** An automaton that more than this many ASCII characters leave open at its start is tried from the other end. */
const WIDE = 64;
/** More fragments than this take as long to search for as the automaton. */
const MAX_FRAGMENTS = 16;
/** What a search may compare at each place of a text. Longer fragments are looked for by their start. */
const MAX_FRAGMENT_LENGTH = 32;

/**
 * A predicate that says whether a whole text matches one of the patterns, in Lucene's dialect (see `parseRegex`). It
 * runs in time linear in the text, with memory bounded by the limits, whatever the patterns.
 * @throws RegexError when a pattern is not in the dialect or exceeds a limit
 */
export function compileRegex(patterns: readonly string[], options: RegexOptions): (text: string) => boolean {
  const limits = { ...DEFAULT_REGEX_LIMITS, ...options.limits };
  const parsed = patterns.map((pattern) => ({ pattern, node: parseRegex(pattern, limits) }));
  const shape = parsed.length === 1 && !options.foldCase ? literalShape(parsed[0]!.node) : undefined;
  if (shape !== undefined) return literalMatcher(shape);
  const dfa = narrowerDfa(parsed, options.foldCase, limits);
  const fragments =
    dfa.openness() > WIDE ? requiredAlternatives({ kind: 'Union', terms: parsed.map(({ node }) => node) }) : [];
  if (fragments.length === 0 || fragments.length > MAX_FRAGMENTS) return (text) => dfa.matches(text);
  const starts = fragments.map((fragment) => escapeRegExp(fragment.slice(0, MAX_FRAGMENT_LENGTH)));
  const fragment = new RegExp(starts.join('|'), options.foldCase ? 'i' : '');
  return (text) => fragment.test(text) && dfa.matches(text);
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function literalMatcher({ text: literal, isOpenBefore, isOpenAfter }: LiteralShape): (text: string) => boolean {
  if (isOpenBefore && isOpenAfter) return (text) => text.includes(literal);
  if (isOpenBefore) return (text) => text.endsWith(literal);
  if (isOpenAfter) return (text) => text.startsWith(literal);
  return (text) => text === literal;
}

/** `.*\.(com|net)` is settled by the last characters of a text, `/tmp/.*` by the first: begins where more is decided. */
function narrowerDfa(patterns: readonly ParsedPattern[], foldCase: boolean, limits: RegexLimits): LazyDfa {
  const dfa = (isBackward: boolean) =>
    new LazyDfa(buildProgram(patterns, { foldCase, isBackward, limits }), isBackward, limits.cacheWords);
  const forward = dfa(false);
  if (forward.openness() <= WIDE) return forward;
  const backward = dfa(true);
  return backward.openness() < forward.openness() ? backward : forward;
}
