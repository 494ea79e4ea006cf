import { foldCase } from '../text/fold-case.js';
import { asInteger, type FunctionCompiler } from './function-compiler.js';

export const indexOf: FunctionCompiler = (call, source, wanted, start) => (row) => {
  const text = source!.evaluate(row);
  const other = wanted!.evaluate(row);
  const given = start === undefined ? null : start.evaluate(row);
  // A null start counts as 0, as in Elasticsearch's code (its reference page says null).
  const from = given === null ? 0 : asInteger(given);
  if (typeof text !== 'string' || typeof other !== 'string' || from === null) return null;
  const found = call.foldCase ? foldCase(text).indexOf(foldCase(other), from) : text.indexOf(other, from);
  return found < 0 ? null : found;
};
