import type { IterationNode, MatchResult, Node as OhmNode } from 'ohm-js';
import type {
  ComparisonOperator,
  EventQueryNode,
  ExpressionNode,
  FieldNode,
  LiteralNode,
  MaxSpanNode,
  Node,
  PipeCommandNode,
  QueryNode,
  Span,
  StageNode,
  TextMatchOperator,
  TimeUnit,
} from './ast.js';
import { type EqlActions, type EqlEndpointActions, endpointGrammar, eqlGrammar } from './eql-grammar.generated.js';
import { fail } from './errors.js';
import { spanOfTokens, type Tokens } from './lexer.js';
import type { Limits } from './limits.js';
import { numberLiteral, stringValue } from './literals.js';
import * as messages from './messages.js';

/**
 * The query under way. Module state, since ohm's actions take arguments only at a cost; sound, since building a tree is
 * one synchronous step.
 */
let tokens: Tokens;
let limits: Limits;

const refuse = (span: Span, message: string, hint?: string) =>
  fail(messages.syntax(span, message, hint), tokens.source);

// ohm attaches `toAst` to its nodes without telling the type checker.
const ast = <T>(node: OhmNode): T => node['toAst']() as T;
const asts = <T>(nodes: OhmNode): T[] => nodes.children.map(ast<T>);
const optional = <T>(node: OhmNode): T | null => (node.children[0] ? ast<T>(node.children[0]) : null);
const spanOf = (node: OhmNode): Span => spanOfTokens(tokens, node.source.startIdx, node.source.endIdx);
const textOf = (node: OhmNode): string => {
  const { start, end } = spanOf(node);
  return tokens.source.slice(start, end);
};

const list = <T>(node: OhmNode, first: OhmNode, rest: OhmNode): T[] => {
  const items = [ast<T>(first), ...asts<T>(rest)];
  if (items.length > limits.maxListItems) fail(messages.tooManyItems(spanOf(node), limits.maxListItems), tokens.source);
  return items;
};

/** `a and b and c` as one node of three terms. */
const joined = (kind: 'And' | 'Or', node: OhmNode, first: OhmNode, rest: OhmNode): ExpressionNode =>
  rest.children.length === 0
    ? ast(first)
    : { kind, terms: [ast(first), ...asts<ExpressionNode>(rest)], span: spanOf(node) };

/** `a - b - c` as `(a - b) - c`. */
const arithmetic = (node: OhmNode, first: OhmNode, operators: IterationNode, rest: IterationNode): ExpressionNode => {
  let left = ast<ExpressionNode>(first);
  const { start } = spanOf(node);
  rest.children.forEach((term, i) => {
    const operator = textOf(operators.children[i] as OhmNode) as '+';
    left = { kind: 'Arithmetic', operator, left, right: ast(term), span: { start, end: spanOf(term).end } };
  });
  return left;
};

const inSet = (node: OhmNode, value: OhmNode, operator: OhmNode, items: OhmNode): ExpressionNode => ({
  kind: 'InSet',
  value: ast(value),
  items: ast(items),
  foldCase: textOf(operator) === 'in~',
  span: spanOf(node),
});

const textMatch = (node: OhmNode, value: OhmNode, operator: OhmNode, patterns: LiteralNode[]): ExpressionNode => ({
  kind: 'TextMatch',
  operator: textOf(operator) as TextMatchOperator,
  value: ast(value),
  patterns,
  span: spanOf(node),
});

const unquoted = (text: string) => text.slice(1, -1).replaceAll('``', '`');

const UNITS: readonly string[] = ['ms', 's', 'm', 'h', 'd'] satisfies TimeUnit[];

