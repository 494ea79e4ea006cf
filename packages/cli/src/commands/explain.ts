import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { type CompiledQuery, compile, createExplainer, formatExplanation } from '@eqlite/engine';
import { compileRule, type Origin, RULE_FILE_EXTENSIONS } from '@eqlite/rules';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.js';
import type { EventVisitor } from '../input/event-source.js';
import { counted } from '../output/counted.js';
import { explanationFormat } from '../output/explanation.js';
import { jsonText } from '../output/json-text.js';
import { Output } from '../output/output.js';
import { parseCount } from './count.js';
import { addInputOptions, type InputOptions } from './input-options.js';
import { addQueryOptions, type QueryCommandOptions, queryOptions } from './query-options.js';
import { readRules } from './read-rules.js';
import { exitCodeOf, orExitCode, readEvents, summaryOf, watchForInterruption } from './run-context.js';

interface ExplainCommandOptions extends InputOptions, QueryCommandOptions {
  readonly format: 'text' | 'json';
  readonly nearest: number;
  readonly rule: string | undefined;
}

const HELP = `
For each event that misses by the fewest terms: the condition term by term, with the value that decided. Events that
miss in the same way are told once. For a sequence: how far it came for each join key, which event began, advanced or
ended it, and why. For a stage that no event satisfies: the nearest to it.

Examples:
  eqlite explain rule.toml logs/
  eqlite explain 'process where process.name : "wmic.exe" and process.args : "*node:*"' sysmon.ndjson.gz
  eqlite explain rules/ --rule 'WMIC Remote Command' logs/ --nearest 1
  tail -n 1 events.ndjson | eqlite explain rule.toml -

Exit code: 0 when the query ran, 2 for a wrong query or a file that could not be read.`;

export function define(command: Command): void {
  addQueryOptions(
    addInputOptions(
      command
        .description('Tell why events match a query or rule, or do not: the nearest misses first.')
        .argument('<rule-or-query>', 'a rule file, or an EQL query')
        .argument('<files...>', 'log files and folders')
        .option('--nearest <n>', 'how many near misses, or join keys, to tell of', parseCount, 5)
        .option('--rule <name>', 'which rule, by name or id, where the file holds more than one'),
      ['text', 'json'],
    ),
  )
    .addHelpText('after', HELP)
    .action(async (query: string, files: string[], options: ExplainCommandOptions) => {
      process.exitCode = await orExitCode(() => explain(query, files, options));
    });
}

/** A name that ends so is one even where there is no such file. */
const isFile = (query: string) => existsSync(query) || RULE_FILE_EXTENSIONS.includes(extname(query));

async function explain(query: string, files: readonly string[], options: ExplainCommandOptions): Promise<number> {
  const compiled = isFile(query) ? await compileRuleFile(query, options) : compile(query, queryOptions(options));
  if (compiled === undefined) return EXIT.failed;
  const interruption = watchForInterruption();
  const explainer = createExplainer(compiled, { nearest: options.nearest });
  const origin = { file: '', line: 0 };
  let events = 0;
  const visit: EventVisitor = (event, file, line) => {
    origin.file = file;
    origin.line = line;
    explainer.push(event, origin);
    events++;
  };
  const output = new Output();
  const reading = await readEvents(files, visit, {
    input: options.input,
    strict: options.strict,
    timeRepair: options.timeRepair,
    counted: 'events',
    count: () => events,
    signal: interruption.signal,
    output,
  });
  const result = explainer.result();
  const format = explanationFormat((at) => placeOf(at as Origin | undefined));
  output.write(options.format === 'json' ? `${jsonText(result, 2)}\n` : formatExplanation(result, format));
  await output.flush();
  if (interruption.isPipeClosed) return EXIT.fine;
  const { matches } = result;
  process.stderr.write(`${summaryOf(reading, counted(matches, 'match'))}\n`);
  return exitCodeOf(reading);
}

function placeOf(origin: Origin | undefined): string {
  return origin?.file === undefined ? '' : `${origin.file}:${origin.line}`;
}

/** The one rule of a file, or the one asked for; what keeps it from being told goes to stderr. */
async function compileRuleFile(path: string, options: ExplainCommandOptions): Promise<CompiledQuery | undefined> {
  const { rule: wanted } = options;
  const { rules } = await readRules([path]);
  const chosen = rules.filter(({ name, rule_id }) => wanted === undefined || name === wanted || rule_id === wanted);
  const [rule] = chosen;
  if (rule !== undefined && chosen.length === 1) return compileRule(rule, queryOptions(options));
  if (rules.length === 0) return undefined;
  const names = (chosen.length > 0 ? chosen : rules).slice(0, 5).map(({ name }) => `\n  ${name}`);
  const problem =
    wanted === undefined
      ? `${rules.length} rules in it; choose one with --rule NAME:${names.join('')}`
      : `no rule ${JSON.stringify(wanted)} in it; there are:${names.join('')}`;
  process.stderr.write(`${path}: ${problem}\n`);
  return undefined;
}
