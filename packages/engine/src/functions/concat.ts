import { valueText } from '../value/number.js';
import type { FunctionCompiler } from './function-compiler.js';

export const concat: FunctionCompiler =
  (_call, ...values) =>
  (row) => {
    let joined = '';
    for (const { evaluate, kind } of values) {
      const text = valueText(evaluate(row), kind);
      if (text === null) return null;
      joined += text;
    }
    return joined;
  };
