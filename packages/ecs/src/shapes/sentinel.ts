import { fieldsIn, isScalar, ownFields, type RawShape, text, textOrNumber } from '../raw-record.js';
import { AT } from '../top-level.js';
import { namedFields } from './event-object.js';
import { parseJson } from './json.js';
import { parseEventXml } from './xml.js';

/** Azure Sentinel's tables of Windows events: EventData is a string, of JSON or XML. */
export const SENTINEL = {
  name: 'sentinel',
  matches: (record) => isScalar(record.at(AT.EventID)) && typeof record.at(AT.TimeGenerated) === 'string',
  read: (record) => ({
    ...fieldsIn(namedFields(eventDataOf(record.at(AT.EventData)))),
    part: 'event_data',
    id: String(record.at(AT.EventID)),
    channel: text(record.at(AT.Channel)) ?? text(record.at(AT.EventLog)),
    provider: text(record.at(AT.Provider)) ?? text(record.at(AT.Source)),
  }),
  system: (record) => ({
    providerGuid: undefined,
    computer: text(record.at(AT.Computer)),
    recordId: text(record.at(AT.EventRecordId)),
    task: textOrNumber(record.at(AT.Task)),
    opcode: textOrNumber(record.at(AT.Opcode)),
    level: textOrNumber(record.at(AT.EventLevelName)) ?? textOrNumber(record.at(AT.EventLevel)),
    keywords: record.at(AT.Keywords),
    version: undefined,
    activityId: text(record.at(AT.Correlation)),
    relatedActivityId: undefined,
    processId: undefined,
    threadId: undefined,
    user: undefined,
    message: text(record.at(AT.RenderedDescription)),
    time: text(record.at(AT.TimeGenerated)),
    clock: 'utc',
    arrival: undefined,
    collector: undefined,
  }),
} as const satisfies RawShape;

function eventDataOf(value: unknown): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('<')) return parseJson(value);
  const xml = parseEventXml(value);
  return xml?.EventData ?? ownFields(xml?.DataItem)?.EventData;
}
