import { RuleError, type RuleProblem } from './rule-error.js';

/** Every message about rule files, so that the wording can be read in one sitting. */

const problem = (summary: string, more: Partial<RuleProblem> = {}): RuleProblem => ({
  line: undefined,
  column: undefined,
  field: '',
  summary,
  hint: undefined,
  ...more,
});

export const notFound = (path: string, cause: unknown) =>
  new RuleError('not_found', path, [problem('no such file or folder')], { cause });

export const noFiles = (path: string, endings: readonly string[]) =>
  new RuleError('not_found', path, [problem(`no file in this folder ends in ${endings.join(', ')}`)]);

export const unreadable = (path: string, cause: unknown) =>
  new RuleError('unreadable', path, [problem(`cannot be read: ${cause instanceof Error ? cause.message : cause}`)], {
    cause,
  });

export const unknownFormat = (path: string, extensions: readonly string[]) =>
  new RuleError('unknown_format', path, [
    problem('not a kind of file that holds rules', { hint: `rule files end in ${extensions.join(', ')}` }),
  ]);

export const tooLarge = (path: string, limitBytes: number) =>
  new RuleError('too_large', path, [problem(`larger than the ${limitBytes / 2 ** 20} MiB a rule file may have`)]);

export const notUtf8 = (path: string) =>
  new RuleError('not_utf8', path, [problem('not UTF-8 text', { hint: 'save the file as UTF-8' })]);

export const syntax = (
  path: string,
  format: string,
  detail: string,
  place: Partial<RuleProblem> = {},
  cause?: unknown,
) => new RuleError('syntax', path, [problem(`not valid ${format}: ${detail}`, place)], { cause });

export const tooDeep = (path: string, format: string, limit: number, line?: number) =>
  syntax(path, format, `nested deeper than ${limit} levels`, { line });

export const HINT_NDJSON = 'a file with one JSON value per line ends in .ndjson';

export const notARule = (path: string, place: Partial<RuleProblem> = {}) =>
  new RuleError('not_a_rule', path, [
    problem('not a rule', {
      hint: 'a rule has a table "rule" with its fields, or the fields name, type and query themselves',
      ...place,
    }),
  ]);

export const empty = (path: string) => new RuleError('not_a_rule', path, [problem('holds no rule: the file is empty')]);

export const notASchema = (path: string) =>
  new RuleError('not_a_schema', path, [
    problem('holds no fields', {
      hint: 'a schema is a table of fields and their types, as in { "acme.badge": "keyword" }, or an Elasticsearch mapping',
    }),
  ]);

export const notATest = (path: string, line: number | undefined) =>
  new RuleError('not_a_test', path, [
    problem('not a test file', { line, hint: 'a test file is a table with a list "cases"' }),
  ]);

export const noRuleBeside = (path: string, names: readonly string[]) =>
  new RuleError('not_found', path, [
    problem('no rule to test', { hint: `name one in "rule", or put it beside as ${names.join(', ')}` }),
  ]);

export const notOneRule = (path: string, line: number | undefined, found: string, count: number) =>
  new RuleError('not_a_test', path, [
    problem(`${found} holds ${count} rules`, { line, field: 'rule', hint: 'say which with "rule_id"' }),
  ]);

export const noSuchRuleId = (path: string, line: number | undefined, found: string, id: string) =>
  new RuleError('not_a_test', path, [
    problem(`${found} holds no rule with the rule_id "${id}"`, { line, field: 'rule_id' }),
  ]);

export const invalid = (path: string, rule: string | undefined, problems: readonly RuleProblem[], cause?: unknown) =>
  new RuleError('invalid', path, problems, { rule, cause });

export const duplicateRuleId = (path: string, rule: string, id: string, place: Partial<RuleProblem>, first: string) =>
  new RuleError(
    'duplicate_rule_id',
    path,
    [problem(`"${id}" is already the rule_id of ${first}`, { ...place, hint: 'give every rule an id of its own' })],
    { rule },
  );

export const missing = (expected: string) => `missing; expected ${expected}`;

export const expected = (what: string, found: unknown) => `expected ${what}, found ${printValue(found)}`;

export const unknownField = (known: string | undefined) => ({
  summary: 'no such field',
  hint: known === undefined ? undefined : `did you mean "${known}"?`,
});

/** A value as JSON, cut so that it fits a line. */
function printValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Date) return `the date ${value.toISOString()}`;
  if (typeof value === 'object' && value !== null) return 'a table';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
