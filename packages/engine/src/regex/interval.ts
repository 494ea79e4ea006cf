import type { IntervalNode, RegexNode, TextNode } from './ast.js';

/** `<n-m>` written with classes and repeats, in size by the number of digits rather than of numbers. */
export function expandInterval({ min, max, digits }: IntervalNode): RegexNode {
  if (digits !== undefined) return between(pad(min, digits), pad(max, digits));
  const lengths: RegexNode[] = [];
  for (let length = String(min).length; length <= String(max).length; length++) {
    const shortest = length === 1 ? 0 : 10 ** (length - 1);
    lengths.push(between(String(Math.max(min, shortest)), String(Math.min(max, 10 ** length - 1))));
  }
  return { kind: 'Union', terms: lengths };
}

/** Both bounds have the same number of digits. */
function between(min: string, max: string): RegexNode {
  let shared = 0;
  while (shared < min.length && min[shared] === max[shared]) shared++;
  if (shared > 0) return concat(text(min.slice(0, shared)), between(min.slice(shared), max.slice(shared)));
  if (min === '') return text('');
  const rest = min.length - 1;
  const isFromZeros = /^0*$/.test(min.slice(1));
  const isToNines = /^9*$/.test(max.slice(1));
  const first = Number(min[0]);
  const last = Number(max[0]);
  const terms: RegexNode[] = [];
  if (!isFromZeros) terms.push(concat(text(min[0]!), between(min.slice(1), '9'.repeat(rest))));
  const from = isFromZeros ? first : first + 1;
  const to = isToNines ? last : last - 1;
  if (from <= to) terms.push(concat(digit(from, to), anyDigits(rest)));
  if (!isToNines) terms.push(concat(text(max[0]!), between('0'.repeat(rest), max.slice(1))));
  return { kind: 'Union', terms };
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
const text = (value: string): TextNode => ({ kind: 'Text', text: value });
const concat = (...terms: RegexNode[]): RegexNode => ({ kind: 'Concat', terms });

const digit = (first: number, last: number): RegexNode => ({
  kind: 'Class',
  isNegated: false,
  members: '',
  ranges: [[0x30 + first, 0x30 + last]],
});

const anyDigits = (count: number): RegexNode =>
  count === 0 ? text('') : { kind: 'Repeat', term: digit(0, 9), min: count, max: count, offset: 0 };
