import { ANY, type CodePointRange, EMPTY, type RegexNode } from './ast.js';
import { MAX_CODE_POINT } from './char-set.js';
import { errors } from './errors.js';
import { DEFAULT_REGEX_LIMITS, type RegexLimits } from './limits.js';

/** Counts and the bounds of number ranges are Java ints. */
const MAX_NUMBER = 2 ** 31 - 1;

/** `\s` is four characters: tab, line feed, carriage return, space. */
const CLASS_ESCAPES: { readonly [letter: string]: readonly CodePointRange[] } = {
  d: [[0x30, 0x39]],
  D: [
    [0, 0x2f],
    [0x3a, MAX_CODE_POINT],
  ],
  s: [
    [0x09, 0x0a],
    [0x0d, 0x0d],
    [0x20, 0x20],
  ],
  S: [
    [0, 0x08],
    [0x0b, 0x0c],
    [0x0e, 0x1f],
    [0x21, MAX_CODE_POINT],
  ],
  w: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
  W: [
    [0, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x5e],
    [0x60, 0x60],
    [0x7b, MAX_CODE_POINT],
  ],
};

/**
 * Parses a pattern of Lucene 10's `RegExp` with every optional operator on:
 *
 * ```
 * union   = inter ('|' inter)*
 * inter   = concat ('&' concat)*
 * concat  = repeat+
 * repeat  = compl ('?' | '*' | '+' | '{n}' | '{n,}' | '{n,m}')*
 * compl   = '~' compl | class
 * class   = '[' '^'? ('\' any | c | c '-' c)+ ']' | simple
 * simple  = '.' | '#' | '@' | '"' chars '"' | '()' | '(' union ')' | '<n-m>' | '\' any | c
 * ```
 *
 * As in Lucene, `c` is any character at all where an item begins: the first `*` of `**`, the `|` of `(|a)` and the `?`
 * of `(?i)` stand for themselves, and so do `^`, `$`, a `]` that opens a class, and `}` anywhere.
 *
 * @throws RegexError at the first thing wrong
 */
export function parseRegex(pattern: string, limits: RegexLimits = DEFAULT_REGEX_LIMITS): RegexNode {
  if (pattern.length > limits.maxLength) throw errors.tooLong(pattern, limits.maxLength);
  return pattern === '' ? EMPTY : new RegexParser(pattern, limits.maxDepth).parse();
}

class RegexParser {
  readonly #pattern: string;
  readonly #maxDepth: number;
  #offset = 0;
  #depth = 0;
  #stackedRepeats = 0;

  constructor(pattern: string, maxDepth: number) {
    this.#pattern = pattern;
    this.#maxDepth = maxDepth;
  }

