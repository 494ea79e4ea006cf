import { describe, expect, test } from 'vitest';
import { compileRegex, parseRegex, RegexError, type RegexLimits } from '../src/regex/index.js';

const ESCAPE_HINT = 'the classes are \\d \\D \\s \\S \\w \\W; a letter needs no \\';
const CONTROL_HINT = 'there are no escapes for control characters; put the character itself into the pattern';
const REPEAT_HINT = 'a repeat reads {3}, {3,} or {3,5}; write \\{ for the character';
const INTERVAL_HINT = 'a number range reads <1-100>; write \\< for the character';
const HYPHEN_HINT = 'write \\- for a hyphen, or put it first';
const STATES_HINT = 'lower the counts of its repeats, shorten the list, or raise limits.regex.maxStates';
const COMPLEX_HINT = 'simplify it, let the operator span the whole pattern, or raise limits.regex.maxStates';

type Refusal = readonly [pattern: string, offset: number, message: string, hint: string];

function refusal(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    const { pattern, offset, message, hint } = error;
    return [pattern, offset, message, hint];
  }
  return 'no error';
}

const SYNTAX: readonly Refusal[] = [
  ['a\\', 2, 'the pattern ends where a character is expected', 'write \\\\ for a backslash'],
  [
    'a|',
    2,
    'the pattern ends where a character is expected',
    'write () after | for the empty string, or \\| for the character',
  ],
  [
    '(a|',
    3,
    'the pattern ends where a character is expected',
    'write () after | for the empty string, or \\| for the character',
  ],
  ['a&', 2, 'the pattern ends where a character is expected', 'write \\& for the character'],
  ['a~', 2, 'the pattern ends where a character is expected', 'write \\~ for the character'],
  ['[a\\', 3, 'the pattern ends where a character is expected', 'write \\\\ for a backslash'],

  ['x(ab', 1, 'this ( is never closed', 'add ), or write \\( for the character'],
  ['x(', 1, 'this ( is never closed', 'add ), or write \\( for the character'],
  ['(a(b)', 0, 'this ( is never closed', 'add ), or write \\( for the character'],
  ['(~)', 0, 'this ( is never closed', 'add ), or write \\( for the character'],
  ['ab)c', 2, 'this ) closes nothing', 'remove it, or write \\) for the character'],
  ['(a))', 3, 'this ) closes nothing', 'remove it, or write \\) for the character'],
  ['a"b', 1, 'this " is never closed', 'add ", or write \\" for the character'],

  ['x[ab', 1, 'this [ is never closed', 'add ], or write \\[ for the character'],
  ['[', 0, 'this [ is never closed', 'add ], or write \\[ for the character'],
  ['[^', 0, 'this [ is never closed', 'add ], or write \\[ for the character'],
  ['[]', 0, 'this [ is never closed', 'add ], or write \\[ for the character'],
  ['[a-', 0, 'this [ is never closed', 'add ], or write \\[ for the character'],
  ['[a\\]', 0, 'this [ is never closed', 'add ], or write \\[ for the character'],
  ['x[0-9+-]', 1, '+-] is a range, so this [ is never closed', HYPHEN_HINT],
  ['[0-9a-]', 4, 'the range a-] runs backwards', HYPHEN_HINT],
  ['[z-a]', 1, 'the range z-a runs backwards', 'write a-z'],
  ['[--!]', 1, 'the range --! runs backwards', HYPHEN_HINT],
  ['[😎-😀]', 1, 'the range 😎-😀 runs backwards', 'write 😀-😎'],
  ['[a-\\d]', 3, 'a range cannot end with \\d', 'a range ends with one character: [a-z]'],
  ['[\\x41]', 1, '\\x means nothing here', ESCAPE_HINT],

  ['a\\nb', 1, '\\n means nothing here', CONTROL_HINT],
  ['\\t', 0, '\\t means nothing here', CONTROL_HINT],
  ['[\\r]', 1, '\\r means nothing here', CONTROL_HINT],
  ['\\bfoo\\b', 0, '\\b means nothing here', ESCAPE_HINT],
  ['\\x41', 0, '\\x means nothing here', ESCAPE_HINT],
  ['\\u0041', 0, '\\u means nothing here', ESCAPE_HINT],
  ['\\p{L}', 0, '\\p means nothing here', ESCAPE_HINT],
  ['C:\\Users', 2, '\\U means nothing here', ESCAPE_HINT],

  ['a{', 2, 'a number is expected after {', REPEAT_HINT],
  ['a{}', 2, 'a number is expected after {', REPEAT_HINT],
  ['a{,3}', 2, 'a number is expected after {', REPEAT_HINT],
  ['a{b}', 2, 'a number is expected after {', REPEAT_HINT],
  ['a{2', 3, '} is expected here', REPEAT_HINT],
  ['a{2,3x}', 5, '} is expected here', REPEAT_HINT],
  ['a{2147483648}', 1, '{2147483648} is out of range', 'numbers go up to 2147483647'],
  ['a*{0,99999999999}', 2, '{0,99999999999} is out of range', 'numbers go up to 2147483647'],
  ['ab{3,2}', 2, '{3,2} counts down', 'write {2,3}'],

  ['a<1-2', 1, 'this < is never closed', INTERVAL_HINT],
  ['<script>', 0, '<script> is not a number range', INTERVAL_HINT],
  ['<>', 0, '<> is not a number range', INTERVAL_HINT],
  ['<5>', 0, '<5> is not a number range', INTERVAL_HINT],
  ['a<->', 1, '<-> is not a number range', INTERVAL_HINT],
  ['<1->', 0, '<1-> is not a number range', INTERVAL_HINT],
  ['<1-2-3>', 0, '<1-2-3> is not a number range', INTERVAL_HINT],
  ['<1-2147483648>', 0, '<1-2147483648> is out of range', 'numbers go up to 2147483647'],
];

