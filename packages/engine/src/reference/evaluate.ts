import {
  type ComparisonNode,
  checkExpression,
  type Dialect,
  type EventQueryNode,
  type ExpressionNode,
  type FieldNode,
  findFunction,
  type LiteralNode,
  parseExpression,
  type VariableNode,
  visit,
} from '@eqlite/syntax';
import { refusingRegexes, throwErrors } from '../compile/refuse.js';
import { maxChoices } from '../compile/script.js';
import type { Event, Value } from '../event.js';
import { fold, isCondition, isNull } from '../fold.js';
import { parseRegex, matchesByReference as regexMatchesByReference } from '../regex/index.js';
import { foldCase } from '../text/fold-case.js';
import { matchesWildcard } from '../text/wildcard.js';
import { asField, classOf, type FieldClass, kindOfClass, type Schema } from '../value/field-type.js';
import { fieldCompares } from './field-comparison.js';
import { elementsOf, valuesOf } from './flatten.js';
import { evaluateScalar, type FieldLookup, type TextMatch } from './scalar.js';

export interface EvaluateOptions {
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
  /** Field types; without it every field exists and values have the types that JSON gives them. */
  readonly schema?: Schema;
  /** Endpoint dialect: whether the event's process descends from one that matched the query. Default: never. */
  readonly isDescendant?: (query: EventQueryNode, event: Event) => boolean;
  /** What `now` in date math stands for, ms since 1970. Without it such a date is no value. */
  readonly nowMs?: number;
}

/**
 * Evaluates an expression for one event by walking its tree: the slow, obvious reference that compiled queries are
 * tested against. A condition gives true or false (null only where it is unknown for every event, such as
 * `null > 1`); any other expression its value for the first value of each field it reads.
 * @throws EqlSyntaxError when the text is no expression
 * @throws EqlSemanticError when it cannot run: an unknown function, a bad regular expression …
 */
export function evaluate(expression: string | ExpressionNode, event: Event, options: EvaluateOptions = {}): Value {
  const { dialect = 'elasticsearch', schema } = options;
  const source = typeof expression === 'string' ? expression : undefined;
  const parsed = typeof expression === 'string' ? parseExpression(expression, { dialect }) : expression;
  if (source !== undefined) {
    throwErrors(checkExpression(parsed, { dialect, ...(schema === undefined ? {} : { schema }) }), source);
  }
  return refusingRegexes(parsed, source, () => new Evaluation(event, options).value(fold(parsed, options)));
}

/** Whether an event query matches, by walking its tree: what `compile(query).matches(event)` must agree with. */
export function matchesByReference(query: EventQueryNode, event: Event, options: MatchOptions = {}): boolean {
  const { eventCategoryField = 'event.category', ...rest } = options;
  const evaluation = new Evaluation(event, rest);
  return isOfCategory(query, eventCategoryField, evaluation) && evaluation.holdsAtTop(fold(query.condition, options));
}

/** `category where …` is a comparison like any other. */
function isOfCategory({ category, span }: EventQueryNode, field: string, evaluation: Evaluation): boolean {
  if (category === null) return true;
  const left: FieldNode = { kind: 'Field', path: field.split('.'), isOptional: false, span };
  const right: LiteralNode = { kind: 'Literal', type: 'string', value: category, span };
  return evaluation.holdsAtTop({ kind: 'Comparison', operator: '==', left, right, span });
}

export interface MatchOptions extends EvaluateOptions {
  /** Default `event.category`. */
  readonly eventCategoryField?: string;
}

/** One event under evaluation. */
export class Evaluation {
  /** What the variables of enclosing `_arraysearch` calls are bound to. */
  private readonly bindings = new Map<string, unknown>();
  private readonly event: Event;
  private readonly options: EvaluateOptions;
  private readonly tests: PatternTests;

  /** @param tests by default the references, which take their time over long texts */
  constructor(event: Event, options: EvaluateOptions, tests: PatternTests = REFERENCE_TESTS) {
    this.event = event;
    this.options = options;
    this.tests = tests;
  }

