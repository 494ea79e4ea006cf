import { compile } from '@eqlite/engine';
import {
  type CheckOptions,
  check,
  type Diagnostic,
  type Dialect,
  EqlError,
  EqlSemanticError,
  ERROR_CODES,
  parse,
  type QueryNode,
  type Schema,
} from '@eqlite/syntax';
import { didYouMean } from '../file/did-you-mean.js';
import { LINTS } from '../lint/lints.js';
import type { Rule } from '../rule/rule.js';
import type { QueryDiagnostic } from './finding.js';
import { applySilences } from './silence.js';

export interface CheckRulesOptions {
  /** Field → Elasticsearch's type, such as `ECS_SCHEMA` of @eqlite/ecs. Without one every field exists. */
  readonly schema?: Schema;
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
  /** Where the category before `where` is looked up, for rules that do not say. Default `event.category`. */
  readonly eventCategoryField?: string;
}

const LINT_CODES: ReadonlySet<string> = new Set(LINTS.map(({ code }) => code));
const KNOWN_CODES: ReadonlySet<string> = new Set([...Object.keys(ERROR_CODES), ...LINT_CODES]);

/** All that is found in a query, in source order, without what its comments silence. */
export function checkQuery(
  text: string,
  rule: Rule | undefined,
  { schema, dialect = 'elasticsearch', eventCategoryField }: CheckRulesOptions,
): readonly QueryDiagnostic[] {
  const categoryField = rule?.event_category_override ?? eventCategoryField;
  const options: CheckOptions = {
    dialect,
    ...(schema && { schema }),
    ...(categoryField !== undefined && { eventCategoryField: categoryField }),
  };
  let query: QueryNode;
  try {
    query = parse(text, { dialect });
  } catch (error) {
    if (!(error instanceof EqlError)) throw error;
    return check(text, options);
  }
  const tops = schema ? topsOf(schema) : new Set<string>();
  const diagnostics = check(query, options).flatMap((diagnostic) => asFinding(diagnostic, text, tops) ?? []);
  const errors = diagnostics.some(({ severity }) => severity === 'error') ? [] : refusals(text, dialect);
  const lints = LINTS.flatMap((lint) =>
    [...lint.find({ query, text, rule })].map((found) => ({ ...found, severity: 'warning' as const, code: lint.code })),
  );
  const all: QueryDiagnostic[] = [...diagnostics, ...errors, ...lints];
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return applySilences(text, all, KNOWN_CODES);
}

/**
 * A schema seldom knows all fields there are, so one that it lacks is no reason to refuse a rule; and none to doubt it
 * where the name keeps to what ECS leaves to others: objects of their own (`okta.…`), and capital letters inside those
 * of ECS (`process.Ext.…`).
 * @see https://www.elastic.co/guide/en/ecs/current/ecs-custom-fields-in-ecs.html
 */
function asFinding(diagnostic: Diagnostic, text: string, tops: ReadonlySet<string>): Diagnostic | undefined {
  if (LINT_CODES.has(diagnostic.code)) return undefined; // the lint knows more
  if (diagnostic.code !== 'unknown_field') return diagnostic;
  const pieces = text
    .slice(diagnostic.span.start, diagnostic.span.end)
    .replace(/[`?\s]/g, '')
    .split('.');
  const [top = ''] = pieces;
  const meant = didYouMean(top, tops);
  const isSlip = meant !== undefined && Math.abs(meant.length - top.length) <= 1;
  if ((!tops.has(top) && !isSlip) || pieces.some((piece) => /^[A-Z]/.test(piece))) return undefined;
  return { ...diagnostic, severity: 'warning' };
}

const TOPS = new WeakMap<Schema, ReadonlySet<string>>();

/** The names at the top of a schema. */
function topsOf(schema: Schema): ReadonlySet<string> {
  let tops = TOPS.get(schema);
  if (tops === undefined) {
    tops = new Set(Object.keys(schema).map((name) => name.split('.', 1)[0]!));
    TOPS.set(schema, tops);
  }
  return tops;
}

/** What only the engine sees: regular expressions that it cannot compile. */
function refusals(text: string, dialect: Dialect): readonly Diagnostic[] {
  try {
    compile(text, { dialect });
    return [];
  } catch (error) {
    if (error instanceof EqlSemanticError) return error.diagnostics;
    throw error;
  }
}
