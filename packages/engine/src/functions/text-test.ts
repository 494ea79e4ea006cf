import { foldCase } from '../text/fold-case.js';
import type { FunctionCompiler } from './function-compiler.js';

/** A function of two texts that says yes or no; null when either is not a text. `~` compares folded texts. */
export function textTest(holds: (source: string, wanted: string) => boolean): FunctionCompiler {
  return (call, source, wanted) => {
    const foldedConstant = call.foldCase && typeof wanted!.constant === 'string' ? foldCase(wanted!.constant) : null;
    return (row) => {
      const text = source!.evaluate(row);
      const other = foldedConstant ?? wanted!.evaluate(row);
      if (typeof text !== 'string' || typeof other !== 'string') return null;
      if (!call.foldCase) return holds(text, other);
      return holds(foldCase(text), foldedConstant ?? foldCase(other));
    };
  };
}
