import type { Event } from '@eqlite/engine';
import { canonicalJson, isTooDeep } from './event-id.js';

/** The fields that all events have with the same value; what describes a sequence as a whole. */
export function commonFields(events: readonly Event[]): Event {
  const [first, ...others] = events;
  return first === undefined ? {} : others.reduce<Event>((common, event) => intersection(common, event, []), first);
}

function intersection(a: Event, b: Event, above: readonly object[]): Event {
  const common: Record<string, unknown> = {};
  const below = [...above, a];
  for (const key of Object.keys(a)) {
    if (!Object.hasOwn(b, key) || key === '__proto__') continue;
    const [x, y] = [a[key], b[key]];
    if (isObject(x) && isObject(y) && !isTooDeep(x, below)) {
      const inner = intersection(x, y, below);
      if (Object.keys(inner).length > 0) common[key] = inner;
    } else if (canonicalJson(x) === canonicalJson(y)) common[key] = x;
  }
  return common;
}

export const isObject = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
