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
