import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { toEcs } from '@eqlite/ecs';
import { runRuleTests } from '@eqlite/rules';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-code.js';
import { Output } from '../output/output.js';
import { TEST_REPORTERS, type TestFormat } from '../test-report/reporter.js';
import { addQueryOptions, type QueryCommandOptions, queryOptions } from './query-options.js';

interface TestCommandOptions extends QueryCommandOptions {
  readonly format: TestFormat;
  readonly coverage: boolean;
  readonly watch: boolean;
}

const HELP = `
Tests stand beside the rule: rule.test.yaml tests rule.toml. A path is a test file, a rule, or a folder. A case that
fails is explained: which term of the rule, or which event of a sequence, made it come out otherwise.

  cases:
    - name: encoded command
      events: [{ event.category: process, process.name: powershell.exe, process.args: [-enc, SQBFAFgA] }]
      expect: match
    - name: two events, the second too late
      events: [{ id: first, event.category: file }, { at: +10m, event.category: process }]
      expect: no match

Examples:
  eqlite test rules/
  eqlite test rules/tool.toml --watch
  eqlite test rules/ --coverage
  eqlite test rules/ --format junit > results.xml

Exit code: 0 when all cases pass, 1 when one fails, 2 when a test file or its rule cannot be used.`;

export function define(command: Command): void {
  addQueryOptions(
    command
      .description('Run the tests of detection rules.')
      .argument('<paths...>', 'test files (*.test.yaml), rules that have one beside them, and folders')
      .addOption(new Option('--format <format>', 'how to print').choices(Object.keys(TEST_REPORTERS)).default('text'))
      .option('--coverage', 'tell which terms of the rules no case has shown true, or false', false)
      .option('--watch', 'run again whenever a rule or test changes; Ctrl-C ends it', false),
  )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: TestCommandOptions) => {
      process.exitCode = options.watch ? await watchTests(paths, options) : await test(paths, options);
    });
}

async function test(paths: readonly string[], options: TestCommandOptions): Promise<number> {
  const started = performance.now();
  const output = new Output();
  const reporter = await TEST_REPORTERS[options.format](output, queryOptions(options));
  let [passed, failed, errors, files] = [0, 0, 0, 0];
  for await (const result of runRuleTests(paths, {
    ...queryOptions(options),
    convert: toEcs,
    coverage: options.coverage,
  })) {
    files++;
    if (result.status === 'error') errors++;
    for (const { status } of result.cases) {
      if (status === 'passed') passed++;
      else failed++;
    }
    reporter.file(result);
    if (options.format === 'text') await output.flush();
  }
  reporter.end({ passed, failed, errors, files, milliseconds: performance.now() - started });
  await output.flush();
  return errors > 0 ? EXIT.failed : failed > 0 ? EXIT.findings : EXIT.fine;
}

/** Changes that come together, as editors make them, are one. */
const QUIET_MS = 100;

const WATCHED: ReadonlySet<string> = new Set(['.toml', '.yaml', '.yml', '.json', '.ndjson']);

/** Runs the tests, and again after each change, until it is interrupted. */
async function watchTests(paths: readonly string[], options: TestCommandOptions): Promise<number> {
  let isRunning = false;
  let isDue = true;
  let code = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    while (isDue) {
      isDue = false;
      if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
      code = await test(paths, options);
      process.stderr.write('Waiting for changes; Ctrl-C ends it.\n');
    }
    isRunning = false;
  };
  const folders = new Map<string, boolean>();
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const folder = isFolder ? path : dirname(path);
    folders.set(folder, folders.get(folder) || isFolder);
  }
  const onChange = (_event: string, name: string | null) => {
    if (name !== null && !WATCHED.has(extname(name).toLowerCase())) return;
    isDue = true;
    clearTimeout(timer);
    timer = setTimeout(run, QUIET_MS);
  };
  const watchers: FSWatcher[] = [];
  for (const [folder, recursive] of folders) {
    try {
      watchers.push(watch(folder, { recursive }, onChange));
    } catch (error) {
      process.stderr.write(`${folder}: cannot be watched: ${(error as Error).message}\n`);
      return EXIT.failed;
    }
  }
  await run();
  await new Promise<void>((resolve) => process.once('SIGINT', resolve));
  for (const watcher of watchers) watcher.close();
  clearTimeout(timer);
  return code;
}
