import type { ConversionStats, Event, SourceCount, TimeRepair } from '@eqlite/ecs';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.js';
import { counted, grouped } from '../output/counted.js';
import { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { type Printer, printerOf } from '../output/printer.js';
import { eventRow } from '../output/rows.js';
import { addInputOptions, type InputOptions } from './input-options.js';
import { exitCodeOf, orExitCode, readEvents, summaryOf, watchForInterruption } from './run-context.js';

const FORMATS = ['ndjson', 'json', 'table'] as const;

interface EcsCommandOptions extends InputOptions {
  readonly format: (typeof FORMATS)[number];
  readonly stats: boolean;
}

const HELP = `
Reads what the other commands read: Sysmon, Security, System and PowerShell records in the shapes that NXLog, Winlogbeat,
Azure Sentinel and EVTX dump tools write, event logs themselves (.evtx, .xml), old Endgame events. ECS events stay as they are.

Examples:
  eqlite ecs Security.evtx > security.ndjson
  eqlite ecs logs/ --stats
  eqlite ecs sysmon.ndjson.gz | jq .process.command_line

Exit code: 0 when the files were read, 2 when one could not be.`;

export function define(command: Command): void {
  addInputOptions(
    command
      .description('Convert Windows log records to ECS events and print them.')
      .argument('<files...>', 'log files and folders')
      .option('--stats', 'print how many events there are of each source and id instead (--format table, json)', false),
    FORMATS,
  )
    .addHelpText('after', HELP)
    .action(async (files: string[], options: EcsCommandOptions) => {
      const isDefault = command.getOptionValueSource('format') === 'default';
      const format = options.stats && isDefault ? 'table' : options.format;
      process.exitCode = await orExitCode(() => convert(files, { ...options, format }));
    });
}

async function convert(files: readonly string[], options: EcsCommandOptions): Promise<number> {
  const interruption = watchForInterruption();
  const output = new Output();
  const total = new Total();
  const print: Printer<object> = options.stats
    ? { item: () => {}, end: () => output.write(total.print(options.format)) }
    : await printerOf<object>(options.format, output, (event) => [eventRow(event as Event)]);
  const reading = await readEvents(files, (event) => print.item(event), {
    input: options.input,
    strict: options.strict,
    timeRepair: options.timeRepair,
    onFile: (stats) => total.add(stats),
    counted: 'ids',
    count: () => total.ids,
    signal: interruption.signal,
    output,
  });
  print.end();
  await output.flush();
  if (interruption.isPipeClosed) return EXIT.fine;
  const { ids } = total;
  process.stderr.write(`${summaryOf(reading, counted(ids, 'event id'))}\n`);
  return exitCodeOf(reading);
}

/** The figures of all files together. */
class Total {
  #records = 0;
  #events = 0;
  #bulkActions = 0;
  #notUnderstood = 0;
  #otherEvents = 0;
  #unrepaired = 0;
  readonly #sources = new Map<string, SourceCount>();
  readonly #repairs = new Map<string, TimeRepair>();

  add(stats: ConversionStats): void {
    this.#records += stats.records;
    this.#events += stats.events;
    this.#bulkActions += stats.bulkActions;
    this.#notUnderstood += stats.notUnderstood;
    this.#otherEvents += stats.otherEvents;
    this.#unrepaired += stats.time.unrepaired;
    for (const count of stats.sources) addEvents(this.#sources, `${count.source}\n${count.id}`, count);
    for (const repair of stats.time.repairs) addEvents(this.#repairs, `${repair.clock} ${repair.offsetMs}`, repair);
  }

  /** How many different ids there are; a document without one adds none. */
  get ids(): number {
    let ids = 0;
    for (const { id } of this.#sources.values()) if (id !== '') ids++;
    return ids;
  }

  /** By source, the largest first, and by number within it. */
  get sources(): SourceCount[] {
    const ofSource = new Map<string, number>();
    for (const { source, events } of this.#sources.values()) {
      ofSource.set(source, (ofSource.get(source) ?? 0) + events);
    }
    return [...this.#sources.values()].sort(
      (a, b) =>
        ofSource.get(b.source)! - ofSource.get(a.source)! ||
        compare(a.source, b.source) ||
        Number(a.id) - Number(b.id) ||
        compare(a.id, b.id),
    );
  }

  print(format: EcsCommandOptions['format']): string {
    if (format === 'ndjson') return this.sources.map((count) => `${JSON.stringify(count)}\n`).join('');
    return format === 'json' ? `${JSON.stringify(this.#toJson(), null, 2)}\n` : this.#table();
  }

  #toJson(): ConversionStats {
    return {
      records: this.#records,
      events: this.#events,
      bulkActions: this.#bulkActions,
      notUnderstood: this.#notUnderstood,
      sources: this.sources,
      otherEvents: this.#otherEvents,
      time: { repairs: [...this.#repairs.values()], unrepaired: this.#unrepaired },
    };
  }

  #table(): string {
    const rows = this.sources.map(({ source, id, events, isMapped }) => ({
      source: printable(source),
      id: printable(id),
      events: grouped(events),
      note: isMapped ? '' : 'common fields only',
    }));
    if (this.#otherEvents > 0) {
      rows.push({
        source: '…',
        id: '…',
        events: grouped(this.#otherEvents),
        note: 'further sources and ids',
      });
    }
    if (this.#notUnderstood > 0) {
      rows.push({
        source: '-',
        id: '',
        events: grouped(this.#notUnderstood),
        note: 'records of no known shape',
      });
    }
    const widthOf = (key: 'source' | 'id' | 'events') => Math.max(key.length, ...rows.map((row) => row[key].length));
    const [source, id, events] = [widthOf('source'), widthOf('id'), widthOf('events')];
    return [{ source: 'source', id: 'id', events: 'events', note: '' }, ...rows]
      .map((row) => `${row.source.padEnd(source)}  ${row.id.padStart(id)}  ${row.events.padStart(events)}  ${row.note}`)
      .map((line) => `${line.trimEnd()}\n`)
      .join('');
  }
}

function addEvents<T extends { readonly events: number }>(counts: Map<string, T>, key: string, more: T): void {
  counts.set(key, { ...more, events: (counts.get(key)?.events ?? 0) + more.events });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
