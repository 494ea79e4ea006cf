import type { QueryOptions, RuleTestResult } from '@eqlite/rules';
import colors from 'picocolors';
import { grouped } from '../output/counted.js';
import { PAINTS } from '../output/explanation.js';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { failureDetails } from './failure.js';
import type { TestReporter, TestTotals } from './reporter.js';

/** A line per file, and all there is to say of a case that failed; coverage and totals at the end. */
export function textReporter(output: Output, options: QueryOptions): TestReporter {
  const covered = new Map<string, Covered>();
  let isBlank = true;
  const line = (text: string) => {
    output.write(`${text}\n`);
    isBlank = false;
  };
  /** One blank line, however often it is asked for. */
  const gap = () => {
    if (!isBlank) output.write('\n');
    isBlank = true;
  };
  return {
    file(result) {
      const { path, status, cases, error } = result;
      const failed = cases.filter((one) => one.status === 'failed');
      if (status === 'passed') line(`${colors.green('✓')} ${path} ${colors.dim(count(cases.length, 'case'))}`);
      else if (status === 'failed') {
        line(`${colors.red('✗')} ${path} ${colors.red(`${failed.length} of ${count(cases.length, 'case')} failed`)}`);
      } else line(`${colors.red('✗')} ${path} ${colors.red('cannot run')}`);
      if (error !== undefined) line(indented(error.message));
      for (const one of failed) {
        const place = one.line === undefined ? path : `${path}:${one.line}`;
        gap();
        line(`  ${colors.red('✗')} ${colors.bold(printable(one.name))} ${colors.dim(place)}`);
        line(indented(printable(one.message ?? '')));
        const details = failureDetails(result, one, options, { paint: (style, text) => PAINTS[style](text) });
        for (const detail of details) line(detail === '' ? '' : `    ${painted(detail)}`);
      }
      if (failed.length > 0) gap();
      addCoverage(covered, result);
    },
    end(totals) {
      const coverage = coverageLines(covered);
      if (coverage.length > 0) gap();
      for (const text of coverage) line(text);
      gap();
      line(totalsLine(totals));
    },
  };
}

const count = (number: number, noun: string): string => `${grouped(number)} ${number === 1 ? noun : `${noun}s`}`;

const indented = (text: string): string => text.replace(/^/gm, '    ');

/** Lines of a diff in their colours. */
function painted(line: string): string {
  return line.startsWith('- ') ? colors.red(line) : line.startsWith('+ ') ? colors.green(line) : line;
}

function totalsLine({ passed, failed, errors, files, milliseconds }: TestTotals): string {
  const parts = [
    ...(failed > 0 ? [colors.red(`${grouped(failed)} failed`)] : []),
    ...(errors > 0 ? [colors.red(`${count(errors, 'file')} could not run`)] : []),
    colors.green(`${grouped(passed)} passed`),
    `${count(passed + failed, 'case')} in ${count(files, 'file')}`,
    `${(milliseconds / 1000).toFixed(2)} s`,
  ];
  return parts.join(' · ');
}

/** What the test files of one rule have shown together. */
interface Covered {
  readonly path: string;
  readonly terms: { readonly text: string; shownTrue: boolean; shownFalse: boolean }[];
}

function addCoverage(covered: Map<string, Covered>, { rule, rulePath, coverage }: RuleTestResult): void {
  if (rule === undefined || rulePath === undefined || coverage === undefined) return;
  const known = covered.get(rule.rule_id);
  if (known === undefined) {
    covered.set(rule.rule_id, { path: rulePath, terms: coverage.map((term) => ({ ...term })) });
    return;
  }
  for (const [index, { shownTrue, shownFalse }] of coverage.entries()) {
    const term = known.terms[index]!;
    term.shownTrue ||= shownTrue;
    term.shownFalse ||= shownFalse;
  }
}

function coverageLines(covered: ReadonlyMap<string, Covered>): readonly string[] {
  if (covered.size === 0) return [];
  const lines = ['Terms shown true and false:'];
  for (const { path, terms } of covered.values()) {
    const both = terms.filter(({ shownTrue, shownFalse }) => shownTrue && shownFalse).length;
    const mark = both === terms.length ? colors.green('✓') : colors.yellow('○');
    lines.push(`${mark} ${path} ${colors.dim(`${both} of ${terms.length}`)}`);
    for (const { text, shownTrue, shownFalse } of terms) {
      if (shownTrue && shownFalse) continue;
      const never = !shownTrue && !shownFalse ? 'never reached' : shownTrue ? 'never false' : 'never true';
      lines.push(`    ${colors.yellow(never.padEnd(13))} ${text.replace(/\s+/g, ' ')}`);
    }
  }
  return lines;
}
