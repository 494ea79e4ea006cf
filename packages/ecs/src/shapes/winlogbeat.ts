import type { OpenRecord } from '../open-record.js';
import {
  count,
  type Fields,
  isScalar,
  NO_FIELDS,
  ownFields,
  type RawShape,
  text,
  textOrNumber,
} from '../raw-record.js';
import { AT } from '../top-level.js';
import { eventFields, userOf } from './winlogbeat6.js';

/** Winlogbeat 7 and later, and Elastic Agent, before an ingest pipeline: the event's fields under `winlog.event_data`. */
export const WINLOGBEAT = {
  name: 'winlogbeat',
  matches: isUnprocessed,
  read(record) {
    const winlog = winlogOf(record);
    const event = eventOf(record);
    const { fields, part } = eventFields(winlog.event_data, winlog.user_data);
    return {
      ...fields,
      part,
      id: text(winlog.event_id) ?? text(event.code) ?? '',
      channel: text(winlog.channel),
      provider: text(winlog.provider_name) ?? text(event.provider),
    };
  },
  system(record) {
    const winlog = winlogOf(record);
    const process = ownFields(winlog.process);
    return {
      providerGuid: text(winlog.provider_guid),
      computer: text(winlog.computer_name),
      recordId: text(winlog.record_id),
      task: textOrNumber(winlog.task),
      opcode: textOrNumber(winlog.opcode),
      level: textOrNumber(ownFields(record.at(AT.log))?.level),
      keywords: winlog.keywords,
      version: count(winlog.version),
      activityId: text(winlog.activity_id),
      relatedActivityId: text(winlog.related_activity_id),
      processId: count(process?.pid),
      threadId: count(ownFields(process?.thread)?.id),
      user: userOf(winlog.user),
      message: text(record.at(AT.message)),
      time: text(record.at(AT['@timestamp'])),
      clock: 'utc',
      arrival: undefined,
      collector: undefined,
    };
  },
} as const satisfies RawShape;

function winlogOf(record: OpenRecord): Fields {
  return ownFields(record.at(AT.winlog)) ?? NO_FIELDS;
}

function eventOf(record: OpenRecord): Fields {
  return ownFields(record.at(AT.event)) ?? NO_FIELDS;
}

/** As it is sent, without what an ingest pipeline adds. */
function isUnprocessed(record: OpenRecord): boolean {
  if (record.at(AT.winlog) === undefined) return false;
  const { category, module, ingested, code } = eventOf(record);
  if (category !== undefined || module !== undefined || ingested !== undefined) return false;
  return isScalar(code) || isScalar(winlogOf(record).event_id);
}
