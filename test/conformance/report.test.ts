import { EqlSyntaxError, parse } from '@eqlite/syntax';
import { expect, test } from 'vitest';
import { folded, isRefused, readFoldings, readRefusals } from './folding.js';
import { isAsExpected, OTHERWISE } from './search-case.js';
import { readSeries, runSeries } from './series.js';
import { statementsOf } from './statements.js';
import { readSuiteFile, SUITES, SUITES_FOLDER } from './suites.js';

/** One suite: how many cases there are, how many come out equal, and what there is to say about the others. */
interface Row {
  readonly suite: string;
  readonly cases: number;
  readonly equal: number;
  readonly otherwise?: number;
  readonly leftOut?: number;
}

const POSITIONS = ['head', 'tail'] as const;

const count = <T>(items: readonly T[], isEqual: (item: T) => boolean): { cases: number; equal: number } => ({
  cases: items.length,
  equal: items.filter(isEqual).length,
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function searches(name: string): Row {
  const suite = SUITES[name]!();
  const otherwise = OTHERWISE[name] ?? {};
  const own = suite.cases.filter((one) => !Object.hasOwn(otherwise, one.name));
  const { equal } = count(own, (one) => POSITIONS.every((position) => isAsExpected(suite, one, position)));
  return { suite: name, cases: suite.cases.length, equal, otherwise: suite.cases.length - own.length };
}

function foldings(suite: string, file: string): Row {
  const { run, leftOut } = readFoldings(file);
  const calls = readRefusals(file);
  const { cases, equal } = count(run, ({ expression, expected }) => isSame(folded(expression), [expected, expected]));
  return { suite, cases: cases + leftOut + calls.length, equal: equal + calls.filter(isRefused).length, leftOut };
}

function isReadable(statement: string): boolean {
  try {
    parse(statement);
    return true;
  } catch (error) {
    if (error instanceof EqlSyntaxError) return false;
    throw error;
  }
}

function rows(): readonly Row[] {
  const series = readSeries(readSuiteFile('sequences.series.spec'));
  return [
    ...Object.keys(SUITES).map(searches),
    {
      suite: 'series of sequences',
      ...count(series, (one) => POSITIONS.every((position) => isSame(runSeries(one, position), one.expected))),
    },
    { suite: 'statements to be read', ...count(statementsOf('queries-supported.eql'), isReadable) },
    { suite: 'statements to be refused', ...count(statementsOf('queries-unsupported.eql'), (one) => !isReadable(one)) },
    foldings('folding', 'test_folding.toml'),
    foldings('string functions', 'test_string_functions.toml'),
  ];
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = lines;
  return [row(head!), rule, ...body.map(row)].join('\n');
}

function report(all: readonly Row[]): string {
  const different = Object.entries(OTHERWISE).flatMap(([suite, cases]) =>
    Object.entries(cases).map(([name, { why }]) => `- ${suite}, \`${name}\`: ${why}.`),
  );
  const lines = all.map(({ suite, cases, equal, otherwise = 0, leftOut = 0 }) => [
    suite,
    ...[cases, equal, otherwise, leftOut, cases - equal - otherwise - leftOut].map(String),
  ]);
  return `# Conformance with Elasticsearch

Elasticsearch's own test suites of EQL, run by Eqlite. The suites are not part of this repository: they are read from the
folder that \`EQLITE_CONFORMANCE\` names, by default \`../shared/conformance\` beside the repository. This page is written by

    npm run conformance

and a test holds it to what the suites say now.

${table([['suite', 'cases', 'equal', 'otherwise', 'left out', 'wrong'], ...lines])}

A case of a search is equal when the ids of all events, and the join keys where the case names them, are those expected, with
the schema of the suite's mapping, for \`resultPosition\` head and for tail. A folding is equal when constant folding and the
reference evaluator both give the value expected; calls that are to be refused are counted with them.

**Otherwise**: another answer is right here, and a test holds it.

${different.join('\n')}

**Left out**: foldings that Elasticsearch's own runner leaves out, because Elasticsearch does not meet them (they come from
the Python engine).
`;
}

test.skipIf(SUITES_FOLDER === undefined)('docs/conformance.md is what the suites say', async () => {
  const all = rows();
  const text = report(all);
  console.log(
    text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .join('\n'),
  );
  await expect(text).toMatchFileSnapshot('../../docs/conformance.md');
  expect(all.filter(({ cases, equal, otherwise = 0, leftOut = 0 }) => cases > equal + otherwise + leftOut)).toEqual([]);
});
