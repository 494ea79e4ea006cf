import type { EventQueryNode, ExpressionNode } from '@eqlite/syntax';
import { type Leaf, leafOf } from './leaf.js';
import { isSingleValued } from './single-valued.js';
import { isDisjoint, isWithin } from './value-set.js';

/** A term whose truth another one decides. */
export interface Judgement {
  readonly leaf: Leaf;
  /** Whether the term, as written and without the negations around it, is always true there, or never. */
  readonly value: boolean;
  /** Whether the query means the same without it; otherwise nothing, or everything, matches what it stands in. */
  readonly isRedundant: boolean;
  /** What is known there. */
  readonly because: Fact;
  /** Whether that is another alternative of the same `or`, and known not to hold: where it does, this one does not matter. */
  readonly isAlternative: boolean;
  /** Whether it has to hold for the whole query to match, under no `or`. */
  readonly isOfAll: boolean;
}

/** A leaf of which it is known whether it holds; the category before `where` is one without a node. */
export interface Fact {
  readonly leaf: Leaf | undefined;
  readonly field: string;
  readonly set: Leaf['set'];
  /** Whether a value of the set is there. */
  readonly isThere: boolean;
  readonly parent: Term['parent'];
}

/** Judges the terms of a condition by each other: within each `and`, each `or`, and by what stands around them. */
export function judge({ category, condition }: EventQueryNode, categoryField: string): readonly Judgement[] {
  const facts: Fact[] = [];
  if (category !== null) {
    const set = { members: [{ kind: 'text', text: category, foldCase: false }] } as const;
    facts.push({ leaf: undefined, field: categoryField, set, isThere: true, parent: 'And' });
  }
  const found: Judgement[] = [];
  judgeAnd([{ node: condition, isWanted: true, parent: 'And', isNegated: false }], facts, true, found);
  return found;
}

/** A node, and whether it has to be true or false for what is around it to match. */
interface Term {
  readonly node: ExpressionNode;
  readonly isWanted: boolean;
  /** What it is written in, and whether with a `not` before it there. */
  readonly parent: 'And' | 'Or';
  readonly isNegated: boolean;
}

type LeafTerm = Omit<Term, 'node'> & { readonly leaf: Leaf };

/** The leaves of a conjunction, or of a disjunction, and the terms that are the other kind. */
function partsOf(terms: readonly Term[], isAnd: boolean): { leaves: LeafTerm[]; others: Term[] } {
  const leaves: LeafTerm[] = [];
  const others: Term[] = [];
  const add = (term: Term): void => {
    const { node, isWanted, parent, isNegated } = term;
    if (node.kind === 'Not') add({ node: node.term, isWanted: !isWanted, parent, isNegated: !isNegated });
    else if (node.kind !== 'And' && node.kind !== 'Or')
      leaves.push({ leaf: leafOf(node), isWanted, parent, isNegated });
    else if (isConjunction(term) === isAnd) for (const inner of termsOf(term)) add(inner);
    else others.push(term);
  };
  for (const term of terms) add(term);
  return { leaves, others };
}

const termsOf = ({ node, isWanted }: Term): readonly Term[] =>
  node.kind === 'And' || node.kind === 'Or'
    ? node.terms.map((term) => ({ node: term, isWanted, parent: node.kind, isNegated: false }))
    : [];

/** `not (a or b)` is one of negations. */
const isConjunction = ({ node, isWanted }: Term) => (node.kind === 'And') === isWanted;

const factOf = ({ leaf, isWanted, parent }: LeafTerm): Fact => ({
  leaf,
  parent,
  field: leaf.field,
  set: leaf.set,
  isThere: isWanted !== leaf.isNegated,
});

const opposite = (fact: Fact): Fact => ({ ...fact, isThere: !fact.isThere });

function judgeAnd(terms: readonly Term[], around: readonly Fact[], isOfAll: boolean, found: Judgement[]): void {
  const { leaves, others } = partsOf(terms, true);
  const facts = leaves.map(factOf);
  judgeLeaves(leaves, facts, around, isOfAll, found);
  for (const other of others) judgeOr(termsOf(other), [...around, ...facts], found);
}

function judgeOr(terms: readonly Term[], around: readonly Fact[], found: Judgement[]): void {
  const { leaves, others } = partsOf(terms, false);
  const decided = new Set<LeafTerm>();
  for (const term of leaves) {
    const judgement = judgeBy(term, around, false, false);
    if (judgement === undefined) continue;
    found.push(judgement);
    decided.add(term);
  }
  const open = leaves.filter((term) => !decided.has(term));
  judgeLeaves(open, open.map(factOf).map(opposite), [], false, found);
  for (const other of others) judgeAnd([other], around, false, found);
}

/** Each leaf by what stands around, then by those before it, then by those behind it that it does not itself decide. */
function judgeLeaves(
  leaves: readonly LeafTerm[],
  facts: readonly Fact[],
  around: readonly Fact[],
  isOfAll: boolean,
  found: Judgement[],
): void {
  const byField = new Map<string, number[]>();
  for (const [i, { leaf }] of leaves.entries()) {
    const others = byField.get(leaf.field);
    if (others) others.push(i);
    else byField.set(leaf.field, [i]);
  }
  const decided = new Set<number>();
  for (const [i, term] of leaves.entries()) {
    const others = byField.get(term.leaf.field)!;
    const earlier = others.filter((j) => j < i && !decided.has(j));
    const judgement =
      judgeBy(term, around, false, isOfAll) ??
      judgeBy(
        term,
        earlier.map((j) => facts[j]!),
        true,
        isOfAll,
      ) ??
      judgeByLater(
        term,
        facts[i]!,
        others.filter((j) => j > i).map((j) => ({ term: leaves[j]!, fact: facts[j]! })),
      );
    if (judgement === undefined) continue;
    found.push(judgement);
    decided.add(i);
  }

  /** Contradictions are told of the later term, and so is the second of two terms that say the same. */
  function judgeByLater(term: LeafTerm, fact: Fact, later: readonly { term: LeafTerm; fact: Fact }[]) {
    for (const other of later) {
      const judgement = judgeBy(term, [other.fact], true, isOfAll);
      if (judgement?.isRedundant && judgeBy(other.term, [fact], true, isOfAll) === undefined) return judgement;
    }
    return undefined;
  }
}

function judgeBy(
  { leaf, parent, isNegated }: LeafTerm,
  facts: readonly Fact[],
  areSiblings: boolean,
  isOfAll: boolean,
): Judgement | undefined {
  for (const fact of facts) {
    const isThere = decide(leaf, fact);
    if (isThere === undefined) continue;
    const value = isThere !== leaf.isNegated;
    const isRedundant = (value !== isNegated) === (parent === 'And');
    const isAlternative = areSiblings && parent === 'Or' && fact.parent === 'Or';
    return { leaf, value, isRedundant, because: fact, isAlternative, isOfAll };
  }
  return undefined;
}

/** Whether a value of the leaf's set is there, as the fact tells. */
function decide(leaf: Leaf, { field, set, isThere }: Fact): boolean | undefined {
  if (field !== leaf.field) return undefined;
  if (!isThere) return isWithin(leaf.set, set) ? false : undefined;
  if (isWithin(set, leaf.set)) return true;
  return isSingleValued(field) && isDisjoint(set, leaf.set) ? false : undefined;
}
