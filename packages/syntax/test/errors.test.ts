import { type Diagnostic, EqlError, EqlSyntaxError, formatDiagnostic, locate, parse } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';

const diagnostic = (start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  code: 'unexpected_token',
  message: 'no',
  span: { start, end },
  hint: undefined,
  ...more,
});

describe('formatDiagnostic', () => {
  const CASES: readonly (readonly [rule: string, Diagnostic, source: string | undefined, printed: string])[] = [
    ['the span is underlined', diagnostic(2, 4), 'abcdef', '1:3: no\n1 | abcdef\n  |   ^^'],
    ['an empty span has one caret', diagnostic(3, 3), 'abcdef', '1:4: no\n1 | abcdef\n  |    ^'],
    ['the end of the text', diagnostic(3, 3), 'abc', '1:4: no\n1 | abc\n  |    ^'],
    ['the end of a line', diagnostic(3, 3), 'abc\ndef', '1:4: no\n1 | abc\n  |    ^'],
    ['a later line', diagnostic(5, 6), 'abc\ndef\nghi', '2:2: no\n2 | def\n  |  ^'],
    ['a span of several lines ends with the first', diagnostic(1, 9), 'abc\ndef\nghi', '1:2: no\n1 | abc\n  |  ^^'],
    ['lines of Windows', diagnostic(6, 7), 'abc\r\ndef\r\n', '2:2: no\n2 | def\n  |  ^'],
    ['lines of old', diagnostic(5, 6), 'abc\rdef\r', '2:2: no\n2 | def\n  |  ^'],
    ['two digits of line numbers', diagnostic(9, 10), '\n\n\n\n\n\n\n\n\nx', '10:1: no\n10 | x\n   | ^'],
    ['tabs are one column', diagnostic(2, 3), '\t\tx', '1:3: no\n1 |   x\n  |   ^'],
    ['what a terminal obeys is a space', diagnostic(4, 5), '\u001b[1mx', '1:5: no\n1 |  [1mx\n  |     ^'],
    ['wide characters have two carets', diagnostic(1, 3), 'a日本c', '1:2: no\n1 | a日本c\n  |  ^^^^'],
    ['emoji are one character of two columns', diagnostic(1, 3), 'a💩c', '1:2: no\n1 | a💩c\n  |  ^^'],
    ['a hint', diagnostic(0, 1, { hint: 'write b' }), 'a', '1:1: no\n1 | a\n  | ^\nhint: write b'],
    ['a warning', diagnostic(0, 1, { severity: 'warning' }), 'a', '1:1: warning: no\n1 | a\n  | ^'],
    ['without text', diagnostic(0, 1, { hint: 'write b' }), undefined, 'no\nhint: write b'],
  ];
  test.each(CASES)('%s', (_rule, problem, source, printed) => {
    expect(formatDiagnostic(problem, source)).toBe(printed);
  });

  test('a long line is cut on both sides', () => {
    const source = `${'a'.repeat(200)}X${'b'.repeat(200)}`;
    expect(formatDiagnostic(diagnostic(200, 201), source)).toBe(
      `1:201: no\n1 | …${'a'.repeat(40)}X${'b'.repeat(58)}…\n  | ${' '.repeat(41)}^`,
    );
  });

  test('a long span ends with the cut', () => {
    const source = 'a'.repeat(10_000);
    expect(formatDiagnostic(diagnostic(10, 9000), source)).toBe(
      `1:11: no\n1 | ${'a'.repeat(100)}…\n  | ${' '.repeat(10)}${'^'.repeat(90)}`,
    );
  });
});

test('locate counts lines and columns from 1', () => {
  expect(locate('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(locate('ab\ncd', 2)).toEqual({ line: 1, column: 3 });
  expect(locate('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
  expect(locate('ab\r\ncd', 5)).toEqual({ line: 2, column: 2 });
});

test('a syntax error carries its parts', () => {
  let error: unknown;
  try {
    parse('process where a = 1');
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(EqlSyntaxError);
  expect(error).toBeInstanceOf(EqlError);
  expect(error).toMatchObject({
    name: 'EqlSyntaxError',
    code: 'unexpected_token',
    summary: '`=` does not compare',
    span: { start: 16, end: 17 },
    hint: 'write `==`',
    message: '1:17: `=` does not compare\n1 | process where a = 1\n  |                 ^\nhint: write `==`',
  });
});
