import type { NumberLiteralNode, Span } from './ast.js';
import { fail } from './errors.js';
import * as messages from './messages.js';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** The value of the string token at `span`. */
export function stringValue(source: string, { start, end }: Span): string {
  const text = source.slice(start, end);
  if (text.startsWith('"""')) return text.slice(3, -3);
  const body = text.slice(1, -1);
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:u\{([0-9A-Fa-f]*)\}|([^]))/g,
    (escape, hex: string | undefined, letter: string, at: number) => {
      const span = { start: start + 1 + at, end: start + 1 + at + escape.length };
      if (hex === undefined) {
        const value = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
        return value ?? fail(messages.syntax(span, `bad escape ${escape}`), source);
      }
      const code = Number.parseInt(hex, 16);
      if (hex.length < 2 || hex.length > 8 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        fail(messages.syntax(span, `bad code ${escape}`), source);
      }
      return String.fromCodePoint(code);
    },
  );
}

const MAX_INT = 2n ** 31n - 1n;
const MAX_LONG = 2n ** 63n - 1n;

/** The number token at `span`: an int when it fits 32 bits, a long when it fits 64, else a double. */
export function numberLiteral(source: string, span: Span): NumberLiteralNode {
  const text = source.slice(span.start, span.end);
  const value = Number(text);
  if (!Number.isFinite(value)) fail(messages.syntax(span, `${text} is too large`), source);
  return { kind: 'Literal', type: numberType(text), value, text, span };
}

function numberType(text: string): NumberLiteralNode['type'] {
  if (!/^\d+$/.test(text)) return 'double';
  if (text.length < 10) return 'integer';
  const exact = BigInt(text);
  return exact <= MAX_INT ? 'integer' : exact <= MAX_LONG ? 'long' : 'double';
}
