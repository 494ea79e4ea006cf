import type { Event } from '@eqlite/engine';
import { createRuleRunner, QueryCache, type RuleRunner } from '@eqlite/rules';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-code.js';
import type { EventVisitor } from '../input/event-source.js';
import { LineFilter } from '../input/line-filter.js';
import type { FoundVisitor } from '../jobs/read-in-parallel.js';
import { counted } from '../output/counted.js';
import { Output } from '../output/output.js';
import { type AlertOptions, AlertOutput, addAlertOptions, FORMATS } from './alert-output.js';
import { addMatchOptions, type MatchOptions } from './input-options.js';
import { parseJobs, startWorkers } from './jobs.js';
import { addQueryOptions, type QueryCommandOptions, queryOptions } from './query-options.js';
import { readRules } from './read-rules.js';
import {
  exitCodeOf,
  explainWaiting,
  orExitCode,
  readEvents,
  reportLosses,
  summaryOf,
  watchForInterruption,
} from './run-context.js';

export interface RunCommandOptions extends MatchOptions, QueryCommandOptions, AlertOptions {
  readonly on: readonly string[] | undefined;
  readonly cache: string | undefined;
  readonly jobs: number;
  readonly schedule: boolean;
  readonly clock: 'virtual' | 'real';
  readonly out: string | undefined;
}

const HELP = `
Files and folders are read whatever their format: NDJSON, JSON, EVTX, .gz, .zst, .zip; - is standard input.
Raw Windows records (Sysmon, Security, PowerShell) become ECS events by themselves.
A rule that names fields for category, time or order goes by those, whatever the options say.

Examples:
  eqlite run rule.toml --on logs/
  eqlite run rules/ --on security.ndjson.gz --format ndjson > alerts.ndjson
  zcat events.ndjson.gz | eqlite run rule.toml --on -
  tail -f events.ndjson | eqlite run rules/ --on - --lateness 30s
  eqlite run rules/ --on logs/ --report alerts.html --navigator layer.json
  eqlite run rules/ --on logs/ --jobs 4
  eqlite run rules/ --on logs/ --schedule

Lines of NDJSON that hold none of the texts which the rules need are not parsed, if the rules have such texts and are few.
ECS documents among them are checked to be JSON and counted all the same; raw records are all parsed. With --input ecs no
such line is checked, which is faster still, unless with --strict.

With --jobs 2 or more, as many threads read and convert, and find the events that some rule is after; what they find is
matched, told and counted in order, as with one thread. Files of NDJSON beyond 16 MiB are cut into parts of 8 MiB; any
other file is read by one thread, and so is one of Windows records, unless --no-time-repair, and standard input. One
thread reads all with --lateness, and where a rule has "descendant of". Each thread has to get ready for the rules, and
sequences are matched in one: with little input, or with sequences that most events go on with, more threads take longer.

With --schedule each rule runs at its interval over the events from "from" to "to" that have arrived and that its index
patterns choose, as Elastic Security does; events arrive at event.ingested, or else @timestamp. What it finds is compared
with one search over all events: what falls between runs is told, and why.

Exit code: 0 when the rules ran, 2 when a rule or a file could not be read.`;

export function define(command: Command): void {
  addAlertOptions(
    addQueryOptions(
      addMatchOptions(
        command
          .description('Run detection rules over log files and print the alerts.')
          .argument('<rules...>', 'rule files (TOML, JSON, YAML, Kibana exports) and folders of them')
          .option('--on <files...>', 'log files and folders; must be given'),
        FORMATS,
      ),
    ),
  )
    .option('--cache <folder>', 'keep parsed queries in a folder, to start sooner the next time')
    .option(
      '--jobs <number>',
      'read with so many threads: for much input, and processor cores that have nothing else to do',
      parseJobs,
      1,
    )
    .option('--schedule', 'run each rule at its interval, and tell what that misses', false)
    .addOption(
      new Option(
        '--clock <clock>',
        'with --schedule: virtual goes by the events; real by the time at which they are read',
      )
        .choices(['virtual', 'real'])
        .default('virtual'),
    )
    .option('--out <folder>', 'with --schedule: write the alerts of each run to a file of its own, NDJSON')
    .addHelpText('after', HELP)
    .action(async (rules: string[], options: RunCommandOptions) => {
      const { on } = options;
      if (on === undefined) command.error('error: nothing to run on; name log files or folders with --on <files...>');
      if (options.jobs > 1 && options.schedule) command.error('error: --jobs is not for --schedule');
      if (options.out !== undefined && !options.schedule) command.error('error: --out is for the runs of --schedule');
      if (options.clock === 'real' && !options.schedule) command.error('error: --clock is for the runs of --schedule');
      process.exitCode = await orExitCode(async () => {
        if (!options.schedule) return run(rules, on, options);
        const { runSchedule } = await import('./run-schedule.js');
        return runSchedule(rules, on, options);
      });
    });
}

