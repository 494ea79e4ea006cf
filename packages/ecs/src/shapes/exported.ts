import { type Fields, type RawRecord, text, textOrNumber } from '../raw-record.js';

const METADATA: ReadonlySet<string> = new Set(
  'SourceName ProviderGuid Level Keywords Channel Hostname TimeCreated @timestamp EventID Message Task UserData'.split(
    ' ',
  ),
);

/** Shape B: EVTX exported by script, flat. Its times are local, on a 12-hour clock, with a false `Z`. */
export function readExported(record: Fields): RawRecord {
  return {
    data: record,
    metadata: METADATA,
    isEscaped: false,
    part: 'event_data',
    id: String(record.EventID),
    channel: text(record.Channel),
    provider: text(record.SourceName),
    providerGuid: text(record.ProviderGuid),
    computer: text(record.Hostname),
    recordId: undefined,
    task: textOrNumber(record.Task),
    opcode: undefined,
    level: textOrNumber(record.Level),
    keywords: record.Keywords,
    version: undefined,
    activityId: undefined,
    relatedActivityId: undefined,
    processId: undefined,
    threadId: undefined,
    user: undefined,
    message: text(record.Message),
    time: text(record.TimeCreated),
    clock: 'local-12h',
    arrival: undefined,
    collector: undefined,
  };
}
