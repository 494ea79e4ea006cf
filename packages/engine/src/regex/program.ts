import type { CharSet } from './char-set.js';

/**
 * A nondeterministic automaton as a list of instructions. Its states are instructions; a text is matched by following
 * all of them at once.
 *
 * Complement and intersection that span the whole pattern are not in the instructions. They are a formula over *leaves*:
 * each leaf is a sub-pattern with instructions of its own, and `verdict` says what their outcomes mean together.
 */
export interface Program {
  /** Per instruction: the set (an index into `sets`) that it reads one code point of, or one of the codes below. */
  readonly operations: Int32Array;
  /** Per instruction: where it goes on. */
  readonly next: Int32Array;
  /** Per `SPLIT`: where it goes on as well. */
  readonly other: Int32Array;
  /** Per instruction: the leaf that it belongs to. */
  readonly leaves: Int32Array;
  readonly start: number;
  readonly leafCount: number;
  readonly verdict: Verdict;
  readonly sets: readonly CharSet[];
}

/** Goes on at both `next` and `other` without reading. */
export const SPLIT = -1;
/** The leaf matches when the text ends here. */
export const ACCEPT = -2;
/** The leaf matches whatever follows. */
export const FOREVER = -3;
/** The leaf cannot match from here. Always instruction 0, and nothing leads to it. */
export const FAIL = -4;

export type Verdict =
  | { readonly kind: 'Leaf'; readonly leaf: number }
  | { readonly kind: 'Or'; readonly terms: readonly Verdict[] }
  | { readonly kind: 'And'; readonly terms: readonly Verdict[] }
  | { readonly kind: 'Not'; readonly term: Verdict };

/**
 * What is known about a text after a part of it. The numbers are chosen so that `or` is the maximum, `and` the minimum
 * and `not` three minus.
 */
export type Outcome = 0 | 1 | 2 | 3;
/** Cannot match any more, whatever follows. */
export const NEVER = 0;
/** Does not match if the text ends here. */
export const REJECTED = 1;
/** Matches if the text ends here. */
export const ACCEPTED = 2;
/** Matches, whatever follows. */
export const ALWAYS = 3;

/** @param outcomes by leaf */
export function outcomeOf(verdict: Verdict, outcomes: Uint8Array): Outcome {
  switch (verdict.kind) {
    case 'Leaf':
      return outcomes[verdict.leaf] as Outcome;
    case 'Or':
      return Math.max(NEVER, ...verdict.terms.map((term) => outcomeOf(term, outcomes))) as Outcome;
    case 'And':
      return Math.min(ALWAYS, ...verdict.terms.map((term) => outcomeOf(term, outcomes))) as Outcome;
    case 'Not':
      return (ALWAYS - outcomeOf(verdict.term, outcomes)) as Outcome;
  }
}
