import { type Node, parse, parseExpression, print } from '@eqlite/syntax';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expressions, queries } from './arbitrary.js';
import { withoutSpans } from './without-spans.js';

describe('printing an expression', () => {
  const CASES: readonly [rule: string, text: string, printed?: string][] = [
    ['one space around operators', 'a==1   and b<= 2', 'a == 1 and b <= 2'],
    ['parentheses that change nothing go', '((a == 1) and (b == 2)) or (c)', 'a == 1 and b == 2 or c'],
    ['parentheses that keep an inner and apart stay', 'a and (b and c)'],
    ['parentheses around an or inside an and', '(a or b) and c'],
    ['not binds tighter than and', 'not (a == 1 and b == 2)'],
    ['not around a comparison needs none', 'not (a == 1)', 'not a == 1'],
    ['not in', 'not a in (1, 2)', 'a not in (1, 2)'],
    ['not not in', 'not (a not in (1))', 'not a not in (1)'],
    ['a comparison of a comparison', '(a == b) == true'],
    ['a predicate is an operand', '(a in (1)) == true', 'a in (1) == true'],
    ['a predicate takes a primary', '(a + b) in (1)'],
    ['a predicate of a predicate', '(a : "x") : "y"'],
    ['subtraction groups to the left', '(a - b) - (c - d)', 'a - b - (c - d)'],
    ['product inside sum', 'a + (b * c)', 'a + b * c'],
    ['sum inside product', '(a + b) * c'],
    ['unary plus leaves no trace', '+a + +1', 'a + 1'],
    ['unary minus', '-(a + -1) * - - b', '-(a + -1) * --b'],
    ['one pattern has no list', 'a : ("x")', 'a : "x"'],
    ['patterns', 'a like~ ("x","y")', 'a like~ ("x", "y")'],
    ['calls', 'startsWith~ ( a , "x" )', 'startsWith~(a, "x")'],
    ['call without arguments', 'f()'],
    ['numbers as written', 'a in (1., .5, 1E3, 00)'],
    ['plain names shed their backquotes', '`a`.`b.c`', 'a.b.c'],
    ['keywords and other characters keep them', '`in`.`a-b`.`x``y`'],
    ['optional fields', '? a . b == null', '?a.b == null'],
    ['a string with a backslash is raw', String.raw`a : "C:\\Windows\\*"`, String.raw`a : """C:\Windows\*"""`],
    ['with quotes as well it is not', String.raw`a == """\"""" `, String.raw`a == "\\\""`],
    ['quotes are escaped', 'a == """say "hi" now"""', String.raw`a == "say \"hi\" now"`],
    [
      'line breaks and control characters are escaped',
      String.raw`a == "\n\t\u{0000}\u{200B}'"`,
      String.raw`a == "\n\t\u{00}\u{200b}'"`,
    ],
    ['characters as such', String.raw`a == "\u{1f4a9}é"`, 'a == "💩é"'],
  ];
  it.each(CASES)('%s: %s', (_rule, text, printed = text) => {
    expect(print(parseExpression(text))).toBe(printed);
  });
});

describe('printing a query', () => {
  const CASES: readonly (readonly [rule: string, text: string, printed: string])[] = [
    ['any', 'any   where true', 'any where true'],
    ['category in quotes only where needed', '"process" where true', 'process where true'],
    ['category any in quotes', '"any" where true', '"any" where true'],
    ['category with other characters', '"a b" where true', '"a b" where true'],
    ['pipes on the same line', 'any where true|head 3|tail 1', 'any where true | head 3 | tail 1'],
    [
      'each stage on its line',
      'sequence by a,b with maxspan = 30 s [process where true] by c with runs = 3 ![file where x] until [any where y] | head 1',
      `sequence by a, b with maxspan=30s
  [process where true] by c with runs=3
  ![file where x]
until [any where y]
| head 1`,
    ],
    [
      'samples',
      'sample by a [x where true] by ?b [y where true]',
      'sample by a\n  [x where true] by ?b\n  [y where true]',
    ],
    [
      'what is longer than a line is broken',
      `process where process.name in ("aaaaaaaaaaaaaaa.exe", "bbbbbbbbbbbbbbbbbb.exe") and not (process.parent.name : "ccccccc.exe" or user.id == "dddd")
        and process.command_line : ("*eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee*", "*ffffffffffffffffffffffffffffffffffffffffffffffffffffff*")`,
      `process where
  process.name in ("aaaaaaaaaaaaaaa.exe", "bbbbbbbbbbbbbbbbbb.exe") and
  not (process.parent.name : "ccccccc.exe" or user.id == "dddd") and
  process.command_line : (
    "*eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee*",
    "*ffffffffffffffffffffffffffffffffffffffffffffffffffffff*"
  )`,
    ],
    [
      'long stages and long parentheses too',
      `sequence [process where a == "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" and (b == "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" or
         c == "cccccccccccccccccccccccccccccccccccccccccccccccccccccc")] by d [file where true]`,
      `sequence
  [process where
    a == "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" and
    (
      b == "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" or
      c == "cccccccccccccccccccccccccccccccccccccccccccccccccccccc"
    )
  ] by d
  [file where true]`,
    ],
  ];
  it.each(CASES)('%s', (_rule, text, printed) => {
    expect(print(parse(text))).toBe(printed);
    expect(print(parse(printed))).toBe(printed);
  });

  it('endpoint dialect', () => {
    const text = `sequence by host.id
  [process where descendant of [process where true]] by user.id as event0
  [api where _arraysearch(process.call_stack, $entry, $entry.symbol_info : "*x*") and $e]`;
    expect(print(parse(text, { dialect: 'endpoint' }))).toBe(text);
  });
});

describe.each(['elasticsearch', 'endpoint'] as const)('parse after print, dialect %s', (dialect) => {
  it('gives an expression back', () => {
    fc.assert(
      fc.property(expressions({ dialect }), (node) => {
        expect(withoutSpans(parseExpression(print(node), { dialect }))).toEqual(withoutSpans(node));
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  it('gives a query back', () => {
    fc.assert(
      fc.property(queries({ dialect }), (node) => {
        const printed = print(node);
        const again = parse(printed, { dialect });
        expect(withoutSpans(again)).toEqual(withoutSpans(node as Node));
        expect(print(again)).toBe(printed);
      }),
      { numRuns: 500 },
    );
  }, 60_000);
});
