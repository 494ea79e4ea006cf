import { existsSync } from 'node:fs';
import {
  type CompiledQuery,
  compile,
  createMatcher,
  createSearch,
  type Event,
  type Hit,
  type Match,
} from '@eqlite/engine';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.js';
import type { EventVisitor } from '../input/event-source.js';
import { counted, grouped } from '../output/counted.js';
import { jsonText } from '../output/json-text.js';
import { Output } from '../output/output.js';
import { FORMATS, type Format, type Printer, printerOf } from '../output/printer.js';
import { resultText } from '../output/result-text.js';
import { eventRow, firstOf, type Row } from '../output/rows.js';
import { sequenceRows } from '../output/timeline.js';
import { parseCount } from './count.js';
import { addMatchOptions, type MatchOptions } from './input-options.js';
import { addQueryOptions, type QueryCommandOptions, queryOptions } from './query-options.js';
import {
  exitCodeOf,
  explainWaiting,
  orExitCode,
  readEvents,
  reportLosses,
  summaryOf,
  watchForInterruption,
} from './run-context.js';

interface SearchCommandOptions extends MatchOptions, QueryCommandOptions {
  readonly format: Format;
  readonly size: number | undefined;
  readonly head: boolean | undefined;
}

const HELP = `
All matching events are printed, in time order; --size N keeps the latest N, --size N --head the first N.
With --format ndjson and no --size they are printed as they are found, in the order of the files.
Sequences and samples are printed with their events, each with its time since the first; with --format ndjson
as {"join_keys": […], "events": […]}. --lateness prints them as they come.

Examples:
  eqlite search 'process where process.name : "wmic.exe"' logs/
  eqlite search 'process where process.args : "*node:*" | tail 5' sysmon.ndjson.gz
  eqlite search 'any where user.name == "root"' - < events.ndjson
  eqlite search 'sequence by host.id with maxspan=1m [file where true] [process where true]' logs/
  eqlite search 'process where true' logs/ --format ndjson | jq .process.name

Exit code: 0 when the search ran, 2 for a wrong query or a file that could not be read.`;

/** What "all" means where a count is needed: more than memory holds. */
const ALL = 1e12;

export function define(command: Command): void {
  addQueryOptions(
    addMatchOptions(
      command
        .description('Search log files with an EQL query and print what matches.')
        .argument('<query>', 'an EQL query')
        .argument('<files...>', 'log files and folders')
        .option('--size <n>', 'print at most n matches', parseCount)
        .option('--head', 'with --size: the first matches rather than the latest'),
      FORMATS,
    ),
  )
    .addHelpText('after', HELP)
    .action(async (query: string, files: string[], options: SearchCommandOptions) => {
      if (options.head && options.size === undefined) command.error('error: --head says which of --size matches');
      process.exitCode = await orExitCode(() => search(query, files, options));
    });
}

interface Found {
  /** Join keys; `undefined` for the match of an event query. */
  readonly keys: readonly unknown[] | undefined;
  /** In the order of the stages; `undefined` where a `![…]` found nothing. */
  readonly events: readonly ({ readonly event: Event; readonly where: string } | undefined)[];
}

/** A query at work. */
interface Session {
  readonly visit: EventVisitor;
  /** Matches so far, as far as they are known. */
  readonly count: number;
  /** Of these, how many are told. */
  readonly shown: number;
  /** To be called at the end of the input. */
  finish(): void;
}

async function search(query: string, files: readonly string[], options: SearchCommandOptions): Promise<number> {
  const compiled = compileText(query, options);
  if (compiled === undefined) return EXIT.failed;
  const refusal = refusalOf(compiled, options);
  if (refusal !== undefined) {
    process.stderr.write(`${refusal}\n`);
    return EXIT.failed;
  }
  if (compiled.kind !== 'event') explainWaiting(files, options.lateness);
  const interruption = watchForInterruption();
  const output = new Output();
  const isStreamed =
    options.lateness !== undefined ||
    (compiled.kind === 'event' && options.format === 'ndjson' && !isCut(compiled, options));
  const print =
    options.format === 'ndjson'
      ? { item: (found: Found) => output.write(`${jsonText(plain(found))}\n`), end: () => {} }
      : await printerOf<Found>('table', output, rowsBy(compiled.settings.timestampField), isStreamed);
  const session = isStreamed ? stream(compiled, options, print) : collect(compiled, options, print, output);
  const reading = await readEvents(files, session.visit, {
    input: options.input,
    strict: options.strict,
    timeRepair: options.timeRepair,
    counted: 'matches',
    count: () => session.count,
    signal: interruption.signal,
    output,
  });
  session.finish();
  print.end();
  await output.flush();
  if (interruption.isPipeClosed) return EXIT.fine;
  const { count, shown } = session;
  if (count === 0 && reading.events > 0) {
    const { suspicionsOf } = await import('./suspicions.js');
    process.stderr.write(suspicionsOf(query, options));
  }
  const of = shown === count ? '' : `${grouped(shown)} of `;
  process.stderr.write(`${summaryOf(reading, `${of}${counted(count, 'match')}`)}\n`);
  return exitCodeOf(reading);
}

