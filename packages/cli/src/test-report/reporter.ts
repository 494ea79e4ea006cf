import type { QueryOptions, RuleTestResult } from '@eqlite/rules';
import type { Output } from '../output/output.js';

/** Tells the results of test files as they come. */
export interface TestReporter {
  file(result: RuleTestResult): void;
  end(totals: TestTotals): void;
}

export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  /** Test files that could not run. */
  readonly errors: number;
  readonly files: number;
  readonly milliseconds: number;
}

/** `text` is for people, the others for programs. The options are those that the tests ran with. */
export const TEST_REPORTERS = {
  text: async (output: Output, options: QueryOptions) => (await import('./text.js')).textReporter(output, options),
  junit: async (output: Output, options: QueryOptions) => (await import('./junit.js')).junitReporter(output, options),
  tap: async (output: Output, options: QueryOptions) => (await import('./tap.js')).tapReporter(output, options),
  json: async (output: Output, options: QueryOptions) => (await import('./json.js')).jsonReporter(output, options),
} satisfies { readonly [format: string]: (output: Output, options: QueryOptions) => Promise<TestReporter> };

export type TestFormat = keyof typeof TEST_REPORTERS;
