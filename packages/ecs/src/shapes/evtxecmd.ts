import { count, isScalar, NO_FIELDS, ownFields, type RawShape, text, textOrNumber } from '../raw-record.js';
import { AT } from '../top-level.js';
import { fieldsOf, userOf } from './event-object.js';
import { parseJson } from './json.js';

/** The JSON of EvtxECmd: the System part flat, EventData or UserData as JSON in `Payload`. */
export const EVTXECMD = {
  name: 'evtxecmd',
  matches: (record) => isScalar(record.at(AT.EventId)) && typeof record.at(AT.Payload) === 'string',
  read: (record) => ({
    ...fieldsOf(ownFields(parseJson(record.at(AT.Payload))) ?? NO_FIELDS),
    id: String(record.at(AT.EventId)),
    channel: text(record.at(AT.Channel)),
    provider: text(record.at(AT.Provider)),
  }),
  system: (record) => ({
    providerGuid: undefined,
    computer: text(record.at(AT.Computer)),
    recordId: text(record.at(AT.EventRecordId)),
    task: undefined,
    opcode: undefined,
    level: textOrNumber(record.at(AT.Level)),
    keywords: record.at(AT.Keywords),
    version: undefined,
    activityId: undefined,
    relatedActivityId: undefined,
    processId: count(record.at(AT.ProcessId)),
    threadId: count(record.at(AT.ThreadId)),
    user: userOf(text(record.at(AT.UserId))),
    message: undefined,
    time: text(record.at(AT.TimeCreated)),
    clock: 'utc',
    arrival: undefined,
    collector: undefined,
  }),
} as const satisfies RawShape;