  value(node: ExpressionNode): Value {
    if (isCondition(node)) return this.holds(node);
    const [first] = this.rows(node);
    return this.valueIn(first!, node);
  }

  /** The value of an expression for one choice of a value for each field. */
  valueIn(row: FieldLookup, node: ExpressionNode): Value {
    return evaluateScalar(node, row, this.tests.regex).value;
  }

  /** Conditions are two-valued: every leaf is true or false for the event. Constants have been folded away. */
  private holds(node: ExpressionNode): boolean {
    switch (node.kind) {
      case 'And':
        return node.terms.every((term) => this.holds(term));
      case 'Or':
        return node.terms.some((term) => this.holds(term));
      case 'Not':
        return !this.holds(node.term);
      case 'Comparison':
        // `a != b` is `not (a == b)`, also where `a` has no or many values.
        return node.operator === '!=' ? !this.leafHolds({ ...node, operator: '==' }) : this.leafHolds(node);
      default:
        return this.leafHolds(node);
    }
  }

  private leafHolds(node: ExpressionNode): boolean {
    if (isNullCheck(node)) return this.rawValues(node.left).length === 0;
    const leaf = this.fieldLeaf(node);
    if (leaf !== undefined) {
      return this.rawValues(leaf.field).some((raw) => leaf.constants.some((constant) => leaf.holds(raw, constant)));
    }
    if (node.kind === 'FunctionCall' && findFunction(node.name, 'endpoint')?.name === '_arraysearch') {
      return this.arraySearchHolds(node.arguments);
    }
    if (node.kind === 'Relation') return this.options.isDescendant?.(node.query, this.event) ?? false;
    return this.rows(node).some((row) => this.valueIn(row, node) === true);
  }

  private arraySearchHolds([array, variable, condition]: readonly ExpressionNode[]): boolean {
    if (!isFieldOrVariable(array) || variable?.kind !== 'Variable' || condition === undefined) return false;
    const outer = this.bindings.get(variable.name);
    const found = this.elements(array).some((element) => {
      this.bindings.set(variable.name, element);
      return this.holdsAtTop(condition);
    });
    this.bindings.set(variable.name, outer);
    return found;
  }

  /** A condition that folding may have made a constant; unknown has become false. */
  holdsAtTop(condition: ExpressionNode): boolean {
    return condition.kind === 'Literal' ? condition.value === true : this.holds(condition);
  }

  /** The field and the constants of a leaf, unless it is more than that (or less: `f == null`). */
  fieldLeaf(node: ExpressionNode): FieldLeaf | undefined {
    return fieldLeafOf(node, this.options, this.tests);
  }

  /** The values of a field that can be of its type. */
  rawValues(node: FieldNode | VariableNode): Value[] {
    const values =
      node.kind === 'Field' ? valuesOf(this.event, node.path) : valuesOf(this.bindings.get(node.name), node.path);
    const fieldClass = classOfNode(node, this.options.schema);
    return values.filter((value) => asField(value, fieldClass) !== null);
  }

  elements(node: FieldNode | VariableNode): unknown[] {
    const document = node.kind === 'Field' ? this.event : this.bindings.get(node.name);
    return elementsOf(document, node.path);
  }

  /** Every choice of one value per occurrence of a field; a field without values contributes unknown. */
  rows(node: ExpressionNode): FieldLookup[] {
    const { schema } = this.options;
    const occurrences: (FieldNode | VariableNode)[] = [];
    visit(node, (child) => {
      if (child.kind === 'Field' || child.kind === 'Variable') occurrences.push(child);
    });
    let choices: Value[][] = [[]];
    for (const occurrence of occurrences) {
      const values = this.rawValues(occurrence).map((value) => asField(value, classOfNode(occurrence, schema)));
      const options = values.length === 0 ? [null] : values;
      choices = choices
        .flatMap((choice) => options.map((value) => [...choice, value]))
        .slice(0, maxChoices(occurrences.length));
    }
    return choices.map((choice) => (node) => ({
      value: choice[occurrences.indexOf(node)]!,
      kind: kindOfClass(classOfNode(node, schema)),
    }));
  }
}

