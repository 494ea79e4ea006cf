import { ECS_SCHEMA } from '@eqlite/ecs';
import { type CheckRulesOptions, checkQueryText, checkRules, type Finding, RuleError, readSchema } from '@eqlite/rules';
import { type Command, Option } from 'commander';
import { readStandardInput } from '../input/standard-input.js';
import { FINDING_FORMATS, type FindingFormat, printFindings } from '../output/findings.js';
import { addDialectOption, type DialectOption } from './input-options.js';
import { plural } from './run-context.js';

interface CheckCommandOptions extends DialectOption {
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

Exit code: 0 when nothing was found, 1 for findings, 2 for a file that could not be read.`;

export function define(command: Command): void {
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
  )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: CheckCommandOptions) => {
      process.exitCode = await checkPaths(paths, options);
    });
}

/** What no exit code 1 stands for: it is not the rule that is wrong. */
const UNREADABLE: ReadonlySet<string> = new Set(['not_found', 'unreadable']);

async function checkPaths(paths: readonly string[], options: CheckCommandOptions): Promise<number> {
  const checkOptions = await optionsOf(options);
  if (checkOptions === undefined) return 2;
  const findings: Finding[] = [];
  let checked = 0;
  let skipped = 0;
  let withFindings = 0;
  const add = (found: readonly Finding[]) => {
    checked++;
    if (found.length > 0) withFindings++;
    findings.push(...found);
  };
  if (paths.includes('-')) add(checkQueryText(await readStandardInput(), '-', checkOptions));
  for await (const item of checkRules(
    paths.filter((path) => path !== '-'),
    checkOptions,
  )) {
    if (item.status === 'checked') add(item.findings);
    else if (item.rule !== undefined) skipped++;
  }
  process.stdout.write(printFindings(findings, options.format));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const parts = [
    ...(errors > 0 ? [`${count(errors)} ${plural(errors, 'error')}`] : []),
    ...(warnings > 0 ? [`${count(warnings)} ${plural(warnings, 'warning')}`] : []),
  ];
  const found = parts.length === 0 ? 'nothing found' : `${parts.join(', ')} in ${count(withFindings)}`;
  const others = skipped > 0 ? ` · ${count(skipped)} of other languages skipped` : '';
  const of = parts.length === 0 ? ` in ${count(checked)}` : ` of ${count(checked)}`;
  process.stderr.write(`${found}${of} ${plural(checked, 'rule')}${others}\n`);
  if (findings.some(({ code }) => UNREADABLE.has(code))) return 2;
  return (options.failOn === 'error' ? errors : findings.length) > 0 ? 1 : 0;
}

const count = (number: number): string => number.toLocaleString('en');

async function optionsOf({ dialect, schema }: CheckCommandOptions): Promise<CheckRulesOptions | undefined> {
  if (schema === false) return { dialect };
  try {
    const own = await Promise.all((schema ?? []).map(readSchema));
    return { dialect, schema: Object.assign({}, ECS_SCHEMA, ...own) };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}
