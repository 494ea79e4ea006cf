import { convertRecord, NO_CLOCK } from './convert.js';
import type { Event } from './event.js';
import { isPlainEcs } from './plain-ecs.js';
import { recognise, type Shape } from './recognise.js';

/**
 * A raw log record as the ECS event that rules are written against. The record's shape is recognised by itself; see
 * `Shape` for those understood. What is an ECS document already is returned as it is, the same object; so is what an
 * Elasticsearch hit has in `_source`. Each record is converted for itself: a file whose clock is wrong needs
 * `createEcsConverter`. Never throws.
 * @param record one parsed record, usually from `JSON.parse`; a string is taken for the XML of a Windows event
 * @returns undefined for what is no event: `shapeOf` tells a `_bulk` action line from a record not understood
 */
export function toEcs(record: unknown): Event | undefined {
  if (isPlainEcs(record)) return record;
  const recognised = recognise(record);
  return recognised.shape === 'ecs' ? recognised.opened.record : convertRecord(recognised, NO_CLOCK)?.event;
}

/** The shape of a record, as `toEcs` sees it. */
export function shapeOf(record: unknown): Shape {
  return recognise(record).shape;
}

/**
 * Whether a record becomes the same event whatever else is in its file. A Windows record may not: its clock may be wrong,
 * which others tell.
 */
export function standsAlone(record: unknown): boolean {
  return isPlainEcs(record) || recognise(record).form === undefined;
}
