import { type ExpressionNode, type LiteralNode, print } from '@eqlite/syntax';
import { nameOf } from '../queries.js';
import type { Member, ValueSet } from './value-set.js';

/** A term that holds when a field has a value of a set, or, where negated, when it has none. */
export interface Leaf {
  readonly node: ExpressionNode;
  /** What is asked: the name of a field, or a whole expression. */
  readonly field: string;
  readonly set: ValueSet;
  /** Of `f != "a"` and `f == null`: the set is what must not be. */
  readonly isNegated: boolean;
}

/** @param node neither `and`, nor `or`, nor `not` */
export function leafOf(node: ExpressionNode): Leaf {
  switch (node.kind) {
    case 'Comparison': {
      const { operator, left, right } = node.left.kind === 'Field' ? node : mirrored(node);
      if (left.kind !== 'Field') break;
      const literal = numberOrLiteral(right);
      if (literal === undefined) break;
      if (literal.type === 'null') {
        if (operator !== '==' && operator !== '!=') break;
        return { node, field: nameOf(left), set: { members: [PRESENT] }, isNegated: operator === '==' };
      }
      const member = memberOf(operator, literal);
      if (member === undefined) break;
      return { node, field: nameOf(left), set: { members: [member] }, isNegated: operator === '!=' };
    }
    case 'InSet': {
      const { value, items, foldCase } = node;
      if (value.kind !== 'Field') break;
      const members = items.map((item) => {
        const literal = numberOrLiteral(item);
        if (literal?.type === 'string') return { kind: 'text', text: literal.value, foldCase } as const;
        return literal && memberOf('==', literal);
      });
      if (members.some((member) => member === undefined)) break;
      return { node, field: nameOf(value), set: { members: members as Member[] }, isNegated: false };
    }
    case 'TextMatch': {
      const { value, operator, patterns } = node;
      if (value.kind !== 'Field') break;
      const foldCase = operator !== 'like' && operator !== 'regex';
      const members = patterns.map((pattern): Member => {
        const text = String(pattern.value);
        if (operator === 'regex' || operator === 'regex~') return { kind: 'other', text: `${operator} ${text}` };
        return patternOf(text, foldCase);
      });
      return { node, field: nameOf(value), set: { members }, isNegated: false };
    }
    case 'Field':
      return { node, field: nameOf(node), set: { members: [TRUE] }, isNegated: false };
    case 'FunctionCall': {
      const [field, text] = node.arguments;
      const around = TEXT_TESTS[node.name.toLowerCase()];
      if (around === undefined || field?.kind !== 'Field' || text?.kind !== 'Literal' || text.type !== 'string') break;
      // The text is taken as it is, and of an empty one not all is known.
      if (text.value === '' || /[*?]/.test(text.value)) break;
      const pattern = around.replace('x', () => text.value);
      return { node, field: nameOf(field), set: { members: [patternOf(pattern, node.foldCase)] }, isNegated: false };
    }
  }
  const text = print(node);
  return { node, field: text, set: { members: [{ kind: 'other', text }] }, isNegated: false };
}

const PRESENT: Member = { kind: 'present' };
const bound = (value: number, isIncluded = true) => ({ value, isIncluded });
const exactly = (value: number, type: 'number' | 'boolean'): Member => ({
  kind: 'range',
  type,
  low: bound(value),
  high: bound(value),
});
const TRUE = exactly(1, 'boolean');

const TEXT_TESTS: Readonly<Record<string, string | undefined>> = {
  __proto__: null as never,
  startswith: 'x*',
  endswith: '*x',
  stringcontains: '*x*',
};

function patternOf(text: string, foldCase: boolean): Member {
  // `*` is any text, which is less than any value: a number is none.
  return { kind: /[*?]/.test(text) ? 'pattern' : 'text', text, foldCase };
}

type ComparisonOfAny = Extract<ExpressionNode, { kind: 'Comparison' }>;

const MIRRORED = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

const mirrored = ({ operator, left, right }: ComparisonOfAny) => ({
  operator: MIRRORED[operator],
  left: right,
  right: left,
});

function numberOrLiteral(node: ExpressionNode): LiteralNode | undefined {
  if (node.kind === 'Literal') return node;
  if (node.kind !== 'Negate' || node.operand.kind !== 'Literal' || typeof node.operand.value !== 'number')
    return undefined;
  return { ...node.operand, value: -node.operand.value } as LiteralNode;
}

/** The values `v` with `v operator literal`; of `!=` those that must not be. */
function memberOf(operator: ComparisonOfAny['operator'], { type, value }: LiteralNode): Member | undefined {
  if (typeof value === 'number') {
    // Beyond that, numbers that differ look equal.
    if (type !== 'double' && !Number.isSafeInteger(value)) return undefined;
    return { kind: 'range', type: 'number', ...rangeOf(operator, value) };
  }
  if (operator !== '==' && operator !== '!=') return undefined;
  if (typeof value === 'string') return { kind: 'text', text: value, foldCase: false };
  return value === null ? undefined : exactly(value ? 1 : 0, 'boolean');
}

function rangeOf(operator: ComparisonOfAny['operator'], value: number) {
  const [below, above] = [bound(-Infinity), bound(Infinity)];
  switch (operator) {
    case '<':
    case '<=':
      return { low: below, high: bound(value, operator === '<=') };
    case '>':
    case '>=':
      return { low: bound(value, operator === '>='), high: above };
    default:
      return { low: bound(value), high: bound(value) };
  }
}
