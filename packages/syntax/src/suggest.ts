/** How alike two names must be, from 0 to 1, for one to be suggested for the other. As in Elasticsearch. */
const MIN_SIMILARITY = 0.5;
const MAX_SUGGESTIONS = 3;
/** Comparing takes time in proportion to the product of the lengths. */
const MAX_LENGTH = 200;

/** The names among `known` that resemble `name`, whatever their case: the most alike first, then in the order given. */
export function suggest(name: string, known: Iterable<string>): readonly string[] {
  if (name.length > MAX_LENGTH) return [];
  const wanted = name.toLowerCase();
  /** The most alike so far. */
  const best: { readonly candidate: string; readonly similarity: number }[] = [];
  for (const candidate of known) {
    const last = best[MAX_SUGGESTIONS - 1]?.similarity;
    const similarity = similarityOf(wanted, candidate.toLowerCase(), last ?? MIN_SIMILARITY);
    if (similarity < MIN_SIMILARITY || (last !== undefined && similarity <= last)) continue;
    const place = best.findIndex((entry) => entry.similarity < similarity);
    best.splice(place < 0 ? best.length : place, 0, { candidate, similarity });
    best.length = Math.min(best.length, MAX_SUGGESTIONS);
  }
  return best.map(({ candidate }) => candidate);
}

/** One less the edit distance as a share of the longer name; 0 where that is below `least`. */
function similarityOf(a: string, b: string, least: number): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  const limit = Math.floor(longest * (1 - least) + 1e-9);
  if (Math.abs(a.length - b.length) > limit) return 0;
  const distance = editDistance(a, b, limit);
  return distance > limit ? 0 : 1 - distance / longest;
}

/** Levenshtein's: insertions, deletions and replacements that make `a` into `b`; some number above `limit` beyond it. */
function editDistance(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  let next = [...row];
  for (let i = 1; i <= a.length; i++) {
    // Cells this far from the diagonal are beyond the limit.
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    next.fill(limit + 1);
    if (i <= limit) next[0] = i;
    let least = limit + 1;
    for (let j = from; j <= to; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const distance = Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1);
      next[j] = distance;
      least = Math.min(least, distance);
    }
    if (least > limit) return least;
    [row, next] = [next, row];
  }
  return row[b.length] as number;
}
