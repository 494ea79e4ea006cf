import type { MatchResult, Node as OhmNode } from 'ohm-js';
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
import { type EqlActions, type EqlEndpointActions, endpointGrammar, eqlGrammar, TOKEN } from './eql-grammar.generated.js';
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
  checkLength(node, 1 + rest.children.length);
  return [ast<T>(first), ...asts<T>(rest)];
};

const checkLength = (list: OhmNode, length: number): void => {
  if (length > limits.maxListItems) fail(messages.tooManyItems(spanOf(list), limits.maxListItems), tokens.source);
};

const literalAt = (token: number): LiteralNode => {
  const span = spanOfTokens(tokens, token, token + 1);
  switch (tokens.classes[token]) {
    case TOKEN.string:
      return { kind: 'Literal', type: 'string', value: stringValue(tokens.source, span), span };
    case TOKEN.constant: {
      const text = tokens.source.slice(span.start, span.end);
      if (text === 'null') return { kind: 'Literal', type: 'null', value: null, span };
      return { kind: 'Literal', type: 'boolean', value: text === 'true', span };
    }
    default:
      return numberLiteral(tokens.source, span);
  }
};

/** `a and b and c` as one node of three terms. */
const joined = (kind: 'And' | 'Or', node: OhmNode, first: OhmNode, rest: OhmNode): ExpressionNode =>
  rest.children.length === 0
    ? ast(first)
    : { kind, terms: [ast(first), ...asts<ExpressionNode>(rest)], span: spanOf(node) };

/** `a - b - c` as `(a - b) - c`. */
const arithmetic = (node: OhmNode, first: OhmNode, operators: OhmNode, rest: OhmNode): ExpressionNode => {
  let left = ast<ExpressionNode>(first);
  const { start } = spanOf(node);
  rest.children.forEach((term, i) => {
    const operator = textOf(operators.children[i] as OhmNode) as '+';
    left = { kind: 'Arithmetic', operator, left, right: ast(term), span: { start, end: spanOf(term).end } };
  });
  return left;
};

/** What follows a primary, waiting for it. */
type Predicate = (value: ExpressionNode, span: Span) => ExpressionNode;

const categoryOf = (token: OhmNode): string | null => {
  const text = textOf(token);
  if (text === 'any') return null;
  return text.startsWith('"') ? stringValue(tokens.source, spanOf(token)) : text;
};

/** The pieces of a path, split at the dots inside backquotes too. */
const pathOf = (pieces: OhmNode[]): string[] => pieces.map(nameOf).join('.').split('.');

const nameOf = (token: OhmNode): string => {
  const text = textOf(token);
  return text.startsWith('`') ? text.slice(1, -1).replaceAll('``', '`') : text;
};

const UNITS: readonly string[] = ['ms', 's', 'm', 'h', 'd'] satisfies TimeUnit[];

const ACTIONS: EqlActions<unknown> & { _terminal(this: OhmNode): unknown } = {
  statement(query, pipes): QueryNode {
    const node = ast<QueryNode['query']>(query);
    if (node.kind === 'Sample' && pipes.children[0]) refuse(spanOf(pipes.children[0]), 'samples do not support pipes');
    return { kind: 'PipedQuery', query: node, pipes: asts(pipes), span: spanOf(this) };
  },
  eventQuery(category, _where, condition): EventQueryNode {
    return { kind: 'EventQuery', category: categoryOf(category), condition: ast(condition), span: spanOf(this) };
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
  joinKeys(_by, first, _commas, rest) {
    return list<ExpressionNode>(this, first, rest).map((key) =>
      key.kind === 'Field' ? key : refuse(key.span, 'unsupported join key: only fields'),
    );
  },
  maxSpan(_with, _maxspan, _assign, number, unit): MaxSpanNode {
    const { value } = literalAt(number.source.startIdx) as { value: number };
    const name = unit.children[0] ? textOf(unit.children[0]) : '';
    if (!UNITS.includes(name)) refuse(spanOf(unit), 'unit');
    return { kind: 'MaxSpan', amount: value, unit: name as TimeUnit, span: spanOf(this) };
  },
  runs(_with, word, _assign, number): number {
    if (textOf(word) !== 'runs') refuse(spanOf(word), 'runs');
    return (literalAt(number.source.startIdx) as { value: number }).value;
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
  predicate(value, tail): ExpressionNode {
    const node = ast<ExpressionNode>(value);
    const finish = optional<Predicate>(tail);
    return finish ? finish(node, spanOf(this)) : node;
  },
  membership(not, operator, _open, items, _close): Predicate {
    return (value, span) => {
      const foldCase = textOf(operator) === 'in~';
      const node: ExpressionNode = { kind: 'InSet', value, items: ast(items), foldCase, span };
      return not.children[0] ? { kind: 'Not', term: node, span } : node;
    };
  },
  match(operator, patterns): Predicate {
    return (value, span) => ({
      kind: 'TextMatch',
      operator: textOf(operator) as TextMatchOperator,
      value,
      patterns: [ast<LiteralNode | LiteralNode[]>(patterns)].flat(),
      span,
    });
  },
  primary_parentheses: (_open, inner, _close) => ast(inner),
  call(name, _open, args, _close): ExpressionNode {
    const text = textOf(name);
    const foldCase = text.endsWith('~');
    return {
      kind: 'FunctionCall',
      name: foldCase ? text.slice(0, -1) : text,
      foldCase,
      arguments: optional(args) ?? [],
      span: spanOf(this),
    };
  },
  field(mark, first, _dots, rest): FieldNode {
    const path = pathOf([first, ...rest.children]);
    return { kind: 'Field', path, isOptional: mark.children.length > 0, span: spanOf(this) };
  },
  patternList: (_open, literals, _close) => ast(literals),
  items_literals: (literals, _close) => ast(literals),
  items_expressions(first, _commas, rest) {
    return list(this, first, rest);
  },
  literals(_first, _commas, _rest): LiteralNode[] {
    const { startIdx, endIdx } = this.source;
    checkLength(this, (endIdx - startIdx + 1) / 2);
    const literals: LiteralNode[] = [];
    for (let token = startIdx; token < endIdx; token += 2) literals.push(literalAt(token));
    return literals;
  },
  /** The only characters asked for their tree are literals. */
  _terminal(): LiteralNode {
    return literalAt(this.source.startIdx);
  },
  stageQuery: (open, query, _close) => ({ isMissing: textOf(open) === '![', query: ast(query) }),
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
      path: path.children.length > 0 ? pathOf(path.children) : [],
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
