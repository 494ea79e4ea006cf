import {
  count,
  type Fields,
  type LoggingUser,
  NO_FIELDS,
  NO_METADATA,
  ownFields,
  type RawRecord,
  text,
  textOrNumber,
} from '../raw-record.js';

/** Shape C: Winlogbeat 6, the event's fields under `event_data`. */
export function readWinlogbeat6(record: Fields): RawRecord {
  const user = ownFields(record.user);
  const collector = ownFields(record.beat)?.name ?? ownFields(record.host)?.name;
  const userData = ownFields(record.user_data);
  return {
    data: ownFields(record.event_data) ?? userData ?? NO_FIELDS,
    part: record.event_data === undefined && userData !== undefined ? 'user_data' : 'event_data',
    metadata: NO_METADATA,
    isEscaped: false,
    id: String(record.event_id),
    channel: text(record.log_name),
    provider: text(record.source_name),
    providerGuid: text(record.provider_guid),
    computer: text(record.computer_name),
    recordId: text(record.record_number),
    task: textOrNumber(record.task),
    opcode: textOrNumber(record.opcode),
    level: textOrNumber(record.level),
    keywords: record.keywords,
    version: count(record.version),
    activityId: text(record.activity_id),
    relatedActivityId: text(record.related_activity_id),
    processId: count(record.process_id),
    threadId: count(record.thread_id),
    user: user && loggingUser(user),
    message: text(record.message),
    time: text(record['@timestamp']),
    clock: 'utc',
    arrival: undefined,
    collector: text(collector),
  };
}

/** `winlog.user`, which Winlogbeat 6 has as `user`. */
export function loggingUser(user: Fields): LoggingUser {
  return {
    identifier: text(user.identifier),
    name: text(user.name),
    domain: text(user.domain),
    type: text(user.type),
  };
}
