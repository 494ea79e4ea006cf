import {
  type EventQueryNode,
  type ExpressionNode,
  type FieldNode,
  findFunction,
  type LiteralNode,
  type VariableNode,
} from '@eqlite/syntax';
import { isNull } from '../fold.js';
import { classOf, type FieldClass, type Schema } from '../value/field-type.js';
import type { FieldTest } from './field-test.js';
import { patternTexts, splitPatterns } from './script.js';

/**
 * A condition as Elasticsearch means it: plain booleans over leaves, each leaf true or false for an event. This is what
 * predicates are compiled from, and what a rule set indexes and shares.
 */
export type Condition =
  | { readonly kind: 'Constant'; readonly value: boolean }
  | { readonly kind: 'All' | 'Some'; readonly terms: readonly Condition[] }
  | { readonly kind: 'None'; readonly term: Condition }
  | Leaf;

export type Leaf = FieldLeaf | ScriptLeaf | ArraySearchLeaf | DescendantLeaf;

/** Where a field is read from. */
export type Source =
  /** The event at hand. */
  | { readonly kind: 'event' }
  /** Endpoint dialect: the element that the `_arraysearch` with this variable looks at. */
  | { readonly kind: 'variable'; readonly name: string }
  /** Endpoint dialect: the event that an earlier stage of the sequence matched. */
  | { readonly kind: 'alias'; readonly name: string };

/** Some value of a field passes a test. */
export interface FieldLeaf {
  readonly kind: 'FieldLeaf';
  readonly source: Source;
  readonly path: readonly string[];
  readonly fieldClass: FieldClass;
  readonly test: FieldTest;
}

/** Some choice of values makes the expression true (or, with `wantsNull`, unknown). */
export interface ScriptLeaf {
  readonly kind: 'ScriptLeaf';
  readonly expression: ExpressionNode;
  readonly wantsNull: boolean;
}

/** Some element of an array satisfies a condition. */
export interface ArraySearchLeaf {
  readonly kind: 'ArraySearchLeaf';
  readonly source: Source;
  readonly path: readonly string[];
  readonly variable: string;
  readonly condition: Condition;
}

/** The event's process descends from one that matched the query. */
export interface DescendantLeaf {
  readonly kind: 'DescendantLeaf';
  readonly query: EventQueryNode;
}

export interface ConditionContext {
  readonly schema?: Schema | undefined;
  /** Names that stand for events of earlier stages. */
  readonly aliases?: ReadonlySet<string> | undefined;
}

const FALSE: Condition = { kind: 'Constant', value: false };

/** The condition of a folded expression. */
export function toCondition(node: ExpressionNode, context: ConditionContext): Condition {
  const again = (child: ExpressionNode) => toCondition(child, context);
  switch (node.kind) {
    case 'Literal':
      return { kind: 'Constant', value: node.value === true };
    case 'And':
      return { kind: 'All', terms: node.terms.map(again) };
    case 'Or':
      return { kind: 'Some', terms: node.terms.map(again) };
    case 'Not':
      return { kind: 'None', term: again(node.term) };
    case 'Field':
    case 'Variable':
      return fieldLeaf(node, context, { kind: 'equals', literals: [trueLiteral(node)], foldCase: false });
    case 'Comparison': {
      if (node.operator === '!=') return { kind: 'None', term: again({ ...node, operator: '==' }) };
      const { left, right, operator } = node;
      if (isNull(right)) {
        if (isField(left)) return { kind: 'None', term: fieldLeaf(left, context, { kind: 'exists' }) };
        return { kind: 'ScriptLeaf', expression: left, wantsNull: true };
      }
      if (!isField(left) || right.kind !== 'Literal') break;
      const test: FieldTest =
        operator === '=='
          ? { kind: 'equals', literals: [right], foldCase: false }
          : { kind: 'order', operator, literal: right };
      return fieldLeaf(left, context, test);
    }
    case 'InSet': {
      const literals = node.items.filter((item) => item.kind === 'Literal');
      if (!isField(node.value) || literals.length < node.items.length) break;
      return fieldLeaf(node.value, context, { kind: 'equals', literals, foldCase: node.foldCase });
    }
    case 'TextMatch': {
      if (!isField(node.value)) break;
      const { texts, wildcards, regexes, foldsCase } = splitPatterns(node.operator, patternTexts(node.patterns));
      const test: FieldTest =
        regexes.length > 0
          ? { kind: 'regex', patterns: regexes, foldCase: foldsCase }
          : { kind: 'text', texts, wildcards, foldCase: foldsCase };
      return fieldLeaf(node.value, context, test);
    }
    case 'FunctionCall': {
      const name = findFunction(node.name, 'endpoint')?.name;
      const [first, second] = node.arguments;
      if (name === '_arraysearch') return arraySearch(node.arguments, context);
      if (!isField(first)) break;
      switch (name) {
        case 'startsWith':
        case 'endsWith':
        case 'stringContains':
          if (second?.kind !== 'Literal') break;
          // Against a constant that is no text the call is unknown for every event.
          if (second.type !== 'string') return FALSE;
          return fieldLeaf(first, context, { kind: name, text: second.value, foldCase: node.foldCase });
        case 'cidrMatch':
          return fieldLeaf(first, context, { kind: 'cidr', blocks: stringsOf(node.arguments.slice(1)) });
        default:
      }
      break;
    }
    case 'Relation':
      return { kind: 'DescendantLeaf', query: node.query };
    default:
  }
  return { kind: 'ScriptLeaf', expression: node, wantsNull: false };
}

function arraySearch([array, variable, condition]: readonly ExpressionNode[], context: ConditionContext): Condition {
  // `check` has refused any other arguments.
  if (!isField(array) || variable?.kind !== 'Variable' || condition === undefined) return FALSE;
  return {
    kind: 'ArraySearchLeaf',
    ...placeOf(array, context),
    variable: variable.name,
    condition: toCondition(condition, context),
  };
}

function fieldLeaf(node: FieldNode | VariableNode, context: ConditionContext, test: FieldTest): FieldLeaf {
  const { source, path } = placeOf(node, context);
  const fieldClass = source.kind === 'variable' ? undefined : classOf(context.schema?.[path.join('.')]);
  return { kind: 'FieldLeaf', source, path, fieldClass, test };
}

/** Where a field or variable is read from, and the path from there. */
export function placeOf(
  node: FieldNode | VariableNode,
  { aliases }: ConditionContext,
): { source: Source; path: readonly string[] } {
  if (node.kind === 'Variable') return { source: { kind: 'variable', name: node.name }, path: node.path };
  const [first, ...rest] = node.path;
  if (aliases?.has(first!) && rest.length > 0) return { source: { kind: 'alias', name: first! }, path: rest };
  return { source: { kind: 'event' }, path: node.path };
}

function isField(node: ExpressionNode | undefined): node is FieldNode | VariableNode {
  return node?.kind === 'Field' || node?.kind === 'Variable';
}

function stringsOf(nodes: readonly ExpressionNode[]): readonly string[] {
  return nodes.flatMap((node) => (node.kind === 'Literal' && node.type === 'string' ? [node.value] : []));
}

function trueLiteral({ span }: ExpressionNode): LiteralNode {
  return { kind: 'Literal', type: 'boolean', value: true, span };
}
