import { createSearch, type Event, type SearchOptions } from '@eqlite/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { Output } from '../output/output.js';
import { FORMATS, type Format, printerOf } from '../output/printer.js';
import { eventRow } from '../output/rows.js';
import { addInputOptions, type InputOptions } from './input-options.js';
import { INTERRUPTED, orExitCode, plural, readEvents, summaryOf, watchForInterruption } from './run-context.js';

interface SearchCommandOptions extends InputOptions {
  readonly format: Format;
  readonly size: number | undefined;
  readonly head: boolean | undefined;
}

const HELP = `
All matching events are printed, in time order; --size N keeps the latest N, --size N --head the first N.
With --format ndjson and no --size they are printed as they are found, in the order of the files.

Examples:
  eqlite search 'process where process.name : "wmic.exe"' logs/
  eqlite search 'process where process.args : "*node:*" | tail 5' sysmon.ndjson.gz
  eqlite search 'any where user.name == "root"' - < events.ndjson
  eqlite search 'process where true' logs/ --format ndjson | jq .process.name

Exit code: 0 when the search ran, 2 for a wrong query or a file that could not be read.`;

/** What "all" means where a count is needed: more than memory holds. */
const ALL = 1e12;

export function define(command: Command): void {
  addInputOptions(
    command
      .description('Search log files with an EQL query and print the events that match.')
      .argument('<query>', 'an EQL event query')
      .argument('<files...>', 'log files and folders')
      .option('--size <n>', 'print at most n events', parseCount)
      .option('--head', 'with --size: the first events rather than the latest'),
    FORMATS,
  )
    .addHelpText('after', HELP)
    .action(async (query: string, files: string[], options: SearchCommandOptions) => {
      process.exitCode = await orExitCode(() => search(query, files, options));
    });
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** An event found, and where. */
interface Found {
  readonly event: Event;
  readonly where: string;
}

async function search(query: string, files: readonly string[], options: SearchCommandOptions): Promise<number> {
  const searchOptions: SearchOptions = { size: options.size ?? ALL, resultPosition: options.head ? 'head' : 'tail' };
  const session = createSearch(query, searchOptions);
  const isStreamed =
    options.format === 'ndjson' && options.size === undefined && session.compiled.query.pipes.length === 0;
  const interruption = watchForInterruption();
  const output = new Output();
  /** Of the events that the result may need; the others are forgotten with their events. */
  const places = new WeakMap<Event, string>();
  let count = 0;
  const reading = await readEvents(
    files,
    (event, file, line) => {
      if (isStreamed) {
        if (!session.compiled.matches(event)) return;
        count++;
        output.write(`${JSON.stringify(event)}\n`);
      } else if (session.push(event)) {
        count++;
        places.set(event, `${file}:${line}`);
      }
    },
    {
      input: options.input,
      strict: options.strict,
      counted: 'matches',
      count: () => count,
      signal: interruption.signal,
      output,
    },
  );
  if (!isStreamed) {
    const result = session.result();
    if (options.format === 'json') output.write(`${JSON.stringify(result, null, 2)}\n`);
    else {
      const rowOf = ({ event, where }: Found) => eventRow(event, where);
      const print = await printerOf<Found>('table', output, rowOf);
      for (const { _source: event } of result.hits.events ?? []) {
        if (options.format === 'ndjson') output.write(`${JSON.stringify(event)}\n`);
        else print.item({ event, where: places.get(event) ?? '' });
      }
      print.end();
    }
  }
  await output.flush();
  if (interruption.isPipeClosed) return 0;
  process.stderr.write(`${summaryOf(reading, `${count.toLocaleString('en')} ${plural(count, 'match')}`)}\n`);
  if (reading.isInterrupted) return INTERRUPTED;
  return reading.problems.missingFiles > 0 ? 2 : 0;
}
