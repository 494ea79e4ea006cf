import { equalsFolded, foldCase, foldUnit } from './fold-case.js';
import { compileEquality, type TextTest } from './wildcard.js';

/** A test for equality with one of many literals: one hash lookup, after a look at the length. Allocates nothing. */
export function compileAnyLiteral(literals: readonly string[], foldsCase: boolean): TextTest {
  const wanted = new Set(foldsCase ? literals.map(foldCase) : literals);
  if (wanted.size === 1) return compileEquality([...wanted][0]!, foldsCase);
  const hasLength = lengthFilter(wanted);
  if (!foldsCase) return (text) => hasLength(text.length) && wanted.has(text);
  const folded = new FoldedSet(wanted);
  return (text) => hasLength(text.length) && folded.has(text);
}

/** Texts in lower case, to be looked up by texts in any: `Set` would need each of those in lower case first. */
class FoldedSet {
  private readonly texts: readonly string[];
  private readonly hashes: Int32Array;
  /** Numbers of texts, from 1, where their hashes lead; 0 is free. At most half of it is full. */
  private readonly table: Int32Array;

  constructor(texts: Iterable<string>) {
    this.texts = [...texts];
    this.hashes = Int32Array.from(this.texts, foldedHash);
    this.table = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.texts.length + 1)));
    this.texts.forEach((_, i) => {
      let at = this.hashes[i]! & (this.table.length - 1);
      while (this.table[at] !== 0) at = (at + 1) & (this.table.length - 1);
      this.table[at] = i + 1;
    });
  }

  has(text: string): boolean {
    const { table, hashes } = this;
    const hash = foldedHash(text);
    for (let at = hash & (table.length - 1); table[at] !== 0; at = (at + 1) & (table.length - 1)) {
      const i = table[at]! - 1;
      if (hashes[i] === hash && equalsFolded(text, this.texts[i]!)) return true;
    }
    return false;
  }
}

function foldedHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ foldUnit(text.charCodeAt(i)), 0x01000193);
  return hash ^ (hash >>> 15);
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
