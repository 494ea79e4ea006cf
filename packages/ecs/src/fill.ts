import { type Draft, putForeign } from './event.js';
import { type Fields, ownFields } from './raw-record.js';

/** Deeper than any real document; what is below is left out of hostile ones. */
const MAX_DEPTH = 16;

/** Copies into an event what a document has and the event has not: objects are filled, all else in the event stays. */
export function fill(draft: Draft, document: Fields, depth = 0): void {
  for (const key in document) {
    const value = document[key];
    const existing = Object.hasOwn(draft, key) ? ownFields(draft[key]) : undefined;
    if (!Object.hasOwn(draft, key)) putForeign(draft, key, value);
    else if (existing !== undefined && depth < MAX_DEPTH) fill(existing as Draft, ownFields(value) ?? {}, depth + 1);
  }
}
