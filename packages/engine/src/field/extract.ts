import type { Event, Predicate, Value, ValueTest } from '../event.js';
import { type KeyReader, keyReader } from './key-reader.js';

/**
 * The one place that decides how a field is found in an event. `a.b.c` may be spelled nested, dotted, or as a mix
 * (`{a: {"b.c": 1}}`), and arrays of objects are looked through at every level; all values found count.
 */

/** One way to go on from an object: read `key`, which covers the path up to piece `next`. */
interface Step {
  readonly read: KeyReader;
  /** Where the rest of the path starts; the path's length when the key covers it whole. */
  readonly next: number;
}

/** `steps[i]`: every way to go on when pieces `0..i-1` are consumed, the shortest key first. */
type Steps = readonly (readonly Step[])[];

function stepsOf(path: readonly string[]): Steps {
  return path.map((_, start) =>
    path
      .slice(start)
      .map((_, i) => ({ read: keyReader(path.slice(start, start + i + 1).join('.')), next: start + i + 1 })),
  );
}

const MAX_DEPTH = 64;

/** Whether some value below `node` on the rest of the path passes `test`. */
function someBelow(steps: Steps, index: number, node: unknown, test: ValueTest, depth: number): boolean {
  if (node === null || node === undefined || depth > MAX_DEPTH) return false;
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) if (someBelow(steps, index, node[i], test, depth + 1)) return true;
    return false;
  }
  if (index === steps.length) return typeof node !== 'object' && test(node);
  if (typeof node !== 'object') return false;
  for (const step of steps[index]!) {
    if (someBelow(steps, step.next, step.read(node as Event), test, depth)) return true;
  }
  return false;
}

const noMoreSteps: Steps = [];

/** `value` was read at the end of a path and is no string: test it, or the elements of an array. */
function someOf(value: unknown, test: ValueTest): boolean {
  if (typeof value !== 'object') return value !== undefined && test(value);
  return value !== null && someBelow(noMoreSteps, 0, value, test, 0);
}

/**
 * A predicate: does some value of the field satisfy `test`? The common shapes (one to three pieces, plain objects) have
 * code of their own; the rest goes through `someBelow`, which defines what they mean.
 */
export function someValue(path: readonly string[], test: ValueTest): Predicate {
  const steps = stepsOf(path);
  switch (path.length) {
    case 1: {
      const read = keyReader(path[0]!);
      return (event) => {
        const value = read(event);
        return value !== undefined && someOf(value, test);
      };
    }
    case 2: {
      const [outer, dotted] = steps[0]!.map((step) => step.read) as [KeyReader, KeyReader];
      const inner = steps[1]![0]!.read;
      return (event) => {
        const object = outer(event);
        if (object !== undefined && object !== null) {
          const value = inner(object as Event);
          // Strings, by far the most common, go the shortest way.
          if (typeof value === 'string') {
            if (test(value)) return true;
          } else if (value !== undefined) {
            if (someOf(value, test)) return true;
          } else if (Array.isArray(object) && someBelow(steps, 1, object, test, 0)) return true;
        }
        const value = dotted(event);
        return value !== undefined && someOf(value, test);
      };
    }
    case 3: {
      const [first, firstTwo, whole] = steps[0]!.map((step) => step.read) as [KeyReader, KeyReader, KeyReader];
      const [second, lastTwo] = steps[1]!.map((step) => step.read) as [KeyReader, KeyReader];
      const third = steps[2]![0]!.read;
      return (event) => {
        const a = first(event);
        if (a !== undefined && a !== null) {
          const b = second(a as Event);
          if (b !== undefined && b !== null) {
            const value = third(b as Event);
            if (value !== undefined) {
              if (someOf(value, test)) return true;
            } else if (Array.isArray(b) && someBelow(steps, 2, b, test, 0)) return true;
          } else if (Array.isArray(a) && someBelow(steps, 1, a, test, 0)) return true;
          const value = lastTwo(a as Event);
          if (value !== undefined && someOf(value, test)) return true;
        }
        const ab = firstTwo(event);
        if (ab !== undefined && someBelow(steps, 2, ab, test, 0)) return true;
        const value = whole(event);
        return value !== undefined && someOf(value, test);
      };
    }
    default:
      return (event) => someBelow(steps, 0, event, test, 0);
  }
}

/** Reads all values of a field, in document order, to a list that is not to be kept: the next call may reuse it. */
export type ValueReader = (event: Event) => readonly Exclude<Value, null>[];

export function allValues(path: readonly string[]): ValueReader {
  type FieldValue = Exclude<Value, null>;
  const none: FieldValue[] = [];
  // Most fields have one value at most, for which nothing is allocated.
  const one: FieldValue[] = [];
  let many: FieldValue[] = none;
  let count = 0;
  const collect = someValue(path, (value) => {
    if (count === 0) one[0] = value as FieldValue;
    else if (count === 1) many = [one[0]!, value as FieldValue];
    else many.push(value as FieldValue);
    count++;
    return false;
  });
  return (event) => {
    count = 0;
    collect(event);
    return count === 0 ? none : count === 1 ? one : many;
  };
}

/** The elements of an array of objects at `path` (a single object counts as one), for `_arraysearch`. */
export function allElements(path: readonly string[]): (event: unknown) => readonly unknown[] {
  const steps = stepsOf(path);
  return (event) => {
    const found: unknown[] = [];
    elementsBelow(steps, 0, event, found, 0);
    return found;
  };
}

function elementsBelow(steps: Steps, index: number, node: unknown, found: unknown[], depth: number): void {
  if (node === null || node === undefined || depth > MAX_DEPTH) return;
  if (Array.isArray(node)) {
    for (const element of node) elementsBelow(steps, index, element, found, depth + 1);
  } else if (index === steps.length) found.push(node);
  else if (typeof node === 'object') {
    for (const step of steps[index]!) elementsBelow(steps, step.next, step.read(node as Event), found, depth);
  }
}
