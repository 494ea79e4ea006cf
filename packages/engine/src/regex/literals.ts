import type { RegexNode } from './ast.js';

/** Longest fragment that a repeat of a shorter one is written out to. */
const MAX_REPEATED = 64;

/**
 * Fragments that every text the pattern matches contains. None is empty; an empty list says that none is known. Under
 * `regex~` a text contains them in some mixture of ASCII case: there, fold both before looking.
 */
export function requiredLiterals(node: RegexNode): readonly string[] {
  switch (node.kind) {
    case 'Text':
      return node.text === '' ? [] : [node.text];
    case 'Concat':
    case 'Intersection':
      return node.terms.flatMap(requiredLiterals);
    case 'Repeat': {
      if (node.min === 0) return [];
      const { term } = node;
      if (term.kind !== 'Text') return requiredLiterals(term);
      return [term.text.repeat(Math.min(node.min, Math.max(1, Math.floor(MAX_REPEATED / term.text.length))))];
    }
    default:
      return [];
  }
}

/**
 * Fragments of which every text the pattern matches contains at least one; an empty list says that none are known. Of
 * several choices it is the one whose shortest fragment is longest.
 */
export function requiredAlternatives(node: RegexNode): readonly string[] {
  switch (node.kind) {
    case 'Union': {
      const branches = node.terms.map(requiredAlternatives);
      return branches.some(({ length }) => length === 0) ? [] : branches.flat();
    }
    case 'Concat':
    case 'Intersection':
      return node.terms.map(requiredAlternatives).reduce((best, next) => (rank(next) > rank(best) ? next : best));
    case 'Repeat':
      return node.min === 0 || node.term.kind === 'Text' ? requiredLiterals(node) : requiredAlternatives(node.term);
    default:
      return requiredLiterals(node);
  }
}

const rank = (fragments: readonly string[]): number =>
  fragments.length === 0 ? 0 : Math.min(...fragments.map(({ length }) => length));

/** A pattern of one literal with `.*` around it, or without. */
export interface LiteralShape {
  readonly text: string;
  readonly isOpenBefore: boolean;
  readonly isOpenAfter: boolean;
}

/**
 * How a pattern can be written without a pattern: `text`, `.*text`, `text.*` or `.*text.*`. With both ends closed it
 * accepts exactly one text, as in `regex "net\.exe"`.
 */
export function literalShape(node: RegexNode): LiteralShape | undefined {
  const terms = node.kind === 'Concat' ? [...node.terms] : [node];
  const isOpenBefore = isAnyText(terms[0]);
  if (isOpenBefore) terms.shift();
  const isOpenAfter = isAnyText(terms.at(-1));
  if (isOpenAfter) terms.pop();
  const [literal, ...more] = terms;
  if (literal?.kind !== 'Text' || more.length > 0) return undefined;
  return { text: literal.text, isOpenBefore, isOpenAfter };
}

/** `.*` */
function isAnyText(node: RegexNode | undefined): boolean {
  if (node?.kind !== 'Repeat' || node.min > 0 || node.max < Number.POSITIVE_INFINITY) return false;
  const { term } = node;
  return term.kind === 'Class' && term.isNegated && term.members === '' && term.ranges.length === 0;
}
