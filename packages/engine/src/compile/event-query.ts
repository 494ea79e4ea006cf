import type { EventQueryNode } from '@eqlite/syntax';
import type { Predicate } from '../event.js';
import { fold } from '../fold.js';
import { type Condition, toCondition } from './condition.js';
import type { Settings } from './options.js';
import { Bindings, compileCondition, type DescendantTest } from './predicate.js';

/** What the stages of one query share. */
export interface StageContext {
  readonly bindings?: Bindings;
  /** The aliases of earlier stages. */
  readonly aliases?: ReadonlySet<string>;
  /** Default: no process is a descendant of any. */
  readonly descendantTest?: DescendantTest;
}

/**
 * `predicateOf`, made when it is first called, where nothing can be wrong with the condition: a rule set with an index of
 * its own never calls most of them.
 */
export function latePredicateOf(condition: Condition, settings: Settings, stage: StageContext = {}): Predicate {
  if (!isPlain(condition)) return predicateOf(condition, settings, stage);
  let predicate: Predicate | undefined;
  return (event) => {
    predicate ??= predicateOf(condition, settings, stage);
    return predicate(event);
  };
}

/** Whether it compares fields of the event with texts and values: no regular expressions, which may be refused. */
function isPlain(condition: Condition): boolean {
  switch (condition.kind) {
    case 'Constant':
      return true;
    case 'All':
    case 'Some':
      return condition.terms.every(isPlain);
    case 'None':
      return isPlain(condition.term);
    case 'FieldLeaf':
      return condition.source.kind === 'event' && condition.test.kind !== 'regex';
    default:
      return false;
  }
}

/** The closure for a condition of an event query. */
export function predicateOf(condition: Condition, settings: Settings, stage: StageContext = {}): Predicate {
  return compileCondition(condition, {
    schema: settings.schema,
    nowMs: settings.nowMs,
    regexLimits: settings.limits?.regex,
    aliases: stage.aliases,
    bindings: stage.bindings ?? new Bindings(),
    descendantTest: stage.descendantTest ?? (() => () => false),
  });
}

/** The whole condition of an event query, its category included. */
export function conditionOf(
  query: EventQueryNode,
  settings: Settings,
  aliases: ReadonlySet<string> | undefined = undefined,
): Condition {
  const condition = toCondition(fold(query.condition, settings), { schema: settings.schema, aliases });
  if (query.category === null) return condition;
  const { span } = query;
  const category = toCondition(
    {
      kind: 'Comparison',
      operator: '==',
      left: { kind: 'Field', path: settings.eventCategoryField.split('.'), isOptional: false, span },
      right: { kind: 'Literal', type: 'string', value: query.category, span },
      span,
    },
    { schema: settings.schema },
  );
  return condition.kind === 'All'
    ? { kind: 'All', terms: [category, ...condition.terms] }
    : { kind: 'All', terms: [category, condition] };
}
