import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileAnyWildcard } from '../src/text/any-wildcard.js';
import { compileWildcard, matchesWildcard } from '../src/text/wildcard.js';

const unit = fc.constantFrom('a', 'A', 'b', 'B', '\\', '.', 'é', 'É', '世', '界', '😀');
/** Texts may hold halves of surrogate pairs; a query cannot: its escapes refuse them. */
const text = fc.string({ unit: fc.oneof(unit, fc.constantFrom('\ud83d', '\ude00')), maxLength: 12 });
/** Short pieces, and some that are long enough to be looked for bit by bit. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: fc.oneof(unit, fc.constant('?')), maxLength: 4 }) },
  { weight: 1, arbitrary: fc.nat({ max: 3 }).map((n) => 'aB?é'.repeat(16 + n)) },
  { weight: 1, arbitrary: fc.nat({ max: 40 }).map((n) => 'ab'.repeat(28 + n)) },
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('*'));

/** Texts that patterns match more often than by chance: the pattern with its wildcards filled. */
const likely = (wildcards: string, filler: string) => wildcards.replace(/[*?]/g, (c) => (c === '?' ? 'x' : filler));

describe.each([true, false])('foldCase %s', (foldsCase) => {
  test('a compiled pattern agrees with the plain matcher', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 3, maxLength: 3 }), (wildcards, texts) => {
        const matches = compileWildcard(wildcards, foldsCase);
        for (const given of [...texts, ...texts.map((filler) => likely(wildcards, filler))]) {
          expect([given, matches(given)]).toEqual([given, matchesWildcard(wildcards, given, foldsCase)]);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  test('a long list matches what any of its members matches', () => {
    const lists = fc.array(pattern, { minLength: 12, maxLength: 30 });
    fc.assert(
      fc.property(lists, fc.array(text, { minLength: 3, maxLength: 3 }), (patterns, texts) => {
        const matches = compileAnyWildcard(patterns, foldsCase);
        for (const given of [...texts, ...texts.map((filler, i) => likely(patterns[i]!, filler))]) {
          const expected = patterns.some((one) => matchesWildcard(one, given, foldsCase));
          expect([given, matches(given)]).toEqual([given, expected]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a list of more than an automaton has room for still matches what its members match', () => {
  const member = (i: number) =>
    Array.from({ length: 45 }, (_, k) => String.fromCharCode(0x4e00 + ((i * 131 + k * 37) % 20_000))).join('');
  const patterns = Array.from({ length: 15_000 }, (_, i) => `*${member(i)}*`);
  const matches = compileAnyWildcard(patterns, true);
  for (const i of [0, 1, 7_777, 14_999]) {
    expect([matches(`<${member(i)}>`), matches(`<${member(i).slice(0, -1)}>`)]).toEqual([true, false]);
  }
});
