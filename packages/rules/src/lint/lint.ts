import type { QueryNode, Span } from '@eqlite/syntax';
import type { Rule } from '../rule/rule.js';

/** What a lint looks at. */
export interface LintSubject {
  readonly query: QueryNode;
  /** The text of the query. */
  readonly text: string;
  /** The rule around the query, where there is one. */
  readonly rule: Rule | undefined;
}

/** What a lint found: a place in the query, what is wrong there, what to do about it. */
export interface LintFinding {
  readonly span: Span;
  readonly message: string;
  readonly hint: string | undefined;
}

/** One thing that queries may get wrong although they run. */
export interface Lint {
  /** What findings are called and silenced by. */
  readonly code: string;
  /** What is found, as a heading. */
  readonly title: string;
  /** Why it is a mistake, when it is none, what to do: Markdown, for the page of the lint. */
  readonly doc: string;
  readonly examples: {
    /** Is found. */
    readonly bad: string;
    /** Says what was meant. */
    readonly good: string;
  };
  find(subject: LintSubject): Iterable<LintFinding>;
}
