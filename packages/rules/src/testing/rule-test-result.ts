import type { RuleError } from '../file/rule-error.js';
import type { Rule } from '../rule/rule.js';
import type { TermCoverage } from './coverage.js';

/** What one test file says of its rule. */
export interface RuleTestResult {
  /** The test file. */
  readonly path: string;
  /** `error` when no case could run: then `error` says why, and `cases` is empty. */
  readonly status: 'passed' | 'failed' | 'error';
  readonly error?: Error | RuleError;
  /** The rule, and the file it came from. */
  readonly rule?: Rule;
  readonly rulePath?: string;
  readonly cases: readonly RuleTestCaseResult[];
  /** Each term of the query, and what the cases have shown of it; when asked for. */
  readonly coverage?: readonly TermCoverage[];
}

export interface RuleTestCaseResult {
  readonly name: string;
  /** 1-based line of the case in the test file. */
  readonly line: number | undefined;
  readonly status: 'passed' | 'failed';
  /** As the test file has it. */
  readonly expected: string | readonly (readonly string[])[];
  /** The events of each alert, by their ids; a sequence has several, `missing` among them. */
  readonly found: readonly (readonly string[])[];
  /** What is wrong, in a line: `expected no match, found 1 alert`. Absent when passed. */
  readonly message?: string;
  /** Alert by alert: `  ` as expected, `- ` expected only, `+ ` found only. Empty when passed or when events are no matter. */
  readonly diff: readonly string[];
  /** The events as the rule saw them, for explanations. */
  readonly events: readonly RuleTestEvent[];
}

export interface RuleTestEvent {
  /** As named by the test, or its number in the case, from 1. */
  readonly id: string;
  /** 1-based line in the test file. */
  readonly line: number | undefined;
  readonly event: Readonly<Record<string, unknown>>;
}
