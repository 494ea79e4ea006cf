import type {
  EventQueryNode,
  FieldNode,
  QueryNode,
  SampleNode,
  SequenceNode,
  StageNode,
  TimeUnit,
} from '@eqlite/syntax';
import type { Condition } from '../compile/condition.js';
import { dependsOn, eventAlone } from '../compile/event-alone.js';
import { conditionOf, latePredicateOf, predicateOf, type StageContext } from '../compile/event-query.js';
import type { Settings } from '../compile/options.js';
import { Bindings } from '../compile/predicate.js';
import type { Event, Predicate } from '../event.js';
import { essentialsOf } from './essentials.js';
import { JoinKeyReader, JoinKeyType } from './join-key.js';
import { isProcessEvent, type ProcessTree } from './process-tree.js';

/**
 * A query prepared for matching. It has no state: any number of matchers run by one plan, one after the other on the
 * same thread.
 */
export type QueryPlan = EventPlan | SequencePlan | SamplePlan;

interface BasePlan {
  /** As written, runs not expanded, `until` last. An event query is a single stage. */
  readonly stages: readonly CompiledStage[];
  /** Whether an event satisfies some stage, as far as the event alone decides, or tells of a process asked for. */
  readonly mayMatch: Predicate;
  /** What to hold of an event that `mayMatch` until it is its turn: all of it only where a match may have it. */
  readonly toHold: (event: Event) => Event;
  /** Whether matches depend on the order of events. */
  readonly isOrdered: boolean;
  /** The inner queries of `descendant of`, inner ones first. */
  readonly ancestors: readonly Predicate[];
  /** Where stages look for the tree of the matcher at work; undefined outside of one. */
  readonly treeCell: TreeCell;
}

interface TreeCell {
  current: ProcessTree | undefined;
}

/** What to hold of an event instead of all of it. */
export type Essentials = (event: Event) => Event;

/** A bracketed query. */
interface CompiledStage {
  /** What the event alone must satisfy: what an index of many rules may go by. */
  readonly condition: Condition;
  /** The same as a closure. */
  readonly mayMatch: Predicate;
  /**
   * The whole condition, where it depends on more than the event: the events of earlier stages must be bound and the
   * tree be in its cell.
   */
  readonly matches: Predicate | undefined;
  /** Whether `matches` reads events of earlier stages. */
  readonly readsAlias: boolean;
  /** What is enough of an event that satisfies this stage and none whose events are given back; `undefined` for all of it. */
  readonly essentials: Essentials | undefined;
}

export interface EventPlan extends BasePlan {
  readonly kind: 'event';
}

/** What takes part in joining. */
interface JoinPlan extends BasePlan {
  readonly stages: readonly JoinedStage[];
  readonly keyType: JoinKeyType;
}

export interface JoinedStage extends CompiledStage {
  readonly keys: JoinKeyReader;
}

export interface SamplePlan extends JoinPlan {
  readonly kind: 'sample';
}

/**
 * The steps of a sequence are the events that it consists of: its positive stages, runs expanded, counted from 0.
 */
export interface SequencePlan extends JoinPlan {
  readonly kind: 'sequence';
  readonly stages: readonly SequenceStage[];
  readonly stepCount: number;
  /** Between the first and the last event, at most; Infinity without `maxspan`. */
  readonly maxSpanMs: number;
  /** What results list, in order: steps, and `null` for missing events. */
  readonly layout: readonly (number | null)[];
  /** The missing events: those that must not come before step 0 … before the last step, and after it. */
  readonly missingBefore: readonly (readonly MissingStage[])[];
  readonly missingCount: number;
  /** The names of steps, and the cell that conditions read each of them from. */
  readonly aliases: readonly { readonly step: number; readonly cell: { current: Event } }[];
}

type SequenceStage = StepStage | MissingStage | UntilStage;

export interface StepStage extends JoinedStage {
  readonly role: 'step';
  /** A run has several. */
  readonly firstStep: number;
  readonly lastStep: number;
}

export interface MissingStage extends JoinedStage {
  readonly role: 'missing';
  /** Counts the missing stages. */
  readonly index: number;
}

export interface UntilStage extends JoinedStage {
  readonly role: 'until';
}

