import type { ExpressionNode, FieldNode, VariableNode } from '@eqlite/syntax';
import { findFunction } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { FUNCTION_COMPILERS, resultKind, type ValueFunctionName } from '../functions/index.js';
import { compileRegex, type RegexLimits } from '../regex/index.js';
import { foldCase } from '../text/fold-case.js';
import { matchesWildcard } from '../text/wildcard.js';
import { arithmeticKind, calculate, negate } from '../value/arithmetic.js';
import { comparison } from '../value/compare.js';
import { literalKind, literalValue } from '../value/literal.js';
import type { NumberKind } from '../value/number.js';

/** What an expression comes to: its value, and what is known of it if it is a number. */
interface Scalar {
  readonly value: Value;
  readonly kind: NumberKind;
}

/** Whether a text as a whole matches a pattern. */
export type TextMatch = (pattern: string, text: string, foldsCase: boolean) => boolean;

/** The one value that a field (or an `_arraysearch` variable) has in the row at hand. */
export type FieldLookup = (node: FieldNode | VariableNode) => Scalar;

const UNKNOWN: Scalar = { value: null, kind: 'unknown' };
const truth = (value: boolean | null): Scalar => ({ value, kind: 'unknown' });

/**
 * Evaluates an expression by walking its tree, with three-valued logic: `null` is unknown, as in SQL. Slow and obvious;
 * `compile/script.ts` is its fast counterpart.
 */
export function evaluateScalar(node: ExpressionNode, lookup: FieldLookup, regex: TextMatch): Scalar {
  const again = (child: ExpressionNode) => evaluateScalar(child, lookup, regex);
  switch (node.kind) {
    case 'Literal':
      return { value: literalValue(node), kind: literalKind(node) };
    case 'Field':
    case 'Variable':
      return lookup(node);
    case 'Negate': {
      const { value, kind } = again(node.operand);
      return { value: negate(value, kind), kind };
    }
    case 'Arithmetic': {
      const left = again(node.left);
      const right = again(node.right);
      const kind = arithmeticKind(left.kind, right.kind);
      return { value: calculate(node.operator, left.value, right.value, kind), kind };
    }
    case 'FunctionCall': {
      const name = findFunction(node.name, 'endpoint')?.name;
      if (name === undefined || name === '_arraysearch') return UNKNOWN;
      const operands = node.arguments.map((argument) => {
        const { value, kind } = again(argument);
        return { evaluate: () => value, constant: value, kind };
      });
      const call = FUNCTION_COMPILERS[name as ValueFunctionName](node, ...operands);
      return {
        value: call([]),
        kind: resultKind(
          name as ValueFunctionName,
          operands.map(({ kind }) => kind),
        ),
      };
    }
    case 'Comparison': {
      const left = again(node.left).value;
      const right = again(node.right).value;
      const isNullCheck = [node.left, node.right].some((side) => side.kind === 'Literal' && side.type === 'null');
      if (isNullCheck && node.operator === '==') return truth(left === null && right === null);
      if (isNullCheck && node.operator === '!=') return truth(left !== null || right !== null);
      return truth(comparison(node.operator, left, right));
    }
    case 'InSet': {
      const value = again(node.value).value;
      if (value === null) return UNKNOWN;
      return truth(
        node.items.some((item) => {
          const member = again(item).value;
          if (node.foldCase && typeof member === 'string' && typeof value === 'string') {
            return foldCase(member) === foldCase(value);
          }
          return comparison('==', value, member) === true;
        }),
      );
    }
    case 'TextMatch': {
      const value = again(node.value).value;
      if (typeof value !== 'string') return UNKNOWN;
      const foldsCase = node.operator === ':' || node.operator.endsWith('~');
      const matches = node.operator.startsWith('regex') ? regex : matchesWildcard;
      return truth(
        node.patterns.some((pattern) => isString(pattern.value) && matches(pattern.value, value, foldsCase)),
      );
    }
    case 'Not': {
      const { value } = again(node.term);
      return truth(typeof value === 'boolean' ? !value : null);
    }
    case 'And': {
      const values = node.terms.map((term) => again(term).value);
      return truth(values.includes(false) ? false : values.every((value) => value === true) ? true : null);
    }
    case 'Or': {
      const values = node.terms.map((term) => again(term).value);
      return truth(values.includes(true) ? true : values.every((value) => value === false) ? false : null);
    }
    case 'Relation':
      return UNKNOWN;
  }
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Evaluates an expression that reads no field. */
export function evaluateConstant(node: ExpressionNode, limits: Partial<RegexLimits> | undefined): Scalar {
  return evaluateScalar(
    node,
    () => UNKNOWN,
    (pattern, text, foldCase) => compileRegex([pattern], { foldCase, limits })(text),
  );
}
