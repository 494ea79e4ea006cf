import {
  count,
  type Fields,
  NO_FIELDS,
  NO_METADATA,
  ownFields,
  type RawRecord,
  text,
  textOrNumber,
} from '../raw-record.js';
import { loggingUser } from './winlogbeat6.js';

/** Winlogbeat 7 and later, and Elastic Agent, before an ingest pipeline: the event's fields under `winlog.event_data`. */
export function readWinlogbeat(record: Fields): RawRecord {
  const winlog = ownFields(record.winlog) ?? NO_FIELDS;
  const event = ownFields(record.event) ?? NO_FIELDS;
  const process = ownFields(winlog.process);
  const user = ownFields(winlog.user);
  const eventData = ownFields(winlog.event_data);
  const userData = ownFields(winlog.user_data);
  return {
    data: eventData ?? userData ?? NO_FIELDS,
    part: eventData === undefined && userData !== undefined ? 'user_data' : 'event_data',
    metadata: NO_METADATA,
    isEscaped: false,
    id: String(winlog.event_id ?? event.code),
    channel: text(winlog.channel),
    provider: text(winlog.provider_name) ?? text(event.provider),
    providerGuid: text(winlog.provider_guid),
    computer: text(winlog.computer_name),
    recordId: text(winlog.record_id),
    task: textOrNumber(winlog.task),
    opcode: textOrNumber(winlog.opcode),
    level: textOrNumber(ownFields(record.log)?.level),
    keywords: winlog.keywords,
    version: count(winlog.version),
    activityId: text(winlog.activity_id),
    relatedActivityId: text(winlog.related_activity_id),
    processId: count(process?.pid),
    threadId: count(ownFields(process?.thread)?.id),
    user: user && loggingUser(user),
    message: text(record.message),
    time: text(record['@timestamp']),
    clock: 'utc',
    arrival: undefined,
    collector: undefined,
  };
}
