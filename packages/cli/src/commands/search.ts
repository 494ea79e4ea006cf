import { createSearch, type Event, type SearchOptions } from '@eqlite/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { eventRow } from '../output/rows.js';
import { columnsOf, renderTable } from '../output/table.js';
import { addInputOptions, type InputOptions } from './input-options.js';
import { interruptSignal, Output, orExitCode, plural, readEvents, summaryOf } from './run-context.js';

interface SearchCommandOptions extends InputOptions {
  readonly format: 'table' | 'ndjson' | 'json';
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

export function addSearchCommand(program: Command): void {
  addInputOptions(
    program
      .command('search')
      .summary('search log files with an EQL query')
      .description('Search log files with an EQL query and print the events that match.')
      .argument('<query>', 'an EQL event query')
      .argument('<files...>', 'log files and folders')
      .option('--size <n>', 'print at most n events', parseCount)
      .option('--head', 'with --size: the first events rather than the latest'),
    ['table', 'ndjson', 'json'],
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

async function search(query: string, files: readonly string[], options: SearchCommandOptions): Promise<number> {
  const searchOptions: SearchOptions = { size: options.size ?? ALL, resultPosition: options.head ? 'head' : 'tail' };
  const session = createSearch(query, searchOptions);
  const isStreamed =
    options.format === 'ndjson' && options.size === undefined && session.compiled.query.pipes.length === 0;
  const output = new Output();
  const places = new Map<Event, string>();
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
        if (options.format === 'table') places.set(event, `${file}:${line}`);
      }
    },
    {
      input: options.input,
      strict: options.strict,
      counted: 'matches',
      count: () => count,
      signal: interruptSignal(),
      betweenChunks: () => output.flush(),
    },
  );
  if (!isStreamed) {
    const result = session.result();
    const events = (result.hits.events ?? []).map(({ _source }) => _source);
    if (options.format === 'json') output.write(`${JSON.stringify(result, null, 2)}\n`);
    else if (options.format === 'ndjson') for (const event of events) output.write(`${JSON.stringify(event)}\n`);
    else if (events.length > 0) {
      output.write(
        renderTable(
          events.map((event) => eventRow(event, places.get(event))),
          columnsOf(process.stdout),
        ),
      );
    }
  }
  await output.flush();
  process.stderr.write(`${summaryOf(reading, `${count.toLocaleString('en')} ${plural(count, 'match')}`)}\n`);
  return reading.problems.missingFiles > 0 ? 2 : 0;
}
