import type { MatchResult, Node as OhmNode } from 'ohm-js';
import {
  type ArithmeticOperator,
  type ComparisonOperator,
  type EventQueryNode,
  type ExpressionNode,
  type FieldNode,
  type JoinNode,
  type LiteralNode,
  type MaxSpanNode,
  type Node,
  type NumberLiteralNode,
  type PipeCommandNode,
  type QueryNode,
  type SampleNode,
  type SequenceNode,
  type Span,
  type StageNode,
  type TextMatchOperator,
  TIME_UNITS,
  type TimeUnit,
} from './ast.js';
import {
  type EqlActions,
  type EqlEndpointActions,
  endpointGrammar,
  eqlGrammar,
  TOKEN,
} from './eql-grammar.generated.js';
import { type Diagnostic, fail } from './errors.js';
import { namesOf, spanOfTokens, type Tokens } from './lexer.js';
import type { Limits } from './limits.js';
import { numberLiteral, stringValue } from './literals.js';
import * as messages from './messages.js';

/**
 * The query under way. Module state, since ohm's actions take arguments only at a cost; sound, since building a tree is
 * one synchronous step.
 */
let tokens: Tokens;
let limits: Limits;

const refuse = (diagnostic: Diagnostic): never => fail(diagnostic, tokens.source);

// ohm attaches `toAst` to its nodes without telling the type checker.
const ast = <T>(node: OhmNode): T => node.toAst() as T;
const asts = <T>(nodes: OhmNode): T[] => nodes.children.map(ast<T>);
const optional = <T>(node: OhmNode): T | null => (node.children[0] ? ast<T>(node.children[0]) : null);

