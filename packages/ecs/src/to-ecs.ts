import { ownTimestamp } from './clock.js';
import { endgameEvent, endgamePlan, readEndgame } from './endgame.js';
import type { Event } from './event.js';
import type { Plan } from './interpret.js';
import { field, type RawRecord } from './raw-record.js';
import { recognise, type Shape } from './recognise.js';
import { sysmonTime } from './time.js';
import { planFor, windowsEvent } from './windows.js';

/**
 * A raw log record as the ECS event that rules are written against. The record's shape is recognised by itself; see
 * `Shape` for those understood. What is an ECS document already is returned as it is, the same object; so is what an
 * Elasticsearch hit has in `_source`. Never throws.
 * @param record one parsed record, usually from `JSON.parse`
 * @returns undefined for what is no event: `shapeOf` tells a `_bulk` action line from a record not understood
 */
export function toEcs(record: unknown): Event | undefined {
  const recognised = recognise(record);
  if (recognised.shape === 'ecs') return recognised.record;
  if (recognised.shape === 'endgame') {
    const fields = readEndgame(recognised.record);
    return endgameEvent(endgamePlan(fields), fields);
  }
  if (recognised.read === undefined) return undefined;
  const raw = recognised.read(recognised.record);
  const plan = planFor(raw);
  return windowsEvent(plan, raw, sysmonTimestamp(plan, raw) ?? ownTimestamp(raw));
}

/** The shape of a record, as `toEcs` sees it. */
export function shapeOf(record: unknown): Shape {
  return recognise(record).shape;
}

function sysmonTimestamp({ source }: Plan, raw: RawRecord): string | undefined {
  const text = source.timeField === undefined ? undefined : field(raw, source.timeField);
  return text === undefined ? undefined : sysmonTime(text);
}