  parse(): RegexNode {
    const node = this.#union();
    if (!this.#isAtEnd()) throw errors.strayParenthesis(this.#pattern, this.#offset);
    return node;
  }

  #union(): RegexNode {
    const terms = [this.#intersection()];
    while (this.#match('|')) terms.push(this.#intersection());
    return terms.length === 1 ? terms[0]! : { kind: 'Union', terms };
  }

  #intersection(): RegexNode {
    const terms = [this.#concat()];
    const offset = this.#offset;
    while (this.#match('&')) terms.push(this.#concat());
    return terms.length === 1 ? terms[0]! : { kind: 'Intersection', terms, offset };
  }

  #concat(): RegexNode {
    const terms = [this.#repeat()];
    while (!this.#isAtEnd() && !this.#peek(')|&')) {
      const term = this.#repeat();
      const last = terms.at(-1)!;
      if (last.kind === 'Text' && term.kind === 'Text') {
        terms[terms.length - 1] = { kind: 'Text', text: last.text + term.text };
      } else {
        terms.push(term);
      }
    }
    return terms.length === 1 ? terms[0]! : { kind: 'Concat', terms };
  }

  #repeat(): RegexNode {
    let node = this.#complement();
    while (this.#peek('?*+{')) {
      const offset = this.#offset;
      const [min, max] = this.#quantifier();
      node = this.#repeated(node, min, max, offset);
    }
    return node;
  }

  /** A repeat of a repeat is one repeat where the counts that can be reached have no gaps. */
  #repeated(term: RegexNode, min: number, max: number, offset: number): RegexNode {
    if (max === 0 || (term.kind === 'Text' && term.text === '')) return EMPTY;
    if (min === 1 && max === 1) return term;
    if (term.kind !== 'Repeat') return { kind: 'Repeat', term, min, max, offset };
    if (term.min <= 1 || min === max) {
      return { kind: 'Repeat', term: term.term, min: term.min * min, max: term.max * max, offset };
    }
    if (++this.#stackedRepeats > this.#maxDepth) throw errors.tooDeep(this.#maxDepth, this.#pattern, offset);
    return { kind: 'Repeat', term, min, max, offset };
  }

  #quantifier(): [min: number, max: number] {
    const offset = this.#offset;
    if (this.#match('?')) return [0, 1];
    if (this.#match('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#match('+')) return [1, Number.POSITIVE_INFINITY];
    this.#match('{');
    const from = this.#digits();
    if (from === '') throw errors.expectedCount(this.#pattern, this.#offset);
    const to = this.#match(',') ? this.#digits() : from;
    if (!this.#match('}')) throw errors.unclosedCount(this.#pattern, this.#offset);
    const min = Number(from);
    const max = to === '' ? Number.POSITIVE_INFINITY : Number(to);
    if (Math.max(min, Number(to)) > MAX_NUMBER) {
      throw errors.numberTooLarge(this.#pattern.slice(offset, this.#offset), this.#pattern, offset);
    }
    if (min > max) throw errors.backwardCount(min, max, this.#pattern, offset);
    return [min, max];
  }

  /** `~~x` is `x`. */
  #complement(): RegexNode {
    const offset = this.#offset;
    let isNegated = false;
    while (this.#match('~')) isNegated = !isNegated;
    const term = this.#peek('[') ? this.#class() : this.#simple();
    return isNegated ? { kind: 'Complement', term, offset } : term;
  }

  #class(): RegexNode {
    const open = this.#offset;
    this.#match('[');
    const isNegated = this.#match('^');
    let members = '';
    const ranges: CodePointRange[] = [];
    let lastRange = ''; // when a plain ] has just ended one, which is seldom meant
    do {
      if (this.#isAtEnd()) {
        throw lastRange === ''
          ? errors.unclosedClass(this.#pattern, open)
          : errors.hyphenBeforeBracket(lastRange, this.#pattern, open);
      }
      lastRange = '';
      const offset = this.#offset;
      if (this.#peek('\\')) {
        const escaped = this.#escape();
        if (typeof escaped === 'string') members += escaped;
        else ranges.push(...escaped);
        continue;
      }
      const first = this.#next();
      if (!this.#match('-')) {
        members += first;
        continue;
      }
      if (this.#isAtEnd()) throw errors.unclosedClass(this.#pattern, open);
      const end = this.#offset;
      const isEscaped = this.#match('\\');
      const last = this.#next();
      if (isEscaped && isLetter(last)) throw errors.classEndsRange(last, this.#pattern, end);
      if (codePoint(first) > codePoint(last)) throw errors.backwardRange(first, last, this.#pattern, offset);
      ranges.push([codePoint(first), codePoint(last)]);
      if (last === ']' && !isEscaped) lastRange = `${first}-${last}`;
    } while (!this.#peek(']'));
    this.#match(']');
    if (!isNegated && ranges.length === 0 && [...members].length === 1) {
      return { kind: 'Text', text: members };
    }
    return { kind: 'Class', isNegated, members, ranges };
  }

  #simple(): RegexNode {
    const open = this.#offset;
    if (this.#match('.')) return ANY;
    if (this.#match('#')) return { kind: 'Nothing' };
    if (this.#match('@')) return { kind: 'Repeat', term: ANY, min: 0, max: Number.POSITIVE_INFINITY, offset: open };
    if (this.#match('"')) return { kind: 'Text', text: this.#until('"', open, errors.unclosedQuote) };
    if (this.#match('(')) return this.#group(open);
    if (this.#match('<')) return this.#interval(this.#until('>', open, errors.unclosedInterval), open);
    if (!this.#peek('\\')) return { kind: 'Text', text: this.#next() };
    const escaped = this.#escape();
    return typeof escaped === 'string'
      ? { kind: 'Text', text: escaped }
      : { kind: 'Class', isNegated: false, members: '', ranges: escaped };
  }

  #group(open: number): RegexNode {
    if (this.#match(')')) return EMPTY;
    if (this.#isAtEnd()) throw errors.unclosedGroup(this.#pattern, open);
    if (++this.#depth > this.#maxDepth) throw errors.tooDeep(this.#maxDepth, this.#pattern, open);
    const node = this.#union();
    this.#depth--;
    if (!this.#match(')')) throw errors.unclosedGroup(this.#pattern, open);
    return node;
  }

  /** Bounds of equal length fix the number of digits. */
  #interval(text: string, open: number): RegexNode {
    const bounds = /^([0-9]+)-([0-9]+)$/.exec(text);
    if (bounds === null) throw errors.badInterval(text, this.#pattern, open);
    const from = bounds[1]!;
    const to = bounds[2]!;
    const min = Math.min(Number(from), Number(to));
    const max = Math.max(Number(from), Number(to));
    if (max > MAX_NUMBER) throw errors.numberTooLarge(`<${text}>`, this.#pattern, open);
    return { kind: 'Interval', min, max, digits: from.length === to.length ? from.length : undefined };
  }

  /** A class for `\d` and the like, otherwise the character behind the backslash. */
  #escape(): string | readonly CodePointRange[] {
    const offset = this.#offset;
    this.#match('\\');
    const char = this.#next();
    if (!isLetter(char)) return char;
    if (!Object.hasOwn(CLASS_ESCAPES, char)) throw errors.unknownEscape(char, this.#pattern, offset);
    return CLASS_ESCAPES[char]!;
  }

  #until(close: string, open: number, unclosed: typeof errors.unclosedQuote): string {
    const end = this.#pattern.indexOf(close, this.#offset);
    if (end === -1) throw unclosed(this.#pattern, open);
    const text = this.#pattern.slice(this.#offset, end);
    this.#offset = end + 1;
    return text;
  }

  #digits(): string {
    const start = this.#offset;
    while (this.#peek('0123456789')) this.#offset++;
    return this.#pattern.slice(start, this.#offset);
  }

  #isAtEnd(): boolean {
    return this.#offset >= this.#pattern.length;
  }

  #peek(chars: string): boolean {
    return !this.#isAtEnd() && chars.includes(this.#pattern[this.#offset]!);
  }

  #match(char: string): boolean {
    if (!this.#peek(char)) return false;
    this.#offset++;
    return true;
  }

  /** The next code point. */
  #next(): string {
    if (this.#isAtEnd()) throw errors.unexpectedEnd(this.#pattern, this.#offset);
    const char = String.fromCodePoint(this.#pattern.codePointAt(this.#offset)!);
    this.#offset += char.length;
    return char;
  }
}

const codePoint = (char: string): number => char.codePointAt(0)!;
const isLetter = (char: string): boolean => /^[A-Za-z]$/.test(char);
