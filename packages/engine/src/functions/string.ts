import { valueText } from '../value/number.js';
import type { FunctionCompiler } from './function-compiler.js';

export const string: FunctionCompiler = (_call, value) => (row) => valueText(value!.evaluate(row), value!.kind);
