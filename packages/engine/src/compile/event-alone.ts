import { visit } from '@eqlite/syntax';
import type { Condition, ConditionContext, Leaf } from './condition.js';

/**
 * Some leaves depend on more than the event: on the events of earlier stages (aliases), or on the processes seen so far
 * (`descendant of`). Which events can take part at all must be known without them.
 */

/** The condition as far as the event alone decides it: true wherever the whole condition can be. */
export function eventAlone(condition: Condition, context: ConditionContext): Condition {
  return relax(condition, context, true);
}

/** @param best the value that makes the whole condition true the soonest: false below a `not` */
function relax(condition: Condition, context: ConditionContext, best: boolean): Condition {
  switch (condition.kind) {
    case 'Constant':
      return condition;
    case 'All':
    case 'Some':
      return { kind: condition.kind, terms: condition.terms.map((term) => relax(term, context, best)) };
    case 'None':
      return { kind: 'None', term: relax(condition.term, context, !best) };
    default: {
      const { alias, tree } = leafDependsOn(condition, context);
      return alias || tree ? { kind: 'Constant', value: best } : condition;
    }
  }
}

/** What a condition depends on besides the event. */
interface Dependence {
  readonly alias: boolean;
  readonly tree: boolean;
}

export function dependsOn(condition: Condition, context: ConditionContext): Dependence {
  switch (condition.kind) {
    case 'Constant':
      return { alias: false, tree: false };
    case 'All':
    case 'Some':
      return union(condition.terms.map((term) => dependsOn(term, context)));
    case 'None':
      return dependsOn(condition.term, context);
    default:
      return leafDependsOn(condition, context);
  }
}

function leafDependsOn(leaf: Leaf, context: ConditionContext): Dependence {
  switch (leaf.kind) {
    case 'FieldLeaf':
      return { alias: leaf.source.kind === 'alias', tree: false };
    case 'ArraySearchLeaf':
      return union([{ alias: leaf.source.kind === 'alias', tree: false }, dependsOn(leaf.condition, context)]);
    case 'DescendantLeaf':
      return { alias: false, tree: true };
    case 'ScriptLeaf': {
      let alias = false;
      visit(leaf.expression, (node) => {
        alias ||= node.kind === 'Field' && node.path.length > 1 && context.aliases?.has(node.path[0]!) === true;
      });
      return { alias, tree: false };
    }
  }
}

function union(all: readonly Dependence[]): Dependence {
  return { alias: all.some(({ alias }) => alias), tree: all.some(({ tree }) => tree) };
}