/** A leaf that is true when some value of a field stands in a relation to some constant. */
export interface FieldLeaf {
  readonly field: FieldNode | VariableNode;
  readonly constants: readonly LiteralNode[];
  holds(raw: Value, constant: LiteralNode): boolean;
}

/** How the patterns of `regex` are matched, and those of `:` and `like` with the values of fields. */
export interface PatternTests {
  readonly regex: TextMatch;
  readonly wildcard: TextMatch;
}

const REFERENCE_TESTS: PatternTests = {
  regex: (pattern, text, foldsCase) => regexMatchesByReference(parseRegex(pattern), text, foldsCase),
  wildcard: matchesWildcard,
};

function fieldLeafOf(
  node: ExpressionNode,
  { schema, nowMs }: EvaluateOptions,
  tests: PatternTests,
): FieldLeaf | undefined {
  switch (node.kind) {
    case 'Comparison': {
      const { left: field, right, operator } = node;
      if (!isFieldOrVariable(field) || right.kind !== 'Literal' || operator === '!=' || isNull(right)) return undefined;
      const fieldClass = classOfNode(field, schema);
      return {
        field,
        constants: [right],
        holds: (raw, constant) => fieldCompares(operator, raw, constant, fieldClass, nowMs),
      };
    }
    case 'InSet': {
      const { value: field, items } = node;
      const constants = items.filter((item) => item.kind === 'Literal');
      if (!isFieldOrVariable(field) || constants.length < items.length) return undefined;
      const fieldClass = classOfNode(field, schema);
      // Only texts have a case to ignore; an `in~` of another type is an `in`.
      const isText = fieldClass === undefined || fieldClass === 'string';
      return {
        field,
        constants,
        holds(raw, constant) {
          const given = asField(raw, fieldClass);
          return node.foldCase && isText && constant.type === 'string' && typeof given === 'string'
            ? foldCase(constant.value) === foldCase(given)
            : fieldCompares('==', raw, constant, fieldClass, nowMs);
        },
      };
    }
    case 'TextMatch': {
      const { value: field, operator } = node;
      if (!isFieldOrVariable(field)) return undefined;
      const fieldClass = classOfNode(field, schema);
      return {
        field,
        constants: node.patterns.filter(({ type }) => type === 'string'),
        holds(raw, { value: pattern }) {
          const text = asField(raw, fieldClass);
          if (typeof text !== 'string' || typeof pattern !== 'string') return false;
          const test = operator.startsWith('regex') ? tests.regex : tests.wildcard;
          return test(pattern, text, operator === ':' || operator.endsWith('~'));
        },
      };
    }
    case 'Field':
    case 'Variable': {
      // A bare field stands for `field == true`.
      const yes: LiteralNode = { kind: 'Literal', type: 'boolean', value: true, span: node.span };
      const fieldClass = classOfNode(node, schema);
      return {
        field: node,
        constants: [yes],
        holds: (raw, constant) => fieldCompares('==', raw, constant, fieldClass, nowMs),
      };
    }
    default:
      return undefined;
  }
}

function classOfNode(node: FieldNode | VariableNode, schema: Schema | undefined): FieldClass {
  return node.kind === 'Field' ? classOf(schema?.[node.path.join('.')]) : undefined;
}

/** `field == null`. */
export function isNullCheck(node: ExpressionNode): node is ComparisonNode & { left: FieldNode | VariableNode } {
  return node.kind === 'Comparison' && node.operator === '==' && isNull(node.right) && isFieldOrVariable(node.left);
}

export function isFieldOrVariable(node: ExpressionNode | undefined): node is FieldNode | VariableNode {
  return node?.kind === 'Field' || node?.kind === 'Variable';
}
