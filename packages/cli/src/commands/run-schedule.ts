import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Alert,
  compileRule,
  createSchedule,
  type MissedFinding,
  makeFolder,
  type Origin,
  type QueryOptions,
  type Rule,
  type RuleSimulation,
  type ScheduledRun,
  type SourcedEvent,
  simulateSchedule,
} from '@eqlite/rules';
import colors from 'picocolors';
import { EXIT } from '../exit-code.js';
import type { EventVisitor } from '../input/event-source.js';
import { counted, plural } from '../output/counted.js';
import { jsonText } from '../output/json-text.js';
import { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { alertRow } from '../output/rows.js';
import { AlertOutput } from './alert-output.js';
import { queryOptions } from './query-options.js';
import { readRules } from './read-rules.js';
import type { RunCommandOptions } from './run.js';
import { exitCodeOf, type Reading, readEvents, summaryOf, watchForInterruption } from './run-context.js';

/** How often the real clock is looked at. */
const TICK_MS = 250;

/** `eqlite run --schedule`. */
export async function runSchedule(
  paths: readonly string[],
  files: readonly string[],
  options: RunCommandOptions,
): Promise<number> {
  const { rules, failed } = await readRules(paths);
  const interruption = watchForInterruption();
  const output = new Output();
  const alerts = await AlertOutput.create(rules, options, output, options.clock === 'real');
  const read = (visit: (event: SourcedEvent['event'], origin: Origin) => void) => {
    const visitor: EventVisitor = (event, file, line, document) => visit(event, { ...document, file, line });
    return readEvents(files, visitor, {
      input: options.input,
      strict: options.strict,
      timeRepair: options.timeRepair,
      counted: 'alerts',
      count: () => alerts.count,
      signal: interruption.signal,
      output,
    });
  };
  const folder = options.out === undefined ? undefined : new RunFolder(options.out);
  const take = (run: ScheduledRun) => {
    alerts.add(run.alerts);
    folder?.write(run);
    for (const warning of run.warnings) process.stderr.write(`${warning}\n`);
  };
  const schedule = options.clock === 'real' ? onRealClock : onVirtualClock;
  const { reading, failures, comparison } = await schedule(rules, queryOptions(options), take, read);
  if (failures === rules.length) {
    process.stderr.write('No rule to run.\n');
    return EXIT.failed;
  }
  const isWritten = (await alerts.end(interruption)) && folder?.problem === undefined;
  if (interruption.isPipeClosed) return EXIT.fine;
  for (const line of comparison) process.stderr.write(`${line}\n`);
  const running = rules.length - failures;
  const found = counted(alerts.count, 'alert');
  process.stderr.write(`${summaryOf(reading, `${found} · ${counted(running, 'rule')}`)}\n`);
  return exitCodeOf(reading, isWritten && failed + failures === 0);
}

interface Outcome {
  readonly reading: Reading;
  readonly failures: number;
  /** What is to be said of the schedule, line by line. */
  readonly comparison: readonly string[];
}

type Read = (visit: (event: SourcedEvent['event'], origin: Origin) => void) => Promise<Reading>;

async function onVirtualClock(
  rules: readonly Rule[],
  options: QueryOptions,
  take: (run: ScheduledRun) => void,
  read: Read,
): Promise<Outcome> {
  const runnable = rules.filter((rule) => runs(rule, options));
  const tests = runnable.map((rule) => compileRule(rule, options).matches);
  // The others have no say, but for the time that passes with them, which all do.
  const events: SourcedEvent[] = [];
  const reading = await read((event, origin) => {
    if (tests.some((matches) => matches(event))) events.push({ event, origin });
  });
  const simulation = simulateSchedule(runnable, events, options);
  const runsInOrder = simulation.rules.flatMap((one) => one.runs).sort((a, b) => a.runMs - b.runMs);
  runsInOrder.forEach(take);
  return { reading, failures: rules.length - runnable.length, comparison: comparisonOf(simulation.rules) };
}

async function onRealClock(
  rules: readonly Rule[],
  options: QueryOptions,
  take: (run: ScheduledRun) => void,
  read: Read,
): Promise<Outcome> {
  const runnable = rules.filter((rule) => runs(rule, options));
  const schedule = createSchedule(runnable, { ...options, arrivalMs: Date.now, startMs: Date.now() });
  const timer = setInterval(() => {
    if ((schedule.nextRunMs ?? Number.POSITIVE_INFINITY) <= Date.now()) schedule.advanceTo(Date.now()).forEach(take);
  }, TICK_MS);
  try {
    const reading = await read((event, origin) => schedule.push(event, origin).forEach(take));
    // Nothing more will arrive: each rule's next run is its last.
    const intervals = runnable.map(({ interval }) => intervalMs(interval));
    schedule.advanceTo(Date.now() + Math.max(0, ...intervals)).forEach(take);
    return { reading, failures: rules.length - runnable.length, comparison: [] };
  } finally {
    clearInterval(timer);
  }
}

const UNIT_MS: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const intervalMs = (interval: string): number => Number.parseInt(interval, 10) * UNIT_MS[interval.at(-1)!]!;

/** Whether a rule's query runs; what is wrong with it is told. */
function runs(rule: Rule, options: QueryOptions): boolean {
  try {
    compileRule(rule, options);
    return true;
  } catch (error) {
    process.stderr.write(`${rule.name}: ${(error as Error).message}\n`);
    return false;
  }
}

/** A file of NDJSON for each run that found something: `2024-05-01T12-05-00Z_rule-id.ndjson`. */
class RunFolder {
  /** The first thing that could not be written; it has been told. */
  problem: string | undefined;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  write({ rule, runMs, alerts }: ScheduledRun): void {
    if (alerts.length === 0 || this.problem !== undefined) return;
    const time = new Date(runMs).toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
    const name = `${time}_${rule.rule_id.replace(/[^\w.-]/g, '_').slice(0, 100)}.ndjson`;
    try {
      makeFolder(this.#path);
      writeFileSync(join(this.#path, name), alerts.map((alert) => `${jsonText(alert)}\n`).join(''));
    } catch (error) {
      this.problem = `${this.#path}: cannot be written: ${(error as Error).message}`;
      process.stderr.write(`${this.problem}\n`);
    }
  }
}

// ---------------------------------------------------------------- the comparison

const REASONS: { readonly [R in MissedFinding['reason']]: string } = {
  late: 'its events arrived after the last run that looks so far back: "from" must reach further back',
  gap: 'no run looks at all its events at once: "from" must reach back further than interval and maxspan together',
  max_signals: 'more findings in a run than max_signals',
  no_time: 'an event has no time that a run could go by',
  other: 'a run began in the middle and found something else',
};

/** Findings listed per rule and reason. */
const LISTED = 5;

function comparisonOf(simulations: readonly RuleSimulation[]): readonly string[] {
  const active = simulations.filter(({ runs, searchCount }) => runs.length > 0 || searchCount > 0);
  const head = ['rule', 'interval', 'from', 'runs', 'schedule', 'search', 'missed'];
  const rows = active.map(({ rule, runs, scheduledCount, searchCount, missed }) =>
    [rule.name, rule.interval, rule.from, runs.length, scheduledCount, searchCount, missed.length].map(String),
  );
  const quiet = simulations.length - active.length;
  return [
    '',
    ...columns([head, ...rows]),
    ...(quiet === 0 ? [] : [colors.dim(`${quiet} ${plural(quiet, 'rule')} found nothing`)]),
    ...active.flatMap(missesOf),
    '',
  ];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row, index) => {
    const line = row.map((text, column) =>
      column < 3 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!),
    );
    return index === 0 ? colors.dim(line.join('  ')) : line.join('  ');
  });
}

function missesOf({ rule, missed, extra }: RuleSimulation): readonly string[] {
  const lines: string[] = [];
  for (const [reason, text] of Object.entries(REASONS)) {
    const found = missed.filter((one) => one.reason === reason);
    if (found.length === 0) continue;
    lines.push('', `${rule.name}: ${found.length} missed, ${text}`, ...listed(found.map(({ alert }) => alert)));
  }
  if (extra.length > 0) lines.push('', `${rule.name}: ${extra.length} found by a run only`, ...listed(extra));
  return lines;
}

function listed(alerts: readonly Alert[]): readonly string[] {
  const shown = alerts.slice(0, LISTED).map((alert) => {
    const { time, host, what, where } = alertRow(alert);
    const last = alert['eqlite.sequence']?.events.findLast(({ missing }) => !missing);
    const place = where || (last?.origin?.file === undefined ? '' : `${last.origin.file}:${last.origin.line}`);
    const parts = [time || (last?.['@timestamp'] ?? ''), host, what.slice(0, 80), place].filter((part) => part !== '');
    return `  ${parts.map(printable).join(' · ')}`;
  });
  return alerts.length > LISTED ? [...shown, `  and ${alerts.length - LISTED} more`] : shown;
}
