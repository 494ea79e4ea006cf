import type { NumberLiteralNode, Span } from './ast.js';
import { fail } from './errors.js';
import * as messages from './messages.js';

/** What may follow a backslash in a plain string, and what it stands for. */
export const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
]);

/** The value of the string token at `span`. */
export function stringValue(source: string, { start, end }: Span): string {
  const text = source.slice(start, end);
  if (text.startsWith('"""')) return text.slice(3, -3);
  const body = text.slice(1, -1);
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:u\{([0-9A-Fa-f]*)\}|(.))/g,
    (sequence, hex: string | undefined, letter: string, at: number) => {
      const span = { start: start + 1 + at, end: start + 1 + at + sequence.length };
      if (hex !== undefined) return character(hex, span, source);
      return ESCAPES.get(letter) ?? fail(messages.badEscape(span, source), source);
    },
  );
}

/** The character of `\u{hex}`. */
function character(hex: string, span: Span, source: string): string {
  const code = Number.parseInt(hex, 16);
  const refuse = (why: string) => fail(messages.badCodePoint(span, source, why), source);
  if (hex.length < 2 || hex.length > 8) refuse('it takes 2 to 8 hexadecimal digits');
  if (code >= 0xd800 && code <= 0xdfff) refuse('surrogates are none');
  if (code > 0x10ffff) refuse('the last one is 10ffff');
  return String.fromCodePoint(code);
}

const MAX_INTEGER = 2n ** 31n - 1n;
const MAX_LONG = 2n ** 63n - 1n;

/** The number token at `span`. */
export function numberLiteral(source: string, span: Span): NumberLiteralNode {
  const text = source.slice(span.start, span.end);
  const value = Number(text);
  if (!Number.isFinite(value)) fail(messages.numberTooLarge(span, source), source);
  return { kind: 'Literal', type: numberType(text), value, text, span };
}

/** An int when the digits fit 32 bits, a long when they fit 64, else a double. */
function numberType(text: string): NumberLiteralNode['type'] {
  if (!/^[0-9]+$/.test(text)) return 'double';
  if (text.length < 10) return 'integer';
  const exact = BigInt(text);
  return exact <= MAX_INTEGER ? 'integer' : exact <= MAX_LONG ? 'long' : 'double';
}
