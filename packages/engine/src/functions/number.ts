import { parseDecimal, parseInteger } from '../value/number.js';
import { asInteger, type FunctionCompiler } from './function-compiler.js';

const HEX_PREFIX = '0x';
/** Java reads `2.5d` and `2.5f` as doubles. */
const WITH_SUFFIX = /^(.*[\d.])[dDfF]\s*$/;

function decimal(text: string): number | bigint | null {
  const suffixed = WITH_SUFFIX.exec(text);
  return parseDecimal(suffixed === null ? text : suffixed[1]!);
}

export const number: FunctionCompiler = (_call, source, base) => (row) => {
  const text = source!.evaluate(row);
  if (typeof text !== 'string') return null;
  const given = base === undefined ? null : base.evaluate(row);
  const isHex = text.startsWith(HEX_PREFIX);
  if (given === null) return isHex ? parseInteger(text.slice(HEX_PREFIX.length), 16) : decimal(text);
  const radix = asInteger(given);
  if (radix === null) return null;
  if (radix === 10) return decimal(text);
  return parseInteger(radix === 16 && isHex ? text.slice(HEX_PREFIX.length) : text, radix);
};
