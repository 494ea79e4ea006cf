import { compileRegex } from '../regex/index.js';

/** Regexes compiled at a time, the longest unused first to go. */
const MOST = 256;

const compiled = new Map<string, (text: string) => boolean>();

/** Whether a text as a whole matches a regular expression, which is compiled once while it is in use. */
export function matchesRegex(pattern: string, text: string, foldsCase: boolean): boolean {
  const id = `${foldsCase ? '~' : ' '}${pattern}`;
  const test = compiled.get(id) ?? compileRegex([pattern], { foldCase: foldsCase });
  compiled.delete(id);
  compiled.set(id, test);
  if (compiled.size > MOST) compiled.delete(compiled.keys().next().value!);
  return test(text);
}
