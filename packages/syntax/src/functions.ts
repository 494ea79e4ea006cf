import type { Dialect } from './ast.js';

/** What a function parameter takes: a value type, or a choice of them. */
export type ParamType = 'string' | 'number' | 'integer' | 'boolean' | 'ip' | 'any' | 'array' | 'variable' | 'condition';

export interface FunctionParam {
  readonly name: string;
  readonly type: ParamType;
  readonly isOptional?: true;
  /** May be given any number of times (the last parameter only). */
  readonly isVariadic?: true;
  /** Must be a constant, not depend on the event. */
  readonly isConstant?: true;
}

/**
 * What there is to know about a function without running it. One entry feeds `check`, "did you mean", the reference
 * page and the tests; the engine adds how to run it.
 */
export interface FunctionSignature {
  readonly name: string;
  readonly params: readonly FunctionParam[];
  readonly returns: 'string' | 'number' | 'integer' | 'boolean';
  /** `name~(…)` is a call too, and ignores case. */
  readonly caseFolding: boolean;
  /** Only in the endpoint dialect. */
  readonly dialect?: 'endpoint';
  /** One sentence, names of parameters in backquotes. */
  readonly doc: string;
  /** `expression // value` lines, the value in EQL notation; each runs as a test. */
  readonly examples: readonly string[];
}

const binaryArithmetic = <N extends string>(name: N, operator: string, examples: readonly string[]) =>
  ({
    name,
    params: [
      { name: 'left', type: 'number' },
      { name: 'right', type: 'number' },
    ],
    returns: 'number',
    caseFolding: false,
    doc: `The same as \`left ${operator} right\`.`,
    examples,
  }) as const;

const stringTest = <N extends string>(name: N, second: string, doc: string, examples: readonly string[]) =>
  ({
    name,
    params: [
      { name: 'source', type: 'string' },
      { name: second, type: 'string' },
    ],
    returns: 'boolean',
    caseFolding: true,
    doc,
    examples,
  }) as const;

