import type { Event } from '@eqlite/engine';
import type { Alert } from './alert.js';
import { isObject } from './common-fields.js';

/** The event that an alert was made of, `event.kind` as it was. */
export function eventOf(alert: Alert): Event {
  const event: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(alert)) {
    if (!key.startsWith('kibana.') && !key.startsWith('eqlite.')) event[key] = value;
  }
  const time = alert['kibana.alert.original_time'];
  if (time !== undefined) event['@timestamp'] = time;
  const kind = alert['kibana.alert.original_event.kind'];
  if (isObject(event.event)) {
    const { kind: _, ...others } = event.event;
    event.event = kind === undefined ? others : { ...others, kind };
  } else if (kind === undefined) delete event['event.kind'];
  else event['event.kind'] = kind;
  return event;
}
