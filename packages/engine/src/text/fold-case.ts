/**
 * Ignoring case means ASCII letters only, as Elasticsearch does for fields: `É` and `é` stay different.
 * @see semantics of `:`, `in~`, `like~`: Lucene's ASCII case-insensitive automata
 */

const NON_ASCII = /[^\x00-\x7f]/;
const UPPER_ASCII = /[A-Z]/g;

/** `text` with A–Z in lower case. */
export function foldCase(text: string): string {
  return NON_ASCII.test(text) ? text.replace(UPPER_ASCII, (letter) => letter.toLowerCase()) : text.toLowerCase();
}

/** One UTF-16 unit, folded. */
export function foldUnit(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

/** Whether `text` from `start` on begins with `folded` (already in lower case). Allocates nothing. */
export function foldedAt(text: string, folded: string, start: number): boolean {
  for (let i = 0; i < folded.length; i++) {
    if (foldUnit(text.charCodeAt(start + i)) !== folded.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether `text` equals `folded` (already in lower case) but for case. Allocates nothing. */
export function equalsFolded(text: string, folded: string): boolean {
  return text.length === folded.length && foldedAt(text, folded, 0);
}

/** The first position of `folded` (not empty, in lower case) in `text` at or after `from`, or -1. Allocates nothing. */
export function indexOfFolded(text: string, folded: string, from: number): number {
  const lower = folded.charCodeAt(0);
  const upper = lower >= 97 && lower <= 122 ? lower - 32 : lower;
  const last = text.length - folded.length;
  for (let at = from; at <= last; at++) {
    const unit = text.charCodeAt(at);
    if ((unit === lower || unit === upper) && foldedAt(text, folded, at)) return at;
  }
  return -1;
}
