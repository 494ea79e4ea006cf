import type { CompiledQuery } from '../compile/compile.js';
import { type Cover, coverFrequency, coversOf, guessFrequency, SELECTIVE, type Token } from './cover.js';

/** A text shorter than this is nearly everywhere. */
const MIN_LENGTH = 4;

/**
 * Texts, in lower case, one of which is in the JSON of every event that can take part in a match of one of the queries: in
 * any mixture of case, and, unless a character of it is written as `\u0057`, as it stands, since it has only such
 * characters as JSON writes no other way. `undefined` where there are none, or only such as most events have.
 */
export function necessaryTexts(queries: Iterable<CompiledQuery>): readonly string[] | undefined {
  const texts = new Set<string>();
  for (const { plan } of queries) {
    // What a process descends from is asked of events that match no stage.
    if (plan.ancestors.length > 0) return undefined;
    for (const { condition } of plan.stages) {
      const [best] = coversOf(condition, guessFrequency)
        .map((cover) => ({ often: coverFrequency(cover, guessFrequency), texts: textsOf(cover) }))
        .filter(({ often, texts }) => often < SELECTIVE && texts.every((text) => text.length >= MIN_LENGTH))
        .sort((a, b) => a.often - b.often || shortestOf(b.texts) - shortestOf(a.texts));
      if (best === undefined) return undefined;
      for (const text of best.texts) texts.add(text);
    }
  }
  return [...texts].filter((text) => ![...texts].some((other) => other !== text && text.includes(other)));
}

function shortestOf(texts: readonly string[]): number {
  return Math.min(...texts.map(({ length }) => length));
}

function textsOf(cover: Cover): readonly string[] {
  return cover.map(plainPartOf);
}

/** The longest part that JSON writes as it stands; empty where there is none. */
function plainPartOf(token: Token): string {
  if (token.kind !== 'text' && token.kind !== 'piece') return '';
  const parts = token.text.match(/[ !#-.0-[\]-~]+/g) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
