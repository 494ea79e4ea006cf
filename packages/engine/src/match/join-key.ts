import type { FieldNode } from '@eqlite/syntax';
import type { Settings } from '../compile/options.js';
import type { Event, Predicate, Value } from '../event.js';
import { someValue } from '../field/extract.js';
import { compareValues } from '../value/compare.js';
import { dateText, toTimestampMs } from '../value/date.js';
import { asField, classOf, type FieldClass } from '../value/field-type.js';
import { parseIp } from '../value/ip.js';
import { toLong } from '../value/number.js';
import { versionKey } from '../value/version.js';
import { KeyList } from './key-list.js';

/**
 * Keys of one event and stage at most. An event with several arrays as keys takes part once per combination; those
 * beyond this many are left out, and counted.
 */
const MAX_KEYS_PER_EVENT = 4096;

/**
 * Reads the join keys of a stage: all combinations of the values of its fields. Stages with the same keys have the same
 * reader, of whatever queries they are, and what one of them has read of an event is there for the others.
 */
export class JoinKeyReader {
  /** The keys of the last event read. */
  readonly list: KeyList;
  /** Combinations of the last event read that were too many. */
  leftOut = 0;
  private readonly fields: readonly KeyField[];
  private reading = 0;
  private count = 0;

  private constructor(fields: readonly KeyField[]) {
    this.fields = fields;
    this.list = new KeyList(fields.length);
  }

  static of(fields: readonly FieldNode[], settings: Settings): JoinKeyReader {
    const types = fields.map((field) => keyFieldType(field, settings));
    return shared(READERS, types, () => {
      return new JoinKeyReader(types.map((type) => shared(FIELDS, type, () => new KeyField(type))));
    });
  }

  /** How many keys the event has; none when it lacks a value for a key that is not optional. */
  read(event: Event): number {
    const reading = readingOf(event);
    if (this.reading !== reading) {
      this.reading = reading;
      this.count = this.combine(event);
    }
    return this.count;
  }

  private combine(event: Event): number {
    const { fields, list } = this;
    this.leftOut = 0;
    let all = 1;
    for (const field of fields) {
      all *= field.read(event);
      if (all === 0) return 0;
    }
    const count = Math.min(all, MAX_KEYS_PER_EVENT);
    this.leftOut = all - count;
    const { values, width } = list;
    for (let key = 0; key < count; key++) {
      let rest = key;
      // The last field varies fastest.
      for (let i = width - 1; i >= 0; i--) {
        const { found, count: choices } = fields[i]!;
        values[key * width + i] = found[rest % choices]!;
        rest = Math.floor(rest / choices);
      }
      list.complete(key);
    }
    return count;
  }
}

let lastEvent: Event | undefined;
let readings = 0;

/** A number for the event: another one than that of the event before. */
function readingOf(event: Event): number {
  if (event !== lastEvent) {
    lastEvent = event;
    readings++;
  }
  return readings;
}

const READERS = new Map<string, JoinKeyReader>();
const FIELDS = new Map<string, KeyField>();
/** Far more than there are ways to join events; beyond it each has its own. */
const MAX_SHARED = 4096;

function shared<T>(all: Map<string, T>, type: unknown, create: () => T): T {
  const name = JSON.stringify(type);
  const known = all.get(name);
  if (known !== undefined) return known;
  const created = create();
  if (all.size < MAX_SHARED) all.set(name, created);
  return created;
}

/** What the values of a field of a key depend on. */
interface KeyFieldType {
  readonly path: readonly string[];
  readonly isOptional: boolean;
  readonly fieldClass: FieldClass;
  /** Whether the schema, if there is one, has the field. */
  readonly isKnown: boolean;
}

function keyFieldType({ path, isOptional }: FieldNode, { schema }: Settings): KeyFieldType {
  const name = path.join('.');
  const isKnown = schema === undefined || Object.hasOwn(schema, name);
  return { path, isOptional, fieldClass: classOf(schema?.[name]), isKnown };
}

