/** Why a text is not JSON, in our words: those of `JSON.parse` differ from one version of Node to the next. */
interface JsonError {
  /** UTF-16 offset where the text stops being JSON; its length when it only ends too soon. */
  readonly offset: number;
  readonly summary: string;
}

const ENDS_TOO_SOON = 'ends in the middle of a record';

/** The first error of a text; undefined for a text that `JSON.parse` takes. */
export function findJsonError(text: string): JsonError | undefined {
  const scanner = new Scanner(text);
  const summary = scanner.document();
  return summary === undefined ? undefined : { offset: Math.min(scanner.offset, text.length), summary };
}

const LITERALS = ['true', 'false', 'null'];
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPES = '"\\/bfnrt';
const HEX_DIGITS = /^[0-9a-fA-F]{4}$/;

/** Each method moves on, or returns what is wrong where it stands. */
class Scanner {
  offset = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Containers are kept on a stack of their own: a hostile text may nest them a million deep. */
  document(): string | undefined {
    const open: ('{' | '[')[] = [];
    for (;;) {
      this.#space();
      const start = this.#peek();
      if (start === '{' || start === '[') {
        this.offset++;
        this.#space();
        if (this.#peek() !== (start === '{' ? '}' : ']')) {
          open.push(start);
          const wrong = start === '{' ? this.#key() : undefined;
          if (wrong !== undefined) return wrong;
          continue;
        }
        this.offset++;
      } else {
        const wrong = this.#scalar();
        if (wrong !== undefined) return wrong;
      }
      for (;;) {
        this.#space();
        const top = open.at(-1);
        const next = this.#peek();
        if (top === undefined) return next === undefined ? undefined : 'unexpected text after the record';
        if (next === undefined) return ENDS_TOO_SOON;
        const close = top === '{' ? '}' : ']';
        if (next !== ',' && next !== close) return `expected "," or "${close}"`;
        this.offset++;
        if (next === close) {
          open.pop();
          continue;
        }
        this.#space();
        const wrong = top === '{' ? this.#key() : undefined;
        if (wrong !== undefined) return wrong;
        break;
      }
    }
  }

  #peek(): string | undefined {
    return this.#text[this.offset];
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.offset] ?? 'x')) this.offset++;
  }

  #key(): string | undefined {
    const start = this.#peek();
    if (start === undefined) return ENDS_TOO_SOON;
    if (start !== '"') return 'expected a key in double quotes';
    const wrong = this.#string();
    if (wrong !== undefined) return wrong;
    this.#space();
    if (this.#peek() === undefined) return ENDS_TOO_SOON;
    if (this.#peek() !== ':') return 'expected ":" after the key';
    this.offset++;
    return undefined;
  }

  #scalar(): string | undefined {
    const start = this.#peek();
    if (start === undefined) return ENDS_TOO_SOON;
    if (start === '"') return this.#string();
    for (const literal of LITERALS) {
      if (this.#text.startsWith(literal, this.offset)) {
        this.offset += literal.length;
        return undefined;
      }
      if (literal.startsWith(this.#text.slice(this.offset))) return this.#endsTooSoon();
    }
    NUMBER.lastIndex = this.offset;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) return 'expected a value';
    this.offset += number.length;
    return undefined;
  }

  #string(): string | undefined {
    const text = this.#text;
    for (this.offset++; this.offset < text.length; this.offset++) {
      const char = text[this.offset]!;
      if (char === '"') {
        this.offset++;
        return undefined;
      }
      if (char === '\n') return 'a string has no end on its line';
      if (char < ' ') return `a control character in a string; write it as ${escaped(char)}`;
      if (char !== '\\') continue;
      const escaping = text[this.offset + 1];
      if (escaping === undefined) return this.#endsTooSoon();
      if (escaping === 'u') {
        const digits = text.slice(this.offset + 2, this.offset + 6);
        if (this.offset + 2 + digits.length >= text.length) return this.#endsTooSoon();
        if (!HEX_DIGITS.test(digits)) return 'expected four hexadecimal digits after "\\u"';
        this.offset += 5;
      } else if (ESCAPES.includes(escaping)) this.offset++;
      else return 'a backslash in a string that begins no escape; write it as "\\\\"';
    }
    return ENDS_TOO_SOON;
  }

  #endsTooSoon(): string {
    this.offset = this.#text.length;
    return ENDS_TOO_SOON;
  }
}

const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
