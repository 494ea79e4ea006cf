import type { Condition, Leaf } from '../compile/condition.js';

const TRUE: Condition = { kind: 'Constant', value: true };
const FALSE: Condition = { kind: 'Constant', value: false };

/**
 * What is left of a condition when some leaves are known: constants gone, `not not` undone, an `and` in an `and` (and
 * likewise `or`) flattened. Gives the condition itself where there is nothing to do.
 */
export function simplify(condition: Condition, known: (leaf: Leaf) => boolean | undefined): Condition {
  switch (condition.kind) {
    case 'Constant':
      return condition;
    case 'All':
    case 'Some':
      return simplifyTerms(condition, condition.kind, known);
    case 'None': {
      const term = simplify(condition.term, known);
      if (term.kind === 'Constant') return term.value ? FALSE : TRUE;
      if (term.kind === 'None') return term.term;
      return term === condition.term ? condition : { kind: 'None', term };
    }
    default: {
      const value = known(condition);
      return value === undefined ? condition : value ? TRUE : FALSE;
    }
  }
}

function simplifyTerms(
  condition: Condition & { readonly terms: readonly Condition[] },
  kind: 'All' | 'Some',
  known: (leaf: Leaf) => boolean | undefined,
): Condition {
  const decisive = kind === 'Some';
  const left: Condition[] = [];
  let hasChanged = false;
  for (const term of condition.terms) {
    const simple = simplify(term, known);
    if (simple.kind === 'Constant') {
      if (simple.value === decisive) return simple;
      hasChanged = true;
    } else if (simple.kind === kind) {
      left.push(...simple.terms);
      hasChanged = true;
    } else {
      left.push(simple);
      hasChanged ||= simple !== term;
    }
  }
  if (left.length === 0) return decisive ? FALSE : TRUE;
  if (left.length === 1) return left[0]!;
  return hasChanged ? { kind, terms: left } : condition;
}
