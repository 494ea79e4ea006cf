import type { ArithmeticOperator } from '@eqlite/syntax';
import { arithmeticKind, calculate } from '../value/arithmetic.js';
import type { FunctionCompiler } from './function-compiler.js';

/** The named forms of the operators. */
function operatorFunction(operator: ArithmeticOperator): FunctionCompiler {
  return (_call, left, right) => {
    const kind = arithmeticKind(left!.kind, right!.kind);
    return (row) => calculate(operator, left!.evaluate(row), right!.evaluate(row), kind);
  };
}

export const add = operatorFunction('+');
export const subtract = operatorFunction('-');
export const multiply = operatorFunction('*');
export const divide = operatorFunction('/');
export const modulo = operatorFunction('%');
