import { equalsFolded, foldCase, foldedAt, foldUnit, indexOfFolded } from './fold-case.js';

/** A test of one text. */
export type TextTest = (text: string) => boolean;

/** Whether `pattern` has a wildcard at all; without one it is compared for equality. */
export function hasWildcard(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

/** `ab*c?d*e` taken apart at its stars: `prefix` "ab", `middle` ["c?d"], `suffix` "e". */
interface WildcardParts {
  readonly prefix: string;
  /** In order, not empty, each to be found after the one before. */
  readonly middle: readonly string[];
  readonly suffix: string;
  /** Whether there is a star at all; without one `prefix` is the whole pattern. */
  readonly hasStar: boolean;
  /** The shortest text that can match. */
  readonly minLength: number;
}

export function splitWildcard(pattern: string): WildcardParts {
  const pieces = pattern.split('*');
  const hasStar = pieces.length > 1;
  return {
    prefix: pieces[0]!,
    middle: pieces.slice(1, -1).filter((piece) => piece !== ''),
    suffix: hasStar ? pieces.at(-1)! : '',
    hasStar,
    minLength: pattern.length - (pieces.length - 1),
  };
}

type At = (text: string, piece: string, start: number) => boolean;
type Find = (text: string, piece: string, from: number) => number;

const exactAt: At = (text, piece, start) => text.startsWith(piece, start);
const exactFind: Find = (text, piece, from) => text.indexOf(piece, from);

const QUESTION_MARK = 63;

/** Pieces with `?`, which stands for any one UTF-16 unit, or for a surrogate pair where `pairs` says so (see below). */
const anyUnitAt: At = (text, piece, start) => {
  if (start + piece.length > text.length) return false;
  for (let i = 0; i < piece.length; i++) {
    const unit = piece.charCodeAt(i);
    if (unit !== QUESTION_MARK && unit !== text.charCodeAt(start + i)) return false;
  }
  return true;
};
const anyUnitFoldedAt: At = (text, piece, start) => {
  if (start + piece.length > text.length) return false;
  for (let i = 0; i < piece.length; i++) {
    const unit = piece.charCodeAt(i);
    if (unit !== QUESTION_MARK && unit !== foldUnit(text.charCodeAt(start + i))) return false;
  }
  return true;
};

/** Pieces longer than this are looked for bit by bit. */
const LONG = 64;

/**
 * Looks for one long piece in all its positions at once: bit `i` of the state says whether the text so far ends with the
 * first `i + 1` units of the piece. Comparing at each place would take the product of the lengths in the worst case,
 * this takes a 32nd of it in any.
 */
function findLong(piece: string, foldsCase: boolean): Find {
  const words = Math.ceil(piece.length / 32);
  const masks = new Map<number, Uint32Array>();
  const wild = new Uint32Array(words);
  for (let i = 0; i < piece.length; i++) if (piece.charCodeAt(i) === QUESTION_MARK) wild[i >>> 5]! |= 1 << (i & 31);
  for (let i = 0; i < piece.length; i++) {
    const unit = piece.charCodeAt(i);
    if (unit === QUESTION_MARK) continue;
    const mask = masks.get(unit) ?? wild.slice();
    masks.set(unit, mask);
    mask[i >>> 5]! |= 1 << (i & 31);
  }
  const last = piece.length - 1;
  const state = new Uint32Array(words);
  return (text, _piece, from) => {
    state.fill(0);
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const mask = masks.get(foldsCase ? foldUnit(unit) : unit) ?? wild;
      let carry = 1;
      for (let w = 0; w < words; w++) {
        const word = state[w]!;
        state[w] = ((word << 1) | carry) & mask[w]!;
        carry = word >>> 31;
      }
      if ((state[last >>> 5]! >>> (last & 31)) & 1) return at - last;
    }
    return -1;
  };
}

