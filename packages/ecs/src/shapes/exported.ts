import { isScalar, type RawShape, text, textOrNumber } from '../raw-record.js';
import { AT } from '../top-level.js';

const METADATA: ReadonlySet<string> = new Set(
  'SourceName ProviderGuid Level Keywords Channel Hostname TimeCreated @timestamp EventID Message Task'.split(' '),
);

/** EVTX exported by script, flat. Its times are local, on a 12-hour clock, with a false `Z`. */
export const EXPORTED = {
  name: 'exported',
  matches: (record) => isScalar(record.at(AT.EventID)) && typeof record.at(AT.TimeCreated) === 'string',
  waitsForClock: () => true,
  read: (record) => ({
    keys: record.keys,
    values: record.values,
    isEscaped: false,
    layout: record.layout,
    metadata: METADATA,
    part: 'event_data',
    id: String(record.at(AT.EventID)),
    channel: text(record.at(AT.Channel)),
    provider: text(record.at(AT.SourceName)),
  }),
  system: (record) => ({
    providerGuid: text(record.at(AT.ProviderGuid)),
    computer: text(record.at(AT.Hostname)),
    recordId: undefined,
    task: textOrNumber(record.at(AT.Task)),
    opcode: undefined,
    level: textOrNumber(record.at(AT.Level)),
    keywords: record.at(AT.Keywords),
    version: undefined,
    activityId: undefined,
    relatedActivityId: undefined,
    processId: undefined,
    threadId: undefined,
    user: undefined,
    message: text(record.at(AT.Message)),
    time: text(record.at(AT.TimeCreated)),
    clock: 'local-12h',
    arrival: undefined,
    collector: undefined,
  }),
} as const satisfies RawShape;
