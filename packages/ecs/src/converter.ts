import { FileClock, type TimeRepair } from './clock.js';
import { AS_RECORDED, type Converted, convertRecord, learnClock } from './convert.js';
import type { Event } from './event.js';
import { isPlainEcs } from './plain-ecs.js';
import { type Fields, ownFields } from './raw-record.js';
import { type Recognised, recognise, type Shape } from './recognise.js';

export interface EcsConverterOptions {
  /**
   * Whether to set wrong clocks right, default true. Two raw shapes record local time without saying so, one of them on
   * a 12-hour clock; Sysmon records, which have UTC beside it, tell what is wrong. When false, such times are taken for
   * UTC as they stand, as Elastic's pipelines do, and events of one host may be up to 19 hours apart.
   */
  readonly repairTime?: boolean;
  /** Whether `stats` is to tell the events by source and id, default true. It is most of the work on an ECS document. */
  readonly countSources?: boolean;
}

const OPTIONS = ['repairTime', 'countSources'] as const satisfies readonly (keyof EcsConverterOptions)[];

/** Converts the records of one file, in the file's order. */
export interface EcsConverter<Place> {
  /**
   * Takes the next record; `onEvent` gets it as `toEcs` would return it, but with the time set right by what the file's
   * records have told. A record whose clock is wrong, before any record has told by how much, is held back until one
   * does, and those after it with it, at most 10,000: in files sorted by log the Sysmon records may come last.
   */
  push(record: unknown, place: Place): void;
  /**
   * Counts an ECS document that need not be pushed, since nobody wants to see it. False where it must be pushed all the
   * same: while records are held back, and where sources are counted.
   */
  passOver(): boolean;
  /** Ends the file: converts the records still held back, their clock as it is. */
  end(): void;
  /** What has been converted so far. */
  stats(): ConversionStats;
}

/** Gets what becomes of each record, in the order of the records; `place` is what was pushed with it. */
export interface EcsSink<Place> {
  onEvent(event: Event, place: Place): void;
  /** Called for what is no event; `shape` is `bulk-action` or `unknown`. By default it is only counted. */
  onOther?(record: unknown, shape: Shape, place: Place): void;
}

export interface ConversionStats {
  /** All records seen; the sum of the next three. */
  readonly records: number;
  readonly events: number;
  readonly bulkActions: number;
  readonly notUnderstood: number;
  /**
   * Events by log source, and by id within it, both in the order first seen; at most 10,000 of these. None without
   * `countSources`.
   */
  readonly sources: readonly SourceCount[];
  /** Events of further sources and ids. */
  readonly otherEvents: number;
  readonly time: {
    /** Clocks that were set right. */
    readonly repairs: readonly TimeRepair[];
    /** Events whose clock is wrong, when no record told by how much. */
    readonly unrepaired: number;
  };
}

export interface SourceCount {
  /** A table's name, such as `sysmon` or `security`; else the log's channel; of ECS documents their dataset. */
  readonly source: string;
  /** Event id, or `event_subtype_full` of Endgame; empty when there is none. */
  readonly id: string;
  /** Whether a table has an entry for the id. Without one an event has only the fields every event gets. */
  readonly isMapped: boolean;
  readonly events: number;
}

/** Real files have hundreds of distinct ids; hostile ones may have one per record. */
const MAX_COUNTS = 10_000;

/**
 * A converter with the state that one file needs. Use a new one for each file.
 * @throws TypeError for an unknown option
 */
export function createEcsConverter<Place = undefined>(
  sink: EcsSink<Place>,
  options: EcsConverterOptions = {},
): EcsConverter<Place> {
  const known: readonly string[] = OPTIONS;
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`unknown option "${unknown}"; known are ${known.join(', ')}`);
  const { repairTime = true, countSources = true } = options;
  return new FileConverter(sink, repairTime, countSources);
}

/** Bounds memory; in the files seen fewer than two thousand records come before the first that tells the time. */
const MAX_HELD = 10_000;

interface Held<Place> {
  readonly record: unknown;
  readonly recognised: Recognised;
  readonly place: Place;
}