/** One field of a key. */
class KeyField {
  /**
   * Its different values in the last event read are the first `count`. The list stays: to make a new one takes a tenth of
   * the time that a sequence has for an event.
   */
  readonly found: Value[] = [];
  count = 0;
  private readonly isOptional: boolean;
  private readonly scan: Predicate;
  private reading = 0;
  /** Takes over from looking through `found` when there are more than `MAX_SCANNED`. */
  private seen: Set<Value> | undefined;

  constructor({ path, isOptional, fieldClass, isKnown }: KeyFieldType) {
    this.isOptional = isOptional;
    this.scan = isKnown
      ? someValue(path, (raw) => {
          this.add(keyValue(raw, fieldClass));
          return false;
        })
      : () => false;
  }

  read(event: Event): number {
    const reading = readingOf(event);
    if (this.reading === reading) return this.count;
    this.reading = reading;
    this.count = 0;
    if (this.found.length > MAX_SCANNED) this.found.length = 0;
    this.seen = undefined;
    this.scan(event);
    if (this.count === 0 && this.isOptional) this.found[this.count++] = null;
    return this.count;
  }

  private add(value: Value): void {
    if (value === null || this.isFound(value)) return;
    this.seen?.add(value);
    this.found[this.count++] = value;
  }

  private isFound(value: Value): boolean {
    const { found, count } = this;
    if (count >= MAX_SCANNED) {
      this.seen ??= new Set(found.slice(0, count));
      return this.seen.has(value);
    }
    for (let i = 0; i < count; i++) if (found[i] === value) return true;
    return false;
  }
}

const MAX_SCANNED = 16;

/** A value as keys compare it: dates are milliseconds, addresses are in their shortest form. `null` when it is none. */
function keyValue(raw: unknown, fieldClass: FieldClass): Value {
  if (fieldClass === 'date') {
    const ms = typeof raw === 'boolean' ? Number.NaN : toTimestampMs(raw);
    return Number.isNaN(ms) ? null : ms;
  }
  const value = asField(raw, fieldClass);
  if (typeof value === 'bigint') return toLong(value) ?? value;
  return Number.isNaN(value) ? null : value;
}

/** What is common to the keys of a query's stages. */
export class JoinKeyType {
  readonly classes: readonly FieldClass[];
  private readonly dates: 'text' | 'milliseconds';

  /** @param fields the keys of any one stage; `check` has seen to it that those of the others are of compatible types */
  constructor(fields: readonly FieldNode[], { schema }: Settings, dates: 'text' | 'milliseconds') {
    this.classes = fields.map(({ path }) => classOf(schema?.[path.join('.')]));
    this.dates = dates;
  }

  get width(): number {
    return this.classes.length;
  }

  /** A key as results show it: dates in sequences as ISO 8601, in samples as milliseconds. */
  shown(key: readonly Value[]): readonly Value[] {
    if (this.dates === 'milliseconds') return key;
    return key.map((value, i) => (this.classes[i] === 'date' && typeof value === 'number' ? dateText(value) : value));
  }

  /** The order of keys: value by value, null first, texts by code point. */
  compare(left: readonly Value[], right: readonly Value[]): number {
    for (let i = 0; i < this.classes.length; i++) {
      const order = compareKeyValues(left[i]!, right[i]!, this.classes[i]);
      if (order !== 0) return order;
    }
    return 0;
  }
}

function compareKeyValues(left: Value, right: Value, fieldClass: FieldClass): number {
  if (left === right) return 0;
  const rank = rankOf(left) - rankOf(right);
  if (rank !== 0) return rank;
  if (typeof left !== 'string' || typeof right !== 'string') return compareValues(left, right) ?? 0;
  if (fieldClass === 'ip') return compareValues(parseIp(left), parseIp(right)) ?? 0;
  if (fieldClass === 'version') return compareValues(versionKey(left), versionKey(right)) ?? 0;
  return compareCodePoints(left, right);
}

function rankOf(value: Value): number {
  return value === null ? 0 : typeof value === 'boolean' ? 1 : typeof value === 'string' ? 3 : 2;
}

/** UTF-16 units sort as code points do, except that surrogates must come after U+E000–U+FFFF. */
function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
