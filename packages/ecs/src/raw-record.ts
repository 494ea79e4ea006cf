import type { Layout } from './layout.js';
import type { OpenRecord } from './open-record.js';

/** An object from outside, with any keys and values. */
export type Fields = { readonly [key: string]: unknown };

/** The event's own fields, such as the EventData of a Windows record. */
export interface EventFields {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
  /** Whether values have `<`, `>` and `&` written as HTML entities (NXLog to Logstash). */
  readonly isEscaped: boolean;
  /** In flat shapes the fields are the whole record, metadata included. */
  readonly layout: Layout | undefined;
  readonly metadata: ReadonlySet<string>;
}

/** The fields of an object that has nothing else. */
export function fieldsIn(object: Fields): EventFields {
  return {
    keys: Object.keys(object),
    values: Object.values(object),
    isEscaped: false,
    layout: undefined,
    metadata: NO_METADATA,
  };
}

/** A Windows event-log record, out of whatever clothes it came in: what tells its table, and the event's own fields. */
export interface RawRecord extends EventFields {
  /** Where the event's fields come from, and what no step takes stays: a few events have UserData instead (1102). */
  readonly part: 'event_data' | 'user_data';
  readonly id: string;
  readonly channel: string | undefined;
  readonly provider: string | undefined;
}

/** Who logged the record, when and where: its System part. */
export interface System {
  readonly providerGuid: string | undefined;
  readonly computer: string | undefined;
  readonly recordId: string | undefined;
  /** Task, opcode and level are text or a number, as the shape has them. */
  readonly task: string | number | undefined;
  readonly opcode: string | number | undefined;
  readonly level: string | number | undefined;
  /** A signed number, hexadecimal text, or a list of texts. */
  readonly keywords: unknown;
  readonly version: number | undefined;
  readonly activityId: string | undefined;
  readonly relatedActivityId: string | undefined;
  /** The process and thread that logged, and the user they ran as. */
  readonly processId: number | undefined;
  readonly threadId: number | undefined;
  readonly user: LoggingUser | undefined;
  readonly message: string | undefined;

  /** The time the record gives itself. What it means is said by `clock`. */
  readonly time: string | undefined;
  /**
   * - `utc`: right
   * - `local`: local time without a zone
   * - `local-12h`: local time on a 12-hour clock without am or pm, whatever zone it claims
   */
  readonly clock: 'utc' | 'local' | 'local-12h';
  /** When a collector received it, UTC: seconds to a minute late. Tells the zone of a `local` time. */
  readonly arrival: string | undefined;
  /** The collector's name. */
  readonly collector: string | undefined;
}

/** How a shape of Windows records is recognised and read. */
export interface RawShape {
  readonly name: string;
  readonly matches: (record: OpenRecord) => boolean;
  readonly read: (record: OpenRecord) => RawRecord;
  readonly system: (record: OpenRecord) => System;
  /** Whether only another record, a Sysmon one, can tell what time this one was. */
  readonly waitsForClock?: (record: OpenRecord) => boolean;
}

export interface LoggingUser {
  readonly identifier: string | undefined;
  readonly name: string | undefined;
  readonly domain: string | undefined;
  readonly type: string | undefined;
}

/** The same object again for the user of the record before, as most are. */
export function loggingUser(
  identifier: string | undefined,
  name?: string,
  domain?: string,
  type?: string,
): LoggingUser | undefined {
  const { identifier: i, name: n, domain: d, type: t } = latestUser;
  if (identifier !== i || name !== n || domain !== d || type !== t) latestUser = { identifier, name, domain, type };
  return latestUser;
}

let latestUser: LoggingUser = { identifier: undefined, name: undefined, domain: undefined, type: undefined };

const NO_METADATA: ReadonlySet<string> = new Set();
export const NO_FIELDS: Fields = Object.freeze({});

const NULL_GUID = '{00000000-0000-0000-0000-000000000000}';

/** The field `name` as text; undefined when it is absent or is no scalar. */
export function field({ keys, values, isEscaped }: EventFields, name: string): string | undefined {
  const index = keys.indexOf(name);
  return index < 0 ? undefined : scalarText(values[index], isEscaped);
}

/**
 * A scalar as text. Undefined for the values that say "nothing", which are dropped before anything else, and for what is
 * not a scalar.
 */
export function scalarText(value: unknown, isEscaped: boolean): string | undefined {
  if (typeof value === 'string') {
    if (isNothing(value)) return undefined;
    return isEscaped && value.includes('&') ? unescapeEntities(value) : value;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}

/** The lengths are compared first, for speed: nearly all values are longer. */
function isNothing(value: string): boolean {
  const { length } = value;
  return length < 2 ? value === '' || value === '-' : length === NULL_GUID.length && value === NULL_GUID;
}

const ENTITIES: { readonly [entity: string]: string } = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

function unescapeEntities(value: string): string {
  return value.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]!);
}

/** Metadata as text. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? numberText(value) : undefined;
}

/**
 * As `String(value)`, which costs several times as much: record numbers count up, so all but four digits repeat. Two
 * digits at a time, since a table of all three-digit texts is too large to stay in the processor's cache.
 */
function numberText(value: number): string {
  if ((value | 0) !== value || value < 10_000) return String(value);
  const start = Math.floor(value / 10_000);
  if (start !== latestStart) {
    latestStart = start;
    latestStartText = String(start);
  }
  const rest = value - start * 10_000;
  const hundreds = Math.floor(rest / 100);
  return latestStartText + TWO_DIGITS[hundreds]! + TWO_DIGITS[rest - hundreds * 100]!;
}

const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));
let latestStart = 0;
let latestStartText = '';

/** Metadata as text or a number, whichever it is. */
export function textOrNumber(value: unknown): string | number | undefined {
  return typeof value === 'number' ? value : text(value);
}

/** Metadata as a number; text that is not one is undefined. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/**
 * The value as an object whose plain property reads find own properties only. Records parsed from JSON are returned
 * as they are; what has another prototype is copied. Undefined for anything else, arrays included.
 */
export function ownFields(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return value as Fields;
  return { ...value };
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