/** Every function of the language, in alphabetical order. @see EQL function reference */
export const FUNCTIONS = [
  {
    name: '_arraysearch',
    params: [
      { name: 'array', type: 'array' },
      { name: 'variable', type: 'variable' },
      { name: 'condition', type: 'condition' },
    ],
    returns: 'boolean',
    caseFolding: false,
    dialect: 'endpoint',
    doc: 'Whether `condition` holds for some element of `array`, with `variable` bound to that element; false where there is no array.',
    examples: [],
  },
  binaryArithmetic('add', '+', ['add(5, 0.5) // 5.5', 'add(2, 3) // 5', 'add(2, null) // null']),
  {
    name: 'between',
    params: [
      { name: 'source', type: 'string' },
      { name: 'left', type: 'string' },
      { name: 'right', type: 'string' },
      { name: 'greedy', type: 'boolean', isOptional: true },
    ],
    returns: 'string',
    caseFolding: true,
    doc: 'The text of `source` after the first `left` and before the next `right`, or, if `greedy`, before the last `right`; `""` when either is not there, `source` when any of the three is empty.',
    examples: [
      'between("C:\\\\Windows\\\\notes.txt", "\\\\", ".txt") // "Windows\\\\notes"',
      'between("a-b-c-d", "-", "-") // "b"',
      'between("a-b-c-d", "-", "-", true) // "b-c"',
      'between("a-b-c-d", "x", "-") // ""',
      'between("A-b-C", "a-", "-c") // ""',
      'between~("A-b-C", "a-", "-c") // "b"',
      'between("abc", "", "c") // "abc"',
      'between(null, "a", "b") // null',
    ],
  },
  {
    name: 'cidrMatch',
    params: [
      { name: 'source', type: 'ip' },
      { name: 'cidr', type: 'string', isVariadic: true, isConstant: true },
    ],
    returns: 'boolean',
    caseFolding: false,
    doc: 'Whether the IPv4 or IPv6 address `source` lies in one of the `cidr` blocks; a block without a prefix length is one address.',
    examples: [
      'cidrMatch("10.6.48.157", "10.6.48.157/8") // true',
      'cidrMatch("10.6.48.157", "192.168.0.0/16", "10.0.0.0/8") // true',
      'cidrMatch("10.6.48.157", "192.168.0.0/16") // false',
      'cidrMatch("::1", "::1") // true',
      'cidrMatch("fe80::17", "fe80::/10") // true',
      'cidrMatch(null, "10.0.0.0/8") // null',
    ],
  },
  {
    name: 'concat',
    params: [{ name: 'value', type: 'any', isVariadic: true }],
    returns: 'string',
    caseFolding: false,
    doc: 'The text of each `value`, joined; null when any of them is null.',
    examples: [
      'concat("pid ", 42, " is ", true) // "pid 42 is true"',
      'concat("a") // "a"',
      'concat("a", null) // null',
      'concat(42.5, "%") // "42.5%"',
    ],
  },
  binaryArithmetic('divide', '/', [
    'divide(7, 2) // 3',
    'divide(-7, 2) // -3',
    'divide(7, 2.0) // 3.5',
    'divide(null, 2) // null',
  ]),
  stringTest('endsWith', 'suffix', 'Whether `source` ends with `suffix`; null when either is null.', [
    'endsWith("regsvr32.exe", ".exe") // true',
    'endsWith("regsvr32.EXE", ".exe") // false',
    'endsWith~("regsvr32.EXE", ".exe") // true',
    'endsWith("", "") // true',
    'endsWith(null, ".exe") // null',
  ]),
  {
    name: 'indexOf',
    params: [
      { name: 'source', type: 'string' },
      { name: 'substring', type: 'string' },
      { name: 'start', type: 'integer', isOptional: true },
    ],
    returns: 'integer',
    caseFolding: true,
    doc: 'The first position of `substring` in `source` at or after `start` (0), counted from 0 in UTF-16 units; null when it is not there.',
    examples: [
      'indexOf("user@example.org", "@") // 4',
      'indexOf("user@example.org", "E", 5) // null',
      'indexOf~("user@example.org", "E", 5) // 5',
      'indexOf("abc", "z") // null',
      'indexOf("abcabc", "b", -4) // 1',
      'indexOf("abcabc", "b", null) // 1',
      'indexOf("", "") // 0',
      'indexOf("abc", "", 3) // 3',
      'indexOf("abc", "c", 9) // null',
    ],
  },
  {
    name: 'length',
    params: [{ name: 'source', type: 'string' }],
    returns: 'integer',
    caseFolding: false,
    doc: 'The number of UTF-16 units of `source`; of each value where a field holds several.',
    examples: ['length("explorer.exe") // 12', 'length("") // 0', 'length(null) // null'],
  },
  binaryArithmetic('modulo', '%', [
    'modulo(10, 6) // 4',
    'modulo(-10, 6) // -4',
    'modulo(10, 0.5) // 0.0',
    'modulo(10, null) // null',
  ]),
  binaryArithmetic('multiply', '*', ['multiply(2, 3.5) // 7.0', 'multiply(-2, 3) // -6', 'multiply(null, 2) // null']),
  {
    name: 'number',
    params: [
      { name: 'source', type: 'string' },
      { name: 'base', type: 'integer', isOptional: true },
    ],
    returns: 'number',
    caseFolding: false,
    doc: 'The number that the text `source` is, in `base` (10, or 16 after `0x`); null when it is none.',
    examples: [
      'number("1337") // 1337',
      'number("42.5") // 42.5',
      'number("-3.14") // -3.14',
      'number("0xdeadbeef", 16) // 3735928559',
      'number("deadbeef", 16) // 3735928559',
      'number("0xff") // 255',
      'number("777", 8) // 511',
      'number("banana") // null',
      'number(null) // null',
    ],
  },
  stringTest('startsWith', 'prefix', 'Whether `source` starts with `prefix`; null when either is null.', [
    'startsWith("regsvr32.exe", "regsvr32") // true',
    'startsWith("regsvr32.exe", "REGSVR32") // false',
    'startsWith~("regsvr32.exe", "REGSVR32") // true',
    'startsWith("", "") // true',
    'startsWith(null, "reg") // null',
  ]),
  {
    name: 'string',
    params: [{ name: 'value', type: 'any' }],
    returns: 'string',
    caseFolding: false,
    doc: 'The text of `value`.',
    examples: [
      'string(42) // "42"',
      'string(42.5) // "42.5"',
      'string(2.0) // "2.0"',
      'string(true) // "true"',
      'string("a") // "a"',
      'string(null) // null',
    ],
  },
  stringTest(
    'stringContains',
    'substring',
    'Whether `substring` occurs in `source`; false when either is empty, null when either is null.',
    [
      'stringContains("start regsvr32.exe", "regsvr32") // true',
      'stringContains("start regsvr32.exe", "REGSVR32") // false',
      'stringContains~("start regsvr32.exe", "REGSVR32") // true',
      'stringContains("abc", "") // false',
      'stringContains("abc", null) // null',
    ],
  ),
  {
    name: 'substring',
    params: [
      { name: 'source', type: 'string' },
      { name: 'start', type: 'integer' },
      { name: 'end', type: 'integer', isOptional: true },
    ],
    returns: 'string',
    caseFolding: false,
    doc: 'The text of `source` from `start` up to, not including, `end` (its end); a negative position counts from the end. `source` itself when `start` is null.',
    examples: [
      'substring("start regsvr32.exe", 6) // "regsvr32.exe"',
      'substring("start regsvr32.exe", 0, 5) // "start"',
      'substring("start regsvr32.exe", -4) // ".exe"',
      'substring("start regsvr32.exe", -12, -4) // "regsvr32"',
      'substring("abc", 2, 1) // ""',
      'substring("abc", null, 1) // "abc"',
      'substring(null, 1) // null',
    ],
  },
  binaryArithmetic('subtract', '-', ['subtract(10, 2.5) // 7.5', 'subtract(2, 10) // -8', 'subtract(null, 2) // null']),
] as const satisfies readonly FunctionSignature[];

/** The registered spelling of every function. */
export type FunctionName = (typeof FUNCTIONS)[number]['name'];

const BY_LOWER_NAME: ReadonlyMap<string, FunctionSignature> = new Map(FUNCTIONS.map((f) => [f.name.toLowerCase(), f]));

/** The function called `name`, whatever its case; `undefined` when `dialect` has none. */
export function findFunction(name: string, dialect: Dialect = 'elasticsearch'): FunctionSignature | undefined {
  const found = BY_LOWER_NAME.get(name.toLowerCase());
  return found?.dialect === undefined || found.dialect === dialect ? found : undefined;
}
