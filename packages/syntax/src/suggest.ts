/** How alike two names must be, from 0 to 1, for one to be suggested for the other. As in Elasticsearch. */
const MIN_SIMILARITY = 0.5;
const MAX_SUGGESTIONS = 3;
/** Comparing takes time in proportion to the product of the lengths. */
const MAX_LENGTH = 200;

/** The names among `known` that resemble `name`, whatever their case: the most alike first, then in the order given. */
export function suggest(name: string, known: Iterable<string>): readonly string[] {
  if (name.length > MAX_LENGTH) return [];
  const wanted = name.toLowerCase();
  return [...known]
    .map((candidate) => ({ candidate, similarity: similarity(wanted, candidate.toLowerCase()) }))
    .filter((entry) => entry.similarity >= MIN_SIMILARITY)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, MAX_SUGGESTIONS)
    .map((entry) => entry.candidate);
}

/** One less the edit distance as a share of the longer name. */
function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  if (Math.abs(a.length - b.length) > longest * (1 - MIN_SIMILARITY)) return 0;
  return 1 - editDistance(a, b) / longest;
}

/** Levenshtein's: insertions, deletions and replacements that make `a` into `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
