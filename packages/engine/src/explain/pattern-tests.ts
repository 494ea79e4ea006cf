import type { PatternTests } from '../reference/evaluate.js';
import type { TextMatch } from '../reference/scalar.js';
import { compileRegex, NO_REGEX_LIMITS } from '../regex/index.js';
import { compileWildcard, type TextTest } from '../text/wildcard.js';

/** What the reference evaluator is given when many events are explained: patterns compiled once while they are in use. */
export const COMPILED_TESTS: PatternTests = {
  regex: compiledOnce(256, (pattern, foldsCase) =>
    compileRegex([pattern], { foldCase: foldsCase, limits: NO_REGEX_LIMITS }),
  ),
  wildcard: compiledOnce(10_000, compileWildcard),
};

/** @param most tests held at a time, the longest unused first to go */
function compiledOnce(most: number, compile: (pattern: string, foldsCase: boolean) => TextTest): TextMatch {
  const compiled = new Map<string, TextTest>();
  return (pattern, text, foldsCase) => {
    const id = `${foldsCase ? '~' : ' '}${pattern}`;
    const test = compiled.get(id) ?? compile(pattern, foldsCase);
    compiled.delete(id);
    compiled.set(id, test);
    if (compiled.size > most) compiled.delete(compiled.keys().next().value!);
    return test(text);
  };
}
