import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from '../src/input/json-error.js';

/** `^` marks where the error is. */
const CASES: readonly (readonly [text: string, summary: string])[] = [
  ['{"a":1^', 'ends in the middle of a record'],
  ['{"a":"b^', 'ends in the middle of a record'],
  ['{"a":"\\^', 'ends in the middle of a record'],
  ['{"a":"\\u00^', 'ends in the middle of a record'],
  ['{"a":tru^', 'ends in the middle of a record'],
  ['{"a"^', 'ends in the middle of a record'],
  ['{^', 'ends in the middle of a record'],
  ['[[[^', 'ends in the middle of a record'],
  ['^x', 'expected a value'],
  ['{"a":^}', 'expected a value'],
  ['{"a":^nul}', 'expected a value'],
  ['{"a":^undefined}', 'expected a value'],
  ['{"a":^-}', 'expected a value'],
  ['{"a":^NaN}', 'expected a value'],
  ['[1,^]', 'expected a value'],
  ['{"a":1 ^"b":2}', 'expected "," or "}"'],
  ['{"a":0^1}', 'expected "," or "}"'],
  ['{"a":1^]', 'expected "," or "}"'],
  ['[1^ 2]'.replace('^ ', ' ^'), 'expected "," or "]"'],
  ['{"a" ^1}', 'expected ":" after the key'],
  ['{^a:1}', 'expected a key in double quotes'],
  ["{^'a':1}", 'expected a key in double quotes'],
  ['{"a":1,^}', 'expected a key in double quotes'],
  ['{"a":1}^{"b":2}', 'unexpected text after the record'],
  ['{"a":"^\t"}', 'a control character in a string; write it as \\u0009'],
  ['{"a":"^\n"}', 'a string has no end on its line'],
  ['{"a":"C:^\\Windows"}', 'a backslash in a string that begins no escape; write it as "\\\\"'],
  ['{"a":"^\\u12x4"}', 'expected four hexadecimal digits after "\\u"'],
];

describe('findJsonError', () => {
  it.each(CASES)('%s', (marked, summary) => {
    const offset = marked.indexOf('^');
    expect(findJsonError(marked.replace('^', ''))).toEqual({ offset, summary });
  });

  it('is not troubled by depth', () => {
    expect(findJsonError('['.repeat(1_000_000))?.summary).toBe('ends in the middle of a record');
  });

  it('finds an error exactly where JSON.parse does', () => {
    const json = fc.json();
    const broken = fc
      .tuple(
        json,
        fc.nat(),
        fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '0', 'e', '.', '-', 'null', '\\u', '\u0001'),
      )
      .map(([text, at, more]) => {
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + more + text.slice(cut + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(json, broken), (text) => {
        const error = findJsonError(text);
        expect(error === undefined).toBe(isJson(text));
        // What stands before the error is no error: more text can complete it.
        if (error !== undefined && error.offset < text.length) {
          expect(findJsonError(text.slice(0, error.offset))?.summary ?? 'complete').toMatch(/^ends in|^complete/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
