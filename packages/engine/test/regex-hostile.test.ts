import { expect, test } from 'vitest';
import { compileRegex } from '../src/regex/index.js';

const KIB = 1024;

/** Text of `length` characters that repeats only after 2^31 of them, so that automata find nothing to reuse. */
function noise(length: number, alphabet: string): string {
  let seed = 1;
  return Array.from({ length }, () => {
    seed = (seed * 48_271) % 0x7fffffff;
    return alphabet[seed % alphabet.length];
  }).join('');
}

interface Hostile {
  readonly name: string;
  readonly pattern: string;
  readonly text: (length: number) => string;
  readonly expected: boolean;
}

const HOSTILE: readonly Hostile[] = [
  { name: 'nested repeats', pattern: '(a+)+b', text: (n) => 'a'.repeat(n), expected: false },
  { name: 'nested repeats before anything', pattern: '(a+)+b.*', text: (n) => 'a'.repeat(n), expected: false },
  { name: 'overlapping alternatives', pattern: '(a|a|aa|.)*b.*', text: (n) => 'a'.repeat(n), expected: false },
  { name: 'many wildcards', pattern: '(.*a){20}', text: (n) => noise(n, 'ab'), expected: false },
  { name: 'many wildcards, one too few', pattern: '(.*a){20}b.*', text: (n) => 'a'.repeat(n), expected: false },
  { name: 'a complement that holds', pattern: '~(.*x.*)', text: (n) => 'a'.repeat(n), expected: true },
  { name: 'a complement refuted at the end', pattern: '~(.*x.*)', text: (n) => `${'a'.repeat(n)}x`, expected: false },
  { name: 'a repeated complement', pattern: '(~(.*x.*)y)+', text: (n) => 'ay'.repeat(n / 2), expected: true },
  {
    name: 'nested complements',
    pattern: '~(~(~(a*)b)*c)&~((a|b)+~(.*c)d)',
    text: (n) => noise(n, 'ab'),
    expected: true,
  },
  { name: 'intersections', pattern: '.*a.*b.*&.*b.*a.*&~(.*c.*)', text: (n) => noise(n, 'ab'), expected: true },
  // A class rather than a letter, so that no fragment of the pattern settles the answer before the automaton.
  { name: 'exponentially many states', pattern: '.*a.{14}[c-e].*', text: (n) => noise(n, 'ab'), expected: false },
  { name: 'and under a complement', pattern: '~(.*a.{14}c.*)', text: (n) => noise(n, 'ab'), expected: true },
  { name: 'optional items', pattern: '(a?){300}a{300}', text: (n) => 'a'.repeat(n), expected: false },
  { name: 'counted classes', pattern: '([^ ]+[ ]{3,}[^ ]*){3,}x.*', text: (n) => noise(n, 'a   '), expected: false },
  { name: 'number ranges', pattern: '(.*<1-2147483647>){5}x.*', text: (n) => noise(n, '0123456789'), expected: false },
  { name: 'surrogate pairs', pattern: '(.*😀){3}x.*', text: (n) => '😀'.repeat(n / 2), expected: false },
];

test.each(HOSTILE)(
  '$name: $pattern is linear in the text',
  ({ pattern, text, expected }) => {
    const timeOf = (length: number): number => {
      const value = text(length);
      value.charCodeAt(0); // joins what `repeat` left as pieces
      const matches = compileRegex([pattern, '#'], { foldCase: false });
      const start = performance.now();
      expect(matches(value)).toBe(expected);
      return performance.now() - start;
    };
    timeOf(KIB);
    const small = Math.min(timeOf(256 * KIB), timeOf(256 * KIB));
    const large = timeOf(1024 * KIB);
    // Four times the text: 4 when linear, 16 when quadratic. Some milliseconds are noise.
    expect(large).toBeLessThan(10 * small + 50);
  },
  60_000,
);
