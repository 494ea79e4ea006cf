/**
 * The syntax tree of an EQL query: plain, readonly, JSON-shaped data. No methods, no parent links; phases keep what
 * they learn beside it or build a new tree. Absent parts are `null`, so every node of a kind has one shape.
 */

/** A half-open range `[start, end)` in UTF-16 offsets into the query text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `elasticsearch` is exact; `endpoint` adds `_arraysearch`, `as` aliases, `$variables` and `descendant of`. */
export type Dialect = 'elasticsearch' | 'endpoint';

// ---------------------------------------------------------------- expressions

/** `"text"`, `12`, `1.5`, `true`, `null`. */
export type LiteralNode = StringLiteralNode | NumberLiteralNode | BooleanLiteralNode | NullLiteralNode;

export interface StringLiteralNode {
  readonly kind: 'Literal';
  readonly type: 'string';
  readonly value: string;
  readonly span: Span;
}

export interface NumberLiteralNode {
  readonly kind: 'Literal';
  /** 32-bit, 64-bit, or floating; what the digits fit into (an integer beyond 64 bits is a double). */
  readonly type: 'integer' | 'long' | 'double';
  /** Rounded to a double; `text` has all digits of a long beyond 2^53. */
  readonly value: number;
  /** As written, without a sign: `-5` is a `Negate` of `5`. */
  readonly text: string;
  readonly span: Span;
}

