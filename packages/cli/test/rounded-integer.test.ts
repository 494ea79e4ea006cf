import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRoundedInteger } from '../src/input/rounded-integer.js';

const find = (text: string) => {
  const bytes = Buffer.from(text);
  return findRoundedInteger(bytes, 0, bytes.length);
};

/** The obvious way: every token of the text in turn. */
function findByTokens(text: string): number {
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
    if (/^-?\d+$/.test(token) && !isKept(token))
      return Buffer.byteLength(text.slice(0, index)) + Number(token[0] === '-');
  }
  return -1;
}

const isKept = (token: string) => BigInt(token) === BigInt(Number(token)) || String(Number(token)) === token;

const digits = fc.stringMatching(/^[1-9][0-9]{0,30}$/);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    digits.map((text) => ({ raw: text })),
    digits.map((text) => ({ raw: `-${text}` })),
    digits.map((text) => ({ raw: `0.${text}` })),
    digits.map((text) => ({ raw: `${text.slice(0, 17)}e5` })),
    digits,
    fc.tuple(fc.constantFrom(':', '[ ', ', -', '\\"', '"', 'é'), digits).map(([before, text]) => `${before}${text} ,`),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 5 }), digits), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** As JSON, with numbers of any length, which `JSON.stringify` cannot write. */
function write(node: unknown, space: string): string {
  if (Array.isArray(node)) return `[${space}${node.map((item) => write(item, space)).join(`,${space}`)}]`;
  if (typeof node !== 'object' || node === null) return JSON.stringify(node);
  if ('raw' in node) return String(node.raw);
  return `{${Object.entries(node)
    .map(([key, item]) => `${JSON.stringify(key)}${space}:${write(item, space)}`)
    .join(`${space},`)}}`;
}

describe('findRoundedInteger', () => {
  it('finds what a number cannot hold, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), fc.constantFrom('', ' '), (values, space) => {
        const text = write(values, space);
        expect(find(text)).toBe(findByTokens(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('looks no further than it is told, wherever in memory the text begins', () => {
    for (let offset = 0; offset < 8; offset++) {
      const bytes = Buffer.from(`${':'.repeat(offset)}[9007199254740993`).subarray(offset);
      expect(findRoundedInteger(bytes, 0, bytes.length)).toBe(1);
      expect(findRoundedInteger(bytes, 0, bytes.length - 1)).toBe(-1);
      expect(findRoundedInteger(bytes, 2, bytes.length)).toBe(-1);
    }
  });

  it('takes an integer of a million digits for rounded', () => {
    expect(find(`[${'9'.repeat(1_000_000)}]`)).toBe(1);
  });
});