const ACTIONS: EqlActions<unknown> = {
  statement(query, pipes): QueryNode {
    const node = ast<QueryNode['query']>(query);
    if (node.kind === 'Sample' && pipes.children[0]) refuse(spanOf(pipes.children[0]), 'samples do not support pipes');
    return { kind: 'PipedQuery', query: node, pipes: asts(pipes), span: spanOf(this) };
  },
  eventQuery(category, _where, condition): EventQueryNode {
    return { kind: 'EventQuery', category: ast(category), condition: ast(condition), span: spanOf(this) };
  },
  category(choice): string | null {
    if (choice.ctorName === 'anyCategory') return null;
    return choice.ctorName === 'string' ? ast<{ value: string }>(choice).value : ast<string>(choice);
  },
  sequenceQuery(_sequence, keys, maxSpan, stages, until) {
    const node = {
      kind: 'Sequence' as const,
      joinKeys: optional<FieldNode[]>(keys) ?? [],
      maxSpan: optional<MaxSpanNode>(maxSpan),
      stages: asts<StageNode>(stages),
      until: optional<StageNode>(until),
      span: spanOf(this),
    };
    return node;
  },
  sampleQuery(_sample, keys, stages) {
    return { kind: 'Sample', joinKeys: optional(keys) ?? [], stages: asts(stages), span: spanOf(this) };
  },
  joinQuery(_join, keys, stages, until) {
    return {
      kind: 'Join',
      joinKeys: optional(keys) ?? [],
      stages: asts(stages),
      until: optional(until),
      span: spanOf(this),
    };
  },
  stage(query, keys, runs): StageNode {
    return stage(this, query, keys, runs, null);
  },
  untilStage: (_until, stage) => ast(stage),
  joinKeys(_by, expressions) {
    return ast<ExpressionNode[]>(expressions).map((key) =>
      key.kind === 'Field' ? key : refuse(key.span, 'unsupported join key: only fields'),
    );
  },
  maxSpan(_with, _maxspan, _assign, number, unit): MaxSpanNode {
    const { value } = ast<{ value: number }>(number);
    const name = unit.children[0] ? textOf(unit.children[0]) : '';
    if (!UNITS.includes(name)) refuse(spanOf(unit), 'unit');
    return { kind: 'MaxSpan', amount: value, unit: name as TimeUnit, span: spanOf(this) };
  },
  runs(_with, word, _assign, number): number {
    if (textOf(word) !== 'runs') refuse(spanOf(word), 'runs');
    return ast<{ value: number }>(number).value;
  },
  pipe(_bar, name, args): PipeCommandNode {
    const command = textOf(name);
    if (command !== 'head' && command !== 'tail') refuse(spanOf(name), `pipe ${command} is not supported`);
    const count = optional<ExpressionNode[]>(args)?.[0];
    if (count?.kind !== 'Literal' || typeof count.value !== 'number') return refuse(spanOf(this), 'pipe needs a count');
    return { kind: 'PipeCommand', name: command as 'head', count: count.value, span: spanOf(this) };
  },

  expression(first, _or, rest) {
    return joined('Or', this, first, rest);
  },
  conjunction(first, _and, rest) {
    return joined('And', this, first, rest);
  },
  negation(nots, term): ExpressionNode {
    const { end } = spanOf(this);
    return nots.children.reduceRight<ExpressionNode>(
      (inner, not) => ({ kind: 'Not', term: inner, span: { start: spanOf(not).start, end } }),
      ast(term),
    );
  },
  comparison(left, operator, right): ExpressionNode {
    if (!operator.children[0]) return ast(left);
    return {
      kind: 'Comparison',
      operator: textOf(operator) as ComparisonOperator,
      left: ast(left),
      right: ast(right.children[0] as OhmNode),
      span: spanOf(this),
    };
  },
  sum(first, operators, rest) {
    return arithmetic(this, first, operators, rest);
  },
  product(first, operators, rest) {
    return arithmetic(this, first, operators, rest);
  },
  signed(signs, operand): ExpressionNode {
    const { end } = spanOf(this);
    return signs.children.reduceRight<ExpressionNode>(
      (inner, sign) =>
        textOf(sign) === '-' ? { kind: 'Negate', operand: inner, span: { start: spanOf(sign).start, end } } : inner,
      ast(operand),
    );
  },
  predicate_notIn(value, _not, operator, _open, items, _close): ExpressionNode {
    return { kind: 'Not', term: inSet(this, value, operator, items), span: spanOf(this) };
  },
  predicate_in(value, operator, _open, items, _close) {
    return inSet(this, value, operator, items);
  },
  predicate_match(value, operator, pattern) {
    return textMatch(this, value, operator, [ast(pattern)]);
  },
  predicate_matchAny(value, operator, _open, patterns, _close) {
    return textMatch(this, value, operator, ast(patterns));
  },
  primary_parentheses: (_open, inner, _close) => ast(inner),
  call(name, _open, args, _close): ExpressionNode {
    const foldCase = name.ctorName === 'tildeName';
    const text = textOf(name);
    return {
      kind: 'FunctionCall',
      name: foldCase ? text.slice(0, -1) : text,
      foldCase,
      arguments: optional(args) ?? [],
      span: spanOf(this),
    };
  },
  field(mark, first, _dots, rest): FieldNode {
    const pieces = [ast<string>(first), ...asts<string>(rest)];
    return {
      kind: 'Field',
      path: pieces.join('.').split('.'),
      isOptional: mark.children.length > 0,
      span: spanOf(this),
    };
  },
  name: textOf,
  quotedName: (node) => unquoted(textOf(node)),
  string(_): LiteralNode {
    const span = spanOf(this);
    return { kind: 'Literal', type: 'string', value: stringValue(tokens.source, span), span };
  },
  integer: (node) => numberLiteral(tokens.source, spanOf(node)),
  decimal: (node) => numberLiteral(tokens.source, spanOf(node)),
  constant(_): LiteralNode {
    const span = spanOf(this);
    const text = textOf(this);
    return text === 'null'
      ? { kind: 'Literal', type: 'null', value: null, span }
      : { kind: 'Literal', type: 'boolean', value: text === 'true', span };
  },
  expressions(first, _commas, rest) {
    return list(this, first, rest);
  },
  literals(first, _commas, rest) {
    return list(this, first, rest);
  },
  stageQuery: (open, query, _close) => ({ isMissing: open.ctorName === 'openMissing', query: ast(query) }),
};

