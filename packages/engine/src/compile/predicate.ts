import type { EventQueryNode } from '@eqlite/syntax';
import type { Event, Predicate, ValueTest } from '../event.js';
import { allElements, someValue } from '../field/extract.js';
import type { RegexLimits } from '../regex/index.js';
import { classOf } from '../value/field-type.js';
import { type Condition, type ConditionContext, type Leaf, placeOf, type Source } from './condition.js';
import { orderTerms } from './cost.js';
import { compileFieldTest } from './field-test.js';
import { compileScript } from './script.js';

/**
 * What `_arraysearch` variables and sequence aliases stand for at the moment. Set before a predicate runs, read by the
 * leaves inside; one per compiled condition, so nothing is allocated per event.
 */
export class Bindings {
  private readonly cells = new Map<string, { current: Event }>();

  /** The cell of a variable or alias; both reader and setter keep it. */
  cell(name: string): { current: Event } {
    const cell = this.cells.get(name) ?? { current: NOTHING };
    this.cells.set(name, cell);
    return cell;
  }
}

const NOTHING: Event = Object.freeze({});

/** Endpoint dialect: answers `descendant of`. Implemented over a stream by `match/process-tree.ts`. */
export type DescendantTest = (query: EventQueryNode) => Predicate;

interface PredicateContext extends ConditionContext {
  readonly bindings: Bindings;
  readonly nowMs: number;
  readonly regexLimits?: Partial<RegexLimits> | undefined;
  readonly descendantTest: DescendantTest;
}

/** The closure for a condition, everything prepared that the query alone decides. */
export function compileCondition(condition: Condition, context: PredicateContext): Predicate {
  return joinLeaves(condition, (leaf) => compileLeaf(leaf, context));
}

/** The closure for a condition over the predicates of its leaves: terms in their best order. */
function joinLeaves(condition: Condition, predicateOf: (leaf: Leaf) => Predicate): Predicate {
  switch (condition.kind) {
    case 'Constant': {
      const { value } = condition;
      return () => value;
    }
    case 'All':
      return every(orderTerms(condition.terms, 'All').map((term) => joinLeaves(term, predicateOf)));
    case 'Some':
      return some(orderTerms(condition.terms, 'Some').map((term) => joinLeaves(term, predicateOf)));
    case 'None': {
      const term = joinLeaves(condition.term, predicateOf);
      return (event) => !term(event);
    }
    default:
      return predicateOf(condition);
  }
}

export function compileLeaf(leaf: Leaf, context: PredicateContext): Predicate {
  switch (leaf.kind) {
    case 'FieldLeaf': {
      const { nowMs, regexLimits } = context;
      const test = compileFieldTest(leaf.test, { fieldClass: leaf.fieldClass, nowMs, regexLimits });
      return someFrom(leaf.source, leaf.path, test, context);
    }
    case 'ScriptLeaf': {
      const { wantsNull } = leaf;
      return compileScript(
        leaf.expression,
        (node) => {
          const { source, path } = placeOf(node, context);
          return {
            some: (test) => someFrom(source, path, test, context),
            fieldClass: source.kind === 'variable' ? undefined : classOf(context.schema?.[path.join('.')]),
          };
        },
        wantsNull ? (value) => value === null : (value) => value === true,
        context.regexLimits,
      );
    }
    case 'ArraySearchLeaf': {
      const elements = allElements(leaf.path);
      const cell = context.bindings.cell(`$${leaf.variable}`);
      const holds = compileCondition(leaf.condition, context);
      const owner = leaf.source.kind === 'event' ? undefined : cellOf(leaf.source, context);
      return (event) => {
        const outer = cell.current;
        for (const element of elements(owner === undefined ? event : owner.current)) {
          // A scalar element has no fields; `$variable` alone reads it.
          cell.current = element as Event;
          if (holds(event)) {
            cell.current = outer;
            return true;
          }
        }
        cell.current = outer;
        return false;
      };
    }
    case 'DescendantLeaf':
      return context.descendantTest(leaf.query);
  }
}

function cellOf(source: Exclude<Source, { kind: 'event' }>, { bindings }: PredicateContext): { current: Event } {
  return bindings.cell(source.kind === 'variable' ? `$${source.name}` : source.name);
}

/** Whether some value at the path, from what the source stands for, passes the test. */
function someFrom(source: Source, path: readonly string[], test: ValueTest, context: PredicateContext): Predicate {
  const predicate = someValue(path, test);
  if (source.kind === 'event') return predicate;
  const cell = cellOf(source, context);
  // A scalar element, where `_arraysearch` runs over a list of them, has no fields: it is the value itself.
  if (path.length === 0) return () => predicate(cell.current);
  return () => isObject(cell.current) && predicate(cell.current);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Conjunctions of up to four terms need no loop. */
function every(terms: readonly Predicate[]): Predicate {
  const [a, b, c, d] = terms;
  switch (terms.length) {
    case 0:
      return () => true;
    case 1:
      return a!;
    case 2:
      return (event) => a!(event) && b!(event);
    case 3:
      return (event) => a!(event) && b!(event) && c!(event);
    case 4:
      return (event) => a!(event) && b!(event) && c!(event) && d!(event);
    default: {
      const rest = every(terms.slice(3));
      return (event) => a!(event) && b!(event) && c!(event) && rest(event);
    }
  }
}

function some(terms: readonly Predicate[]): Predicate {
  const [a, b] = terms;
  if (terms.length === 0) return () => false;
  if (terms.length === 1) return a!;
  if (terms.length === 2) return (event) => a!(event) || b!(event);
  return (event) => {
    for (let i = 0; i < terms.length; i++) if (terms[i]!(event)) return true;
    return false;
  };
}
