import { foldCase, indexOfFolded } from '../text/fold-case.js';
import { asInteger, type FunctionCompiler } from './function-compiler.js';

export const indexOf: FunctionCompiler = (call, source, wanted, start) => {
  const prepare = call.foldCase ? foldCase : (text: string) => text;
  const constant = typeof wanted!.constant === 'string' ? prepare(wanted!.constant) : undefined;
  return (row) => {
    const text = source!.evaluate(row);
    const other = constant ?? wanted!.evaluate(row);
    const given = start === undefined ? null : start.evaluate(row);
    // A null start counts as 0, as in Elasticsearch's code (its reference page says null).
    const from = given === null ? 0 : asInteger(given);
    if (typeof text !== 'string' || typeof other !== 'string' || from === null) return null;
    const isFolded = call.foldCase && other !== '';
    const found = isFolded
      ? indexOfFolded(text, constant ?? foldCase(other), Math.max(from, 0))
      : text.indexOf(other, from);
    return found < 0 ? null : found;
  };
};