function stage(node: OhmNode, query: OhmNode, keys: OhmNode, runs: OhmNode, alias: string | null): StageNode {
  const head = ast<Pick<StageNode, 'query' | 'isMissing'>>(query);
  return {
    kind: 'Stage',
    query: head.query,
    isMissing: head.isMissing,
    joinKeys: optional(keys) ?? [],
    runs: optional(runs) ?? 1,
    alias,
    span: spanOf(node),
  };
}

const ENDPOINT_ACTIONS: EqlEndpointActions<unknown> = {
  stage(query: OhmNode, keys: OhmNode, runs: OhmNode, alias: OhmNode): StageNode {
    return stage(this, query, keys, runs, optional(alias));
  },
  alias(as, name): string {
    if (textOf(as) !== 'as') refuse(spanOf(as), 'as');
    return textOf(name);
  },
  relation(name, _of, _open, query, _close): ExpressionNode {
    if (textOf(name) !== 'descendant') refuse(spanOf(name), 'process relationships are not supported');
    return { kind: 'Relation', relation: 'descendant', query: ast(query), span: spanOf(this) };
  },
  variableField(variable, _dots, path): ExpressionNode {
    return {
      kind: 'Variable',
      name: textOf(variable).slice(1),
      path: asts<string>(path).join('.').split('.'),
      span: spanOf(this),
    };
  },
};

const semantics = eqlGrammar.createSemantics().addOperation('toAst', ACTIONS);
const endpointSemantics = endpointGrammar.extendSemantics(semantics).extendOperation('toAst', ENDPOINT_ACTIONS);

/** The tree of a match of `source`'s classes. */
export function toAst(match: MatchResult, isEndpoint: boolean, source: Tokens, caps: Limits): Node {
  tokens = source;
  limits = caps;
  return ast(((isEndpoint ? endpointSemantics : semantics) as unknown as (match: MatchResult) => OhmNode)(match));
}
