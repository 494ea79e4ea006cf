import { parseDecimal, parseInteger } from '../value/number.js';
import { asInteger, type FunctionCompiler } from './function-compiler.js';

const HEX_PREFIX = '0x';

export const number: FunctionCompiler = (_call, source, base) => (row) => {
  const text = source!.evaluate(row);
  if (typeof text !== 'string') return null;
  const given = base === undefined ? null : base.evaluate(row);
  const isHex = text.startsWith(HEX_PREFIX);
  if (given === null) return isHex ? parseInteger(text.slice(HEX_PREFIX.length), 16) : parseDecimal(text);
  const radix = asInteger(given);
  if (radix === null) return null;
  if (radix === 10) return parseDecimal(text);
  return parseInteger(radix === 16 && isHex ? text.slice(HEX_PREFIX.length) : text, radix);
};
