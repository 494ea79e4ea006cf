import {
  count,
  type EventFields,
  fieldsIn,
  isObject,
  isScalar,
  type LoggingUser,
  loggingUser,
  NO_FIELDS,
  ownFields,
  type RawShape,
  text,
  textOrNumber,
} from '../raw-record.js';
import { AT } from '../top-level.js';

/** Winlogbeat 6, the event's fields under `event_data`. */
export const WINLOGBEAT_6 = {
  name: 'winlogbeat6',
  matches: (record) =>
    isScalar(record.at(AT.event_id)) &&
    (isObject(record.at(AT.event_data)) || typeof record.at(AT.log_name) === 'string'),
  read(record) {
    const { fields, part } = eventFields(record.at(AT.event_data), record.at(AT.user_data));
    const { keys, values, isEscaped, layout, metadata } = fields;
    const id = String(record.at(AT.event_id));
    return {
      keys,
      values,
      isEscaped,
      layout,
      metadata,
      part,
      id,
      channel: text(record.at(AT.log_name)),
      provider: text(record.at(AT.source_name)),
    };
  },
  system: (record) => ({
    providerGuid: text(record.at(AT.provider_guid)),
    computer: text(record.at(AT.computer_name)),
    recordId: text(record.at(AT.record_number)),
    task: textOrNumber(record.at(AT.task)),
    opcode: textOrNumber(record.at(AT.opcode)),
    level: textOrNumber(record.at(AT.level)),
    keywords: record.at(AT.keywords),
    version: count(record.at(AT.version)),
    activityId: text(record.at(AT.activity_id)),
    relatedActivityId: text(record.at(AT.related_activity_id)),
    processId: count(record.at(AT.process_id)),
    threadId: count(record.at(AT.thread_id)),
    user: userOf(record.at(AT.user)),
    message: text(record.at(AT.message)),
    time: text(record.at(AT['@timestamp'])),
    clock: 'utc',
    arrival: undefined,
    collector: text(ownFields(record.at(AT.beat))?.name ?? ownFields(record.at(AT.host))?.name),
  }),
} as const satisfies RawShape;

interface Part {
  readonly fields: EventFields;
  readonly part: 'event_data' | 'user_data';
}

/** The fields in `event_data`, or in `user_data` where there is only that. */
export function eventFields(eventData: unknown, userData: unknown): Part {
  const fields = ownFields(eventData);
  const others = fields === undefined ? ownFields(userData) : undefined;
  return others === undefined
    ? { fields: fieldsIn(fields ?? NO_FIELDS), part: 'event_data' }
    : { fields: fieldsIn(others), part: 'user_data' };
}

/** `winlog.user`, which Winlogbeat 6 has as `user`. */
export function userOf(value: unknown): LoggingUser | undefined {
  const user = ownFields(value);
  if (user === undefined) return undefined;
  const { identifier, name, domain, type } = user;
  return loggingUser(text(identifier), text(name), text(domain), text(type));
}
