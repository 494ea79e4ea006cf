import {
  type ComparisonNode,
  type ComparisonOperator,
  childrenOf,
  type ExpressionNode,
  type FieldNode,
  findFunction,
  type LiteralNode,
  type Span,
} from '@eqlite/syntax';
import type { Value } from './event.js';
import { evaluateConstant } from './reference/scalar.js';
import type { RegexLimits } from './regex/index.js';
import type { Schema } from './value/field-type.js';
import type { NumberKind } from './value/number.js';
import { numberText } from './value/number.js';

interface FoldOptions {
  /** With a schema, an optional field (`?f`) that it lacks is the constant null. */
  readonly schema?: Schema | undefined;
  /** For the patterns of constants. */
  readonly limits?: { readonly regex?: Partial<RegexLimits> | undefined } | undefined;
}

/**
 * A smaller expression with the same meaning: constants computed, constants moved to the right of comparisons,
 * `condition == true` reduced to the condition, unknown fields turned to null, nested `and`s and `or`s flattened.
 * What remains of unknown (null) is a single literal at the top: no event matches.
 */
export function fold(node: ExpressionNode, options: FoldOptions = {}): ExpressionNode {
  const again = (child: ExpressionNode) => fold(child, options);
  switch (node.kind) {
    case 'Literal':
    case 'Variable':
      return node;
    case 'Field':
      return isUnmapped(node, options) ? nullLiteral(node.span) : node;
    case 'Relation':
      return { ...node, query: { ...node.query, condition: again(node.query.condition) } };
    case 'FunctionCall':
      return foldConstant({ ...node, arguments: node.arguments.map(again) }, options);
    case 'Arithmetic':
      return foldConstant({ ...node, left: again(node.left), right: again(node.right) }, options);
    case 'Negate':
      return foldConstant({ ...node, operand: again(node.operand) }, options);
    case 'Comparison':
      return foldComparison({ ...node, left: again(node.left), right: again(node.right) }, options);
    case 'InSet': {
      const value = again(node.value);
      const items = node.items.map(again).filter((item) => !isNull(item));
      // Members that are null match nothing; nothing but such members is unknown.
      return items.length === 0 ? nullLiteral(node.span) : foldUnknown({ ...node, value, items }, value, options);
    }
    case 'TextMatch': {
      const value = again(node.value);
      return foldUnknown({ ...node, value }, value, options);
    }
    case 'Not': {
      const term = again(node.term);
      if (isNull(term)) return term;
      if (isBoolean(term)) return booleanLiteral(!term.value, node.span);
      return term.kind === 'Not' ? term.term : { ...node, term };
    }
    case 'And':
      return foldTerms(
        node.terms.flatMap((term) => flatten(again(term), 'And')),
        node.span,
        'And',
      );
    case 'Or':
      return foldTerms(
        node.terms.flatMap((term) => flatten(again(term), 'Or')),
        node.span,
        'Or',
      );
  }
}

function isUnmapped({ isOptional, path }: FieldNode, { schema }: FoldOptions): boolean {
  return isOptional && schema !== undefined && !Object.hasOwn(schema, path.join('.'));
}

function flatten(node: ExpressionNode, kind: 'And' | 'Or'): readonly ExpressionNode[] {
  return node.kind === kind ? node.terms : [node];
}

/**
 * `and`: false decides, then unknown (Elasticsearch folds `null and x` to null, so its negation matches nothing too),
 * true is dropped. `or`: true decides, false and unknown are dropped.
 */
function foldTerms(terms: readonly ExpressionNode[], span: Span, kind: 'And' | 'Or'): ExpressionNode {
  const decisive = kind === 'Or';
  if (terms.some((term) => isBoolean(term) && term.value === decisive)) return booleanLiteral(decisive, span);
  const open = terms.filter((term) => !isBoolean(term) && !isNull(term));
  const hasUnknown = terms.some(isNull);
  if (hasUnknown && (kind === 'And' || open.length === 0)) return nullLiteral(span);
  if (open.length === 0) return booleanLiteral(!decisive, span);
  return open.length === 1 ? open[0]! : { kind, terms: open, span };
}

