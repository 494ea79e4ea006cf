import {
  checkExpression,
  type Dialect,
  type EventQueryNode,
  type ExpressionNode,
  type FieldNode,
  findFunction,
  type LiteralNode,
  parseExpression,
  type TextMatchOperator,
  type VariableNode,
  visit,
} from '@eqlite/syntax';
import { refusingRegexes, throwErrors } from '../compile/refuse.js';
import { maxChoices } from '../compile/script.js';
import type { Event, Value } from '../event.js';
import { fold, isCondition, isNull } from '../fold.js';
import { parseRegex, matchesByReference as regexMatchesByReference } from '../regex/index.js';
import { foldCase } from '../text/fold-case.js';
import { asField, classOf, kindOfClass, type Schema } from '../value/field-type.js';
import { fieldCompares } from './field-comparison.js';
import { elementsOf, valuesOf } from './flatten.js';
import { evaluateScalar, type FieldLookup, textMatches } from './scalar.js';

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

class Evaluation {
  /** What the variables of enclosing `_arraysearch` calls are bound to. */
  private readonly bindings = new Map<string, unknown>();
  private readonly event: Event;
  private readonly options: EvaluateOptions;

  constructor(event: Event, options: EvaluateOptions) {
    this.event = event;
    this.options = options;
  }

  value(node: ExpressionNode): Value {
    if (isCondition(node)) return this.holds(node);
    const [first] = this.rows(node);
    return evaluateScalar(node, first!).value;
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
    switch (node.kind) {
      case 'Comparison': {
        const { left, right, operator } = node;
        if (isFieldOrVariable(left) && right.kind === 'Literal' && operator !== '!=') {
          const values = this.rawValues(left);
          if (isNull(right)) return values.length === 0;
          return values.some((value) => fieldCompares(operator, value, right, this.classOf(left), this.options.nowMs));
        }
        break;
      }
      case 'InSet': {
        const { value, items } = node;
        if (isFieldOrVariable(value) && items.every((item) => item.kind === 'Literal')) {
          // Only texts have a case to ignore; an `in~` of another type is an `in`.
          const isText = [undefined, 'text'].includes(this.classOf(value));
          return this.rawValues(value).some((raw) =>
            items.some((item) => {
              const given = asField(raw, this.classOf(value));
              return node.foldCase && isText && item.type === 'string' && typeof given === 'string'
                ? foldCase(item.value) === foldCase(given)
                : fieldCompares('==', raw, item, this.classOf(value), this.options.nowMs);
            }),
          );
        }
        break;
      }
      case 'TextMatch':
        if (isFieldOrVariable(node.value)) {
          const value = node.value;
          const patterns = node.patterns.flatMap((pattern) => (pattern.type === 'string' ? [pattern.value] : []));
          return this.rawValues(value).some((raw) => {
            const text = asField(raw, this.classOf(value));
            return typeof text === 'string' && fieldMatches(node.operator, text, patterns);
          });
        }
        break;
      case 'Field':
      case 'Variable':
        // A bare field stands for `field == true`.
        return this.rawValues(node).some((raw) =>
          fieldCompares(
            '==',
            raw,
            { kind: 'Literal', type: 'boolean', value: true, span: node.span },
            this.classOf(node),
          ),
        );
      case 'FunctionCall':
        if (findFunction(node.name, 'endpoint')?.name === '_arraysearch') return this.arraySearchHolds(node.arguments);
        break;
      case 'Relation':
        return this.options.isDescendant?.(node.query, this.event) ?? false;
      default:
    }
    return this.rows(node).some((row) => evaluateScalar(node, row).value === true);
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

  private rawValues(node: FieldNode | VariableNode): Value[] {
    const values =
      node.kind === 'Field' ? valuesOf(this.event, node.path) : valuesOf(this.bindings.get(node.name), node.path);
    return values.filter((value) => asField(value, this.classOf(node)) !== null);
  }

  private elements(node: FieldNode | VariableNode): unknown[] {
    const document = node.kind === 'Field' ? this.event : this.bindings.get(node.name);
    return elementsOf(document, node.path);
  }

  private classOf(node: FieldNode | VariableNode) {
    return node.kind === 'Field' ? classOf(this.options.schema?.[node.path.join('.')]) : undefined;
  }

  /** Every choice of one value per occurrence of a field; a field without values contributes unknown. */
  private rows(node: ExpressionNode): FieldLookup[] {
    const occurrences: (FieldNode | VariableNode)[] = [];
    visit(node, (child) => {
      if (child.kind === 'Field' || child.kind === 'Variable') occurrences.push(child);
    });
    let choices: Value[][] = [[]];
    for (const occurrence of occurrences) {
      const values = this.rawValues(occurrence).map((value) => asField(value, this.classOf(occurrence)));
      const options = values.length === 0 ? [null] : values;
      choices = choices
        .flatMap((choice) => options.map((value) => [...choice, value]))
        .slice(0, maxChoices(occurrences.length));
    }
    return choices.map((choice) => (node) => ({
      value: choice[occurrences.indexOf(node)]!,
      kind: kindOfClass(this.classOf(node)),
    }));
  }
}

/** By the reference of regular expressions: compiled ones are tested against it. */
function fieldMatches(operator: TextMatchOperator, text: string, patterns: readonly string[]): boolean {
  if (operator !== 'regex' && operator !== 'regex~') return textMatches(operator, text, patterns);
  return patterns.some((pattern) => regexMatchesByReference(parseRegex(pattern), text, operator === 'regex~'));
}

function isFieldOrVariable(node: ExpressionNode | undefined): node is FieldNode | VariableNode {
  return node?.kind === 'Field' || node?.kind === 'Variable';
}
