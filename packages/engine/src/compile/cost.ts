import type { Condition, Leaf } from './condition.js';
import type { FieldTest } from './field-test.js';

/**
 * How long a condition takes and how often it is true, guessed from its form. Leaves are total and pure, so terms may
 * run in any order: the cheapest way to a verdict comes first.
 */
interface Estimate {
  /** In units of one simple field test. */
  readonly cost: number;
  /** The share of events, 0 to 1. */
  readonly truth: number;
}

/** Fields with few different values, so that a test of one is often true; any other field is taken to have many. */
const COMMON_TRUTH: { readonly [field: string]: number } = {
  'event.category': 0.3,
  'event.type': 0.4,
  'event.kind': 0.9,
  'event.outcome': 0.7,
  'event.module': 0.5,
  'event.dataset': 0.3,
  'host.os.type': 0.6,
  'host.os.family': 0.6,
  'host.os.platform': 0.6,
  'event.action': 0.1,
  'event.code': 0.1,
  'event.provider': 0.2,
};

/** How often a test of the field is true, where that hardly depends on the test. */
export function commonTruth(path: readonly string[]): number | undefined {
  return COMMON_TRUTH[path.join('.')];
}

const TEST_ESTIMATES: { readonly [K in FieldTest['kind']]: (test: Extract<FieldTest, { kind: K }>) => Estimate } = {
  exists: () => ({ cost: 1, truth: 0.6 }),
  equals: ({ literals }) => ({ cost: 1, truth: spread(0.01, literals.length) }),
  order: () => ({ cost: 1, truth: 0.4 }),
  text: ({ texts, wildcards }) => ({
    cost: 1.2 + Math.min(wildcards.length, 12),
    truth: spread(0.01, texts.length + 3 * wildcards.length),
  }),
  regex: () => ({ cost: 8, truth: 0.05 }),
  startsWith: () => ({ cost: 1.2, truth: 0.05 }),
  endsWith: () => ({ cost: 1.2, truth: 0.05 }),
  stringContains: () => ({ cost: 2, truth: 0.05 }),
  cidr: () => ({ cost: 3, truth: 0.2 }),
};

/** The chance that any of `count` things with the chance `one` is true. */
function spread(one: number, count: number): number {
  return 1 - (1 - one) ** count;
}

/** What is known of leaves from watching them; `undefined` where nothing is. */
export type Observed = (leaf: Leaf) => number | undefined;

/** @param truthOf how often leaves have been seen to hold, where that is better known than guessed */
export function estimate(condition: Condition, truthOf?: Observed): Estimate {
  switch (condition.kind) {
    case 'Constant':
      return { cost: 0, truth: condition.value ? 1 : 0 };
    case 'All':
      return inOrder(inBestOrder(condition.terms, 'All', truthOf), (truth) => truth);
    case 'Some': {
      const { cost, truth } = inOrder(inBestOrder(condition.terms, 'Some', truthOf), (truth) => 1 - truth);
      return { cost, truth: 1 - truth };
    }
    case 'None': {
      const { cost, truth } = estimate(condition.term, truthOf);
      return { cost, truth: 1 - truth };
    }
    default: {
      const { cost, truth } = estimateLeaf(condition);
      return { cost, truth: truthOf?.(condition) ?? truth };
    }
  }
}

/** What evaluating terms one after the other costs, going on with the chance `goesOn(truth)`. */
function inOrder(terms: readonly Estimate[], goesOn: (truth: number) => number): Estimate {
  let cost = 0;
  let reached = 1;
  for (const term of terms) {
    cost += reached * term.cost;
    reached *= goesOn(term.truth);
  }
  return { cost, truth: reached };
}

function estimateLeaf(leaf: Leaf): Estimate {
  if (leaf.kind !== 'FieldLeaf') return { cost: 20, truth: 0.3 };
  // The casts hold the table's row and the test's kind together.
  const ofTest = TEST_ESTIMATES[leaf.test.kind] as (test: FieldTest) => Estimate;
  const { cost, truth } = ofTest(leaf.test);
  const common = commonTruth(leaf.path);
  const depth = 1 + 0.3 * leaf.path.length;
  return { cost: cost * depth, truth: common !== undefined && leaf.test.kind !== 'exists' ? common : truth };
}

/** The terms, the one that decides soonest for its cost first; equal ones as written. */
export function orderTerms(
  terms: readonly Condition[],
  kind: 'All' | 'Some',
  truthOf?: Observed,
): readonly Condition[] {
  return inBestOrder(terms, kind, truthOf).map(({ term }) => term);
}

function inBestOrder(
  terms: readonly Condition[],
  kind: 'All' | 'Some',
  truthOf: Observed | undefined,
): readonly (Estimate & { readonly term: Condition })[] {
  const ranked = terms.map((term) => {
    const { cost, truth } = estimate(term, truthOf);
    const decides = kind === 'All' ? 1 - truth : truth;
    return { term, cost, truth, rank: cost / Math.max(decides, 1e-6) };
  });
  return ranked.sort((a, b) => a.rank - b.rank);
}
