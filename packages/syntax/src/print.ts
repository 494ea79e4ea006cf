import type { ExpressionNode, FieldNode, JoinNode, Node, NodeKind, NodeOf, SampleNode, SequenceNode } from './ast.js';
import { DEFAULT_WIDTH, render } from './format/doc.js';
import { layout } from './format/layout.js';
import { isPlainName, tokenize } from './lexer.js';
import { NO_LIMITS } from './limits.js';
import { ESCAPES } from './literals.js';

/**
 * Canonical EQL: `parse(print(node))` gives `node` back, spans aside (`parseExpression` for an expression). Parentheses
 * only where they change the meaning; names in backquotes only where they must be; a string with backslashes raw where
 * it holds no quotes; in the layout of `format`.
 * @param width columns that a line should not exceed; default 100
 */
export function print(node: Node, width: number = DEFAULT_WIDTH): string {
  return render(layout(tokenize(printFlat(node), NO_LIMITS)), width, '\n');
}

/** As `print`, on one line. */
export function printFlat(node: Node): string {
  return (FLAT[node.kind] as (node: Node) => string)(node);
}

// ---------------------------------------------------------------- precedence

/** How tightly each kind binds, as in the grammar: a node goes into parentheses where a tighter one must stand. */
const LEVEL = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  signed: 7,
  predicate: 8,
  primary: 9,
} as const;

function levelOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'Or':
      return LEVEL.or;
    case 'And':
      return LEVEL.and;
    case 'Not':
      return node.term.kind === 'InSet' ? LEVEL.predicate : LEVEL.not;
    case 'Comparison':
      return LEVEL.comparison;
    case 'Arithmetic':
      return node.operator === '+' || node.operator === '-' ? LEVEL.sum : LEVEL.product;
    case 'Negate':
      return LEVEL.signed;
    case 'InSet':
    case 'TextMatch':
      return LEVEL.predicate;
    default:
      return LEVEL.primary;
  }
}

/** `node` where only what binds at least as tightly as `level` may stand. */
const flat = (node: ExpressionNode, level: number): string =>
  levelOf(node) < level ? `(${printFlat(node)})` : printFlat(node);

// ---------------------------------------------------------------- names and strings

const name = (text: string): string => (isPlainName(text) ? text : `\`${text.replaceAll('`', '``')}\``);
const path = (pieces: readonly string[]): string => pieces.map(name).join('.');

const ESCAPED = new Map(Array.from(ESCAPES, ([letter, character]) => [character, `\\${letter}`]));
/** Line breaks, control characters, and what no reader sees. */
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
const TO_ESCAPE = /["\\\p{Cc}\p{Cf}\u2028\u2029]/gu;

function string(value: string): string {
  if (value.includes('\\') && !value.includes('"') && !HIDDEN.test(value)) return `"""${value}"""`;
  const text = value.replace(TO_ESCAPE, (character) => {
    const code = (character.codePointAt(0) as number).toString(16);
    return ESCAPED.get(character) ?? `\\u{${code.padStart(2, '0')}}`;
  });
  return `"${text}"`;
}

const category = (text: string | null): string => (text === null ? 'any' : isPlainName(text) ? text : string(text));

// ---------------------------------------------------------------- one line

const flatList = (items: readonly Node[]): string => items.map(printFlat).join(', ');
const by = (keys: readonly FieldNode[]): string => (keys.length > 0 ? ` by ${flatList(keys)}` : '');
const operatorLevel = (operator: string): number => (operator === '+' || operator === '-' ? LEVEL.sum : LEVEL.product);
const not = (isNegated: boolean): string => (isNegated ? 'not ' : '');

const inSetHead = (node: NodeOf<'InSet'>, isNegated: boolean): string =>
  `${flat(node.value, LEVEL.primary)} ${not(isNegated)}in${node.foldCase ? '~' : ''} `;

const FLAT: { readonly [K in NodeKind]: (node: NodeOf<K>) => string } = {
  Literal: (node) => (node.type === 'string' ? string(node.value) : 'text' in node ? node.text : String(node.value)),
  Field: (node) => (node.isOptional ? '?' : '') + path(node.path),
  Variable: (node) => `$${[node.name, ...node.path.map(name)].join('.')}`,
  FunctionCall: (node) => `${node.name}${node.foldCase ? '~' : ''}(${flatList(node.arguments)})`,
  Arithmetic({ operator, left, right }) {
    const level = operatorLevel(operator);
    return `${flat(left, level)} ${operator} ${flat(right, level + 1)}`;
  },
  Negate: (node) => `-${flat(node.operand, LEVEL.signed)}`,
  Comparison: ({ operator, left, right }) => `${flat(left, LEVEL.sum)} ${operator} ${flat(right, LEVEL.sum)}`,
  InSet: (node) => `${inSetHead(node, false)}(${flatList(node.items)})`,
  TextMatch(node) {
    const { value, operator, patterns } = node;
    const list = flatList(patterns);
    return `${flat(value, LEVEL.primary)} ${operator} ${patterns.length === 1 ? list : `(${list})`}`;
  },
  Not: ({ term }) =>
    term.kind === 'InSet' ? `${inSetHead(term, true)}(${flatList(term.items)})` : `not ${flat(term, LEVEL.not)}`,
  And: (node) => node.terms.map((term) => flat(term, LEVEL.not)).join(' and '),
  Or: (node) => node.terms.map((term) => flat(term, LEVEL.and)).join(' or '),
  Relation: (node) => `${node.relation} of [${printFlat(node.query)}]`,
  EventQuery: (node) => `${category(node.category)} where ${printFlat(node.condition)}`,
  MaxSpan: (node) => `with maxspan=${node.amount}${node.unit}`,
  Stage({ isMissing, query, joinKeys, runs, alias }) {
    const withRuns = runs === 1 ? '' : ` with runs=${runs}`;
    return `${isMissing ? '!' : ''}[${printFlat(query)}]${by(joinKeys)}${withRuns}${alias === null ? '' : ` as ${alias}`}`;
  },
  Sequence: flatQuery,
  Sample: flatQuery,
  Join: flatQuery,
  PipeCommand: (node) => `| ${node.name} ${node.count}`,
  PipedQuery: (node) => [node.query, ...node.pipes].map(printFlat).join(' '),
};

function flatQuery(node: SequenceNode | SampleNode | JoinNode): string {
  const maxSpan = node.kind === 'Sequence' && node.maxSpan ? [printFlat(node.maxSpan)] : [];
  const until = node.kind !== 'Sample' && node.until ? [`until ${printFlat(node.until)}`] : [];
  return [node.kind.toLowerCase() + by(node.joinKeys), ...maxSpan, ...node.stages.map(printFlat), ...until].join(' ');
}
