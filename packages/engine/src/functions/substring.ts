import { asInteger, type FunctionCompiler } from './function-compiler.js';

export const substring: FunctionCompiler = (_call, source, start, end) => (row) => {
  const text = source!.evaluate(row);
  if (typeof text !== 'string') return null;
  const givenStart = start!.evaluate(row);
  // A null start leaves the text whole, whatever the end, as in Elasticsearch.
  if (givenStart === null) return text;
  const from = asInteger(givenStart);
  const givenEnd = end === undefined ? null : end.evaluate(row);
  const to = givenEnd === null ? text.length : asInteger(givenEnd);
  // `slice` has the same rules: negative positions count from the end, then both are clamped.
  return from === null || to === null ? null : text.slice(from, to);
};
