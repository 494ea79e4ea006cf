import { foldCase } from '../text/fold-case.js';
import type { FunctionCompiler } from './function-compiler.js';

/** `wanted` of the second one is folded; it ignores the case of `source`. */
interface TextTests {
  readonly exact: (source: string, wanted: string) => boolean;
  readonly folded: (source: string, wanted: string) => boolean;
}

/** A function of two texts that says yes or no; null when either is not a text. */
export function textTest({ exact, folded }: TextTests): FunctionCompiler {
  return (call, source, wanted) => {
    const holds = call.foldCase ? folded : exact;
    const prepare = call.foldCase ? foldCase : (text: string) => text;
    const constant = typeof wanted!.constant === 'string' ? prepare(wanted!.constant) : undefined;
    return (row) => {
      const text = source!.evaluate(row);
      const other = constant ?? wanted!.evaluate(row);
      if (typeof text !== 'string' || typeof other !== 'string') return null;
      return holds(text, constant ?? prepare(other));
    };
  };
}
