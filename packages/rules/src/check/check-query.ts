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
import { LINTS } from '../lint/lints.js';
import type { Rule } from '../rule/rule.js';
import type { QueryDiagnostic } from './finding.js';
import { applySilences } from './silence.js';

export interface CheckRulesOptions {
  /** Field → Elasticsearch's type, such as `ECS_SCHEMA` of @eqlite/ecs. Without one every field exists. */
  readonly schema?: Schema;
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
}

const KNOWN_CODES: ReadonlySet<string> = new Set([...Object.keys(ERROR_CODES), ...LINTS.map(({ code }) => code)]);

/** All that is found in a query, in source order, without what its comments silence. */
export function checkQuery(
  text: string,
  rule: Rule | undefined,
  { schema, dialect = 'elasticsearch' }: CheckRulesOptions,
): readonly QueryDiagnostic[] {
  const categoryField = rule?.event_category_override;
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
  const diagnostics: readonly QueryDiagnostic[] = check(query, options).map(asFinding);
  const errors = diagnostics.some(({ severity }) => severity === 'error') ? [] : refusals(text, dialect);
  const lints = LINTS.flatMap((lint) =>
    [...lint.find({ query, text, rule })].map((found) => ({ ...found, severity: 'warning' as const, code: lint.code })),
  );
  const all = [...diagnostics, ...errors, ...lints];
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return applySilences(text, all, KNOWN_CODES);
}

/** A schema seldom knows all fields there are, so one that it lacks is no reason to refuse a rule. */
const asFinding = (diagnostic: Diagnostic): Diagnostic =>
  diagnostic.code === 'unknown_field' ? { ...diagnostic, severity: 'warning' } : diagnostic;

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
