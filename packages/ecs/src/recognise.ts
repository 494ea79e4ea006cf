import { type Fields, ownFields, type RawRecord } from './raw-record.js';
import { readExported } from './shapes/exported.js';
import { readNxlog } from './shapes/nxlog.js';
import { readWinlogbeat6 } from './shapes/winlogbeat6.js';

/**
 * The clothes a record comes in:
 * - `ecs`: an ECS document already, from Elastic Defend, Endgame or an ingest pipeline; nested or with dotted names
 * - `endgame`: the old flat form of Endgame events
 * - `nxlog`: a Windows record, flat, from NXLog through Logstash
 * - `exported`: a Windows record, flat, exported from EVTX by script, with a wrong clock
 * - `winlogbeat6`: a Windows record from Winlogbeat 6, `event_data` at top level
 * - `bulk-action`: an action line of Elasticsearch's `_bulk` format, such as `{"index":{}}`: understood, but no event
 * - `unknown`: none of these
 */
export type Shape = 'ecs' | 'endgame' | RawShape | 'bulk-action' | 'unknown';
type RawShape = 'nxlog' | 'exported' | 'winlogbeat6';

/** A record unwrapped and recognised: `read` gives the Windows record of a raw shape. */
export interface Recognised {
  readonly shape: Shape;
  readonly record: Fields;
  readonly read?: (record: Fields) => RawRecord;
}

const UNKNOWN: Recognised = { shape: 'unknown', record: {} };

/** Envelopes may be nested in hostile input; real ones are not. */
const MAX_ENVELOPES = 4;

export function recognise(input: unknown): Recognised {
  let record = ownFields(input);
  for (let depth = 0; record !== undefined && record._source !== undefined; depth++) {
    if (depth === MAX_ENVELOPES) return UNKNOWN;
    record = ownFields(record._source);
  }
  if (record === undefined) return UNKNOWN;

  if (record.EventID !== undefined) {
    if (typeof record.EventTime === 'string') return { shape: 'nxlog', record, read: readNxlog };
    if (typeof record.TimeCreated === 'string') return { shape: 'exported', record, read: readExported };
  }
  if (isEcs(record)) return { shape: 'ecs', record };
  if (isScalar(record.event_id) && (isObject(record.event_data) || typeof record.log_name === 'string'))
    return { shape: 'winlogbeat6', record, read: readWinlogbeat6 };
  if (isEndgame(record)) return { shape: 'endgame', record };
  if (isBulkAction(record)) return { shape: 'bulk-action', record };
  return UNKNOWN;
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
    typeof record.event_type_full === 'string' ||
    typeof record.event_subtype_full === 'string' ||
    (typeof record.event_type === 'string' && (isScalar(record.serial_event_id) || isScalar(record.timestamp)))
  );
}

const BULK_ACTIONS: ReadonlySet<string> = new Set(['index', 'create', 'update', 'delete']);

function isBulkAction(record: Fields): boolean {
  const keys = Object.keys(record);
  return keys.length === 1 && BULK_ACTIONS.has(keys[0]!) && isObject(record[keys[0]!]);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
