import { evaluate, fold, type Value } from '@eqlite/engine';
import { check, parseExpression } from '@eqlite/syntax';
import { parse as parseToml } from 'smol-toml';
import { readSuiteFile } from './suites.js';

/** An expression of constants and what it folds to. */
export interface Folding {
  readonly expression: string;
  readonly expected: Value;
}

interface Table {
  readonly fold?: { readonly tests: readonly { readonly expression: string; readonly expected?: Value }[] };
  readonly verifier?: { readonly failures: readonly { readonly expression: string }[] };
}

const tablesOf = (file: string): readonly Table[] =>
  Object.values(parseToml(readSuiteFile(file)) as unknown as { readonly [name: string]: Table });

/** TOML has no null: an expectation that is not there is one. */
const foldingsOf = (file: string): readonly Folding[] =>
  tablesOf(file).flatMap(({ fold: { tests } = { tests: [] } }) =>
    tests.map(({ expression, expected = null }) => ({ expression: expression.trim(), expected })),
  );

/** The foldings of a file, without those that Elasticsearch leaves out because it does not meet them. */
export function readFoldings(file: string): { readonly run: readonly Folding[]; readonly leftOut: number } {
  // That list is older than the files, and still writes 'single' quotes.
  const unquoted = (expression: string) => expression.replaceAll("'", '"');
  const unmet = new Set(foldingsOf('test_unsupported.toml').map(({ expression }) => unquoted(expression)));
  const all = foldingsOf(file);
  const run = all.filter(({ expression }) => !unmet.has(unquoted(expression)));
  return { run, leftOut: all.length - run.length };
}

/** Calls that are to be refused: Elasticsearch does not run these. */
export const readRefusals = (file: string): readonly string[] =>
  tablesOf(file).flatMap(({ verifier }) => (verifier?.failures ?? []).map(({ expression }) => expression.trim()));

export const isRefused = (expression: string): boolean =>
  check(`any where ${expression} == null`).some(({ severity }) => severity === 'error');

/** What an expression folds to, and what the reference makes of it. */
export function folded(expression: string): readonly (Value | undefined)[] {
  const node = fold(parseExpression(expression));
  return [node.kind === 'Literal' ? node.value : undefined, evaluate(expression, {})];
}
