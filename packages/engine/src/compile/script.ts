import {
  type ExpressionNode,
  type FieldNode,
  findFunction,
  type TextMatchNode,
  type VariableNode,
} from '@eqlite/syntax';
import type { Event, Predicate, Value, ValueTest } from '../event.js';
import type { Evaluator, Operand, Row } from '../functions/function-compiler.js';
import { FUNCTION_COMPILERS, resultKind, type ValueFunctionName } from '../functions/index.js';
import { compileRegex, type RegexLimits } from '../regex/index.js';
import { foldCase } from '../text/fold-case.js';
import { hasWildcard, type TextTest } from '../text/wildcard.js';
import { arithmeticKind, calculate, negate } from '../value/arithmetic.js';
import { comparison } from '../value/compare.js';
import { asField, type FieldClass, kindOfClass } from '../value/field-type.js';
import { literalKind, literalValue } from '../value/literal.js';
import type { NumberKind } from '../value/number.js';
import { compileTexts } from './field-test.js';

/**
 * Scripts are leaves that are more than a field against constants: function calls, arithmetic, fields against fields.
 * Every occurrence of a field ranges over its values on its own, a missing one over a single unknown; the leaf is true
 * when some choice makes the expression true. Within it unknown is SQL's.
 */

/** Choices tried at most for one leaf and event; what lies beyond counts as false. Three fields of 40 values fit. */
const MAX_CHOICES = 65_536;
/** Values looked at for them: an expression of very many fields has fewer choices. */
const MAX_CHOSEN_VALUES = 16 * MAX_CHOICES;

export function maxChoices(occurrences: number): number {
  return Math.min(MAX_CHOICES, Math.ceil(MAX_CHOSEN_VALUES / Math.max(occurrences, 1)));
}

/** What an occurrence of a field or variable reads. */
interface Occurrence {
  /** Whether some value passes the test; values come in the order of the document. */
  readonly some: (test: ValueTest) => Predicate;
  readonly fieldClass: FieldClass;
}

type ResolveOccurrence = (node: FieldNode | VariableNode) => Occurrence;

/** A predicate: does some choice of values satisfy `accept`? */
export function compileScript(
  node: ExpressionNode,
  resolve: ResolveOccurrence,
  accept: (value: Value) => boolean,
  regexLimits: Partial<RegexLimits> | undefined,
): Predicate {
  const occurrences: Occurrence[] = [];
  const place: PlaceOccurrence = (field) => {
    const occurrence = resolve(field);
    occurrences.push(occurrence);
    return { slot: occurrences.length - 1, kind: kindOfClass(occurrence.fieldClass) };
  };
  const { evaluate } = compileOperand(node, { place, regexLimits });
  const row: Value[] = occurrences.map(() => null);

  if (occurrences.length === 1) {
    const { some, fieldClass } = occurrences[0]!;
    let isMissing = true;
    const accepts = some((raw) => {
      const value = asField(raw, fieldClass);
      if (value === null) return false;
      isMissing = false;
      row[0] = value;
      return accept(evaluate(row));
    });
    return (event) => {
      isMissing = true;
      if (accepts(event)) return true;
      if (!isMissing) return false;
      row[0] = null;
      return accept(evaluate(row));
    };
  }
  const choices = occurrences.map((occurrence) => new Choices(occurrence));
  return (event) => {
    let isSingle = true;
    for (let slot = 0; slot < choices.length; slot++) {
      const one = choices[slot]!;
      one.fill(event);
      row[slot] = one.values[0]!;
      if (one.count > 1) isSingle = false;
    }
    return isSingle ? accept(evaluate(row)) : someChoice(choices, row, (values) => accept(evaluate(values)));
  };
}

/** The values of one occurrence for the event at hand: the first `count`, a single null when there is none. */
class Choices {
  readonly values: Value[] = [];
  count = 0;
  private readonly collect: Predicate;

  constructor({ some, fieldClass }: Occurrence) {
    this.collect = some((raw) => {
      const value = asField(raw, fieldClass);
      if (value !== null) this.values[this.count++] = value;
      return false;
    });
  }

  fill(event: Event): void {
    this.count = 0;
    this.collect(event);
    if (this.count === 0) this.values[this.count++] = null;
  }
}

/** Tries the choices like an odometer, the last occurrence turning fastest. */
function someChoice(choices: readonly Choices[], row: Value[], accept: (row: Row) => boolean): boolean {
  const at = choices.map(() => 0);
  const limit = maxChoices(row.length);
  for (let tried = 0; tried < limit; tried++) {
    for (let slot = 0; slot < row.length; slot++) row[slot] = choices[slot]!.values[at[slot]!]!;
    if (accept(row)) return true;
    let slot = row.length - 1;
    for (; slot >= 0; slot--) {
      at[slot] = at[slot]! + 1;
      if (at[slot]! < choices[slot]!.count) break;
      at[slot] = 0;
    }
    if (slot < 0) return false;
  }
  return false;
}

/** Gives each occurrence a place in the row. */
type PlaceOccurrence = (node: FieldNode | VariableNode) => { readonly slot: number; readonly kind: NumberKind };

function constantOperand(value: Value, kind: NumberKind): Operand {
  return { evaluate: () => value, constant: value, kind };
}

