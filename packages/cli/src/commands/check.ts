import { ECS_SCHEMA } from '@eqlite/ecs';
import {
  type CheckRulesOptions,
  checkQueryText,
  checkRules,
  type Finding,
  RuleError,
  type RuleErrorCode,
  readSchema,
} from '@eqlite/rules';
import { type Command, Option } from 'commander';
import { EXIT } from '../exit-code.js';
import { readStandardInput } from '../input/standard-input.js';
import { counted, grouped } from '../output/counted.js';
import { FINDING_FORMATS, type FindingFormat, printFindings } from '../output/findings.js';
import { RunningCount } from '../output/running-count.js';
import { addCategoryOption, addDialectOption, type CategoryOption, type DialectOption } from './query-options.js';
import { noRulesIn } from './read-rules.js';

interface CheckCommandOptions extends DialectOption, CategoryOption {
  readonly format: FindingFormat;
  /** Files of fields; `false` for no check of fields at all. */
  readonly schema: readonly string[] | false | undefined;
  readonly failOn: 'warning' | 'error';
}

const HELP = `
Rule files (TOML, JSON, YAML, Kibana exports), files that are a query (.eql), folders of both; - is a query on standard input.
Fields are looked up in the Elastic Common Schema. A finding that is no mistake is silenced in the query, with a reason:
  // eqlite-ignore literal_wildcard: the file is really called so

Examples:
  eqlite check rules/
  eqlite check rules/ --schema acme-fields.yaml --format sarif > findings.sarif
  echo 'process where process.name == "cmd*"' | eqlite check -

Exit code: 0 when nothing was found, 1 for findings, 2 for what could not be checked: no such file, no rule in it.`;

export function define(command: Command): void {
  addCategoryOption(
    addDialectOption(
      command
        .description('Check rules and queries: whether they can run, name fields that exist, and mean what they say.')
        .argument('<paths...>', 'rule files, query files and folders')
        .addOption(new Option('--format <format>', 'how to print').choices([...FINDING_FORMATS]).default('text'))
        .option(
          '--schema <file>',
          'fields beside those of ECS, as { "acme.badge": "keyword" } or an Elasticsearch mapping, in JSON or YAML; may be repeated',
          (file: string, files: readonly string[] = []) => [...files, file],
        )
        .option('--no-schema', 'take any field to exist')
        .addOption(
          new Option('--fail-on <severity>', 'from where on findings give the exit code 1')
            .choices(['warning', 'error'])
            .default('warning'),
        ),
    ),
  )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: CheckCommandOptions) => {
      process.exitCode = await checkPaths(paths, options);
    });
}

/** It is not a rule that is wrong: there is none. */
const NO_RULE: ReadonlySet<string> = new Set([
  'not_found',
  'unreadable',
  'unknown_format',
  'too_large',
  'not_utf8',
  'not_a_rule',
] satisfies RuleErrorCode[]);

async function checkPaths(paths: readonly string[], options: CheckCommandOptions): Promise<number> {
  const checkOptions = await optionsOf(options);
  if (checkOptions === undefined) return EXIT.failed;
  const findings: Finding[] = [];
  let checked = 0;
  let skipped = 0;
  let withFindings = 0;
  let notChecked = 0;
  const add = (found: readonly Finding[]) => {
    findings.push(...found);
    if (found.some(({ code }) => NO_RULE.has(code))) {
      notChecked++;
      return;
    }
    checked++;
    if (found.length > 0) withFindings++;
  };
  const progress = new RunningCount(process.stderr, 'rules');
  if (paths.includes('-')) add(checkQueryText(await readStandardInput(), '-', checkOptions));
  for await (const item of checkRules(
    paths.filter((path) => path !== '-'),
    checkOptions,
  )) {
    if (item.status === 'checked') add(item.findings);
    else if (item.rule !== undefined) skipped++;
    progress.show(checked + skipped);
  }
  progress.clear();
  process.stdout.write(printFindings(findings, options.format));
  if (checked + skipped + notChecked === 0) {
    process.stderr.write(noRulesIn(paths, { orQueries: true }));
    return EXIT.failed;
  }
  const found = findings.filter(({ code }) => !NO_RULE.has(code));
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const warnings = found.length - errors;
  const parts = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''];
  const what = parts.filter(Boolean).join(', ');
  const summary = [
    checked === 0
      ? 'no rule checked'
      : what === ''
        ? `nothing found in ${counted(checked, 'rule')}`
        : `${what} in ${grouped(withFindings)} of ${counted(checked, 'rule')}`,
    ...(notChecked > 0 ? [`${grouped(notChecked)} not checked`] : []),
    ...(skipped > 0 ? [`${grouped(skipped)} of other languages skipped`] : []),
  ];
  process.stderr.write(`${summary.join(' · ')}\n`);
  if (notChecked > 0) return EXIT.failed;
  return (options.failOn === 'error' ? errors : found.length) > 0 ? EXIT.findings : EXIT.fine;
}

async function optionsOf({
  dialect,
  eventCategoryField,
  schema,
}: CheckCommandOptions): Promise<CheckRulesOptions | undefined> {
  const options = { dialect, ...(eventCategoryField !== undefined && { eventCategoryField }) };
  if (schema === false) return options;
  try {
    const own = await Promise.all((schema ?? []).map(readSchema));
    return { ...options, schema: Object.assign({}, ECS_SCHEMA, ...own) };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}