class FileConverter<Place> implements EcsConverter<Place> {
  readonly #clock = new FileClock();
  readonly #sink: EcsSink<Place>;
  readonly #repairTime: boolean;
  readonly #countsSources: boolean;
  /** Records that wait for the file's clock to become known. */
  #held: Held<Place>[] = [];
  /** Whether records may still be held back. */
  #mayHold: boolean;
  /** By source, then id: making one key of both would cost an ECS document more than all else that is done to it. */
  readonly #counts = new Map<string, Map<string, Mutable<SourceCount>>>();
  #distinct = 0;
  #records = 0;
  #events = 0;
  #bulkActions = 0;
  #uncounted = 0;

  constructor(sink: EcsSink<Place>, repairTime: boolean, countSources: boolean) {
    this.#sink = sink;
    this.#repairTime = repairTime;
    this.#countsSources = countSources;
    this.#mayHold = repairTime;
  }

  push(record: unknown, place: Place): void {
    if (this.#held.length === 0 && isPlainEcs(record)) {
      this.#document(record, place);
      return;
    }
    const recognised = recognise(record);
    if (this.#mayHold && (this.#held.length > 0 || recognised.form?.waitsForClock?.(recognised.opened))) {
      this.#hold({ record, recognised, place });
    } else this.#convert(record, recognised, place);
  }

  passOver(): boolean {
    if (this.#held.length > 0 || this.#countsSources) return false;
    this.#records++;
    this.#events++;
    return true;
  }

  end(): void {
    this.#release();
  }

  #hold(held: Held<Place>): void {
    learnClock(held.recognised, this.#clock);
    if (this.#clock.isKnown || this.#held.length === MAX_HELD) {
      this.#release();
      this.#convert(held.record, held.recognised, held.place);
    } else this.#held.push(held);
  }

  #release(): void {
    this.#mayHold = false;
    const released = this.#held;
    this.#held = [];
    for (const { record, recognised, place } of released) this.#convert(record, recognised, place);
  }

  #document(document: Fields, place: Place): void {
    this.#records++;
    this.#events++;
    if (this.#countsSources) this.#countDocument(document);
    this.#sink.onEvent(document, place);
  }

  #convert(record: unknown, recognised: Recognised, place: Place): void {
    const { shape, opened } = recognised;
    if (shape === 'ecs') {
      this.#document(opened.record, place);
      return;
    }
    this.#records++;
    const converted = convertRecord(recognised, this.#repairTime ? this.#clock : AS_RECORDED);
    if (converted !== undefined) {
      this.#events++;
      if (this.#countsSources) this.#countConverted(converted);
      this.#sink.onEvent(converted.event, place);
      return;
    }
    if (shape === 'bulk-action') this.#bulkActions++;
    this.#sink.onOther?.(record, shape, place);
  }

  stats(): ConversionStats {
    return {
      records: this.#records,
      events: this.#events,
      bulkActions: this.#bulkActions,
      notUnderstood: this.#records - this.#events - this.#bulkActions,
      sources: [...this.#counts.values()].flatMap((counts) => [...counts.values()].map((count) => ({ ...count }))),
      otherEvents: this.#uncounted,
      time: { repairs: this.#clock.repairs(), unrepaired: this.#clock.unrepaired },
    };
  }

  #countConverted({ plan, id, channel }: Converted): void {
    const { name } = plan.source;
    this.#count(name === 'other' && channel !== undefined ? channel : name, id, plan.isKnown);
  }

  #countDocument(document: Fields): void {
    const event = ownFields(document.event);
    const source = event?.dataset ?? event?.module ?? document['event.dataset'];
    const code = event?.code ?? document['event.code'];
    this.#count(typeof source === 'string' ? source : 'ecs', typeof code === 'string' ? code : '', true);
  }

  #count(source: string, id: string, isMapped: boolean): void {
    const counts = this.#counts.get(source);
    const count = counts?.get(id);
    if (count !== undefined) count.events++;
    else if (this.#distinct < MAX_COUNTS) {
      this.#distinct++;
      const first = { source, id, isMapped, events: 1 };
      if (counts === undefined) this.#counts.set(source, new Map([[id, first]]));
      else counts.set(id, first);
    } else this.#uncounted++;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
