import type { QueryOptions } from '@eqlite/rules';
import type { Output } from '../output/output.js';
import { failureText } from './failure.js';
import type { TestReporter } from './reporter.js';

/** JUnit's XML, as CI servers read it: a suite per test file. */
export function junitReporter(output: Output, options: QueryOptions): TestReporter {
  const suites: string[] = [];
  return {
    file(result) {
      const { path, cases, error } = result;
      const failures = cases.filter(({ status }) => status === 'failed').length;
      const tests = Math.max(cases.length, error === undefined ? 0 : 1);
      const errors = error === undefined ? 0 : 1;
      suites.push(
        `  <testsuite name="${xml(path)}" tests="${tests}" failures="${failures}" errors="${errors}">\n`,
        ...(error === undefined
          ? []
          : [
              `    <testcase classname="${xml(path)}" name="runs" file="${xml(path)}">\n`,
              `      <error message="${xml(firstLine(error.message))}">${xml(error.message)}</error>\n`,
              '    </testcase>\n',
            ]),
        ...cases.map((one) => {
          const line = one.line === undefined ? '' : ` line="${one.line}"`;
          const head = `    <testcase classname="${xml(path)}" name="${xml(one.name)}" file="${xml(path)}"${line}`;
          if (one.status === 'passed') return `${head}/>\n`;
          const failure = `<failure message="${xml(one.message ?? '')}">${xml(failureText(result, one, options))}</failure>`;
          return `${head}>\n      ${failure}\n    </testcase>\n`;
        }),
        '  </testsuite>\n',
      );
    },
    end({ passed, failed, errors, milliseconds }) {
      const tests = passed + failed + errors;
      const time = (milliseconds / 1000).toFixed(3);
      output.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
          `<testsuites tests="${tests}" failures="${failed}" errors="${errors}" time="${time}">\n` +
          `${suites.join('')}</testsuites>\n`,
      );
    },
  };
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text in XML; what XML cannot hold becomes U+FFFD, line breaks in attributes stay. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
