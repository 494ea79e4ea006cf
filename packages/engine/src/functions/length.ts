import type { FunctionCompiler } from './function-compiler.js';

export const length: FunctionCompiler = (_call, source) => (row) => {
  const text = source!.evaluate(row);
  return typeof text === 'string' ? text.length : null;
};
