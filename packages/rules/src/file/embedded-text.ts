import type { EmbeddedText, Notation } from './source-document.js';

/**
 * Finds the characters of `value` in its literal, `source` from `start` to `end`. The parsers give values without the places
 * of their characters; but the order of the characters is that of the value, and what a notation adds is quotes,
 * escapes and white space.
 */
export function embeddedText(
  source: string,
  start: number,
  end: number,
  value: string,
  notation: Notation,
): EmbeddedText | undefined {
  const { quotes = 0, readEscape, hasHeader } = NOTATIONS[notation];
  let at = start + quotes;
  if (hasHeader) at += source.slice(at, end).search(/\n|$/);
  const last = end - quotes;
  const offsets: number[] = [];
  while (offsets.length < value.length) {
    const escaped = readEscape?.(source, at);
    if (escaped !== undefined) {
      if (!value.startsWith(escaped.text, offsets.length)) return undefined;
      for (let i = 0; i < escaped.text.length; i++) offsets.push(at);
      at += escaped.length;
      continue;
    }
    const character = value[offsets.length]!;
    if (!isSpace(character)) while (at < last && isSpace(source[at]!)) at++;
    if (at < last && (isSpace(character) ? isSpace(source[at]!) : source[at] === character)) offsets.push(at++);
    else if (isSpace(character)) offsets.push(at);
    else return undefined;
  }
  return { notation, start, end, offsets: [...offsets, at] };
}

const isSpace = (character: string) =>
  character === ' ' || character === '\n' || character === '\t' || character === '\r';

/** What an escape at `at` stands for, and how long it is. */
type Escape = (source: string, at: number) => { readonly text: string; readonly length: number } | undefined;

const ESCAPE = /\\(?:[ \t]*\r?\n\s*|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/y;
const LETTERS: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** The escapes of TOML, JSON and YAML together: the parser has seen that each file keeps to its own. */
const backslash: Escape = (source, at) => {
  if (source[at] !== '\\') return undefined;
  ESCAPE.lastIndex = at;
  const match = ESCAPE.exec(source);
  if (match === null) return undefined;
  const [whole, short, four, eight, letter] = match;
  const hex = short ?? four ?? eight;
  const text =
    hex !== undefined ? fromCode(Number.parseInt(hex, 16)) : letter === undefined ? '' : (LETTERS[letter] ?? letter);
  return { text, length: whole.length };
};

const fromCode = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : '');

const doubledQuote: Escape = (source, at) => (source.startsWith("''", at) ? { text: "'", length: 2 } : undefined);

const NOTATIONS: Readonly<
  Record<Notation, { readonly quotes?: number; readonly readEscape?: Escape; readonly hasHeader?: boolean }>
> = {
  file: {},
  'toml-literal': { quotes: 1 },
  'toml-basic': { quotes: 1, readEscape: backslash },
  'toml-multiline-literal': { quotes: 3 },
  'toml-multiline-basic': { quotes: 3, readEscape: backslash },
  json: { quotes: 1, readEscape: backslash },
  'yaml-plain': {},
  'yaml-single': { quotes: 1, readEscape: doubledQuote },
  'yaml-double': { quotes: 1, readEscape: backslash },
  'yaml-literal': { hasHeader: true },
  'yaml-folded': { hasHeader: true },
};
