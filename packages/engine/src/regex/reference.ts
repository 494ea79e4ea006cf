import type { ClassNode, IntervalNode, RegexNode } from './ast.js';

/**
 * Whether a parsed pattern matches a whole text, straight from the meaning of each operator: for a place in the text,
 * the places where a match that begins there can end. Slow, and obvious; `compileRegex` has to agree with it.
 * @param foldCase as for `regex~`: ASCII letters written one by one ignore case, ranges do not
 */
export function matchesByReference(node: RegexNode, text: string, foldCase = false): boolean {
  const points = Array.from(text);
  const memo = new Map<RegexNode, Map<number, ReadonlySet<number>>>();

  const endsOf = (term: RegexNode, start: number): ReadonlySet<number> => {
    const known = memo.get(term) ?? new Map<number, ReadonlySet<number>>();
    memo.set(term, known);
    const ends = known.get(start) ?? compute(term, start);
    known.set(start, ends);
    return ends;
  };

  const endsOfAll = (term: RegexNode, starts: ReadonlySet<number>): Set<number> =>
    new Set([...starts].flatMap((start) => [...endsOf(term, start)]));

  const placesFrom = (start: number): number[] => [...Array(points.length + 1 - start).keys()].map((i) => start + i);

  const compute = (term: RegexNode, start: number): ReadonlySet<number> => {
    switch (term.kind) {
      case 'Text': {
        const literal = Array.from(term.text);
        const isHere = literal.every((char, i) => isSame(char, points[start + i], foldCase));
        return new Set(isHere ? [start + literal.length] : []);
      }
      case 'Class':
        return new Set(start < points.length && isMember(term, points[start]!, foldCase) ? [start + 1] : []);
      case 'Nothing':
        return new Set();
      case 'Interval':
        return new Set(placesFrom(start).filter((end) => isInInterval(term, points.slice(start, end).join(''))));
      case 'Concat':
        return term.terms.reduce<ReadonlySet<number>>((ends, next) => endsOfAll(next, ends), new Set([start]));
      case 'Union':
        return new Set(term.terms.flatMap((next) => [...endsOf(next, start)]));
      case 'Intersection':
        return new Set(placesFrom(start).filter((end) => term.terms.every((next) => endsOf(next, start).has(end))));
      case 'Complement':
        return new Set(placesFrom(start).filter((end) => !endsOf(term.term, start).has(end)));
      case 'Repeat': {
        let reached: ReadonlySet<number> = new Set([start]);
        for (let i = 0; i < term.min; i++) reached = endsOfAll(term.term, reached);
        const ends = new Set(reached);
        for (let i = term.min; i < term.max; i++) {
          const before = ends.size;
          reached = endsOfAll(term.term, reached);
          for (const end of reached) ends.add(end);
          // A round that reaches nothing new has nothing left to reach: every further round starts from the same places.
          if (ends.size === before) break;
        }
        return ends;
      }
    }
  };

  return endsOf(node, 0).has(points.length);
}

function isSame(pattern: string, char: string | undefined, foldCase: boolean): boolean {
  if (!foldCase || char === undefined || !isLetter(pattern) || !isLetter(char)) return char === pattern;
  return char.toLowerCase() === pattern.toLowerCase();
}

const isLetter = (char: string): boolean => /^[A-Za-z]$/.test(char);

function isMember({ isNegated, members, ranges }: ClassNode, char: string, foldCase: boolean): boolean {
  const code = char.codePointAt(0)!;
  const isNamed = Array.from(members).some((member) => isSame(member, char, foldCase));
  return isNegated !== (isNamed || ranges.some(([first, last]) => first <= code && code <= last));
}

function isInInterval({ min, max, digits }: IntervalNode, text: string): boolean {
  if (!/^[0-9]+$/.test(text)) return false;
  const isPlain = text === '0' || text[0] !== '0';
  if (digits === undefined ? !isPlain : text.length !== digits) return false;
  return min <= Number(text) && Number(text) <= max;
}