/** `undefined` for a file in the place of the query, which is told. */
function compileText(query: string, options: SearchCommandOptions): CompiledQuery | undefined {
  try {
    return compile(query, queryOptions(options));
  } catch (error) {
    if (!existsSync(query)) throw error;
    process.stderr.write(`${query}: a file, where the query should be
hint: eqlite search QUERY FILES…; rules in files are run with eqlite run RULES… --on FILES…
`);
    return undefined;
  }
}

/** Whether all matches must be known before the first can be told. */
function isCut({ query }: CompiledQuery, { size }: SearchCommandOptions): boolean {
  return size !== undefined || query.pipes.length > 0;
}

function refusalOf(compiled: CompiledQuery, options: SearchCommandOptions): string | undefined {
  if (options.lateness === undefined) return undefined;
  if (isCut(compiled, options)) {
    return 'error: --lateness tells matches as they come; --size, | head and | tail need to know all of them first';
  }
  return options.format === 'json'
    ? 'error: --lateness tells matches as they come; --format json is one document, use --format ndjson'
    : undefined;
}

/** Tells matches as they come. */
function stream(compiled: CompiledQuery, { lateness }: SearchCommandOptions, print: Printer<Found>): Session {
  const matcher = createMatcher(compiled, lateness === undefined ? {} : { maxLatenessMs: lateness });
  let count = 0;
  const take = (matches: readonly Match[]) => {
    for (const { joinKeys, events } of matches) {
      count++;
      print.item({
        keys: compiled.kind === 'event' ? undefined : joinKeys,
        events: events.map((hit) => found(hit, hit.origin as string)),
      });
    }
  };
  return {
    visit: (event, file, line) => take(matcher.push(event, `${file}:${line}`)),
    get count() {
      return count;
    },
    get shown() {
      return count;
    },
    finish() {
      take(matcher.flush());
      reportLosses(matcher.counters(), lateness);
    },
  };
}

/** Gathers what can take part, and tells matches in the order of time at the end. */
function collect(
  compiled: CompiledQuery,
  options: SearchCommandOptions,
  print: Printer<Found>,
  output: Output,
): Session {
  const { size = ALL, head, format } = options;
  const session = createSearch(compiled.query, {
    ...queryOptions(options),
    size,
    resultPosition: head ? 'head' : 'tail',
  });
  /** Of the events that the result may need; the others are forgotten with their events. */
  const places = new WeakMap<Event, string>();
  let count = 0;
  let shown = 0;
  return {
    visit(event, file, line) {
      if (!session.push(event)) return;
      if (compiled.kind === 'event') count++;
      places.set(event, `${file}:${line}`);
    },
    get count() {
      return count;
    },
    get shown() {
      return shown;
    },
    finish() {
      const result = session.result();
      const { events, sequences } = result.hits;
      if (sequences !== undefined) count = sequences.length;
      shown = (sequences ?? events ?? []).length;
      if (format === 'json') {
        for (const piece of resultText(result)) output.write(piece);
        output.write('\n');
      } else {
        const place = (hit: Hit) => found(hit, places.get(hit._source) ?? '');
        for (const hit of events ?? []) print.item({ keys: undefined, events: [place(hit)] });
        for (const { join_keys: keys = [], events } of sequences ?? []) print.item({ keys, events: events.map(place) });
      }
    },
  };
}

function found({ _source: event, missing }: Hit, where: string): Found['events'][number] {
  return missing ? undefined : { event, where };
}

/** What NDJSON has: the event, or a sequence with its events, `null` for a missing one. */
function plain({ keys, events }: Found): unknown {
  if (keys === undefined) return events[0]!.event;
  return { join_keys: keys, events: events.map((item) => item?.event ?? null) };
}

function rowsBy(timestampField: string): (found: Found) => readonly Row[] {
  const timeOf = firstOf(timestampField);
  return ({ keys, events }) => {
    if (keys !== undefined) return sequenceRows(keys, events, timeOf);
    const { event, where } = events[0]!;
    return [eventRow(event, where, timeOf(event))];
  };
}