/** Looks for a piece with `?` by its longest run of characters, and compares the rest there. */
function findByRun(piece: string, at: At, findText: Find): Find {
  const run = piece.split('?').reduce((longest, next) => (next.length > longest.length ? next : longest));
  const offset = piece.indexOf(run);
  return (text, _piece, from) => {
    const last = text.length - piece.length;
    for (let start = from; start <= last; start++) {
      if (run !== '') {
        const found = findText(text, run, start + offset);
        if (found < 0) return -1;
        start = found - offset;
        if (start > last) return -1;
      }
      if (at(text, piece, start)) return start;
    }
    return -1;
  };
}

/**
 * Compiles a pattern of `*` (any text) and `?` (exactly one character) to a test of the whole text. Everything else is
 * literal; there is no escape. Time is linear in the text, and at worst proportional to the longest piece between stars.
 */
export function compileWildcard(pattern: string, foldsCase: boolean): TextTest {
  const wanted = foldsCase ? foldCase(pattern) : pattern;
  const { prefix, middle, suffix, hasStar, minLength } = splitWildcard(wanted);
  // `?` is one code point: where a text holds surrogate pairs, the plain slow matcher decides.
  const hasQuestion = wanted.includes('?');
  const at = hasQuestion ? (foldsCase ? anyUnitFoldedAt : anyUnitAt) : foldsCase ? foldedAt : exactAt;
  const findText = foldsCase ? indexOfFolded : exactFind;
  const finds = middle.map((piece) => {
    if (piece.length > LONG) return findLong(piece, foldsCase);
    return piece.includes('?') ? findByRun(piece, at, findText) : findText;
  });

  const test = ((): TextTest => {
    if (!hasStar) return (text) => text.length === minLength && at(text, prefix, 0);
    if (middle.length === 0) {
      if (suffix === '') return (text) => text.length >= minLength && at(text, prefix, 0);
      if (prefix === '') return (text) => text.length >= minLength && at(text, suffix, text.length - suffix.length);
      return (text) => text.length >= minLength && at(text, prefix, 0) && at(text, suffix, text.length - suffix.length);
    }
    if (middle.length === 1 && prefix === '' && suffix === '') {
      const piece = middle[0]!;
      const find = finds[0]!;
      return (text) => text.length >= minLength && find(text, piece, 0) >= 0;
    }
    return (text) => {
      if (text.length < minLength || !at(text, prefix, 0)) return false;
      const end = text.length - suffix.length;
      if (!at(text, suffix, end)) return false;
      let from = prefix.length;
      for (let i = 0; i < middle.length; i++) {
        const found = finds[i]!(text, middle[i]!, from);
        if (found < 0) return false;
        from = found + middle[i]!.length;
      }
      return from <= end;
    };
  })();

  if (!hasQuestion) return test;
  return (text) => (SURROGATE.test(text) ? matchesWildcard(wanted, text, foldsCase) : test(text));
}

const SURROGATE = /[\ud800-\udfff]/;

/** Whether `text` matches `pattern`, by the book: code point by code point, with the last star to fall back to. */
export function matchesWildcard(pattern: string, text: string, foldsCase: boolean): boolean {
  const wanted = Array.from(foldsCase ? foldCase(pattern) : pattern);
  const given = Array.from(foldsCase ? foldCase(text) : text);
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let g = 0; g < given.length; ) {
    if (p < wanted.length && wanted[p] === '*') {
      star = p++;
      resume = g;
    } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === given[g])) {
      p++;
      g++;
    } else if (star >= 0) {
      p = star + 1;
      g = ++resume;
    } else return false;
  }
  while (p < wanted.length && wanted[p] === '*') p++;
  return p === wanted.length;
}

/** A test for equality with `literal`. */
export function compileEquality(literal: string, foldsCase: boolean): TextTest {
  if (!foldsCase) return (text) => text === literal;
  const folded = foldCase(literal);
  return (text) => equalsFolded(text, folded);
}
