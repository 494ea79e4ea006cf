import type { Event } from '../event.js';
import type { Core, CoreOptions } from './core.js';
import { EventCore } from './event-core.js';
import type { Found } from './match.js';
import type { QueryPlan } from './plan.js';
import { createProcessTree, type ProcessTree } from './process-tree.js';
import { SampleCore } from './sample-core.js';
import { SequenceCore } from './sequence-core.js';
import type { SnapshotReader } from './snapshot.js';

/** A query at work: its state, and the process tree that its stages may ask. Matchers and searches differ in what they feed it. */
export class Run {
  readonly core: Core;
  /** For each stage 1 if the event to be processed passes `mayMatch`. */
  readonly matched: Uint8Array;
  private readonly plan: QueryPlan;
  private tree: ProcessTree | undefined;

  constructor(plan: QueryPlan, options: CoreOptions) {
    this.plan = plan;
    this.core = createCore(plan, options);
    this.matched = new Uint8Array(plan.stages.length);
    this.tree = treeOf(plan);
  }

  /** Notes which stages the event may match. True if any, or if the tree needs to see it. */
  test(event: Event): boolean {
    const { stages } = this.plan;
    let isWanted = false;
    for (let i = 0; i < stages.length; i++) {
      const mayMatch = stages[i]!.mayMatch(event);
      this.matched[i] = mayMatch ? 1 : 0;
      if (mayMatch) isWanted = true;
    }
    return isWanted || (this.tree !== undefined && this.plan.mayMatch(event));
  }

  /** Takes in the next event, whose stages are noted in `matched`. */
  process(event: Event, origin: unknown, position: number, timeMs: number): void {
    const { treeCell } = this.plan;
    treeCell.current = this.tree;
    this.tree?.observe(event);
    this.core.process(event, origin, position, timeMs, this.matched);
    treeCell.current = undefined;
  }

  flush(): void {
    this.core.flush();
    this.tree = treeOf(this.plan);
  }

  /** What has been found since the last call, in order. */
  take(): readonly Found[] {
    const found = this.core.take();
    if (found.length < 2) return found;
    return [...found].sort((left, right) => compareFound(this.plan, left, right));
  }

  snapshot(): { readonly [name: string]: unknown } {
    return { matches: this.core.snapshot(), ...(this.tree === undefined ? {} : { processes: this.tree.snapshot() }) };
  }

  /** @throws SnapshotError when it is damaged; all is then as it was */
  restore(snapshot: SnapshotReader): void {
    const tree = treeOf(this.plan);
    tree?.restore(snapshot.get('processes'));
    this.core.restore(snapshot.get('matches'));
    this.tree = tree;
  }
}

function createCore(plan: QueryPlan, options: CoreOptions): Core {
  switch (plan.kind) {
    case 'event':
      return new EventCore(plan);
    case 'sequence':
      return new SequenceCore(plan, options);
    case 'sample':
      return new SampleCore(plan, options);
  }
}

function treeOf({ ancestors }: QueryPlan): ProcessTree | undefined {
  return ancestors.length === 0 ? undefined : createProcessTree(ancestors);
}

/** By the last event, then by join keys. */
export function compareFound(plan: QueryPlan, left: Found, right: Found): number {
  return left.order - right.order || (plan.kind === 'event' ? 0 : plan.keyType.compare(left.key, right.key));
}