async function run(paths: readonly string[], files: readonly string[], options: RunCommandOptions): Promise<number> {
  const { rules, failed } = await readRules(paths);
  const cache = options.cache === undefined ? undefined : await QueryCache.open(options.cache);
  /** The same event may be late for many rules. */
  let lastLate: Event | undefined;
  let late = 0;
  const runner = createRuleRunner(rules, {
    ...queryOptions(options),
    maxLatenessMs: options.lateness ?? Number.POSITIVE_INFINITY,
    ...(cache && { cache }),
    onLate: (event) => {
      if (event !== lastLate) late++;
      lastLate = event;
    },
  });
  await cache?.save().catch((error) => process.stderr.write(`--cache: ${error.message}; nothing is kept\n`));
  for (const { rule, error } of runner.failures) process.stderr.write(`${rule.name}: ${error.message}\n`);
  const running = rules.length - runner.failures.length;
  if (running === 0) {
    process.stderr.write('No rule to run.\n');
    return EXIT.failed;
  }

  if (runner.counters().length > 0) explainWaiting(files, options.lateness);
  const interruption = watchForInterruption();
  const output = new Output();
  const alerts = await AlertOutput.create(rules, options, output, options.lateness !== undefined);
  // The runner copies it when an event becomes an alert, so one serves for all.
  const origin = { file: '', line: 0 };
  const visit: EventVisitor = (event, file, line, document) => {
    origin.file = file;
    origin.line = line;
    alerts.add(runner.push(event, document === undefined ? origin : { ...document, ...origin }));
  };
  const { input, strict, timeRepair, lateness } = options;
  const filterTexts = filterTextsOf(runner, options);
  /** Records taken as they are, whatever they are, are not checked, unless all input is to be. */
  const isChecking = input !== 'ecs' || strict === true;
  const workers = await startWorkers(options.jobs, runner, {
    input,
    repairTime: timeRepair,
    isStrict: strict === true,
    filterTexts,
    isChecking,
    latenessMs: lateness,
  });
  const visitFound: FoundVisitor = (found, file, line, document) => {
    origin.file = file;
    origin.line = line;
    alerts.add(runner.pushFound(found, document === undefined ? origin : { ...document, ...origin }));
  };
  const reading = await readEvents(files, visit, {
    input,
    strict,
    timeRepair,
    filter: LineFilter.for(filterTexts, { isChecking }),
    counted: 'alerts',
    count: () => alerts.count,
    signal: interruption.signal,
    output,
    jobs: workers && { workers, visit: visitFound },
  }).finally(async () => {
    await workers?.end();
    await output.flush();
  });
  alerts.add(runner.flush());
  const isWritten = await alerts.end(interruption);
  if (interruption.isPipeClosed) return EXIT.fine;

  const counters = runner.counters();
  reportLosses(
    {
      late,
      untimed: counters.reduce((most, { untimed }) => Math.max(most, untimed), 0),
      evicted: counters.reduce((sum, { evicted }) => sum + evicted, 0),
      keysLeftOut: counters.reduce((sum, { keysLeftOut }) => sum + keysLeftOut, 0),
    },
    options.lateness,
  );
  const rulesText = counted(running, 'rule');
  process.stderr.write(`${summaryOf(reading, `${counted(alerts.count, 'alert')} · ${rulesText}`)}\n`);
  return exitCodeOf(reading, isWritten && failed + runner.failures.length === 0);
}

/**
 * Texts by which lines can be told not to matter: not where ECS documents are refused, nor where the time of every event
 * counts.
 */
function filterTextsOf(runner: RuleRunner, { input, lateness }: RunCommandOptions) {
  return input === 'raw' || lateness !== undefined ? undefined : runner.necessaryTexts();
}
