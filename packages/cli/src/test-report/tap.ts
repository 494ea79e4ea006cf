import type { QueryOptions } from '@eqlite/rules';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { failureText } from './failure.js';
import type { TestReporter } from './reporter.js';

/** The Test Anything Protocol, version 14. */
export function tapReporter(output: Output, options: QueryOptions): TestReporter {
  let number = 0;
  const point = (isOk: boolean, name: string, details: Readonly<Record<string, unknown>>) => {
    number++;
    output.write(`${isOk ? 'ok' : 'not ok'} ${number} - ${escaped(name)}\n`);
    if (isOk) return;
    // JSON is YAML.
    const lines = Object.entries(details).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
    output.write(`  ---\n${lines.join('')}  ...\n`);
  };
  output.write('TAP version 14\n');
  return {
    file(result) {
      const { path, cases, error } = result;
      if (error !== undefined) point(false, path, { message: error.message });
      for (const one of cases) {
        const at = one.line === undefined ? path : `${path}:${one.line}`;
        point(one.status === 'passed', `${path}: ${one.name}`, {
          message: one.message,
          at,
          details: failureText(result, one, options),
        });
      }
    },
    end: () => output.write(`1..${number}\n`),
  };
}

/** `#` begins a directive. */
const escaped = (name: string): string => printable(name).replace(/[\\#]/g, '\\$&');
