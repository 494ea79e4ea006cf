import type { Condition, FieldLeaf } from '../compile/condition.js';
import { commonTruth } from '../compile/cost.js';
import { equalityKeys } from '../compile/field-test.js';
import type { Value } from '../event.js';
import { NO_REGEX_LIMITS, parseRegex, requiredAlternatives, requiredLiterals } from '../regex/index.js';
import { foldCase } from '../text/fold-case.js';

/** A cheap sign that a leaf may hold, looked for in the values of one field. Texts are in lower case. */
export type Token = {
  readonly leaf: FieldLeaf;
  /** The field's name. */
  readonly field: string;
  /** How often it is met, guessed. */
  readonly guess: number;
} & Sign;

type Sign =
  /** A value is this text. */
  | { readonly kind: 'text'; readonly text: string }
  /** A value is this number or boolean. */
  | { readonly kind: 'value'; readonly value: Value }
  /** A value holds this text (at its start, at its end). */
  | { readonly kind: 'piece'; readonly text: string; readonly atStart: boolean; readonly atEnd: boolean }
  /** There is a value. */
  | { readonly kind: 'present' };

/** Tokens one of which is there whenever the condition holds. */
export type Cover = readonly Token[];

export function guessFrequency(token: Token): number {
  return token.guess;
}

function guessOf({ path }: FieldLeaf, sign: Sign): number {
  const common = sign.kind === 'present' ? undefined : commonTruth(path);
  if (common !== undefined) return common;
  switch (sign.kind) {
    case 'text':
      return 0.004;
    case 'value':
      return typeof sign.value === 'boolean' ? 0.4 : 0.03;
    case 'piece': {
      const length = sign.text.length + (sign.atStart ? 1 : 0) + (sign.atEnd ? 1 : 0);
      return length >= 8 ? 0.004 : length >= 5 ? 0.02 : 0.1;
    }
    case 'present':
      return 0.7;
  }
}

/** The share of events in which a token is met. */
export type Frequency = (token: Token) => number;

/** How often one of the tokens is met. */
export function coverFrequency(cover: Cover, frequency: Frequency): number {
  let none = 1;
  for (const token of cover) none *= 1 - frequency(token);
  return 1 - none;
}

/** A cover that is met more often than this does not spare much. */
export const SELECTIVE = 0.25;

/** The covers that a condition offers, one for each part of an `and` that has one. Empty when there is none. */
export function coversOf(condition: Condition, frequency: Frequency): readonly Cover[] {
  switch (condition.kind) {
    case 'Constant':
      return condition.value ? [] : [[]];
    case 'All':
      return condition.terms.flatMap((term) => coversOf(term, frequency));
    case 'Some': {
      const covers: Cover[] = [];
      for (const term of condition.terms) {
        const best = rarest(coversOf(term, frequency), frequency);
        if (best === undefined) return [];
        covers.push(best);
      }
      return [covers.flat()];
    }
    case 'None':
      return [];
    case 'FieldLeaf':
      return tokensOf(condition);
    default:
      return [];
  }
}

function rarest(covers: readonly Cover[], frequency: Frequency): Cover | undefined {
  let best: Cover | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const cover of covers) {
    const often = coverFrequency(cover, frequency);
    if (often < least) {
      best = cover;
      least = often;
    }
  }
  return best;
}

/** All tokens that a cover of the condition may be made of. */
export function allTokensOf(condition: Condition): readonly Token[] {
  switch (condition.kind) {
    case 'All':
    case 'Some':
      return condition.terms.flatMap(allTokensOf);
    case 'FieldLeaf':
      return tokensOf(condition).flat();
    default:
      return [];
  }
}

const knownTokens = new WeakMap<FieldLeaf, readonly Cover[]>();

function tokensOf(leaf: FieldLeaf): readonly Cover[] {
  const known = knownTokens.get(leaf);
  if (known !== undefined) return known;
  const field = leaf.path.join('.');
  const covers = signsOf(leaf).map((signs) =>
    signs.map((sign) => ({ leaf, field, guess: guessOf(leaf, sign), ...sign })),
  );
  knownTokens.set(leaf, covers);
  return covers;
}

const PRESENT: Signs = [{ kind: 'present' }];

/** What a leaf of the event's own fields needs to hold: of each list, one sign. */
function signsOf({ test, fieldClass }: FieldLeaf): readonly Signs[] {
  switch (test.kind) {
    case 'equals': {
      const keys = equalityKeys(test.literals, fieldClass);
      if (keys === undefined) return [PRESENT];
      return [
        [
          ...keys.texts.map((text): Sign => ({ kind: 'text', text: foldCase(text) })),
          ...keys.values.map((value): Sign => ({ kind: 'value', value })),
        ],
      ];
    }
    case 'text': {
      const texts = test.texts.map((text): Sign => ({ kind: 'text', text: foldCase(text) }));
      return signsOfPatterns(texts, test.wildcards.map(signsOfWildcard));
    }
    case 'regex':
      return signsOfPatterns([], test.patterns.map(signsOfRegex));
    case 'startsWith':
    case 'endsWith':
    case 'stringContains': {
      if (test.text === '') return [PRESENT];
      return [[pieceOf(test.text, test.kind === 'startsWith', test.kind === 'endsWith')]];
    }
    default:
      return [PRESENT];
  }
}

type Signs = readonly Sign[];

/** @param patterns for each pattern the lists of which a match has one sign each */
function signsOfPatterns(texts: Signs, patterns: readonly (readonly Signs[])[]): readonly Signs[] {
  const [first, ...others] = patterns;
  if (first !== undefined && others.length === 0 && texts.length === 0) return first.length === 0 ? [PRESENT] : first;
  const longest = patterns.map((lists) =>
    lists.reduce((best, list) => (shortest(list) > shortest(best) ? list : best), []),
  );
  return longest.some((list) => list.length === 0) ? [PRESENT] : [[...texts, ...longest.flat()]];
}

function shortest(signs: Signs): number {
  return signs.reduce(
    (least, sign) => Math.min(least, sign.kind === 'piece' ? sign.text.length : 0),
    signs.length === 0 ? 0 : Infinity,
  );
}

/** Each run of literal characters of a pattern. */
function signsOfWildcard(pattern: string): readonly Signs[] {
  const runs = pattern.split(/[*?]/);
  const pieces = runs.map((run, i) => pieceOf(run, i === 0, i === runs.length - 1));
  return pieces.filter(({ text }) => text !== '').map((piece) => [piece]);
}

function signsOfRegex(pattern: string): readonly Signs[] {
  const node = parseRegex(pattern, NO_REGEX_LIMITS);
  const lists = [...requiredLiterals(node).map((text) => [text]), requiredAlternatives(node)];
  return lists.filter(({ length }) => length > 0).map((texts) => texts.map((text) => pieceOf(text, false, false)));
}

function pieceOf(text: string, atStart: boolean, atEnd: boolean): Sign & { readonly kind: 'piece' } {
  return { kind: 'piece', text: foldCase(text), atStart, atEnd };
}
