import { count, type Fields, NO_FIELDS, ownFields, type RawRecord, text, textOrNumber } from '../raw-record.js';
import { readEvent } from './event-object.js';
import { parseJson } from './json.js';

/** The JSON of EvtxECmd: the System part flat, EventData or UserData as JSON in `Payload`. */
export function readEvtxECmd(record: Fields): RawRecord {
  const event = readEvent(ownFields(parseJson(record.Payload)) ?? NO_FIELDS);
  const userId = text(record.UserId);
  return {
    ...event,
    id: String(record.EventId),
    channel: text(record.Channel),
    provider: text(record.Provider),
    computer: text(record.Computer),
    recordId: text(record.EventRecordId),
    level: textOrNumber(record.Level),
    keywords: record.Keywords,
    processId: count(record.ProcessId),
    threadId: count(record.ThreadId),
    user:
      userId === undefined ? undefined : { identifier: userId, name: undefined, domain: undefined, type: undefined },
    time: text(record.TimeCreated),
  };
}
