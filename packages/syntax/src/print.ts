import type {
  EventQueryNode,
  ExpressionNode,
  FieldNode,
  JoinNode,
  Node,
  NodeKind,
  NodeOf,
  SampleNode,
  SequenceNode,
  StageNode,
} from './ast.js';
import { isPlainName } from './lexer.js';
import { ESCAPES } from './literals.js';

/** Conditions longer than this are broken over lines, in columns. */
const MAX_WIDTH = 100;
const STEP = '  ';

/**
 * Canonical EQL: `parse(print(node))` gives `node` back, spans aside (`parseExpression` for an expression). Parentheses
 * only where they change the meaning; names in backquotes only where they must be; a string with backslashes raw where
 * it holds no quotes; what fits 100 columns on one line, except that each stage has its own.
 */
export function print(node: Node): string {
  return block(node, '');
}

/** As `print`, on one line. */
export function printFlat(node: Node): string {
  return (FLAT[node.kind] as (node: Node) => string)(node);
}

/** On one line where it fits behind `indent`, else broken. */
function block(node: Node, indent: string): string {
  const breaker = BROKEN[node.kind] as ((node: Node, indent: string) => string) | undefined;
  if (!breaker) return printFlat(node);
  if (!ALWAYS_BROKEN.has(node.kind)) {
    const flat = printFlat(node);
    if (indent.length + flat.length <= MAX_WIDTH) return flat;
  }
  return breaker(node, indent);
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

/** The same, broken over lines where it does not fit. */
function broken(node: ExpressionNode, level: number, indent: string): string {
  if (levelOf(node) >= level) return block(node, indent);
  const oneLine = `(${printFlat(node)})`;
  if (indent.length + oneLine.length <= MAX_WIDTH) return oneLine;
  return `(\n${indent}${STEP}${block(node, indent + STEP)}\n${indent})`;
}

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
const aroundStage = (stage: StageNode): [before: string, after: string] => [
  stage.isMissing ? '![' : '[',
  `]${by(stage.joinKeys)}${stage.runs === 1 ? '' : ` with runs=${stage.runs}`}${stage.alias === null ? '' : ` as ${stage.alias}`}`,
];

const operatorLevel = (operator: string): number => (operator === '+' || operator === '-' ? LEVEL.sum : LEVEL.product);
const not = (isNegated: boolean): string => (isNegated ? 'not ' : '');

const inSetHead = (node: NodeOf<'InSet'>, isNegated: boolean): string =>
  `${flat(node.value, LEVEL.primary)} ${not(isNegated)}in${node.foldCase ? '~' : ''} `;
const textMatchHead = (node: NodeOf<'TextMatch'>): string => `${flat(node.value, LEVEL.primary)} ${node.operator} `;
const callHead = (node: NodeOf<'FunctionCall'>): string => `${node.name}${node.foldCase ? '~' : ''}`;

const FLAT: { readonly [K in NodeKind]: (node: NodeOf<K>) => string } = {
  Literal: (node) => (node.type === 'string' ? string(node.value) : 'text' in node ? node.text : String(node.value)),
  Field: (node) => (node.isOptional ? '?' : '') + path(node.path),
  Variable: (node) => `$${[node.name, ...node.path.map(name)].join('.')}`,
  FunctionCall: (node) => `${callHead(node)}(${flatList(node.arguments)})`,
  Arithmetic({ operator, left, right }) {
    const level = operatorLevel(operator);
    return `${flat(left, level)} ${operator} ${flat(right, level + 1)}`;
  },
  Negate: (node) => `-${flat(node.operand, LEVEL.signed)}`,
  Comparison: ({ operator, left, right }) => `${flat(left, LEVEL.sum)} ${operator} ${flat(right, LEVEL.sum)}`,
  InSet: (node) => `${inSetHead(node, false)}(${flatList(node.items)})`,
  TextMatch(node) {
    const [only, ...rest] = node.patterns;
    return textMatchHead(node) + (only && rest.length === 0 ? printFlat(only) : `(${flatList(node.patterns)})`);
  },
  Not: ({ term }) =>
    term.kind === 'InSet' ? `${inSetHead(term, true)}(${flatList(term.items)})` : `not ${flat(term, LEVEL.not)}`,
  And: (node) => node.terms.map((term) => flat(term, LEVEL.not)).join(' and '),
  Or: (node) => node.terms.map((term) => flat(term, LEVEL.and)).join(' or '),
  Relation: (node) => `${node.relation} of [${printFlat(node.query)}]`,
  EventQuery: (node) => `${category(node.category)} where ${printFlat(node.condition)}`,
  MaxSpan: (node) => `with maxspan=${node.amount}${node.unit}`,
  Stage(node) {
    const [before, after] = aroundStage(node);
    return before + printFlat(node.query) + after;
  },
  Sequence: flatQuery,
  Sample: flatQuery,
  Join: flatQuery,
  PipeCommand: (node) => `| ${node.name} ${node.count}`,
  PipedQuery: (node) => [node.query, ...node.pipes].map(printFlat).join(' '),
};

type MultiStageQuery = SequenceNode | SampleNode | JoinNode;

/** What stands before the stages. */
const queryHead = (node: MultiStageQuery): string => {
  const maxSpan = node.kind === 'Sequence' && node.maxSpan ? ` ${printFlat(node.maxSpan)}` : '';
  return node.kind.toLowerCase() + by(node.joinKeys) + maxSpan;
};

const untilOf = (node: MultiStageQuery): readonly StageNode[] =>
  node.kind !== 'Sample' && node.until ? [node.until] : [];

function flatQuery(node: MultiStageQuery): string {
  const until = untilOf(node).map((stage) => `until ${printFlat(stage)}`);
  return [queryHead(node), ...node.stages.map(printFlat), ...until].join(' ');
}

// ---------------------------------------------------------------- many lines

const brokenList = (items: readonly Node[], indent: string): string =>
  `(\n${items.map((item) => indent + STEP + block(item, indent + STEP)).join(',\n')}\n${indent})`;

const brokenTerms = (terms: readonly ExpressionNode[], operator: string, level: number, indent: string): string =>
  terms.map((term) => broken(term, level, indent)).join(` ${operator}\n${indent}`);

const brokenEventQuery = (node: EventQueryNode, indent: string): string =>
  `${category(node.category)} where\n${indent}${STEP}${block(node.condition, indent + STEP)}`;

function brokenQuery(node: MultiStageQuery): string {
  const stages = node.stages.map((stage) => STEP + block(stage, STEP));
  const until = untilOf(node).map((stage) => `until ${block(stage, '')}`);
  return [queryHead(node), ...stages, ...until].join('\n');
}

const ALWAYS_BROKEN: ReadonlySet<NodeKind> = new Set(['Sequence', 'Sample', 'Join', 'PipedQuery']);

/** The kinds that can be broken; the text starts behind `indent`, and so does each further line. */
const BROKEN: { readonly [K in NodeKind]?: (node: NodeOf<K>, indent: string) => string } = {
  FunctionCall: (node, indent) => callHead(node) + brokenList(node.arguments, indent),
  InSet: (node, indent) => inSetHead(node, false) + brokenList(node.items, indent),
  TextMatch: (node, indent) =>
    node.patterns.length === 1 ? printFlat(node) : textMatchHead(node) + brokenList(node.patterns, indent),
  Not: ({ term }, indent) =>
    term.kind === 'InSet'
      ? inSetHead(term, true) + brokenList(term.items, indent)
      : `not ${broken(term, LEVEL.not, indent)}`,
  And: (node, indent) => brokenTerms(node.terms, 'and', LEVEL.not, indent),
  Or: (node, indent) => brokenTerms(node.terms, 'or', LEVEL.and, indent),
  Relation: (node, indent) => `${node.relation} of [${brokenEventQuery(node.query, indent)}\n${indent}]`,
  EventQuery: brokenEventQuery,
  Stage(node, indent) {
    const [before, after] = aroundStage(node);
    return `${before}${brokenEventQuery(node.query, indent)}\n${indent}${after}`;
  },
  Sequence: brokenQuery,
  Sample: brokenQuery,
  Join: brokenQuery,
  PipedQuery: (node) => {
    const query = block(node.query, '');
    const pipes = node.pipes.map(printFlat);
    const oneLine = [query, ...pipes].join(' ');
    return query.includes('\n') || oneLine.length > MAX_WIDTH ? [query, ...pipes].join('\n') : oneLine;
  },
};
