import type { RuleTestResult } from '@eqlite/rules';
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

/** `text` is for people, the others for programs. */
export const TEST_REPORTERS = {
  text: async (output: Output) => (await import('./text.js')).textReporter(output),
  junit: async (output: Output) => (await import('./junit.js')).junitReporter(output),
  tap: async (output: Output) => (await import('./tap.js')).tapReporter(output),
  json: async (output: Output) => (await import('./json.js')).jsonReporter(output),
} satisfies { readonly [format: string]: (output: Output) => Promise<TestReporter> };

export type TestFormat = keyof typeof TEST_REPORTERS;
