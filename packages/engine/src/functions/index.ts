import type { FunctionName } from '@eqlite/syntax';
import { arithmeticKind } from '../value/arithmetic.js';
import type { NumberKind } from '../value/number.js';
import { add, divide, modulo, multiply, subtract } from './arithmetic.js';
import { between } from './between.js';
import { cidrMatch } from './cidr-match.js';
import { concat } from './concat.js';
import { endsWith } from './ends-with.js';
import type { FunctionCompiler } from './function-compiler.js';
import { indexOf } from './index-of.js';
import { length } from './length.js';
import { number } from './number.js';
import { startsWith } from './starts-with.js';
import { string } from './string.js';
import { stringContains } from './string-contains.js';
import { substring } from './substring.js';

/** The functions of values. `_arraysearch` is not one: it binds a variable, so conditions compile it themselves. */
export type ValueFunctionName = Exclude<FunctionName, '_arraysearch'>;

/** How every function of the table in `@eqlite/syntax` runs. */
export const FUNCTION_COMPILERS: { readonly [Name in ValueFunctionName]: FunctionCompiler } = {
  add,
  between,
  cidrMatch,
  concat,
  divide,
  endsWith,
  indexOf,
  length,
  modulo,
  multiply,
  number,
  startsWith,
  string,
  stringContains,
  substring,
  subtract,
};

const ARITHMETIC: ReadonlySet<ValueFunctionName> = new Set(['add', 'subtract', 'multiply', 'divide', 'modulo']);
const INTEGERS: ReadonlySet<ValueFunctionName> = new Set(['length', 'indexOf']);

/** What kind of number a call gives, as far as its arguments tell. */
export function resultKind(name: ValueFunctionName, kinds: readonly NumberKind[]): NumberKind {
  if (ARITHMETIC.has(name)) return arithmeticKind(kinds[0] ?? 'unknown', kinds[1] ?? 'unknown');
  return INTEGERS.has(name) ? 'integer' : 'unknown';
}
