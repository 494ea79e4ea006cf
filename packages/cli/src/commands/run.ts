import type { Event } from '@eqlite/engine';
import { type Alert, createRuleRunner } from '@eqlite/rules';
import type { Command } from 'commander';
import { Output } from '../output/output.js';
import { FORMATS, type Format, printerOf } from '../output/printer.js';
import { alertRows } from '../output/timeline.js';
import type { EventVisitor } from './event-source.js';
import { addMatchOptions, type MatchOptions } from './input-options.js';
import { readRules } from './read-rules.js';
import {
  explainWaiting,
  INTERRUPTED,
  orExitCode,
  plural,
  readEvents,
  reportLosses,
  summaryOf,
  watchForInterruption,
} from './run-context.js';

interface RunCommandOptions extends MatchOptions {
  readonly on: readonly string[] | undefined;
  readonly format: Format;
}

const HELP = `
Files and folders are read whatever their format: NDJSON, JSON, EVTX, .gz, .zst, .zip; - is standard input.
Raw Windows records (Sysmon, Security, PowerShell) become ECS events by themselves.

Examples:
  eqlite run rule.toml --on logs/
  eqlite run rules/ --on security.ndjson.gz --format ndjson > alerts.ndjson
  zcat events.ndjson.gz | eqlite run rule.toml --on -
  tail -f events.ndjson | eqlite run rules/ --on - --lateness 30s

Exit code: 0 when the rules ran, 2 when a rule or a file could not be read.`;

export function define(command: Command): void {
  addMatchOptions(
    command
      .description('Run detection rules over log files and print the alerts.')
      .argument('<rules...>', 'rule files (TOML, JSON, YAML, Kibana exports) and folders of them')
      .option('--on <files...>', 'log files and folders; must be given'),
    FORMATS,
  )
    .addHelpText('after', HELP)
    .action(async (rules: string[], options: RunCommandOptions) => {
      const { on } = options;
      if (on === undefined) command.error('error: nothing to run on; name log files or folders with --on <files...>');
      process.exitCode = await orExitCode(() => run(rules, on, options));
    });
}

async function run(paths: readonly string[], files: readonly string[], options: RunCommandOptions): Promise<number> {
  const { rules, failed } = await readRules(paths);
  /** The same event may be late for many rules. */
  let lastLate: Event | undefined;
  let late = 0;
  const runner = createRuleRunner(rules, {
    maxLatenessMs: options.lateness ?? Number.POSITIVE_INFINITY,
    onLate: (event) => {
      if (event !== lastLate) late++;
      lastLate = event;
    },
  });
  for (const { rule, error } of runner.failures) process.stderr.write(`${rule.name}: ${error.message}\n`);
  const running = rules.length - runner.failures.length;
  if (running === 0) {
    process.stderr.write('No rule to run.\n');
    return 2;
  }

  if (runner.counters().length > 0) explainWaiting(files, options.lateness);
  const interruption = watchForInterruption();
  const output = new Output();
  const print = await printerOf(options.format, output, alertRows(), options.lateness !== undefined);
  let count = 0;
  const take = (alerts: readonly Alert[]) => {
    for (const alert of alerts) {
      // The single events of a sequence come with the alert for the whole.
      if (alert['kibana.alert.group.index'] === undefined) count++;
      print.item(alert);
    }
  };
  // The runner copies it when an event becomes an alert, so one serves for all.
  const origin = { file: '', line: 0 };
  const visit: EventVisitor = (event, file, line) => {
    origin.file = file;
    origin.line = line;
    take(runner.push(event, origin));
  };
  const reading = await readEvents(files, visit, {
    input: options.input,
    strict: options.strict,
    timeRepair: options.timeRepair,
    counted: 'alerts',
    count: () => count,
    signal: interruption.signal,
    output,
  });
  take(runner.flush());
  print.end();
  await output.flush();
  if (interruption.isPipeClosed) return 0;

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
  const rulesText = `${running.toLocaleString('en')} ${plural(running, 'rule')}`;
  process.stderr.write(
    `${summaryOf(reading, `${count.toLocaleString('en')} ${plural(count, 'alert')} · ${rulesText}`)}\n`,
  );
  if (reading.isInterrupted) return INTERRUPTED;
  return failed + runner.failures.length > 0 || reading.problems.unreadFiles > 0 ? 2 : 0;
}
