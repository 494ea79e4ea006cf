import { valueText } from '../value/number.js';
import type { FunctionCompiler } from './function-compiler.js';

/** Longer texts are unknown: a few megabytes, named often enough, are more than memory holds. */
const MAX_LENGTH = 2 ** 24;

export const concat: FunctionCompiler =
  (_call, ...values) =>
  (row) => {
    let joined = '';
    for (const { evaluate, kind } of values) {
      const text = valueText(evaluate(row), kind);
      if (text === null) return null;
      joined += text;
      if (joined.length > MAX_LENGTH) return null;
    }
    return joined;
  };
