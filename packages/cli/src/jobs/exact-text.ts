import { randomUUID } from 'node:crypto';
import { jsonText } from '../output/json-text.js';

/** Stands for an infinite number; nothing that is read can hold it by chance. */
const INFINITE = randomUUID();
const MARKS = new RegExp(`"(-?)${INFINITE}"`, 'g');

/**
 * JSON of which `JSON.parse` makes the event again, as deep as it can be written: JSON has no infinite numbers, but
 * `1e999` is read as one.
 */
export function exactText(event: object): string {
  const text = jsonText(event);
  if (!text.includes('null')) return text;
  const marked = jsonText(event, undefined, (_, value) =>
    value === Number.POSITIVE_INFINITY ? INFINITE : value === Number.NEGATIVE_INFINITY ? `-${INFINITE}` : value,
  );
  return marked.replace(MARKS, '$11e999');
}
