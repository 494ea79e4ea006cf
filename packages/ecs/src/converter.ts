import { FileClock, type TimeRepair } from './clock.js';
import { AS_RECORDED, type Converted, convertRecord, learnClock } from './convert.js';
import type { Event } from './event.js';
import { type Fields, ownFields } from './raw-record.js';
import { isPlainEcs, recognise } from './recognise.js';

export interface EcsConverterOptions {
  /**
   * Whether to set wrong clocks right, default true. Two raw shapes record local time without saying so, one of them on
   * a 12-hour clock; Sysmon records, which have UTC beside it, tell what is wrong. When false, such times are taken for
   * UTC as they stand, as Elastic's pipelines do, and events of one host may be up to 19 hours apart.
   */
  readonly repairTime?: boolean;
}

/** Converts the records of one file, in the file's order. */
export interface EcsConverter {
  /** As `toEcs`, with the time set right by what the file's records have told, and the record counted. */
  toEcs(record: unknown): Event | undefined;
  /**
   * Looks at a record before its turn, to learn what is wrong with the file's clock. In files sorted by log, as many of
   * shape `exported` are, records come before the Sysmon ones that tell their time: whoever can read such a file twice
   * shows all its records here first. Counts nothing.
   */
  learn(record: unknown): void;
  /** What has been converted so far. */
  stats(): ConversionStats;
}

export interface ConversionStats {
  /** All records seen; the sum of the next three. */
  readonly records: number;
  readonly events: number;
  readonly bulkActions: number;
  readonly notUnderstood: number;
  /** Events by log source and id, in the order first seen; at most 10,000 of these. */
  readonly sources: readonly SourceCount[];
  /** Events of further sources and ids. */
  readonly otherEvents: number;
  readonly time: {
    /** Clocks that were set right. */
    readonly repairs: readonly TimeRepair[];
    /** Events whose clock is wrong, when no record had told yet by how much: see `learn`. */
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
export function createEcsConverter(options: EcsConverterOptions = {}): EcsConverter {
  const { repairTime = true, ...unknown } = options;
  const [unknownName] = Object.keys(unknown);
  if (unknownName !== undefined) throw new TypeError(`unknown option "${unknownName}"; there is "repairTime"`);
  return new FileConverter(repairTime);
}

class FileConverter implements EcsConverter {
  readonly #clock = new FileClock();
  readonly #repairTime: boolean;
  readonly #counts = new Map<string, { source: string; id: string; isMapped: boolean; events: number }>();
  #records = 0;
  #events = 0;
  #bulkActions = 0;
  #uncounted = 0;

  constructor(repairTime: boolean) {
    this.#repairTime = repairTime;
  }

  toEcs(record: unknown): Event | undefined {
    this.#records++;
    if (isPlainEcs(record)) {
      this.#countDocument(record);
      return record;
    }
    const recognised = recognise(record);
    if (recognised.shape === 'ecs') {
      this.#countDocument(recognised.opened.record);
      return recognised.opened.record;
    }
    const converted = convertRecord(recognised, this.#repairTime ? this.#clock : AS_RECORDED);
    if (converted !== undefined) this.#countConverted(converted);
    else if (recognised.shape === 'bulk-action') this.#bulkActions++;
    return converted?.event;
  }

  learn(record: unknown): void {
    if (this.#repairTime) learnClock(recognise(record), this.#clock);
  }

  stats(): ConversionStats {
    return {
      records: this.#records,
      events: this.#events,
      bulkActions: this.#bulkActions,
      notUnderstood: this.#records - this.#events - this.#bulkActions,
      sources: [...this.#counts.values()].map((count) => ({ ...count })),
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
    this.#events++;
    const key = `${source}\n${id}`;
    const count = this.#counts.get(key);
    if (count !== undefined) count.events++;
    else if (this.#counts.size < MAX_COUNTS) this.#counts.set(key, { source, id, isMapped, events: 1 });
    else this.#uncounted++;
  }
}