const UNIT_MS: { readonly [U in TimeUnit]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Prepares a query that `check` has passed. */
export function planOf(piped: QueryNode, settings: Settings): QueryPlan {
  const { query } = piped;
  const context = new PlanContext(settings);
  switch (query.kind) {
    case 'EventQuery': {
      const stages = [context.stage(query)];
      return { kind: 'event', ...context.base(stages) };
    }
    case 'Sequence':
      return sequencePlan(query, context, essentialsOf(piped, settings));
    case 'Sample': {
      const stages = query.stages.map((stage) => context.joined(query, stage));
      const keyType = new JoinKeyType(keysOf(query, query.stages[0]!), settings, 'milliseconds');
      return { kind: 'sample', ...context.base(stages), stages, keyType };
    }
    case 'Join':
      throw new TypeError('`join` cannot run; `check` refuses it');
  }
}

/** @throws TypeError for anything but a compiled query, such as its text */
export function requireCompiled(given: { readonly plan: QueryPlan }): void {
  if (given?.plan === undefined)
    throw new TypeError('a compiled query is needed here, as `compile` makes it of the text');
}

function sequencePlan(query: SequenceNode, context: PlanContext, essentials: Essentials | undefined): SequencePlan {
  const stages: SequenceStage[] = [];
  const layout: (number | null)[] = [];
  const missingBefore: MissingStage[][] = [[]];
  const aliases: { step: number; cell: { current: Event } }[] = [];
  let missingCount = 0;
  for (const node of query.stages) {
    const stage = context.joined(query, node);
    if (node.isMissing) {
      const missing: MissingStage = { ...stage, essentials, role: 'missing', index: missingCount++ };
      stages.push(missing);
      missingBefore.at(-1)!.push(missing);
      for (let run = 0; run < node.runs; run++) layout.push(null);
      continue;
    }
    const firstStep = missingBefore.length - 1;
    for (let run = 0; run < node.runs; run++) layout.push(missingBefore.push([]) - 2);
    const lastStep = missingBefore.length - 2;
    stages.push({ ...stage, role: 'step', firstStep, lastStep });
    // The name of a run stands for its last event.
    if (node.alias !== null) aliases.push({ step: lastStep, cell: context.nameStage(node.alias) });
  }
  if (query.until !== null) stages.push({ ...context.joined(query, query.until), essentials, role: 'until' });
  const steps = stages.filter(({ role }) => role === 'step');
  const mayBeStep = anyOf(steps.map(({ mayMatch }) => mayMatch));
  return {
    kind: 'sequence',
    ...context.base(stages),
    ...(essentials && steps.length < stages.length
      ? { toHold: (event) => (mayBeStep(event) ? event : essentials(event)) }
      : {}),
    isOrdered: true,
    stages,
    keyType: new JoinKeyType(keysOf(query, query.stages[0]!), context.settings, 'text'),
    stepCount: missingBefore.length - 1,
    maxSpanMs: query.maxSpan === null ? Number.POSITIVE_INFINITY : query.maxSpan.amount * UNIT_MS[query.maxSpan.unit],
    layout,
    missingBefore,
    missingCount,
    aliases,
  };
}

/** The shared keys, then the stage's own. */
function keysOf(query: SequenceNode | SampleNode, stage: StageNode): readonly FieldNode[] {
  return [...query.joinKeys, ...stage.joinKeys];
}

/** Compiles the stages of one query, which share their bindings and trees. */
class PlanContext {
  readonly settings: Settings;
  readonly ancestors: Predicate[] = [];
  /** Events that the process tree needs to see. */
  private readonly treeTests: Predicate[] = [];
  private readonly treeCell: TreeCell = { current: undefined };
  private readonly bindings = new Bindings();
  private readonly aliases = new Set<string>();

  constructor(settings: Settings) {
    this.settings = settings;
  }

  base(stages: readonly CompiledStage[]): BasePlan {
    const { ancestors, treeCell, treeTests } = this;
    const mayMatch = anyOf([...stages.map((stage) => stage.mayMatch), ...treeTests]);
    return { stages, mayMatch, toHold: (event) => event, isOrdered: ancestors.length > 0, ancestors, treeCell };
  }

  joined(query: SequenceNode | SampleNode, stage: StageNode): JoinedStage {
    return { ...this.stage(stage.query), keys: JoinKeyReader.of(keysOf(query, stage), this.settings) };
  }

  stage(query: EventQueryNode): CompiledStage {
    const { settings, aliases } = this;
    const whole = conditionOf(query, settings, aliases);
    const scope = { schema: settings.schema, aliases };
    const { alias, tree } = dependsOn(whole, scope);
    const condition = eventAlone(whole, scope);
    return {
      condition,
      mayMatch: latePredicateOf(condition, settings, this.shared()),
      matches: alias || tree ? predicateOf(whole, settings, this.shared()) : undefined,
      readsAlias: alias,
      essentials: undefined,
    };
  }

  /** From here on the name is an alias. */
  nameStage(alias: string): { current: Event } {
    this.aliases.add(alias);
    return this.bindings.cell(alias);
  }

  private shared(): StageContext {
    return {
      bindings: this.bindings,
      aliases: new Set(this.aliases),
      descendantTest: (query) => this.descendantTest(query),
    };
  }

  private descendantTest(query: EventQueryNode): Predicate {
    const { settings } = this;
    const whole = conditionOf(query, settings);
    const index = this.ancestors.push(predicateOf(whole, settings, this.shared())) - 1;
    if (this.treeTests.length === 0) this.treeTests.push(isProcessEvent);
    this.treeTests.push(predicateOf(eventAlone(whole, settings), settings));
    const { treeCell } = this;
    return (event) => treeCell.current?.isDescendant(event, index) ?? false;
  }
}

function anyOf(tests: readonly Predicate[]): Predicate {
  if (tests.length === 1) return tests[0]!;
  return (event) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]!(event)) return true;
    return false;
  };
}
