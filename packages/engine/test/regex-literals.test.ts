import { describe, expect, test } from 'vitest';
import { literalShape, parseRegex, requiredAlternatives, requiredLiterals } from '../src/regex/index.js';

describe('requiredLiterals', () => {
  test.each([
    ['a text', 'net\\.exe', ['net.exe']],
    ['quotes and classes of one member join their neighbours', 'a"b."[c]\\d', ['ab.c']],
    ['fragments in order', '.*foo.*bar[0-9]baz', ['foo', 'bar', 'baz']],
    ['a quantifier takes one character away', 'abc*d', ['ab', 'd']],
    ['a repeat of at least one', '(foo)+x', ['foo', 'x']],
    ['a repeat of a text is written out', '[ ]{20,}', [' '.repeat(20)]],
    ['but not without end', '(abc){100}', ['abc'.repeat(21)]],
    ['a repeat of a sequence', '(a.b){2,3}', ['a', 'b']],
    ['both sides of &', '.*foo.*&.*bar.*', ['foo', 'bar']],
    ['an optional item requires nothing', '(foo)?(bar)*(baz){0,3}x', ['x']],
    ['alternatives require nothing', 'foo|bar', []],
    ['beside alternatives', '.*\\.(com|net)/', ['.', '/']],
    ['a complement requires nothing', '~(foo)', []],
    ['a number range requires nothing', 'v<1-9>', ['v']],
    ['the empty text requires nothing', '()', []],
    ['nor does anything', '@', []],
  ])('%s: %s', (_, pattern, expected) => {
    expect(requiredLiterals(parseRegex(pattern))).toEqual(expected);
  });
});

describe('requiredAlternatives', () => {
  test.each([
    ['one literal', '.*foo.*', ['foo']],
    ['the longest of several', 'ab.*foobar.*cd', ['foobar']],
    ['alternatives', '.*(foo|ba|quux).*', ['foo', 'ba', 'quux']],
    ['a literal longer than an alternative', '(a|bcde).*foo', ['foo']],
    ['alternatives longer than a literal', 'x(foo|bar)+', ['foo', 'bar']],
    ['alternatives of alternatives', 'ab|cd.*(efg|hij)', ['ab', 'efg', 'hij']],
    ['an alternative that requires nothing', 'foo|[a-z]*', []],
    ['either side of &', '.*ab.*&.*(foo|bar).*', ['foo', 'bar']],
    ['a repeat of at least one', '(a|b){2}', ['a', 'b']],
    ['a repeat of a text', '[ ]{3,}', ['   ']],
    ['an optional item', '(foo|bar)?', []],
    ['a complement', '~(foo)', []],
  ])('%s: %s', (_, pattern, expected) => {
    expect(requiredAlternatives(parseRegex(pattern))).toEqual(expected);
  });
});

describe('literalShape', () => {
  test.each([
    ['exactly one text', 'net\\.exe', { text: 'net.exe', isOpenBefore: false, isOpenAfter: false }],
    ['the empty text', '()', { text: '', isOpenBefore: false, isOpenAfter: false }],
    ['a prefix', 'foo.*', { text: 'foo', isOpenBefore: false, isOpenAfter: true }],
    ['a suffix', '.*foo', { text: 'foo', isOpenBefore: true, isOpenAfter: false }],
    ['a fragment', '@foo.*?', { text: 'foo', isOpenBefore: true, isOpenAfter: true }],
    ['not a prefix with more', 'foo.+', undefined],
    ['not two fragments', '.*foo.*bar', undefined],
    ['not any text alone', '.*', undefined],
    ['not alternatives', 'a|b', undefined],
    ['not a counted repeat', '.{0,5}a', undefined],
  ])('%s: %s', (_, pattern, expected) => {
    expect(literalShape(parseRegex(pattern))).toEqual(expected);
  });
});
