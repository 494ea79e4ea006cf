import type { Event } from '../event.js';
import type { Core } from './core.js';
import { type Found, hit } from './match.js';
import type { EventPlan } from './plan.js';

/** Event queries: each match is a result of its own, and there is no state. */
export class EventCore implements Core {
  readonly partials = 0;
  readonly dueMs = Number.POSITIVE_INFINITY;
  readonly bytes = 0;
  readonly evicted = 0;
  readonly keysLeftOut = 0;
  readonly expired = 0;

  private readonly plan: EventPlan;
  private found: Found[] = [];
  private order = 0;

  constructor(plan: EventPlan) {
    this.plan = plan;
  }

  process(event: Event, origin: unknown, position: number, _timeMs: number, matched: Uint8Array): void {
    const { matches } = this.plan.stages[0]!;
    if (matched[0] === 0 || (matches !== undefined && !matches(event))) return;
    const match = { joinKeys: [], events: [hit(event, origin, position)] };
    this.found.push({ match, order: this.order++, key: [] });
  }

  take(): readonly Found[] {
    if (this.found.length === 0) return this.found;
    const { found } = this;
    this.found = [];
    return found;
  }

  leavesAlone(): boolean {
    return false;
  }

  advance(): void {
    // No event waits for another.
  }

  flush(): void {
    // Nor for the end.
  }

  snapshot(): null {
    return null;
  }

  restore(): void {
    // There is nothing to take over.
  }
}
