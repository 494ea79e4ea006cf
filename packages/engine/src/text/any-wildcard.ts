import { foldCase, foldUnit } from './fold-case.js';
import { compileWildcard, splitWildcard, type TextTest } from './wildcard.js';

/**
 * Trying patterns one after the other is quicker than the automaton until they cost this much together, in units of a
 * pattern that a look at one end of the text refutes.
 */
const AUTOMATON_COST = 12;

function costOf(pattern: string, foldsCase: boolean): number {
  const { prefix, middle, suffix } = splitWildcard(pattern);
  if (prefix !== '' || suffix !== '' || middle.length === 0) return 1;
  if (foldsCase) return 6;
  return pattern.includes('?') ? 3 : 2;
}

/**
 * A test whether any of many wildcard patterns matches, in one pass over the text: an Aho–Corasick automaton finds
 * which patterns' longest literal pieces occur, and only those patterns are tried. Patterns without a piece (`*`, `???`)
 * are tried one by one.
 */
export function compileAnyWildcard(patterns: readonly string[], foldsCase: boolean): TextTest {
  const tests = patterns.map((pattern) => compileWildcard(pattern, foldsCase));
  if (tests.length === 1) return tests[0]!;
  const tryEach = anyOf(tests);
  const cost = patterns.reduce((sum, pattern) => sum + costOf(pattern, foldsCase), 0);
  if (cost < AUTOMATON_COST) return tryEach;

  const byPiece = new Map<string, TextTest[]>();
  const others: TextTest[] = [];
  patterns.forEach((pattern, i) => {
    const piece = longestPiece(foldsCase ? foldCase(pattern) : pattern);
    if (piece === '') others.push(tests[i]!);
    else {
      const sharing = byPiece.get(piece);
      if (sharing === undefined) byPiece.set(piece, [tests[i]!]);
      else sharing.push(tests[i]!);
    }
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
function longestPiece(pattern: string): string {
  const { prefix, middle, suffix } = splitWildcard(pattern);
  let longest = '';
  for (const part of [prefix, ...middle, suffix]) {
    for (const piece of part.split('?')) if (piece.length > longest.length) longest = piece;
  }
  return longest;
}

/** Cells of four bytes that an automaton may have: 16 MiB. Pieces are cut short until it fits. */
const MAX_CELLS = 2 ** 22;
/** Units beyond ASCII share this many columns. */
const OTHER_COLUMNS = 64;

/**
 * An Aho–Corasick automaton over UTF-16 units, completed to one table lookup a unit. It says which pieces a text may
 * contain: units that occur in no piece share one column, those beyond ASCII a few, and of very many long pieces only
 * the beginnings are looked for.
 */
class PieceFinder {
  private readonly asciiColumns = new Uint8Array(128);
  private readonly otherColumns = new Uint8Array(OTHER_COLUMNS);
  private readonly width: number;
  private readonly next: Int32Array;
  /** For each state the pieces that end there, shorter ones by way of `fallback` included. */
  private readonly ends: (readonly number[])[];
  /** Which pieces were seen in the text at hand: each test runs once a text, however often its piece occurs. */
  private readonly seenIn: Float64Array;
  private textCount = 0;

  constructor(pieces: readonly string[], foldsCase: boolean) {
    let width = 1;
    for (const piece of pieces) {
      for (let i = 0; i < piece.length; i++) {
        const unit = piece.charCodeAt(i);
        const columns = unit < 128 ? this.asciiColumns : this.otherColumns;
        const at = unit < 128 ? unit : unit % OTHER_COLUMNS;
        if (columns[at] === 0) columns[at] = width++;
      }
    }
    this.width = width;
    if (foldsCase) for (let unit = 65; unit <= 90; unit++) this.asciiColumns[unit] = this.asciiColumns[foldUnit(unit)]!;

    const length = longestThatFits(pieces, Math.floor(MAX_CELLS / width));
    const starts = pieces.map((piece) => piece.slice(0, length));
    const states = statesOf(starts, length);
    const table = new Int32Array(states * this.width);
    const ends: number[][] = [[]];
    let count = 1;
    starts.forEach((piece, p) => {
      let state = 0;
      for (let i = 0; i < piece.length; i++) {
        const cell = state * this.width + this.columnOf(piece.charCodeAt(i));
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

  private columnOf(unit: number): number {
    return unit < 128 ? this.asciiColumns[unit]! : this.otherColumns[unit % OTHER_COLUMNS]!;
  }

  /** Whether, of the tests whose piece occurs in `text`, any passes. */
  some(text: string, tests: readonly TextTest[]): boolean {
    const { next, width, asciiColumns, otherColumns } = this;
    const thisText = ++this.textCount;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      state = next[state * width + (unit < 128 ? asciiColumns[unit]! : otherColumns[unit % OTHER_COLUMNS]!)]!;
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

/** States that are enough for the first `length` units of each piece. */
function statesOf(pieces: readonly string[], length: number): number {
  return 1 + pieces.reduce((sum, piece) => sum + Math.min(piece.length, length), 0);
}

/** The greatest length that pieces can be cut to so that `maxStates` are enough. */
function longestThatFits(pieces: readonly string[], maxStates: number): number {
  let length = 1;
  while (length < 2 ** 20 && statesOf(pieces, 2 * length) <= maxStates) length *= 2;
  return length;
}
