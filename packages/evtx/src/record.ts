import { parseFragment } from './binxml.js';
import type { Chunk } from './chunk.js';
import { addNodes, type EvtxObject, type EvtxValue } from './event.js';
import { Damage, messages } from './problems.js';
import type { RecordPlace } from './records.js';
import { fileTimeMs, fileTimeText } from './time.js';
import { Values } from './values.js';
import { xmlText } from './xml.js';

/** One event of a log. */
export interface EvtxRecord {
  /**
   * The record's number in this file, in decimal (64 bits, hence a text). In a log that was exported through a filter
   * it differs from `event.Event.System.EventRecordID`, the number in the log the event came from.
   */
  readonly recordId: string;
  /** `TimeCreated`: ISO 8601, UTC, nine digits of a second, such as `2019-03-18T11:27:00.438449400Z`. */
  readonly timestamp: string;
  /** The same in whole milliseconds since 1970. */
  readonly timestampMs: number;
  readonly event: EvtxEvent;
  /** The event as XML on one line, if the option `xml` asks for it. */
  readonly xml?: string;
}

/**
 * An event as an object, in the manner of the JSON that EVTX dump tools write. An element is its text, or an object of
 * its children; attributes lie under `#attributes`, the text beside children or attributes under `#text`; several
 * elements of one name become an array; an element without any content is `null`.
 *
 * All values are texts as Windows writes them, but for whole numbers in `System`, which are numbers as long as they are
 * exact. In `EventData` each `Data` with a `Name` becomes a property; those without become the array `Data`.
 */
export interface EvtxEvent extends EvtxObject {
  readonly Event: EvtxObject & {
    readonly System: EvtxObject;
    readonly EventData?: EvtxValue;
    readonly UserData?: EvtxValue;
  };
}

/** @throws Damage */
export function readRecord(chunk: Chunk, { start, end }: RecordPlace, withXml: boolean): EvtxRecord {
  chunk.startRecord();
  const nodes = parseFragment(chunk, start + 24, end - 4, true);
  const values = Values.none(chunk);
  const event: EvtxObject = {};
  addNodes(event, nodes, values);
  if (!isEvent(event)) throw new Damage(undefined, messages.noEvent);
  const record = { recordId: chunk.uint64(start + 8), ...timeOf(event, chunk, start), event };
  return withXml ? { ...record, xml: xmlText(nodes, values) } : record;
}

/** When the event happened; when the record was written, somewhat later, if the event does not say. */
function timeOf(event: EvtxEvent, { view }: Chunk, start: number): Pick<EvtxRecord, 'timestamp' | 'timestampMs'> {
  const { TimeCreated } = event.Event.System;
  const attributes = isObject(TimeCreated) ? TimeCreated['#attributes'] : undefined;
  const time = isObject(attributes) ? attributes.SystemTime : undefined;
  if (typeof time === 'string') {
    const timestampMs = Date.parse(`${time.slice(0, '2019-03-18T11:27:00.438'.length)}Z`);
    if (!Number.isNaN(timestampMs)) return { timestamp: time, timestampMs };
  }
  const low = view.getUint32(start + 16, true);
  const high = view.getUint32(start + 20, true);
  return { timestamp: fileTimeText(low, high), timestampMs: fileTimeMs(low, high) };
}

function isEvent(event: EvtxObject): event is EvtxEvent {
  const { Event } = event;
  return isObject(Event) && isObject(Event.System);
}

function isObject(value: EvtxValue | undefined): value is EvtxObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
