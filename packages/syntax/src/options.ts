import type { Dialect } from './ast.js';

const DIALECTS: readonly Dialect[] = ['elasticsearch', 'endpoint'];

/** @throws TypeError for an option that is not among `known` */
export function checkOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`unknown option "${unknown}"; the options are ${known.join(', ')}`);
}

/** @throws TypeError for a dialect that does not exist */
export function checkDialect(dialect: string): void {
  if (!DIALECTS.some((one) => one === dialect)) {
    throw new TypeError(`unknown dialect "${dialect}"; the dialects are ${DIALECTS.join(', ')}`);
  }
}
