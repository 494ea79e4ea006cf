import { OpenRecord } from './open-record.js';
import { isObject, isScalar, NO_FIELDS, type RawShape } from './raw-record.js';
import { EVTX } from './shapes/event-object.js';
import { EVTXECMD } from './shapes/evtxecmd.js';
import { EXPORTED } from './shapes/exported.js';
import { NXLOG } from './shapes/nxlog.js';
import { SENTINEL } from './shapes/sentinel.js';
import { WINLOGBEAT } from './shapes/winlogbeat.js';
import { WINLOGBEAT_6 } from './shapes/winlogbeat6.js';
import { parseEventXml } from './shapes/xml.js';
import { AT } from './top-level.js';

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
export type Shape = (typeof RAW_SHAPES)[number]['name'] | 'xml' | 'ecs' | 'endgame' | 'bulk-action' | 'unknown';

/** Tried in order, before anything else: no ECS document has what they are recognised by. */
const RAW_SHAPES = [NXLOG, EXPORTED, SENTINEL, EVTXECMD, EVTX, WINLOGBEAT, WINLOGBEAT_6] as const;

/** A record taken out of its envelope and recognised. */
export interface Recognised {
  readonly shape: Shape;
  readonly opened: OpenRecord;
  /** How to read it, when it is a Windows record. */
  readonly form: RawShape | undefined;
}

/** Envelopes may be nested in hostile input; real ones are not. */
const MAX_ENVELOPES = 4;
const NOTHING = new OpenRecord(NO_FIELDS);

export function recognise(input: unknown): Recognised {
  if (typeof input === 'string') return recogniseXml(input) ?? { shape: 'unknown', opened: NOTHING, form: undefined };
  let opened = NOTHING;
  for (let depth = 0, record = input; depth <= MAX_ENVELOPES; depth++, record = opened.at(AT._source)) {
    if (!isObject(record)) return { shape: 'unknown', opened: NOTHING, form: undefined };
    opened = new OpenRecord(record);
    if (opened.at(AT._source) === undefined) break;
  }
  for (const form of RAW_SHAPES) if (form.matches(opened)) return { shape: form.name, opened, form };
  return recogniseXmlField(opened) ?? { shape: otherShape(opened), opened, form: undefined };
}

function otherShape(record: OpenRecord): Shape {
  if (isEcs(record)) return 'ecs';
  if (isEndgame(record)) return 'endgame';
  const { keys, values } = record;
  return keys.length === 1 && BULK_ACTIONS.has(keys[0]!) && isObject(values[0]) ? 'bulk-action' : 'unknown';
}

const BULK_ACTIONS: ReadonlySet<string> = new Set(['index', 'create', 'update', 'delete']);

function isEcs(record: OpenRecord): boolean {
  if (isObject(record.at(AT.event)) || isObject(record.at(AT.ecs))) return true;
  if (record.at(AT['@timestamp']) !== undefined && isObject(record.at(AT.data_stream))) return true;
  return DOTTED_FIELDS.some((index) => record.at(index) !== undefined);
}

const DOTTED_FIELDS = [
  AT['event.category'],
  AT['event.kind'],
  AT['event.action'],
  AT['event.type'],
  AT['event.dataset'],
  AT['ecs.version'],
];

function isEndgame(record: OpenRecord): boolean {
  return (
    typeof record.at(AT.event_type_full) === 'string' ||
    typeof record.at(AT.event_subtype_full) === 'string' ||
    (typeof record.at(AT.event_type) === 'string' &&
      (isScalar(record.at(AT.serial_event_id)) || isScalar(record.at(AT.timestamp))))
  );
}

function recogniseXml(text: string): Recognised | undefined {
  if (!/^\s*<(?:Event[\s>]|\?xml\s)/.test(text)) return undefined;
  const record = parseEventXml(text);
  const opened = record === undefined ? undefined : new OpenRecord(record);
  return opened !== undefined && EVTX.matches(opened) ? { shape: 'xml', opened, form: EVTX } : undefined;
}

/** Where shippers put the XML of an event. */
const XML_FIELDS = [
  AT.SyslogMessage,
  AT.xml,
  AT.Xml,
  AT.XML,
  AT.EventXml,
  AT.EventXML,
  AT.Event,
  AT.message,
  AT._raw,
  AT.raw,
];

/** XML in a field, unless the record is an ECS document: its message may be about anything. */
function recogniseXmlField(record: OpenRecord): Recognised | undefined {
  for (const index of XML_FIELDS) {
    const text = record.at(index);
    const recognised = typeof text === 'string' ? recogniseXml(text) : undefined;
    if (recognised !== undefined) return isEcs(record) ? undefined : recognised;
  }
  return undefined;
}
