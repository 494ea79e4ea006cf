import { isDeepStrictEqual } from 'node:util';
import type { Event } from '@eqlite/engine';

/** The fields that all events have with the same value; what describes a sequence as a whole. */
export function commonFields(events: readonly Event[]): Event {
  const [first, ...others] = events;
  return first === undefined ? {} : others.reduce<Event>((common, event) => intersection(common, event), first);
}

function intersection(a: Event, b: Event): Event {
  const common: Record<string, unknown> = {};
  for (const key of Object.keys(a)) {
    if (!Object.hasOwn(b, key)) continue;
    const [x, y] = [a[key], b[key]];
    if (isDeepStrictEqual(x, y)) common[key] = x;
    else if (isObject(x) && isObject(y)) {
      const inner = intersection(x, y);
      if (Object.keys(inner).length > 0) common[key] = inner;
    }
  }
  return common;
}

const isObject = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
