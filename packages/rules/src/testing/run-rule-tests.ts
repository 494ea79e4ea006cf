import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Event } from '@eqlite/engine';
import type { Alert } from '../alert/alert.js';
import * as errors from '../file/errors.js';
import { type FileKind, findFiles, listOf, readAhead, readText } from '../file/files.js';
import { RuleError } from '../file/rule-error.js';
import { loadRules } from '../load/load-rules.js';
import type { RuleFound } from '../load/parse-rules.js';
import { prepareRules, type RuleRunner, type RunOptions } from '../run/rule-runner.js';
import { buildEvent } from './build-event.js';
import { createCoverageCounter } from './coverage.js';
import type { RuleTestCaseResult, RuleTestEvent, RuleTestResult } from './rule-test-result.js';
import { parseTestFile, type TestCase, type TestEntry, type TestFile } from './test-file.js';
import { testTimeMs } from './test-time.js';

export interface RuleTestOptions extends Omit<RunOptions, 'now'> {
  /** Makes an event of a `raw` record, such as `toEcs` of `@eqlite/ecs`; `undefined` when it is none. */
  readonly convert?: (record: Record<string, unknown>) => Event | undefined;
  /** Whether results have `coverage`. Default false. */
  readonly coverage?: boolean;
}

const TEST_FILE = /\.test\.ya?ml$/i;
const TEST_FILES: FileKind = { endings: ['.test.yaml', '.test.yml'], isWanted: (name) => TEST_FILE.test(name) };
const RULE_EXTENSIONS = ['.toml', '.yaml', '.yml', '.json'] as const;

/**
 * Runs the tests of rules: test files (`*.test.yaml`), those in folders, or the one beside a rule file that is named.
 * One result per test file, in the order of their names; nothing is thrown.
 */
export async function* runRuleTests(
  paths: string | readonly string[],
  options: RuleTestOptions = {},
): AsyncIterable<RuleTestResult> {
  const files = findFiles(
    listOf(paths).map((path) => (TEST_FILE.test(path) ? path : path.replace(/\.(?:toml|ya?ml|json)$/i, '.test.yaml'))),
    TEST_FILES,
  );
  yield* readAhead(files, async ({ path, error }) => {
    const text = error ?? (await readText(path));
    return [await runTestFile(path, text instanceof RuleError ? text : parseTestFile(text, path), options)];
  });
}

async function runTestFile(
  path: string,
  file: TestFile | RuleError,
  options: RuleTestOptions,
): Promise<RuleTestResult> {
  const failed = (error: Error, more: Partial<RuleTestResult> = {}): RuleTestResult => ({
    ...more,
    path,
    status: 'error',
    error,
    cases: [],
  });
  if (file instanceof RuleError) return failed(file);
  const found = await findRule(file);
  if (found instanceof RuleError) return failed(found);
  const { rule, path: rulePath } = found;
  const { convert, coverage, ...runOptions } = options;
  // As a search does, which puts events in order.
  const prepared = prepareRules([rule], { maxLatenessMs: Infinity, ...runOptions });
  const [failure] = prepared.failures;
  if (failure !== undefined) return failed(failure.error, { rule, rulePath });
  const counter = coverage ? createCoverageCounter(rule, runOptions) : undefined;
  const cases = file.cases.map((testCase) => {
    const result = runCase(testCase, file, prepared.createRunner(), convert);
    counter?.addCase(result.events.map(({ event }) => event));
    return result;
  });
  const status = cases.every((result) => result.status === 'passed') ? 'passed' : 'failed';
  return { path, status, rule, rulePath, cases, ...(counter && { coverage: counter.result() }) };
}

