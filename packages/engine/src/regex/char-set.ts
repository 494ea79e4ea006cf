import type { ClassNode, CodePointRange } from './ast.js';

export const MAX_CODE_POINT = 0x10ffff;

/** A set of code points: ranges in ascending order that neither overlap nor touch. */
export type CharSet = readonly CodePointRange[];

function charSet(ranges: readonly CodePointRange[]): CharSet {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** One code point, with its other case when it is an ASCII letter and case is to be ignored. */
export function singleton(codePoint: number, foldCase: boolean): CharSet {
  const lower = codePoint | 0x20;
  if (!foldCase || codePoint > 0x7f || lower < 0x61 || lower > 0x7a) return [[codePoint, codePoint]];
  const upper = lower - 0x20;
  return [
    [upper, upper],
    [lower, lower],
  ];
}

export function classSet({ isNegated, members, ranges }: ClassNode, foldCase: boolean): CharSet {
  const singles = [...members].flatMap((char) => singleton(char.codePointAt(0)!, foldCase));
  const set = charSet([...singles, ...ranges]);
  return isNegated ? complementSet(set) : set;
}

function complementSet(set: CharSet): CharSet {
  const gaps: CodePointRange[] = [];
  let next = 0;
  for (const [first, last] of set) {
    if (next < first) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= MAX_CODE_POINT) gaps.push([next, MAX_CODE_POINT]);
  return gaps;
}

export const isEverything = (set: CharSet): boolean =>
  set.length === 1 && set[0]![0] === 0 && set[0]![1] === MAX_CODE_POINT;