function operand(evaluate: Evaluator, kind: NumberKind = 'unknown'): Operand {
  return { evaluate, constant: undefined, kind };
}

interface OperandContext {
  readonly place: PlaceOccurrence;
  readonly regexLimits: Partial<RegexLimits> | undefined;
}

/** The closure for a node. Folding has run: a node without fields is a literal. */
function compileOperand(node: ExpressionNode, context: OperandContext): Operand {
  const again = (child: ExpressionNode) => compileOperand(child, context);
  switch (node.kind) {
    case 'Literal':
      return constantOperand(literalValue(node), literalKind(node));
    case 'Field':
    case 'Variable': {
      const { slot, kind } = context.place(node);
      return operand((row) => row[slot]!, kind);
    }
    case 'Negate': {
      const { evaluate, kind } = again(node.operand);
      return operand((row) => negate(evaluate(row), kind), kind);
    }
    case 'Arithmetic': {
      const left = again(node.left);
      const right = again(node.right);
      const { operator } = node;
      const kind = arithmeticKind(left.kind, right.kind);
      return operand((row) => calculate(operator, left.evaluate(row), right.evaluate(row), kind), kind);
    }
    case 'FunctionCall': {
      const name = findFunction(node.name, 'endpoint')?.name;
      // `check` has refused unknown functions; `_arraysearch` is a leaf by itself, not a value.
      if (name === undefined || name === '_arraysearch') return constantOperand(null, 'unknown');
      const operands = node.arguments.map(again);
      const kinds = operands.map(({ kind }) => kind);
      return operand(
        FUNCTION_COMPILERS[name as ValueFunctionName](node, ...operands),
        resultKind(name as ValueFunctionName, kinds),
      );
    }
    case 'Comparison': {
      const left = again(node.left).evaluate;
      const right = again(node.right);
      const { operator } = node;
      if (right.constant === null) {
        return operand(operator === '!=' ? (row) => left(row) !== null : (row) => left(row) === null);
      }
      return operand((row) => comparison(operator, left(row), right.evaluate(row)));
    }
    case 'InSet': {
      const value = again(node.value).evaluate;
      const isMember = compileMembership(node.items.map(again), node.foldCase);
      return operand((row) => {
        const given = value(row);
        return given === null ? null : isMember(given, row);
      });
    }
    case 'TextMatch': {
      const value = again(node.value).evaluate;
      const matches = compileTextMatch(node, context.regexLimits);
      return operand((row) => {
        const text = value(row);
        return typeof text === 'string' ? matches(text) : null;
      });
    }
    case 'Not': {
      const term = again(node.term).evaluate;
      return operand((row) => {
        const value = term(row);
        return typeof value === 'boolean' ? !value : null;
      });
    }
    case 'And':
      return operand(
        compileTerms(
          node.terms.map((term) => again(term).evaluate),
          false,
        ),
      );
    case 'Or':
      return operand(
        compileTerms(
          node.terms.map((term) => again(term).evaluate),
          true,
        ),
      );
    case 'Relation':
      return constantOperand(null, 'unknown');
  }
}

/** Three-valued `or` (`decisive` true) and `and` (`decisive` false). */
function compileTerms(terms: readonly Evaluator[], decisive: boolean): Evaluator {
  return (row) => {
    let isKnown = true;
    for (const term of terms) {
      const value = term(row);
      if (value === decisive) return decisive;
      if (value !== !decisive) isKnown = false;
    }
    return isKnown ? !decisive : null;
  };
}

function compileMembership(items: readonly Operand[], foldsCase: boolean): (value: Value, row: Row) => boolean {
  const members = items.map(({ constant }) => constant);
  const texts = members.filter((member) => typeof member === 'string');
  if (texts.length === items.length) {
    const isText = compileTexts(texts, [], foldsCase);
    return (value) => typeof value === 'string' && isText(value);
  }
  return (value, row) => {
    for (const { evaluate } of items) {
      const member = evaluate(row);
      if (foldsCase && typeof member === 'string' && typeof value === 'string') {
        if (foldCase(member) === foldCase(value)) return true;
      } else if (comparison('==', value, member) === true) return true;
    }
    return false;
  };
}

/** The operator and its patterns as one test. */
function compileTextMatch(
  { operator, patterns }: TextMatchNode,
  regexLimits: Partial<RegexLimits> | undefined,
): TextTest {
  const { texts, wildcards, regexes, foldsCase } = splitPatterns(operator, patternTexts(patterns));
  return regexes.length > 0
    ? compileRegex(regexes, { foldCase: foldsCase, limits: regexLimits })
    : compileTexts(texts, wildcards, foldsCase);
}

export function patternTexts(patterns: TextMatchNode['patterns']): readonly string[] {
  return patterns.flatMap((pattern) => (pattern.type === 'string' ? [pattern.value] : []));
}

export function splitPatterns(operator: TextMatchNode['operator'], patterns: readonly string[]) {
  const isRegex = operator === 'regex' || operator === 'regex~';
  return {
    texts: isRegex ? [] : patterns.filter((pattern) => !hasWildcard(pattern)),
    wildcards: isRegex ? [] : patterns.filter(hasWildcard),
    regexes: isRegex ? patterns : [],
    foldsCase: operator === ':' || operator === 'like~' || operator === 'regex~',
  };
}