export interface BooleanLiteralNode {
  readonly kind: 'Literal';
  readonly type: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

export interface NullLiteralNode {
  readonly kind: 'Literal';
  readonly type: 'null';
  readonly value: null;
  readonly span: Span;
}

/** A field reference. `process.name` and `` `process.name` `` are the same field: `path` is split at every dot. */
export interface FieldNode {
  readonly kind: 'Field';
  readonly path: readonly string[];
  /** Written `?process.name`: may be absent from the schema. */
  readonly isOptional: boolean;
  readonly span: Span;
}

/** Endpoint dialect: `$entry` or `$entry.symbol_info`, the element that an enclosing `_arraysearch` looks at. */
export interface VariableNode {
  readonly kind: 'Variable';
  /** Without the `$`. */
  readonly name: string;
  /** The field inside the element; empty for the element itself. */
  readonly path: readonly string[];
  readonly span: Span;
}

/** `startsWith~(process.name, "cmd")`. */
export interface FunctionCallNode {
  readonly kind: 'FunctionCall';
  /** As written, without the `~`; functions are looked up regardless of case. The name stands at `span.start`. */
  readonly name: string;
  /** Written with `~`: ignores case. */
  readonly foldCase: boolean;
  readonly arguments: readonly ExpressionNode[];
  readonly span: Span;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export interface ArithmeticNode {
  readonly kind: 'Arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly span: Span;
}

/** Unary minus. A unary plus leaves no trace. */
export interface NegateNode {
  readonly kind: 'Negate';
  readonly operand: ExpressionNode;
  readonly span: Span;
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Never expands wildcards; case-sensitive. */
export interface ComparisonNode {
  readonly kind: 'Comparison';
  readonly operator: ComparisonOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly span: Span;
}

/** `value in (a, b)`, `value in~ (a, b)`. `value not in (…)` is a `Not` around it. */
export interface InSetNode {
  readonly kind: 'InSet';
  readonly value: ExpressionNode;
  /** At least one. */
  readonly items: readonly ExpressionNode[];
  /** Written `in~`: ignores case. */
  readonly foldCase: boolean;
  readonly span: Span;
}

export type TextMatchOperator = ':' | 'like' | 'like~' | 'regex' | 'regex~';

/** `value : "a*"`, `value like~ ("a*", "b")`, `value regex "a.+"`: true when any of the patterns matches. */
export interface TextMatchNode {
  readonly kind: 'TextMatch';
  readonly operator: TextMatchOperator;
  readonly value: ExpressionNode;
  /** At least one. The grammar takes any literal; `check` refuses those that are not strings. */
  readonly patterns: readonly LiteralNode[];
  readonly span: Span;
}

export interface NotNode {
  readonly kind: 'Not';
  readonly term: ExpressionNode;
  readonly span: Span;
}

/** `a and b and c` is one `And` of three terms; parentheses keep an inner `And` apart. */
export interface AndNode {
  readonly kind: 'And';
  /** At least two. */
  readonly terms: readonly ExpressionNode[];
  readonly span: Span;
}

export interface OrNode {
  readonly kind: 'Or';
  /** At least two. */
  readonly terms: readonly ExpressionNode[];
  readonly span: Span;
}

/** Endpoint dialect: `descendant of [process where …]`. */
export interface RelationNode {
  readonly kind: 'Relation';
  readonly relation: 'descendant';
  readonly query: EventQueryNode;
  readonly span: Span;
}

export type ExpressionNode =
  | LiteralNode
  | FieldNode
  | VariableNode
  | FunctionCallNode
  | ArithmeticNode
  | NegateNode
  | ComparisonNode
  | InSetNode
  | TextMatchNode
  | NotNode
  | AndNode
  | OrNode
  | RelationNode;

// ---------------------------------------------------------------- queries

/** `process where …`. */
export interface EventQueryNode {
  readonly kind: 'EventQuery';
  /** The event category, `null` for `any`. */
  readonly category: string | null;
  readonly condition: ExpressionNode;
  readonly span: Span;
}

export const TIME_UNITS = ['ms', 's', 'm', 'h', 'd'] as const;

export type TimeUnit = (typeof TIME_UNITS)[number];

/** `maxspan=30s`. */
export interface MaxSpanNode {
  readonly kind: 'MaxSpan';
  /** A positive integer. */
  readonly amount: number;
  readonly unit: TimeUnit;
  readonly span: Span;
}

/** `[process where …] by user.id with runs=3 as event0`, `![…]`. */
export interface StageNode {
  readonly kind: 'Stage';
  readonly query: EventQueryNode;
  /** Written `![…]`: no such event may occur. */
  readonly isMissing: boolean;
  /** This stage's own keys; the shared ones are on the query. */
  readonly joinKeys: readonly FieldNode[];
  /** 1 to 100. */
  readonly runs: number;
  /** Endpoint dialect: the name after `as`. */
  readonly alias: string | null;
  readonly span: Span;
}

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly joinKeys: readonly FieldNode[];
  readonly maxSpan: MaxSpanNode | null;
  /** As written, runs not expanded. */
  readonly stages: readonly StageNode[];
  readonly until: StageNode | null;
  readonly span: Span;
}

export interface SampleNode {
  readonly kind: 'Sample';
  readonly joinKeys: readonly FieldNode[];
  readonly stages: readonly StageNode[];
  readonly span: Span;
}

/** Parses as in Elasticsearch, and like there is refused by `check`. */
export interface JoinNode {
  readonly kind: 'Join';
  readonly joinKeys: readonly FieldNode[];
  readonly stages: readonly StageNode[];
  readonly until: StageNode | null;
  readonly span: Span;
}

/** `| head 10`. */
export interface PipeCommandNode {
  readonly kind: 'PipeCommand';
  readonly name: 'head' | 'tail';
  /** Zero or more. */
  readonly count: number;
  readonly span: Span;
}

/** A whole statement: a query and its pipes. */
export interface PipedQueryNode {
  readonly kind: 'PipedQuery';
  readonly query: EventQueryNode | SequenceNode | SampleNode | JoinNode;
  readonly pipes: readonly PipeCommandNode[];
  readonly span: Span;
}

/** What `parse` returns. */
export type QueryNode = PipedQueryNode;

export type Node =
  | ExpressionNode
  | EventQueryNode
  | MaxSpanNode
  | StageNode
  | SequenceNode
  | SampleNode
  | JoinNode
  | PipeCommandNode
  | PipedQueryNode;

export type NodeKind = Node['kind'];
export type NodeOf<K extends NodeKind> = Extract<Node, { readonly kind: K }>;

/** Which properties hold child nodes (one, a list, or `null`), in source order. */
export const CHILD_KEYS: { readonly [K in NodeKind]: readonly (keyof NodeOf<K>)[] } = {
  Literal: [],
  Field: [],
  Variable: [],
  FunctionCall: ['arguments'],
  Arithmetic: ['left', 'right'],
  Negate: ['operand'],
  Comparison: ['left', 'right'],
  InSet: ['value', 'items'],
  TextMatch: ['value', 'patterns'],
  Not: ['term'],
  And: ['terms'],
  Or: ['terms'],
  Relation: ['query'],
  EventQuery: ['condition'],
  MaxSpan: [],
  Stage: ['query', 'joinKeys'],
  Sequence: ['joinKeys', 'maxSpan', 'stages', 'until'],
  Sample: ['joinKeys', 'stages'],
  Join: ['joinKeys', 'stages', 'until'],
  PipeCommand: [],
  PipedQuery: ['query', 'pipes'],
};
