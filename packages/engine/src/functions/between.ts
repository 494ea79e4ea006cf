import { foldCase } from '../text/fold-case.js';
import type { FunctionCompiler } from './function-compiler.js';

export const between: FunctionCompiler = (call, source, left, right, greedy) => (row) => {
  const text = source!.evaluate(row);
  const opening = left!.evaluate(row);
  const closing = right!.evaluate(row);
  const isGreedy = greedy === undefined ? false : greedy.evaluate(row);
  if (typeof text !== 'string' || typeof opening !== 'string' || typeof closing !== 'string') return null;
  if (typeof isGreedy !== 'boolean') return null;
  if (text === '' || opening === '' || closing === '') return text;
  // Folding keeps every position, so what is found in the folded text is cut from the text itself.
  const [searched, first, last] = call.foldCase
    ? [foldCase(text), foldCase(opening), foldCase(closing)]
    : [text, opening, closing];
  const found = searched.indexOf(first);
  if (found < 0) return '';
  const start = found + first.length;
  const end = isGreedy ? searched.lastIndexOf(last) : searched.indexOf(last, start);
  return end < start ? '' : text.slice(start, end);
};