test.each(SYNTAX)('%s is refused at %i: %s', (pattern, offset, message, hint) => {
  expect(refusal(() => parseRegex(pattern))).toEqual([pattern, offset, message, hint]);
});

interface Excess {
  readonly rule: string;
  readonly patterns: readonly string[];
  readonly limits?: Partial<RegexLimits>;
  readonly refusal: Refusal;
}

const LONG = 'a'.repeat(10_001);
const DEEP = `${'('.repeat(101)}a${')'.repeat(101)}`;
const STACKED = `a${'{2}{2,3}'.repeat(101)}`;

const LIMITS: readonly Excess[] = [
  {
    rule: 'length',
    patterns: [LONG],
    refusal: [
      LONG,
      10_000,
      'the pattern has 10001 characters, more than 10000',
      'split it into several patterns, or raise limits.regex.maxLength',
    ],
  },
  {
    rule: 'depth of groups',
    patterns: [DEEP],
    refusal: [DEEP, 100, 'nested more than 100 deep', 'flatten the pattern, or raise limits.regex.maxDepth'],
  },
  {
    rule: 'counts upon counts',
    patterns: [STACKED],
    refusal: [STACKED, 804, 'nested more than 100 deep', 'flatten the pattern, or raise limits.regex.maxDepth'],
  },
  {
    rule: 'repeats written out, at the innermost that is too large',
    patterns: ['x(a(b{100}c){100}d){2}'],
    refusal: ['x(a(b{100}c){100}d){2}', 12, 'the pattern needs more than 5000 states', STATES_HINT],
  },
  {
    rule: 'repeats of other kinds',
    patterns: ['ab{2,2000000000}'],
    refusal: ['ab{2,2000000000}', 2, 'the pattern needs more than 5000 states', STATES_HINT],
  },
  {
    rule: 'repeats of nothing',
    patterns: ['#{6000}'],
    refusal: ['#{6000}', 1, 'the pattern needs more than 5000 states', STATES_HINT],
  },
  {
    rule: 'a list as a whole, at the member that is too much',
    patterns: ['a{3000}', 'b{3000}', 'c'],
    refusal: ['b{3000}', 0, 'the pattern needs more than 5000 states', STATES_HINT],
  },
  {
    rule: 'a complement inside a pattern',
    patterns: ['fine', 'x~(.*a.{30})y'],
    refusal: ['x~(.*a.{30})y', 1, 'what this operator applies to needs too many states', COMPLEX_HINT],
  },
  {
    rule: 'an intersection inside a pattern',
    patterns: ['x(.*a.{20}&.*b.{20})y'],
    refusal: ['x(.*a.{20}&.*b.{20})y', 10, 'what this operator applies to needs too many states', COMPLEX_HINT],
  },
  {
    rule: 'configured',
    patterns: ['a{11}'],
    limits: { maxStates: 10 },
    refusal: ['a{11}', 1, 'the pattern needs more than 10 states', STATES_HINT],
  },
];

test.each(LIMITS)('limit: $rule', ({ patterns, limits = {}, refusal: expected }) => {
  expect(refusal(() => compileRegex(patterns, { foldCase: false, limits }))).toEqual(expected);
});

describe('what the limits let through', () => {
  test.each([
    ['a long pattern', 'a'.repeat(4_900), {}],
    ['the deepest groups', `${'('.repeat(100)}a${')'.repeat(100)}`, {}],
    ['long chains of operators', `${'~'.repeat(5_000)}a${'*?+'.repeat(1_000)}`, {}],
    ['many alternatives', Array.from({ length: 1_500 }, (_, i) => i).join('|'), {}],
    ['many distinct characters', `[^${String.fromCodePoint(...Array(4_000).keys()).replace(/[\\\]^-]/g, '')}]`, {}],
    ['a complement that is wide as a whole', '~(.*a.{30})', {}],
    ['a pattern past the default length', LONG, { maxLength: 20_000, maxStates: 20_000 }],
  ])('%s', (_, pattern, limits) => {
    expect(compileRegex([pattern, 'this matches'], { foldCase: true, limits })('THIS matches')).toBe(true);
  });
});
