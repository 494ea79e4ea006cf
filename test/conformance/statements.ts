import { readSuiteFile } from './suites.js';

/**
 * The statements of an `.eql` file: each ends with `;` at the end of a line; those behind the last `;` are a line each.
 * Lines that start with `//` are left out.
 */
export function statementsOf(file: string): string[] {
  const text = readSuiteFile(file).replace(/^\/\/.*$/gm, '');
  const statements = text.split(/;[ \t]*$/m);
  const lines = (statements.pop() as string).split('\n');
  return [...statements, ...lines].map((statement) => statement.trim()).filter((statement) => statement !== '');
}
