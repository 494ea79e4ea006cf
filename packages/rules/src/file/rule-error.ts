/** What programs switch on; part of the API. */
export type RuleErrorCode =
  | 'not_found'
  | 'unreadable'
  | 'unknown_format'
  | 'too_large'
  | 'not_utf8'
  | 'syntax'
  | 'not_a_rule'
  | 'not_a_test'
  | 'not_a_schema'
  | 'invalid'
  | 'duplicate_rule_id';

/** One thing wrong in a rule file. */
export interface RuleProblem {
  /** 1-based, where the format knows it; the line of the enclosing table when something is missing. */
  readonly line: number | undefined;
  /** 1-based, for syntax errors. */
  readonly column: number | undefined;
  /** Where inside the rule: `rule.threat[0].tactic.id`; `''` for the whole. */
  readonly field: string;
  /** What is wrong and what was expected. */
  readonly summary: string;
  /** What to do about it. */
  readonly hint: string | undefined;
}

/** A rule file, or one rule in it, that cannot be used. `message` has one line per problem, each with file and line. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly code: RuleErrorCode;
  /** The file, as `loadRules` was given it or found it. */
  readonly path: string;
  /** The rule's own name where it can be read. */
  readonly rule: string | undefined;
  readonly problems: readonly RuleProblem[];

  constructor(
    code: RuleErrorCode,
    path: string,
    problems: readonly RuleProblem[],
    more: { readonly rule?: string | undefined; readonly cause?: unknown } = {},
  ) {
    super(
      problems.map((problem) => printProblem(path, problem)).join('\n'),
      more.cause === undefined ? {} : { cause: more.cause },
    );
    this.code = code;
    this.path = path;
    this.rule = more.rule;
    this.problems = problems;
  }
}

function printProblem(path: string, { line, column, field, summary, hint }: RuleProblem): string {
  const place = [path, line, column].filter((part) => part !== undefined).join(':');
  const text = [place, field, summary].filter((part) => part !== '').join(': ');
  return hint === undefined ? text : `${text}\n  hint: ${hint}`;
}
