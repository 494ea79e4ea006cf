import type { Event } from '@eqlite/engine';
import { canonicalJson, MAX_DEPTH } from './event-id.js';

/** The fields that all events have with the same value; what describes a sequence as a whole. */
export function commonFields(events: readonly Event[]): Event {
  const [first, ...others] = events;
  return first === undefined ? {} : others.reduce<Event>((common, event) => intersection(common, event, 0), first);
}

function intersection(a: Event, b: Event, depth: number): Event {
  const common: Record<string, unknown> = {};
  for (const key of Object.keys(a)) {
    if (!Object.hasOwn(b, key) || key === '__proto__') continue;
    const [x, y] = [a[key], b[key]];
    if (isObject(x) && isObject(y) && depth < MAX_DEPTH) {
      const inner = intersection(x, y, depth + 1);
      if (Object.keys(inner).length > 0) common[key] = inner;
    } else if (canonicalJson(x) === canonicalJson(y)) common[key] = x;
  }
  return common;
}

export const isObject = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
