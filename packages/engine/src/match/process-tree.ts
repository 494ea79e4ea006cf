import type { Event, Predicate, Value } from '../event.js';
import { allValues } from '../field/extract.js';
import type { SnapshotReader } from './snapshot.js';

/**
 * Endpoint dialect: which processes descend from one that `descendant of [process where …]` asks for, as far as the
 * events so far tell, which must come in the order of time.
 *
 * A process that an event of the inner query names is an ancestor from then on. A process that starts (`event.type` is
 * `start`, or `event.action` is `start`, `exec` or `fork`) with an ancestor or a descendant as its parent is a
 * descendant, until its own end (`event.type` is `end`). Processes are told apart by `process.entity_id` and
 * `process.parent.entity_id`. No process is its own descendant.
 */
export interface ProcessTree {
  /** Takes in the next event. */
  observe(event: Event): void;
  /** Whether the event's process descends from one of the inner query with that number. */
  isDescendant(event: Event, query: number): boolean;
  /** Processes remembered, once per inner query. */
  readonly size: number;
  snapshot(): ProcessTreeSnapshot;
  /**
   * Takes over what a tree of the same queries had; to be called on a new one.
   * @throws SnapshotError when it is damaged
   */
  restore(snapshot: SnapshotReader): void;
}

interface ProcessTreeSnapshot {
  /** For each inner query its processes, the longest known first. */
  readonly families: readonly (readonly ProcessSnapshot[])[];
  /** The process whose end was the last event. */
  readonly ended?: ProcessId;
}

interface ProcessSnapshot {
  readonly id: ProcessId;
  readonly isAncestor: boolean;
  readonly isDescendant: boolean;
}

type ProcessId = Exclude<Value, null>;

/** Processes remembered per inner query when nothing else is said; the longest known is forgotten first. */
const MAX_PROCESSES = 100_000;

const processIds = allValues(['process', 'entity_id']);
const parentIds = allValues(['process', 'parent', 'entity_id']);
const eventTypes = allValues(['event', 'type']);
const eventActions = allValues(['event', 'action']);

const STARTS: ReadonlySet<unknown> = new Set(['start', 'exec', 'fork']);

/** Whether the tree needs to see the event, whatever the inner queries say. */
export function isProcessEvent(event: Event): boolean {
  return isStart(event) || isEnd(event);
}

function isStart(event: Event): boolean {
  return eventTypes(event).includes('start') || eventActions(event).some((action) => STARTS.has(action));
}

function isEnd(event: Event): boolean {
  return eventTypes(event).includes('end');
}

/** @param ancestors the inner queries, those inside of others first */
export function createProcessTree(ancestors: readonly Predicate[], maxProcesses = MAX_PROCESSES): ProcessTree {
  const families = ancestors.map(() => new Family(maxProcesses));
  /** A process that has ended is forgotten with the next event: its end is still the act of a descendant. */
  let ended: ProcessId | undefined;
  return {
    observe(event) {
      if (ended !== undefined) for (const family of families) family.delete(ended);
      ended = undefined;
      const id = processIds(event)[0];
      if (id === undefined) return;
      const parent = isStart(event) ? parentIds(event)[0] : undefined;
      for (let i = 0; i < families.length; i++) {
        const family = families[i]!;
        if (parent !== undefined && parent !== id && family.has(parent)) family.add(id, DESCENDANT);
        if (ancestors[i]!(event)) family.add(id, ANCESTOR);
      }
      if (isEnd(event)) ended = id;
    },
    isDescendant(event, query) {
      const id = processIds(event)[0];
      return id !== undefined && families[query]!.isDescendant(id);
    },
    get size() {
      return families.reduce((sum, family) => sum + family.size, 0);
    },
    snapshot: () => ({
      families: families.map((family) => family.snapshot()),
      ...(ended === undefined ? {} : { ended }),
    }),
    restore(snapshot) {
      const list = snapshot.get('families').list();
      if (list.length !== families.length) snapshot.get('families').refuse(`a list of ${families.length}`);
      list.forEach((family, i) => {
        families[i]!.restore(family);
      });
      ended = snapshot.get('ended').isThere() ? processId(snapshot.get('ended')) : undefined;
    },
  };
}

const ANCESTOR = 1;
const DESCENDANT = 2;

function processId(reader: SnapshotReader): ProcessId {
  return reader.scalar() ?? reader.refuse('the id of a process');
}

/** The ancestors and descendants of one inner query. */
class Family {
  private readonly roles = new Map<ProcessId, number>();
  /** Walks the map in the order of insertion, for good: looking for the first entry anew would pass over all deleted ones. */
  private readonly oldest = this.roles.keys();
  private readonly maxSize: number;

  constructor(maxSize: number) {
    this.maxSize = maxSize;
  }

  get size(): number {
    return this.roles.size;
  }

  has(id: ProcessId): boolean {
    return this.roles.has(id);
  }

  isDescendant(id: ProcessId): boolean {
    return ((this.roles.get(id) ?? 0) & DESCENDANT) !== 0;
  }

  add(id: ProcessId, role: number): void {
    this.roles.set(id, (this.roles.get(id) ?? 0) | role);
    if (this.roles.size <= this.maxSize) return;
    const { value } = this.oldest.next();
    if (value !== undefined) this.roles.delete(value);
  }

  delete(id: ProcessId): void {
    this.roles.delete(id);
  }

  snapshot(): readonly ProcessSnapshot[] {
    return [...this.roles].map(([id, role]) => ({
      id,
      isAncestor: (role & ANCESTOR) !== 0,
      isDescendant: (role & DESCENDANT) !== 0,
    }));
  }

  restore(snapshot: SnapshotReader): void {
    for (const item of snapshot.list()) {
      const id = processId(item.get('id'));
      if (item.get('isAncestor').flag()) this.add(id, ANCESTOR);
      if (item.get('isDescendant').flag()) this.add(id, DESCENDANT);
    }
  }
}
