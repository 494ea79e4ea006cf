import { writeFile } from 'node:fs/promises';
import { type Finding, formatFiles, formatFinding, formatRules } from '@eqlite/rules';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.js';
import { readStandardInput } from '../input/standard-input.js';
import { plural } from '../output/counted.js';
import { RunningCount } from '../output/running-count.js';
import { parseCount } from './count.js';
import { addDialectOption, type DialectOption } from './query-options.js';
import { noRulesIn } from './read-rules.js';

interface FmtCommandOptions extends DialectOption {
  readonly check: boolean;
  readonly width: number;
  readonly stdinPath: string;
}

const HELP = `
Only the query of a rule file changes, and of the query only white space: comments, parentheses and spellings stay.
The names of the files that changed are printed. Folders are searched for rule files and query files (.eql); - is a
query on standard input, which is printed.

Examples:
  eqlite fmt rules/
  eqlite fmt --check rules/
  eqlite fmt - < query.eql
  eqlite fmt - --stdin-path rule.toml < rule.toml

Exit code: 0 when all is laid out, 1 under --check when something is not, 2 for a query or file that could not be read.`;

export function define(command: Command): void {
  addDialectOption(
    command
      .description('Lay out the queries of rule files, in place.')
      .argument('<paths...>', 'rule files, query files and folders')
      .option('--check', 'change nothing; print the names of files that would change', false)
      .option('--width <columns>', 'columns that a line should not exceed', parseCount, 100)
      .option('--stdin-path <name>', 'what kind of file standard input is, by its name', 'query.eql'),
  )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: FmtCommandOptions) => {
      process.exitCode = paths.includes('-')
        ? await formatStandardInput(paths, options)
        : await formatPaths(paths, options);
    });
}

const tell = (findings: readonly Finding[]) => {
  for (const finding of findings) process.stderr.write(`${formatFinding(finding)}\n`);
};

async function formatStandardInput(paths: readonly string[], options: FmtCommandOptions): Promise<number> {
  if (paths.length > 1) {
    process.stderr.write('error: - stands alone\n');
    return EXIT.failed;
  }
  const { check, dialect, width, stdinPath } = options;
  const text = await readStandardInput();
  const formatted = formatRules(text, stdinPath, { dialect, width });
  tell(formatted.findings);
  if (!check) process.stdout.write(formatted.text);
  if (formatted.findings.length > 0) return EXIT.failed;
  return check && formatted.text !== text ? EXIT.findings : EXIT.fine;
}

async function formatPaths(paths: readonly string[], { check, dialect, width }: FmtCommandOptions): Promise<number> {
  let files = 0;
  let changed = 0;
  let failed = 0;
  const progress = new RunningCount(process.stderr, 'files');
  for await (const { path, text, isChanged, findings } of formatFiles(paths, { dialect, width })) {
    files++;
    if (findings.length > 0 || isChanged) progress.clear();
    tell(findings);
    if (findings.length > 0) failed++;
    if (isChanged) {
      changed++;
      if (!check) await writeFile(path, text);
      process.stdout.write(`${path}\n`);
    }
    progress.show(files);
  }
  progress.clear();
  if (files === 0) {
    process.stderr.write(noRulesIn(paths, { orQueries: true }));
    return EXIT.failed;
  }
  const verb = check ? 'would change' : 'changed';
  const failures = failed > 0 ? ` · ${failed} with errors` : '';
  process.stderr.write(`${changed} of ${files} ${plural(files, 'file')} ${verb}${failures}\n`);
  if (failed > 0) return EXIT.failed;
  return check && changed > 0 ? EXIT.findings : EXIT.fine;
}
