import { type Fields, NO_FIELDS, ownFields, type RawRecord } from './raw-record.js';
import { readEvent } from './shapes/event-object.js';
import { readEvtxECmd } from './shapes/evtxecmd.js';
import { readExported } from './shapes/exported.js';
import { readNxlog } from './shapes/nxlog.js';
import { readSentinel } from './shapes/sentinel.js';
import { readWinlogbeat } from './shapes/winlogbeat.js';
import { readWinlogbeat6 } from './shapes/winlogbeat6.js';
import { parseEventXml } from './shapes/xml.js';

/**
 * The clothes a record comes in:
 * - `ecs`: an ECS document already, from Elastic Defend, Endgame or an ingest pipeline; nested or with dotted names
 * - `endgame`: the old flat form of Endgame events
 * - `nxlog`: a Windows record, flat, from NXLog through Logstash
 * - `exported`: a Windows record, flat, exported from EVTX by script, with a wrong clock
 * - `winlogbeat6`: a Windows record from Winlogbeat 6, `event_data` at top level
 * - `winlogbeat`: a Windows record from Winlogbeat 7 or later, or Elastic Agent, before any ingest pipeline
 * - `evtx`: a Windows record as an object of its elements, `System` and `EventData`, as `@eqlite/evtx` and the common
 *   dump tools give it
 * - `evtxecmd`: a Windows record from EvtxECmd
 * - `sentinel`: a Windows record from Azure Sentinel
 * - `xml`: a Windows record as XML, alone or in a field of another record
 * - `bulk-action`: an action line of Elasticsearch's `_bulk` format, such as `{"index":{}}`: understood, but no event
 * - `unknown`: none of these
 */
export type Shape = 'ecs' | 'endgame' | RawShape | 'bulk-action' | 'unknown';
type RawShape = 'nxlog' | 'exported' | 'winlogbeat6' | 'winlogbeat' | 'evtx' | 'evtxecmd' | 'sentinel' | 'xml';

/** A record taken out of its envelope and recognised. `read` gives the Windows record of a raw shape. */
export interface Recognised {
  readonly shape: Shape;
  readonly record: Fields;
  readonly read: ((record: Fields) => RawRecord) | undefined;
}

interface RawForm {
  readonly shape: RawShape;
  readonly matches: (record: Fields) => boolean;
  readonly read: (record: Fields) => RawRecord;
}

/** Tried in order, before anything else: what ECS documents have none of these has. */
const RAW_FORMS: readonly RawForm[] = [
  { shape: 'nxlog', matches: (r) => isScalar(r.EventID) && isString(r.EventTime), read: readNxlog },
  { shape: 'exported', matches: (r) => isScalar(r.EventID) && isString(r.TimeCreated), read: readExported },
  { shape: 'sentinel', matches: (r) => isScalar(r.EventID) && isString(r.TimeGenerated), read: readSentinel },
  { shape: 'evtxecmd', matches: (r) => isScalar(r.EventId) && isString(r.Payload), read: readEvtxECmd },
  { shape: 'evtx', matches: (r) => elementsOf(r) !== undefined, read: (r) => readEvent(elementsOf(r)!) },
  { shape: 'winlogbeat', matches: isUnprocessed, read: readWinlogbeat },
  {
    shape: 'winlogbeat6',
    matches: (r) => isScalar(r.event_id) && (isObject(r.event_data) || isString(r.log_name)),
    read: readWinlogbeat6,
  },
];

/** Envelopes may be nested in hostile input; real ones are not. */
const MAX_ENVELOPES = 4;

export function recognise(input: unknown): Recognised {
  if (typeof input === 'string') return recogniseXml(input) ?? unrecognised('unknown', NO_FIELDS);
  let record = ownFields(input);
  for (let depth = 0; record?._source !== undefined && depth < MAX_ENVELOPES; depth++) {
    record = ownFields(record._source);
  }
  if (record === undefined) return unrecognised('unknown', NO_FIELDS);
  for (const { shape, matches, read } of RAW_FORMS) if (matches(record)) return { shape, record, read };
  if (isEcs(record)) return unrecognised('ecs', record);
  if (isEndgame(record)) return unrecognised('endgame', record);
  if (isBulkAction(record)) return unrecognised('bulk-action', record);
  return recogniseXmlField(record) ?? unrecognised('unknown', record);
}

/** A record without a Windows record in it. */
function unrecognised(shape: Shape, record: Fields): Recognised {
  return { shape, record, read: undefined };
}

/** The elements of a Windows event, alone, under `Event`, or in a record of `@eqlite/evtx`. */
function elementsOf(record: Fields): Fields | undefined {
  const event = ownFields(record.Event) ?? ownFields(ownFields(record.event)?.Event) ?? record;
  return ownFields(event.System)?.EventID === undefined ? undefined : event;
}

/** A document of Winlogbeat as it is sent, without what an ingest pipeline adds. */
function isUnprocessed(record: Fields): boolean {
  const winlog = ownFields(record.winlog);
  if (winlog === undefined) return false;
  const event = ownFields(record.event) ?? NO_FIELDS;
  if (event.category !== undefined || event.module !== undefined || event.ingested !== undefined) return false;
  return isScalar(winlog.event_id) || isScalar(event.code);
}

const DOTTED_EVENT_FIELDS = [
  'event.category',
  'event.kind',
  'event.action',
  'event.type',
  'event.dataset',
  'ecs.version',
];

function isEcs(record: Fields): boolean {
  if (isObject(record.event) || isObject(record.ecs)) return true;
  if (record['@timestamp'] !== undefined && isObject(record.data_stream)) return true;
  return DOTTED_EVENT_FIELDS.some((name) => Object.hasOwn(record, name));
}

function isEndgame(record: Fields): boolean {
  return (
    isString(record.event_type_full) ||
    isString(record.event_subtype_full) ||
    (isString(record.event_type) && (isScalar(record.serial_event_id) || isScalar(record.timestamp)))
  );
}

const BULK_ACTIONS: ReadonlySet<string> = new Set(['index', 'create', 'update', 'delete']);

function isBulkAction(record: Fields): boolean {
  const keys = Object.keys(record);
  return keys.length === 1 && BULK_ACTIONS.has(keys[0]!) && isObject(record[keys[0]!]);
}

function recogniseXml(text: string): Recognised | undefined {
  if (!/^\s*(?:\ufeff)?\s*<(?:Event[\s>]|\?xml\s)/.test(text)) return undefined;
  const record = ownFields(parseEventXml(text)?.Event);
  if (record === undefined || elementsOf(record) === undefined) return undefined;
  return { shape: 'xml', record, read: readEvent };
}

/** Where shippers put the XML of an event. */
const XML_FIELDS = [
  'SyslogMessage',
  'xml',
  'Xml',
  'XML',
  'EventXml',
  'EventXML',
  'Event',
  'message',
  'Message',
  '_raw',
  'raw',
];

function recogniseXmlField(record: Fields): Recognised | undefined {
  for (const name of XML_FIELDS) {
    const text = record[name];
    const recognised = typeof text === 'string' ? recogniseXml(text) : undefined;
    if (recognised !== undefined) return recognised;
  }
  return undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
