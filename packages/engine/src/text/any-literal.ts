import { foldCase } from './fold-case.js';
import { compileEquality, type TextTest } from './wildcard.js';

/** A test for equality with one of many literals: one hash lookup, after a look at the length that allocates nothing. */
export function compileAnyLiteral(literals: readonly string[], foldsCase: boolean): TextTest {
  const wanted = new Set(foldsCase ? literals.map(foldCase) : literals);
  if (wanted.size === 1) return compileEquality([...wanted][0]!, foldsCase);
  const hasLength = lengthFilter(wanted);
  if (!foldsCase) return (text) => hasLength(text.length) && wanted.has(text);
  return (text) => hasLength(text.length) && wanted.has(foldCase(text));
}

/** Whether any of `texts` has that many units. */
function lengthFilter(texts: ReadonlySet<string>): (length: number) => boolean {
  let longest = 0;
  for (const { length } of texts) longest = Math.max(longest, length);
  const present = new Uint8Array(Math.min(longest, 4096) + 1);
  let hasLonger = false;
  for (const { length } of texts) {
    if (length < present.length) present[length] = 1;
    else hasLonger = true;
  }
  return (length) => (length < present.length ? present[length] === 1 : hasLonger);
}