const spanOf = ({ source }: OhmNode): Span => spanOfTokens(tokens, source.startIdx, source.endIdx);
const textOf = (node: OhmNode): string => {
  const { start, end } = spanOf(node);
  return tokens.source.slice(start, end);
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

const list = <T>(node: OhmNode, first: OhmNode, rest: OhmNode): T[] => {
  checkLength(node, 1 + rest.children.length);
  return [ast<T>(first), ...asts<T>(rest)];
};

const checkLength = (node: OhmNode, length: number): void => {
  if (length > limits.maxListItems) refuse(messages.tooManyItems(spanOf(node), limits.maxListItems));
};

/** The names of a field, or of a variable behind its `skipped` first characters. */
const pathOf = (node: OhmNode, skipped = 0): string[] => {
  const path = namesOf(textOf(node).slice(skipped));
  if (path.length > limits.maxDepth) refuse(messages.pathTooLong(spanOf(node), limits.maxDepth));
  return path;
};

// ---------------------------------------------------------------- queries

const categoryOf = (token: OhmNode): string | null => {
  const text = textOf(token);
  if (text === 'any') return null;
  return text.startsWith('"') ? stringValue(tokens.source, spanOf(token)) : text;
};

const stage = (node: OhmNode, query: OhmNode, keys: OhmNode, runs: number, alias: string | null): StageNode => {
  const { isMissing, eventQuery } = ast<{ isMissing: boolean; eventQuery: EventQueryNode }>(query);
  const joinKeys = optional<FieldNode[]>(keys) ?? [];
  return { kind: 'Stage', query: eventQuery, isMissing, joinKeys, runs, alias, span: spanOf(node) };
};

/** An event query in brackets, and whether they are `![…]`. */
const stageQuery = (open: OhmNode, query: OhmNode) => ({
  isMissing: textOf(open) === '![',
  eventQuery: ast<EventQueryNode>(query),
});

const MAX_RUNS = 100;
const MAX_SEQUENCE_STAGES = 256;
const MIN_STAGES = 2;
const MAX_SAMPLE_STAGES = 5;

const checkSequence = (keyword: Span, { stages, until, maxSpan }: SequenceNode): void => {
  const count = stages.reduce((sum, { runs }) => sum + runs, 0);
  if (count < MIN_STAGES) refuse(messages.tooFewStages(keyword, 'sequence', MIN_STAGES));
  if (count > MAX_SEQUENCE_STAGES) refuse(messages.tooManyStages(keyword, 'sequence', MAX_SEQUENCE_STAGES, count));
  if (until?.isMissing) refuse(messages.missingUntil(until.span));
  const missing = stages.find(({ isMissing }) => isMissing);
  if (!missing) return;
  if (!maxSpan) refuse(messages.missingWithoutMaxspan(missing.span));
  if (stages.every(({ isMissing }) => isMissing)) refuse(messages.onlyMissing(keyword));
};

const checkUnordered = (keyword: Span, { kind, stages }: SampleNode | JoinNode): void => {
  const name = kind === 'Sample' ? 'sample' : 'join';
  if (stages.length < MIN_STAGES) refuse(messages.tooFewStages(keyword, name, MIN_STAGES));
  if (kind === 'Sample' && stages.length > MAX_SAMPLE_STAGES) {
    refuse(messages.tooManyStages(keyword, name, MAX_SAMPLE_STAGES, stages.length));
  }
  const missing = stages.find(({ isMissing }) => isMissing);
  if (missing) refuse(messages.missingOutsideSequence(missing.span, name));
};

const QUERY_ACTIONS: EqlActions<unknown> = {
  statement(query, pipes): QueryNode {
    const node = ast<QueryNode['query']>(query);
    if (node.kind === 'Sample' && pipes.children[0]) refuse(messages.pipeAfterSample(spanOf(pipes.children[0])));
    return { kind: 'PipedQuery', query: node, pipes: asts(pipes), span: spanOf(this) };
  },
  eventQuery(category, _where, condition): EventQueryNode {
    return { kind: 'EventQuery', category: categoryOf(category), condition: ast(condition), span: spanOf(this) };
  },
  sequenceQuery(keyword, keys, maxSpan, stages, until): SequenceNode {
    const node: SequenceNode = {
      kind: 'Sequence',
      joinKeys: optional<FieldNode[]>(keys) ?? [],
      maxSpan: optional(maxSpan),
      stages: asts(stages),
      until: optional(until),
      span: spanOf(this),
    };
    checkSequence(spanOf(keyword), node);
    return node;
  },
  sampleQuery(keyword, keys, stages): SampleNode {
    const joinKeys = optional<FieldNode[]>(keys) ?? [];
    const node: SampleNode = { kind: 'Sample', joinKeys, stages: asts(stages), span: spanOf(this) };
    checkUnordered(spanOf(keyword), node);
    return node;
  },
  joinQuery(keyword, keys, stages, until): JoinNode {
    const joinKeys = optional<FieldNode[]>(keys) ?? [];
    const node: JoinNode = { kind: 'Join', joinKeys, stages: asts(stages), until: optional(until), span: spanOf(this) };
    checkUnordered(spanOf(keyword), node);
    return node;
  },
  stage(query, keys, runs): StageNode {
    return stage(this, query, keys, optional<number>(runs) ?? 1, null);
  },
  plainStage(query, keys): StageNode {
    return stage(this, query, keys, 1, null);
  },
  untilStage: (_until, node) => ast(node),
  stageQuery: (open, query, _close) => stageQuery(open, query),
  joinKeys(_by, first, _commas, rest): FieldNode[] {
    return list<ExpressionNode>(this, first, rest).map((key) =>
      key.kind === 'Field' ? key : refuse(messages.joinKeyNoField(key.span)),
    );
  },
  maxSpan(_with, _maxspan, _assign, number, unit): MaxSpanNode {
    const amount = literalAt(number.source.startIdx) as NumberLiteralNode;
    if (amount.type === 'double') refuse(messages.maxspanDecimal(amount));
    if (!Number.isSafeInteger(amount.value)) refuse(messages.maxspanTooLong(amount.span));
    if (amount.value === 0) refuse(messages.maxspanZero(amount.span));
    if (!unit.children[0]) return refuse(messages.maxspanWithoutUnit(amount));
    const name = textOf(unit);
    if (!TIME_UNITS.includes(name as TimeUnit)) refuse(messages.maxspanUnit(spanOf(unit), name));
    return { kind: 'MaxSpan', amount: amount.value, unit: name as TimeUnit, span: spanOf(this) };
  },
  runs(_with, option, _assign, number): number {
    if (textOf(option) !== 'runs') refuse(messages.stageOption(spanOf(option), textOf(option)));
    const count = literalAt(number.source.startIdx) as NumberLiteralNode;
    if (count.type === 'double' || count.value < 1 || count.value > MAX_RUNS) {
      refuse(messages.badRuns(count, MAX_RUNS));
    }
    return count.value;
  },
  pipe(_bar, name, args): PipeCommandNode {
    const command = textOf(name);
    if (command !== 'head' && command !== 'tail') return refuse(messages.unknownPipe(spanOf(name), command));
    const [count, ...rest] = optional<ExpressionNode[]>(args) ?? [];
    if (!count) return refuse(messages.pipeWithoutCount(spanOf(name), command));
    if (rest[0]) refuse(messages.pipeWithMore(rest[0].span, command));
    if (count.kind !== 'Literal' || count.type !== 'integer') {
      return refuse(messages.pipeCount(count.span, command, tokens.source));
    }
    return { kind: 'PipeCommand', name: command, count: count.value, span: spanOf(this) };
  },
};

// ---------------------------------------------------------------- expressions

/** `a and b and c` as one node of three terms. */
const joined = (kind: 'And' | 'Or', node: OhmNode, first: OhmNode, rest: OhmNode): ExpressionNode =>
  rest.children.length === 0
    ? ast(first)
    : { kind, terms: [ast(first), ...asts<ExpressionNode>(rest)], span: spanOf(node) };

/** `a - b - c` as `(a - b) - c`. */
const arithmetic = (node: OhmNode, first: OhmNode, operators: OhmNode, rest: OhmNode): ExpressionNode => {
  const { start } = spanOf(node);
  return rest.children.reduce<ExpressionNode>((left, right, i) => {
    const operator = textOf(operators.child(i)) as ArithmeticOperator;
    return { kind: 'Arithmetic', operator, left, right: ast(right), span: { start, end: spanOf(right).end } };
  }, ast(first));
};

/** What follows a primary, waiting for it. */
type Predicate = (value: ExpressionNode, span: Span) => ExpressionNode;

const EXPRESSION_ACTIONS: EqlActions<unknown> & { _terminal(this: OhmNode): unknown } = {
  expression(first, _or, rest) {
    return joined('Or', this, first, rest);
  },
  conjunction(first, _and, rest) {
    return joined('And', this, first, rest);
  },
  negation_not(_not, term): ExpressionNode {
    return { kind: 'Not', term: ast(term), span: spanOf(this) };
  },
  comparison(left, operator, right): ExpressionNode {
    if (!right.children[0]) return ast(left);
    return {
      kind: 'Comparison',
      operator: textOf(operator.children[0] as OhmNode) as ComparisonOperator,
      left: ast(left),
      right: ast(right.children[0]),
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
  predicate(value, test): ExpressionNode {
    const node = ast<ExpressionNode>(value);
    const finish = optional<Predicate>(test);
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
  patternList: (_open, literals, _close) => ast(literals),
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
  field(mark, path): FieldNode {
    return { kind: 'Field', path: pathOf(path), isOptional: mark.children.length > 0, span: spanOf(this) };
  },
  items_literals: (literals, _close) => ast(literals),
  items_expressions(first, _commas, rest) {
    return list(this, first, rest);
  },
  /** Read off the tokens: every other one is a literal, and there may be thousands. */
  literals(_first, _commas, _rest): LiteralNode[] {
    const { startIdx, endIdx } = this.source;
    checkLength(this, (endIdx - startIdx + 1) / 2);
    const literals: LiteralNode[] = [];
    for (let token = startIdx; token < endIdx; token += 2) literals.push(literalAt(token));
    return literals;
  },
  /** The only tokens asked for their tree are literals. */
  _terminal() {
    return literalAt(this.source.startIdx);
  },
};

const ENDPOINT_ACTIONS: EqlEndpointActions<unknown> = {
  stage(query, keys, runs, alias): StageNode {
    return stage(this, query, keys, optional<number>(runs) ?? 1, optional(alias));
  },
  alias(as, name): string {
    if (textOf(as) !== 'as') refuse(messages.noAlias(spanOf(as), textOf(as)));
    return textOf(name);
  },
  relation(name, _of, _open, query, _close): ExpressionNode {
    if (textOf(name) !== 'descendant') refuse(messages.relation(spanOf(name), textOf(name)));
    return { kind: 'Relation', relation: 'descendant', query: ast(query), span: spanOf(this) };
  },
  element(variable): ExpressionNode {
    const [name, ...path] = pathOf(variable, 1);
    return { kind: 'Variable', name: name as string, path, span: spanOf(this) };
  },
};

const semantics = eqlGrammar.createSemantics().addOperation('toAst', { ...QUERY_ACTIONS, ...EXPRESSION_ACTIONS });
const endpointSemantics = endpointGrammar.extendSemantics(semantics).extendOperation('toAst', ENDPOINT_ACTIONS);

/**
 * The tree of a match.
 * @param source the tokens that matched
 * @throws EqlSyntaxError for what the grammar takes and Elasticsearch's parser refuses
 */
export function toAst(match: MatchResult, isEndpoint: boolean, source: Tokens, caps: Limits): Node {
  tokens = source;
  limits = caps;
  return ast((isEndpoint ? endpointSemantics : semantics)(match) as unknown as OhmNode);
}
