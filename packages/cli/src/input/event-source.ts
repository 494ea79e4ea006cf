import {
  type ConversionStats,
  createEcsConverter,
  type EcsConverter,
  type Event,
  shapeOf,
  type TimeRepair,
} from '@eqlite/ecs';
import { counted } from '../output/counted.js';
import type { Problems } from './problems.js';
import type { RecordVisitor } from './record-parser.js';

/** Turns the records of files into events, one file after the other. */

export type InputForm = 'auto' | 'ecs' | 'raw';

/** `line` counts from 1; in an event log it is the record's number. `document` is for what Elasticsearch has stored. */
export type EventVisitor = (event: Event, file: string, line: number, document?: StoredDocument) => void;

/** Where a hit (`_index`, `_id`, `_source`) was stored. */
export interface StoredDocument {
  readonly index?: string;
  readonly id?: string;
}

/** A record's place: its line, and for a hit its document. */
type Place = number | (StoredDocument & { readonly line: number });

interface EventSourceOptions {
  readonly input: InputForm;
  readonly repairTime: boolean;
  readonly problems: Problems;
  /** Takes the figures of each converted file; by default its own. */
  readonly clocks?: Pick<Clocks, 'add'>;
  /** Called with the figures of each file once it is converted. */
  readonly onFile?: (stats: ConversionStats) => void;
}

const UNKNOWN_SHAPE = 'a record of no known shape; skipped (--input ecs takes records as they are)';

export class EventSource {
  /** Events so far. */
  events = 0;
  readonly clocks = new Clocks();
  readonly #visit: EventVisitor;
  readonly #options: EventSourceOptions;
  #converter: EcsConverter<Place> | undefined;

  constructor(visit: EventVisitor, options: EventSourceOptions) {
    this.#visit = visit;
    this.#options = options;
  }

  open(name: string): RecordVisitor {
    const { input, repairTime, problems, onFile } = this.#options;
    const onEvent = (event: Event, place: Place) => {
      this.events++;
      if (typeof place === 'number') this.#visit(event, name, place);
      else this.#visit(event, name, place.line, place);
    };
    if (input === 'ecs') return onEvent;
    const onOther = (_record: unknown, shape: string, place: Place) => {
      const line = typeof place === 'number' ? place : place.line;
      if (shape !== 'bulk-action') problems.report('unknown_shape', name, { line }, UNKNOWN_SHAPE);
    };
    const converter = createEcsConverter<Place>(
      { onEvent, onOther },
      { repairTime, countSources: onFile !== undefined },
    );
    this.#converter = converter;
    if (input === 'auto') return (record, line) => converter.push(record, placeOf(record, line));
    return (record, line) => {
      const shape = shapeOf(record);
      if (shape === 'ecs') onOther(record, shape, line);
      else converter.push(record, placeOf(record, line));
    };
  }

  /** Counts an event that cannot matter, unread. False where it must be read all the same. */
  passOver(): boolean {
    if (this.#converter?.passOver() === false) return false;
    this.events++;
    return true;
  }

  close(): void {
    const converter = this.#converter;
    if (converter === undefined) return;
    this.#converter = undefined;
    converter.end();
    const stats = converter.stats();
    (this.#options.clocks ?? this.clocks).add(stats);
    this.#options.onFile?.(stats);
  }
}

function placeOf(record: Event, line: number): Place {
  const { _source, _index: index, _id: id } = record;
  if (_source === undefined || (typeof index !== 'string' && typeof id !== 'string')) return line;
  return { line, ...(typeof index === 'string' && { index }), ...(typeof id === 'string' && { id }) };
}

/** What clocks were set right, over all files. */
export class Clocks {
  readonly #repaired = new Map<TimeRepair['clock'], { events: number; files: number; offsets: Set<number> }>();
  #unrepaired = 0;

  add({ time }: Pick<ConversionStats, 'time'>): void {
    this.#unrepaired += time.unrepaired;
    const clocks = new Set<TimeRepair['clock']>();
    for (const { clock, offsetMs, events } of time.repairs) {
      const repaired = this.#repaired.get(clock) ?? { events: 0, files: 0, offsets: new Set() };
      this.#repaired.set(clock, repaired);
      repaired.events += events;
      repaired.offsets.add(offsetMs);
      if (!clocks.has(clock)) repaired.files++;
      clocks.add(clock);
    }
  }

  /** What to tell people, a line each; nothing where every clock was right. */
  report(): string[] {
    const lines = [...this.#repaired].map(([clock, { events, files, offsets }]) => {
      const where = `${counted(events, 'event')} in ${counted(files, 'file')}`;
      const added = [...offsets].sort((a, b) => a - b).map(hours);
      return `Time set right for ${where}, recorded ${CLOCKS[clock]}: ${added.join(', ')} (see --no-time-repair)`;
    });
    if (this.#unrepaired > 0) {
      lines.push(
        `Time wrong for ${counted(this.#unrepaired, 'event')}: no Sysmon record beside them tells by how much`,
      );
    }
    return lines;
  }
}

const CLOCKS: { readonly [C in TimeRepair['clock']]: string } = {
  local: 'in local time without a zone',
  'local-12h': 'in local time on a 12-hour clock',
};

/** `+4 h`, `-5:30 h` */
function hours(ms: number): string {
  const minutes = Math.abs(ms) / 60_000;
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `${ms < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest} h`;
}
