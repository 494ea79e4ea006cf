import { foldCase, foldUnit } from './fold-case.js';
import { compileWildcard, splitWildcard, type TextTest } from './wildcard.js';

/** With fewer patterns than this, trying one after the other is quicker than the automaton. */
const MIN_PATTERNS = 12;

/**
 * A test whether any of many wildcard patterns matches, in one pass over the text: an Aho–Corasick automaton finds
 * which patterns' longest literal pieces occur, and only those patterns are tried. Patterns without a piece (`*`, `???`)
 * are tried one by one.
 */
export function compileAnyWildcard(patterns: readonly string[], foldsCase: boolean): TextTest {
  const tests = patterns.map((pattern) => compileWildcard(pattern, foldsCase));
  if (tests.length === 1) return tests[0]!;
  const tryEach = anyOf(tests);
  if (tests.length < MIN_PATTERNS) return tryEach;

  const byPiece = new Map<string, TextTest[]>();
  const others: TextTest[] = [];
  patterns.forEach((pattern, i) => {
    const piece = longestPiece(foldsCase ? foldCase(pattern) : pattern);
    if (piece === '') others.push(tests[i]!);
    else byPiece.set(piece, [...(byPiece.get(piece) ?? []), tests[i]!]);
  });
  const find = new PieceFinder([...byPiece.keys()], foldsCase);
  const groups = [...byPiece.values()].map(anyOf);
  const tryOthers = anyOf(others);
  return (text) => tryOthers(text) || find.some(text, groups);
}

function anyOf(tests: readonly TextTest[]): TextTest {
  if (tests.length === 1) return tests[0]!;
  return (text) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]!(text)) return true;
    return false;
  };
}

/** The longest run of literal characters of a pattern: every text that matches holds it. */
export function longestPiece(pattern: string): string {
  const { prefix, middle, suffix } = splitWildcard(pattern);
  let longest = '';
  for (const part of [prefix, ...middle, suffix]) {
    for (const piece of part.split('?')) if (piece.length > longest.length) longest = piece;
  }
  return longest;
}

/**
 * An Aho–Corasick automaton over UTF-16 units, completed to one table lookup a unit. Units that occur in no piece share
 * one column.
 */
class PieceFinder {
  private readonly columns = new Map<number, number>();
  private readonly asciiColumns = new Uint16Array(128);
  private readonly width: number;
  private readonly next: Int32Array;
  /** For each state the pieces that end there, shorter ones by way of `fallback` included. */
  private readonly ends: (readonly number[])[];
  /** Which pieces were seen in the text at hand: each test runs once a text, however often its piece occurs. */
  private readonly seenIn: Float64Array;
  private textCount = 0;

  constructor(pieces: readonly string[], foldsCase: boolean) {
    for (const piece of pieces) {
      for (let i = 0; i < piece.length; i++) {
        const unit = piece.charCodeAt(i);
        if (!this.columns.has(unit)) this.columns.set(unit, this.columns.size + 1);
      }
    }
    this.width = this.columns.size + 1;
    for (let unit = 0; unit < 128; unit++) {
      this.asciiColumns[unit] = this.columns.get(foldsCase ? foldUnit(unit) : unit) ?? 0;
    }

    const states = 1 + pieces.reduce((sum, piece) => sum + piece.length, 0);
    const table = new Int32Array(states * this.width);
    const ends: number[][] = [[]];
    let count = 1;
    pieces.forEach((piece, p) => {
      let state = 0;
      for (let i = 0; i < piece.length; i++) {
        const cell = state * this.width + this.columns.get(piece.charCodeAt(i))!;
        if (table[cell] === 0) {
          table[cell] = count++;
          ends.push([]);
        }
        state = table[cell]!;
      }
      ends[state]!.push(p);
    });

    // Breadth first: a state's fallback is nearer the root, so it is complete when it is needed.
    const fallback = new Int32Array(count);
    const queue: number[] = [];
    for (let column = 0; column < this.width; column++) if (table[column]! > 0) queue.push(table[column]!);
    for (let q = 0; q < queue.length; q++) {
      const state = queue[q]!;
      const back = fallback[state]!;
      ends[state]!.push(...ends[back]!);
      for (let column = 0; column < this.width; column++) {
        const cell = state * this.width + column;
        const viaFallback = table[back * this.width + column]!;
        if (table[cell] === 0) table[cell] = viaFallback;
        else {
          fallback[table[cell]!] = viaFallback;
          queue.push(table[cell]!);
        }
      }
    }
    this.next = table.subarray(0, count * this.width);
    this.ends = ends;
    this.seenIn = new Float64Array(pieces.length);
  }

  /** Whether, of the tests whose piece occurs in `text`, any passes. */
  some(text: string, tests: readonly TextTest[]): boolean {
    const { next, width, asciiColumns } = this;
    const thisText = ++this.textCount;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      state = next[state * width + (unit < 128 ? asciiColumns[unit]! : (this.columns.get(unit) ?? 0))]!;
      const ends = this.ends[state]!;
      for (let e = 0; e < ends.length; e++) {
        const piece = ends[e]!;
        if (this.seenIn[piece] === thisText) continue;
        this.seenIn[piece] = thisText;
        if (tests[piece]!(text)) return true;
      }
    }
    return false;
  }
}
