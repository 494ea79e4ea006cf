import { extname } from 'node:path';
import * as errors from '../file/errors.js';
import { FORMATS } from '../file/formats.js';
import { RuleError } from '../file/rule-error.js';
import { type EmbeddedText, type Path, printPath, type SourceDocument } from '../file/source-document.js';
import { validate } from '../file/validate.js';
import { RULE_SCHEMA, type Rule } from '../rule/rule.js';

/** What a rule file holds: a rule, a rule of another language, or something broken. `status` tells which. */
export type LoadedRule = RuleFound | RuleSkipped | RuleFailed;

interface RulePlace {
  /** The file, as given or found. */
  readonly path: string;
  /** 1-based line where the rule starts, where the format knows it. */
  readonly line: number | undefined;
}

export interface RuleFound extends RulePlace {
  readonly status: 'loaded';
  readonly rule: Rule;
  /** The `metadata` table that detection-rules files have beside the rule; otherwise empty. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What of the rule has no effect here, such as exception lists. */
  readonly warnings: readonly string[];
  /** 1-based line of a field of the rule, such as `query`. */
  lineOf(field: keyof Rule): number | undefined;
  /** The text of the whole file. */
  readonly source: string;
  /** Where `query` stands in `source`, character by character; `undefined` when that cannot be found out. */
  readonly queryText: EmbeddedText | undefined;
}

export interface RuleSkipped extends RulePlace {
  readonly status: 'skipped';
  readonly name: string | undefined;
  /** Why it is not run: `an esql rule; only eql rules run here`. */
  readonly reason: string;
}

export interface RuleFailed {
  readonly status: 'failed';
  readonly path: string;
  readonly error: RuleError;
}

export const RULE_FILE_EXTENSIONS: readonly string[] = Object.keys(FORMATS);

/**
 * The rules in the text of one file; `path` is for messages, and its extension tells the format. TOML holds one rule,
 * JSON and YAML one or a list, NDJSON (a Kibana export) one a line. The fields stand alone, or in a table `rule`.
 * A broken rule is an item too, and never hides the others.
 */
export function* parseRules(text: string, path: string): Iterable<LoadedRule> {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) {
    yield failed(path, errors.unknownFormat(path, RULE_FILE_EXTENSIONS));
    return;
  }
  let isEmpty = true;
  for (const document of format(text, path)) {
    isEmpty = false;
    if (document instanceof RuleError) yield failed(path, document);
    else if (Array.isArray(document.value)) {
      for (const [index, value] of document.value.entries()) yield* readRule(value, { path, text }, document, [index]);
    } else yield* readRule(document.value, { path, text }, document, []);
  }
  if (isEmpty) yield failed(path, errors.empty(path));
}

const failed = (path: string, error: RuleError): RuleFailed => ({ status: 'failed', path, error });

type Table = Readonly<Record<string, unknown>>;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function* readRule(value: unknown, file: SourceFile, document: SourceDocument, at: Path): Iterable<LoadedRule> {
  const { path } = file;
  const skipped = (name: unknown, reason: string): RuleSkipped => ({
    status: 'skipped',
    path,
    get line() {
      return document.lineOf(at);
    },
    name: typeof name === 'string' ? name : undefined,
    reason,
  });
  if (isTable(value)) {
    if (isExportSummary(value)) return;
    const reason = notARuleBut(value);
    if (reason !== undefined) {
      yield skipped(value.name, reason);
      return;
    }
  }
  const found = isTable(value) ? locateRule(value) : undefined;
  if (found === undefined) {
    yield failed(path, errors.notARule(path, { line: document.lineOf(at), field: printPath(at) }));
    return;
  }
  const { fields, below } = found;
  const other = otherLanguage(fields);
  if (other !== undefined) {
    yield skipped(fields.name, other);
    return;
  }
  const name = typeof fields.name === 'string' ? fields.name : undefined;
  const place = [...at, ...below];
  const result = validate(RULE_SCHEMA, fields, document, place);
  if (!result.ok) {
    yield failed(path, errors.invalid(path, name, result.problems, result.cause));
    return;
  }
  const metadata = (value as Table).metadata;
  yield {
    status: 'loaded',
    path,
    // Finding lines takes longer than reading the rule, and is seldom asked for.
    get line() {
      return document.lineOf(place);
    },
    rule: result.value,
    metadata: isTable(metadata) ? metadata : {},
    warnings: withoutEffect(result.value),
    lineOf: (field) => document.lineOf([...place, field]),
    source: file.text,
    get queryText() {
      return document.textAt([...place, 'query']);
    },
  };
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a document keeps the rule's fields: under `rule`, under a saved object's `attributes`, or at its top. */
function locateRule(value: Table): { readonly fields: Table; readonly below: Path } | undefined {
  if (isTable(value.rule)) return { fields: value.rule, below: ['rule'] };
  if (value.type === 'security-rule' && isTable(value.attributes)) {
    return { fields: value.attributes, below: ['attributes'] };
  }
  const isFlat = Object.hasOwn(value, 'rule_id') || ('name' in value && ('query' in value || 'type' in value));
  return isFlat ? { fields: value, below: [] } : undefined;
}

/** The last line of a Kibana export counts what the export holds. */
const isExportSummary = (value: Table) => 'exported_count' in value || 'exported_rules_count' in value;

/** A Kibana export also holds what its rules refer to. */
function notARuleBut(value: Table): string | undefined {
  if ('list_id' in value) return 'item_id' in value ? 'an exception, not a rule' : 'an exception list, not a rule';
  if (value.type === 'action' && isTable(value.attributes)) return 'a connector, not a rule';
  return undefined;
}

const OTHER_TYPES = new Set([
  'query',
  'saved_query',
  'threshold',
  'threat_match',
  'machine_learning',
  'new_terms',
  'esql',
]);
const OTHER_LANGUAGES = new Set(['kuery', 'lucene', 'esql']);

function otherLanguage({ type, language }: Table): string | undefined {
  const isOther = OTHER_TYPES.has(type as string) || (type !== 'eql' && OTHER_LANGUAGES.has(language as string));
  if (!isOther) return undefined;
  const kind = [type, type === language ? undefined : language].filter((part) => typeof part === 'string').join(', ');
  return `rule of type ${kind}; only eql rules run here`;
}

/** Fields that change what Kibana finds or shows, and that Eqlite reads but does not apply. */
const NOT_APPLIED = [
  'filters',
  'exceptions_list',
  'severity_mapping',
  'risk_score_mapping',
  'rule_name_override',
  'alert_suppression',
] as const satisfies readonly (keyof Rule)[];

function withoutEffect(rule: Rule): readonly string[] {
  return NOT_APPLIED.filter((field) => {
    const value = rule[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
  }).map((field) => `${field} is not applied`);
}
