import type { LiteralNode } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { foldCase } from '../text/fold-case.js';
import { hasWildcard, matchesWildcard, splitWildcard } from '../text/wildcard.js';
import { literalText } from '../value/literal.js';
import { parseDecimal } from '../value/number.js';
import type { FindingCode } from './explanation.js';
import { COMPILED_TESTS } from './pattern-tests.js';
import { quote } from './quote.js';

/** How a value missed a constant. */
export interface Miss {
  readonly code: FindingCode;
  readonly text: string;
}

/** How a term compares a value with a constant. */
export interface Relation {
  readonly kind: 'equality' | 'order' | 'wildcard' | 'regex';
  /** As written: `==`, `in~`, `:`. */
  readonly operator: string;
  readonly foldsCase: boolean;
}

/** Longer values are not looked at closely. */
const MAX_LENGTH = 2000;

/** Shorter texts are part of too many others for that to tell anything. */
const MIN_PART = 3;

/** Why a value does not stand in the relation to the constant. It is known not to. */
export function missOf(relation: Relation, value: Value, constant: LiteralNode): Miss {
  const wanted = typeof constant.value === 'string' ? constant.value : null;
  if (typeof value === 'string' && wanted !== null && relation.kind !== 'order') {
    return value.length <= MAX_LENGTH && wanted.length <= MAX_LENGTH
      ? textMiss(relation, value, wanted)
      : different(value);
  }
  const shown = wanted === null ? literalText(constant) : quote(wanted);
  if (!isComparable(value, constant)) {
    return {
      code: 'other_type',
      text: `${quote(value)} is a ${typeOf(value)}, ${shown} is a ${typeOf(constant.value)}`,
    };
  }
  if (relation.kind === 'order') {
    return { code: 'out_of_bounds', text: `${quote(value)} is not ${relation.operator} ${shown}` };
  }
  return different(value);
}

function isComparable(value: Value, { value: constant }: LiteralNode): boolean {
  if (typeof value === 'string') return typeof constant === 'string' || typeof constant === 'number';
  if (typeof value === 'boolean') return typeof constant === 'boolean';
  return typeof constant === 'number' || (typeof constant === 'string' && parseDecimal(constant) !== null);
}

function typeOf(value: Value): string {
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : 'number';
}

const different = (value: Value): Miss => ({ code: 'different', text: quote(value) });

function textMiss(relation: Relation, value: string, wanted: string): Miss {
  const fits = (text: string, foldsCase: boolean) => fitsRelation(relation, text, wanted, foldsCase);
  const [given, pattern] = [quote(value), quote(wanted)];
  if (!relation.foldsCase && fits(value, true)) {
    return { code: 'wrong_case', text: `${given} differs from ${pattern} only in case` };
  }
  if (value.toLowerCase() === wanted.toLowerCase()) {
    return { code: 'wrong_case', text: `${given} differs from ${pattern} in the case of letters beyond ASCII` };
  }
  if (relation.kind === 'equality' && hasWildcard(wanted) && matchesWildcard(wanted, value, true)) {
    return {
      code: 'literal_wildcard',
      text: `${given} would fit ${pattern}, but "${relation.operator}" knows no wildcards; ":" does`,
    };
  }
  const spelling = SPELLINGS.find(({ change }) => {
    const changed = change(value);
    return changed !== value && fits(changed, true);
  });
  if (spelling !== undefined) return { code: 'spelling', text: `${given} differs from ${pattern} in ${spelling.name}` };
  if (relation.kind === 'regex') {
    return fitsRelation(relation, value, `.*(${wanted}).*`, relation.foldsCase)
      ? { code: 'part', text: `only a part of ${given} fits ${pattern}; a regex has to fit the whole` }
      : different(value);
  }
  if (relation.kind === 'wildcard' && hasWildcard(wanted)) return wildcardMiss(value, wanted, relation.foldsCase);
  const [inner, outer] = [foldCase(value), foldCase(wanted)];
  if (outer.length >= MIN_PART && inner.includes(outer)) {
    const how = inner.startsWith(outer) ? 'begins with' : inner.endsWith(outer) ? 'ends with' : 'contains';
    return { code: 'part', text: `${given} ${how} ${pattern}, and is longer` };
  }
  if (inner.length >= MIN_PART && outer.includes(inner)) {
    return { code: 'part', text: `${given} is only a part of ${pattern}` };
  }
  const distance = editDistance(inner, outer);
  return distance <= 2 && outer.length >= 5
    ? {
        code: 'spelling',
        text: `${given} differs from ${pattern} in ${distance === 1 ? 'one character' : 'two characters'}`,
      }
    : different(value);
}

function fitsRelation(relation: Relation, value: string, wanted: string, foldsCase: boolean): boolean {
  if (relation.kind === 'wildcard') return matchesWildcard(wanted, value, foldsCase);
  if (relation.kind === 'equality') return foldsCase ? foldCase(value) === foldCase(wanted) : value === wanted;
  try {
    return COMPILED_TESTS.regex(wanted, value, foldsCase);
  } catch {
    return false; // beyond the limits of a regex once it is wrapped
  }
}

const SPELLINGS: readonly { readonly name: string; readonly change: (text: string) => string }[] = [
  { name: 'white space', change: (text) => text.trim().replace(/\s+/g, ' ') },
  { name: 'quotes', change: (text) => text.replace(/["']/g, '') },
  { name: 'the direction of slashes', change: (text) => text.replaceAll('/', '\\') },
  { name: 'the direction of slashes', change: (text) => text.replaceAll('\\', '/') },
];

/** Which piece of a pattern a value does not have. */
function wildcardMiss(value: string, pattern: string, foldsCase: boolean): Miss {
  const given = quote(value);
  const fits = (wanted: string) => matchesWildcard(wanted, value, foldsCase);
  if (fits(`*${pattern}*`)) {
    return { code: 'part', text: `only a part of ${given} fits ${quote(pattern)}; a pattern has to fit the whole` };
  }
  const { prefix, middle, suffix, hasStar } = splitWildcard(pattern);
  if (!hasStar) return different(value);
  const pieces = [prefix, ...middle, suffix].filter((piece) => piece !== '');
  const missing = pieces.filter((piece) => !fits(`*${piece}*`));
  if (missing.length === pieces.length) return different(value);
  const miss = (text: string): Miss => ({ code: 'wildcard_miss', text: `${given} ${text}` });
  if (missing.length > 0) return miss(`does not contain ${missing.map(quote).join(' nor ')}`);
  if (prefix !== '' && !fits(`${prefix}*`)) return miss(`does not begin with ${quote(prefix)}`);
  if (suffix !== '' && !fits(`*${suffix}`)) return miss(`does not end with ${quote(suffix)}`);
  return miss(`has the pieces of ${quote(pattern)} in another order`);
}

/** Longer texts count as different without a look. */
const MAX_EDITED = 64;

/** Characters to insert, remove or exchange; 3 stands for more than two. */
function editDistance(a: string, b: string): number {
  if (a.length > MAX_EDITED || b.length > MAX_EDITED || Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return Math.min(row[b.length]!, 3);
}
