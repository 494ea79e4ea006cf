/**
 * The values that satisfy what a leaf of a condition asks of one field, as far as they can be told apart: enough to see
 * that one set lies in another, or that two have nothing in common. Where it is not sure, the answer is no.
 */
export interface ValueSet {
  /** A value is in the set when it is in any of these. */
  readonly members: readonly Member[];
}

export type Member =
  /** Any value at all. */
  | { readonly kind: 'present' }
  /** One text, in any case where `foldCase` says so. */
  | { readonly kind: 'text'; readonly text: string; readonly foldCase: boolean }
  /** The texts that a pattern with `*` and `?` matches. */
  | { readonly kind: 'pattern'; readonly text: string; readonly foldCase: boolean }
  /** Numbers between two bounds; truth values are 0 and 1 of their own `type`. */
  | { readonly kind: 'range'; readonly type: 'number' | 'boolean'; readonly low: Bound; readonly high: Bound }
  /** Something that only equals itself: a regular expression, a call. */
  | { readonly kind: 'other'; readonly text: string };

interface Bound {
  readonly value: number;
  readonly isIncluded: boolean;
}

/** Comparing all members of two long lists takes time; longer ones are not looked at. */
const MAX_COMPARISONS = 200_000;

/** Whether every value of `a` is one of `b`. */
export function isWithin(a: ValueSet, b: ValueSet): boolean {
  if (a.members.length * b.members.length > MAX_COMPARISONS) return false;
  return a.members.every((member) => b.members.some((other) => isMemberWithin(member, other)));
}

/** Whether no value is in both. */
export function isDisjoint(a: ValueSet, b: ValueSet): boolean {
  if (a.members.length * b.members.length > MAX_COMPARISONS) return false;
  return a.members.every((member) => b.members.every((other) => areMembersDisjoint(member, other)));
}

function isMemberWithin(a: Member, b: Member): boolean {
  if (b.kind === 'present') return true;
  if (a.kind === 'other') return b.kind === 'other' && a.text === b.text;
  if (a.kind === 'range' && b.kind === 'range') {
    return a.type === b.type && startsNoLater(b.low, a.low) && endsNoEarlier(b.high, a.high);
  }
  if (isTextual(a) && isTextual(b)) return isPatternWithin(symbolsOf(a), symbolsOf(b));
  return false;
}

function areMembersDisjoint(a: Member, b: Member): boolean {
  if (a.kind === 'range' && b.kind === 'range') return a.type === b.type && (endsBefore(a, b) || endsBefore(b, a));
  if (isTextual(a) && isTextual(b)) return !doPatternsMeet(symbolsOf(a), symbolsOf(b));
  return false;
}

// ---------------------------------------------------------------- ranges

type Range = Extract<Member, { kind: 'range' }>;

const startsNoLater = (a: Bound, b: Bound) =>
  a.value < b.value || (a.value === b.value && (a.isIncluded || !b.isIncluded));
const endsNoEarlier = (a: Bound, b: Bound) =>
  a.value > b.value || (a.value === b.value && (a.isIncluded || !b.isIncluded));
const endsBefore = ({ high }: Range, { low }: Range) =>
  high.value < low.value || (high.value === low.value && !(high.isIncluded && low.isIncluded));

// ---------------------------------------------------------------- texts

type Textual = Extract<Member, { kind: 'text' | 'pattern' }>;

const isTextual = (member: Member): member is Textual => member.kind === 'text' || member.kind === 'pattern';

/** A pattern: characters, and what stands for any number of them, or for one. */
type PatternSymbol = typeof ANY | typeof ONE | { readonly character: string; readonly foldCase: boolean };

const ANY = Symbol('*');
const ONE = Symbol('?');

function symbolsOf({ kind, text, foldCase }: Textual): readonly PatternSymbol[] {
  return Array.from(text, (character): PatternSymbol => {
    if (kind === 'pattern' && character === '*') return ANY;
    if (kind === 'pattern' && character === '?') return ONE;
    return { character, foldCase: foldCase && /[A-Za-z]/.test(character) };
  });
}

/** In ASCII, as Elasticsearch folds. */
const fold = (character: string) => (/[A-Z]/.test(character) ? character.toLowerCase() : character);

/** Whether each text that the one symbol stands for is among those of the other. */
function isSymbolWithin(a: PatternSymbol, b: PatternSymbol): boolean {
  if (b === ANY) return true;
  if (a === ANY) return false;
  if (b === ONE) return true;
  if (a === ONE) return false;
  return b.foldCase ? fold(a.character) === fold(b.character) : !a.foldCase && a.character === b.character;
}

/** Whether `b`, read as a pattern for the symbols of `a`, takes all of them: then it takes all their texts. */
function isPatternWithin(a: readonly PatternSymbol[], b: readonly PatternSymbol[]): boolean {
  // Greedy, with one step back: the last `*` takes one symbol more.
  let [i, j] = [0, 0];
  let [starAt, resumeAt] = [-1, 0];
  while (i < a.length) {
    if (b[j] === ANY) [starAt, resumeAt, j] = [j, i, j + 1];
    else if (j < b.length && isSymbolWithin(a[i]!, b[j]!)) [i, j] = [i + 1, j + 1];
    else if (starAt >= 0) [resumeAt, i, j] = [resumeAt + 1, resumeAt + 1, starAt + 1];
    else return false;
  }
  while (b[j] === ANY) j++;
  return j === b.length;
}

/** Whether some text matches both. */
function doPatternsMeet(a: readonly PatternSymbol[], b: readonly PatternSymbol[]): boolean {
  /** Whether the first `i` symbols of `a` and the first `j` of `b` have a text in common, for all `j` of a row. */
  let row: boolean[] = [true];
  for (let j = 1; j <= b.length; j++) row[j] = row[j - 1]! && b[j - 1] === ANY;
  for (let i = 1; i <= a.length; i++) {
    const one = a[i - 1]!;
    const next: boolean[] = [row[0]! && one === ANY];
    for (let j = 1; j <= b.length; j++) {
      const other = b[j - 1]!;
      if (one === ANY || other === ANY) next[j] = row[j]! || next[j - 1]!;
      else next[j] = row[j - 1]! && doSymbolsMeet(one, other);
    }
    row = next;
  }
  return row[b.length]!;
}

function doSymbolsMeet(a: PatternSymbol, b: PatternSymbol): boolean {
  if (typeof a === 'symbol' || typeof b === 'symbol') return true;
  return a.foldCase || b.foldCase ? fold(a.character) === fold(b.character) : a.character === b.character;
}