/** The rule that a test file names, or the one beside it: `a.toml` for `a.test.yaml`. */
async function findRule(file: TestFile): Promise<RuleFound | RuleError> {
  const folder = dirname(file.path);
  let rulePath: string | undefined;
  if (file.rule !== undefined) rulePath = join(folder, file.rule);
  else {
    const stem = basename(file.path).replace(TEST_FILE, '');
    const names = RULE_EXTENSIONS.map((extension) => stem + extension);
    for (const name of names) {
      if (rulePath === undefined && (await exists(join(folder, name)))) rulePath = join(folder, name);
    }
    if (rulePath === undefined) return errors.noRuleBeside(file.path, names);
  }
  const rules: RuleFound[] = [];
  for await (const item of loadRules(rulePath)) {
    if (item.status === 'failed') return item.error;
    if (item.status === 'loaded') rules.push(item);
  }
  if (file.ruleId !== undefined) {
    const rule = rules.find((item) => item.rule.rule_id === file.ruleId);
    return rule ?? errors.noSuchRuleId(file.path, file.ruleLine, rulePath, file.ruleId);
  }
  const [rule] = rules;
  return rule !== undefined && rules.length === 1
    ? rule
    : errors.notOneRule(file.path, file.ruleLine, rulePath, rules.length);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function runCase(
  testCase: TestCase,
  file: TestFile,
  runner: RuleRunner,
  convert: RuleTestOptions['convert'],
): RuleTestCaseResult {
  const { name, line, expect } = testCase;
  const events: RuleTestEvent[] = [];
  const alerts: Alert[] = [];
  const expected = typeof expect === 'string' ? expect : expect.map((item) => [item].flat().map(String));
  const result = (status: 'passed' | 'failed', more: Partial<RuleTestCaseResult> = {}): RuleTestCaseResult => ({
    name,
    line,
    status,
    expected,
    found: alerts.filter(isWhole).map(eventIds),
    diff: [],
    events,
    ...more,
  });
  let nowMs = file.startMs - DEFAULT_STEP_MS;
  for (const [index, entry] of testCase.events.entries()) {
    nowMs = entry.at === undefined ? nowMs + DEFAULT_STEP_MS : testTimeMs(entry.at, index === 0 ? file.startMs : nowMs);
    const event = toEvent(entry, nowMs, file.defaults, convert);
    if (event === 'time') alerts.push(...runner.advanceTo(nowMs));
    else if (typeof event === 'string') {
      const place = testCase.entryLines[index];
      return result('failed', { message: place === undefined ? event : `line ${place}: ${event}` });
    } else {
      const id = entry.id ?? String(events.length + 1);
      events.push({ id, line: testCase.entryLines[index], event });
      alerts.push(...runner.push(event, { id }));
    }
  }
  alerts.push(...runner.flush());
  const found = alerts.filter(isWhole).map(eventIds);
  const verdict = compare(expected, found);
  return verdict === undefined ? result('passed') : result('failed', verdict);
}

const DEFAULT_STEP_MS = 1000;

/** The event of an entry, `time` when it is there to let time pass, or what is wrong with it. */
function toEvent(
  entry: TestEntry,
  nowMs: number,
  defaults: Readonly<Record<string, unknown>>,
  convert: RuleTestOptions['convert'],
): Event | string {
  const { at, id, raw, ...fields } = entry;
  const time = { '@timestamp': new Date(nowMs).toISOString() };
  if (raw === undefined) {
    const isTime = at !== undefined && id === undefined && Object.keys(fields).length === 0;
    return isTime ? 'time' : buildEvent(defaults, time, fields);
  }
  if (convert === undefined) return 'nothing was given to convert raw records with';
  if (Object.keys(fields).length > 0) return 'an event has either "raw" or fields';
  const event = convert(raw);
  if (event === undefined) return 'the raw record is of no known kind';
  return at === undefined && event['@timestamp'] !== undefined ? event : { ...event, ...time };
}

/** A whole finding, not one event of a sequence. */
const isWhole = (alert: Alert) => alert['kibana.alert.group.index'] === undefined;

function eventIds(alert: Alert): readonly string[] {
  const sequence = alert['eqlite.sequence'];
  if (sequence === undefined) return [alert['eqlite.origin']?.id ?? ''];
  return sequence.events.map((event) => (event.missing ? 'missing' : (event.origin?.id ?? '')));
}

function compare(
  expected: RuleTestCaseResult['expected'],
  found: readonly (readonly string[])[],
): Pick<RuleTestCaseResult, 'message' | 'diff'> | undefined {
  const told = found.length === 0 ? 'no match' : `${count(found.length)}: ${found.map(printIds).join(', ')}`;
  if (typeof expected === 'string') {
    const isAsExpected =
      expected === 'match'
        ? found.length > 0
        : found.length === (expected === 'no match' ? 0 : Number.parseInt(expected, 10));
    return isAsExpected ? undefined : { message: `expected ${expected}, found ${told}`, diff: [] };
  }
  const [wanted, got] = [expected.map(printIds), found.map(printIds)];
  if (wanted.join('\n') === got.join('\n')) return undefined;
  return { message: `expected ${wanted.join(', ') || 'no match'}, found ${told}`, diff: diffLines(wanted, got) };
}

const count = (alerts: number) => (alerts === 1 ? '1 alert' : `${alerts} alerts`);

const printIds = (ids: readonly string[]) => (ids.length === 1 ? ids[0]! : `[${ids.join(', ')}]`);

/** The shortest way from `a` to `b`, line by line (longest common subsequence). */
function diffLines(a: readonly string[], b: readonly string[]): readonly string[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i]}`);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      lines.push(`- ${a[i]}`);
      i += 1;
    } else {
      lines.push(`+ ${b[j]}`);
      j += 1;
    }
  }
  return lines;
}
