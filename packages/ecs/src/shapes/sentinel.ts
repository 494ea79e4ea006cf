import { type Fields, NO_METADATA, ownFields, type RawRecord, text, textOrNumber } from '../raw-record.js';
import { eventFields } from './event-object.js';
import { parseJson } from './json.js';
import { parseEventXml } from './xml.js';

/** Azure Sentinel's tables of Windows events: EventData is a string, of JSON or XML. */
export function readSentinel(record: Fields): RawRecord {
  return {
    data: eventFields(eventDataOf(record.EventData)),
    part: 'event_data',
    metadata: NO_METADATA,
    isEscaped: false,
    id: String(record.EventID),
    channel: text(record.Channel) ?? text(record.EventLog),
    provider: text(record.Provider) ?? text(record.Source),
    providerGuid: undefined,
    computer: text(record.Computer),
    recordId: text(record.EventRecordId),
    task: textOrNumber(record.Task),
    opcode: textOrNumber(record.Opcode),
    level: textOrNumber(record.EventLevelName) ?? textOrNumber(record.EventLevel),
    keywords: record.Keywords,
    version: undefined,
    activityId: text(record.Correlation),
    relatedActivityId: undefined,
    processId: undefined,
    threadId: undefined,
    user: undefined,
    message: text(record.RenderedDescription),
    time: text(record.TimeGenerated),
    clock: 'utc',
    arrival: undefined,
    collector: undefined,
  };
}

function eventDataOf(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('<')) return parseJson(value);
  const xml = parseEventXml(value);
  return xml?.EventData ?? ownFields(xml?.DataItem)?.EventData;
}
