import { type Draft, putForeign } from './event.js';
import { type Fields, ownFields } from './raw-record.js';

/** Deeper than any real document; what is below is left out of hostile ones. */
const MAX_DEPTH = 16;

/**
 * An object with what `own` has and, beside it, what `document` has: objects in both are put together the same way, of
 * anything else in both `own`'s is taken. Neither is changed: parts of events are shared.
 */
export function filled(own: Fields, document: Fields, depth = 0): Draft {
  const result: Draft = { ...own };
  for (const key in document) {
    if (!Object.hasOwn(own, key)) {
      putForeign(result, key, document[key]);
      continue;
    }
    const inner = ownFields(own[key]);
    const other = ownFields(document[key]);
    if (inner !== undefined && other !== undefined && depth < MAX_DEPTH) {
      putForeign(result, key, filled(inner, other, depth + 1));
    }
  }
  return result;
}