const MIRRORED: { readonly [O in ComparisonOperator]: ComparisonOperator } = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function foldComparison(node: ComparisonNode, options: FoldOptions): ExpressionNode {
  if (node.left.kind === 'Literal' && node.right.kind !== 'Literal') {
    return foldComparison({ ...node, operator: MIRRORED[node.operator], left: node.right, right: node.left }, options);
  }
  const { operator, left, right } = node;
  const isEquality = operator === '==' || operator === '!=';
  if (isNull(right) || isNull(left)) {
    // Equality with null asks whether there is a value; an order with null is unknown.
    if (!isEquality) return nullLiteral(node.span);
    if (left.kind !== 'Literal') return node;
    return booleanLiteral((isNull(left) && isNull(right)) === (operator === '=='), node.span);
  }
  if (isEquality && isBoolean(right) && isCondition(left)) {
    const isPlain = (operator === '==') === right.value;
    return isPlain ? left : fold({ kind: 'Not', term: left, span: node.span }, options);
  }
  return foldConstant(node, options);
}

/** Whether a node is true or false by itself, rather than a field that may hold a boolean. */
export function isCondition(node: ExpressionNode): boolean {
  switch (node.kind) {
    case 'And':
    case 'Or':
    case 'Not':
    case 'Comparison':
    case 'InSet':
    case 'TextMatch':
    case 'Relation':
      return true;
    case 'FunctionCall':
      return findFunction(node.name, 'endpoint')?.returns === 'boolean';
    default:
      return false;
  }
}

/** A test of an unknown value is unknown; a test of a constant is computed. */
function foldUnknown(node: ExpressionNode, value: ExpressionNode, options: FoldOptions): ExpressionNode {
  return isNull(value) ? nullLiteral(node.span) : foldConstant(node, options);
}

/** Computes a node whose children are all literals. */
function foldConstant(node: ExpressionNode, { limits }: FoldOptions): ExpressionNode {
  const children = childrenOf(node);
  if (!children.every((child) => child.kind === 'Literal')) {
    return takesNull(node) && children.some((child) => isNull(child as ExpressionNode)) ? nullLiteral(node.span) : node;
  }
  const { value, kind } = evaluateConstant(node, limits?.regex);
  return toLiteral(value, kind, node.span);
}

/** Arithmetic on an unknown operand is unknown whatever the other one is. */
function takesNull(node: ExpressionNode): boolean {
  return node.kind === 'Arithmetic' || node.kind === 'Negate';
}

export function isNull(node: ExpressionNode): boolean {
  return node.kind === 'Literal' && node.type === 'null';
}

function isBoolean(node: ExpressionNode): node is LiteralNode & { readonly type: 'boolean' } {
  return node.kind === 'Literal' && node.type === 'boolean';
}

function nullLiteral(span: Span): LiteralNode {
  return { kind: 'Literal', type: 'null', value: null, span };
}

function booleanLiteral(value: boolean, span: Span): LiteralNode {
  return { kind: 'Literal', type: 'boolean', value, span };
}

function toLiteral(value: Value, kind: NumberKind, span: Span): LiteralNode {
  if (value === null) return nullLiteral(span);
  if (typeof value === 'boolean') return booleanLiteral(value, span);
  if (typeof value === 'string') return { kind: 'Literal', type: 'string', value, span };
  const text = numberText(value, kind);
  const isInteger = kind !== 'double' && (typeof value === 'bigint' || Number.isSafeInteger(value));
  const type = !isInteger ? 'double' : value >= -(2 ** 31) && value < 2 ** 31 ? 'integer' : 'long';
  return { kind: 'Literal', type, value: Number(value), text, span };
}
