import { compile, evaluate, type Value } from '@eqlite/engine';
import { FUNCTIONS } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';

/**
 * What functions make of values: name, arguments, value. Each row runs three times: folded as constants, by the
 * reference over an event that holds the arguments, and compiled.
 */
type Row = readonly [name: string, args: readonly Value[], value: Value];

const PATH = 'D:\\tools\\bin\\run.bin.exe';

const ROWS: readonly Row[] = [
  // ---- arithmetic: as the operators
  ['add', [2, 3], 5],
  ['add', [2, 0.5], 2.5],
  ['add', [2, null], null],
  ['add', [null, null], null],
  ['subtract', [2, 3], -1],
  ['multiply', [7, 3], 21],
  ['multiply', [0.5, 4], 2],
  ['divide', [7, 3], 2],
  ['divide', [-7, 2], -3],
  ['divide', [7, -2], -3],
  ['divide', [7.5, 2.5], 3],
  ['divide', [4, 0], null],
  ['divide', [null, 0], null],
  ['modulo', [-10, -6], -4],
  ['modulo', [10, -6], 4],
  ['modulo', [-7, 3], -1],
  ['modulo', [10.5, 4], 2.5],
  ['modulo', [4, 0], null],
  // ---- concat
  ['concat', ['a'], 'a'],
  ['concat', ['a', 1, true, 2.5, false], 'a1true2.5false'],
  ['concat', ['a', null], null],
  ['concat', [null], null],
  ['concat', ['', ''], ''],
  // ---- length
  ['length', ['abc'], 3],
  ['length', [''], 0],
  ['length', ['x😀'], 3],
  ['length', [null], null],
  // ---- string
  ['string', [1], '1'],
  ['string', [-1], '-1'],
  ['string', [2.25], '2.25'],
  ['string', [12345678.5], '1.23456785E7'],
  ['string', [0.00025], '2.5E-4'],
  ['string', [true], 'true'],
  ['string', ['a'], 'a'],
  ['string', [null], null],
  // ---- startsWith, endsWith
  ['startsWith', ['abc', 'ab'], true],
  ['startsWith', ['abc', 'AB'], false],
  ['startsWith~', ['abc', 'AB'], true],
  ['startsWith', ['ab', 'abc'], false],
  ['startsWith', ['', ''], true],
  ['startsWith', ['abc', ''], true],
  ['startsWith', [null, 'a'], null],
  ['startsWith', ['a', null], null],
  ['endsWith', ['abc', 'bc'], true],
  ['endsWith', ['abc', 'BC'], false],
  ['endsWith~', ['abc', 'BC'], true],
  ['endsWith', ['bc', 'abc'], false],
  ['endsWith', ['', ''], true],
  ['endsWith', ['abc', ''], true],
  ['endsWith', [null, 'a'], null],
  ['endsWith', ['a', null], null],
  // ---- stringContains: nothing contains or is contained where a text is empty
  ['stringContains', ['abc', 'b'], true],
  ['stringContains', ['abc', 'B'], false],
  ['stringContains~', ['abc', 'B'], true],
  ['stringContains', ['abc', ''], false],
  ['stringContains', ['', ''], false],
  ['stringContains', ['', 'a'], false],
  ['stringContains~', ['abc', ''], false],
  ['stringContains', [null, 'a'], null],
  ['stringContains', ['a', null], null],
  // ---- indexOf
  ['indexOf', ['hello world', 'o'], 4],
  ['indexOf', ['hello world', 'o', 5], 7],
  ['indexOf', ['hello world', 'O', 5], null],
  ['indexOf~', ['hello world', 'O', 5], 7],
  ['indexOf', ['hello world', 'o', 8], null],
  ['indexOf', ['hello', 'l', null], 2],
  ['indexOf', ['hello', 'l', -3], 2],
  ['indexOf', ['', ''], 0],
  ['indexOf', ['hello', '', 3], 3],
  ['indexOf', ['hello', '', 99], 5],
  ['indexOf', ['hello', 'h', 99], null],
  ['indexOf', [null, 'h'], null],
  ['indexOf', ['hello', null], null],
  // ---- substring: positions as in Python's slices
  ['substring', ['hello there', 0, 500], 'hello there'],
  ['substring', ['hello there', 6], 'there'],
  ['substring', ['hello there', 6, -1], 'ther'],
  ['substring', ['hello there', -5], 'there'],
  ['substring', ['hello there', -5, 11], 'there'],
  ['substring', ['hello there', -5, 100], 'there'],
  ['substring', ['hello there', -5, -1], 'ther'],
  ['substring', ['hello there', -60, 5], 'hello'],
  ['substring', ['hello there', 8, 3], ''],
  ['substring', ['hello there', 3, 3], ''],
  ['substring', ['hello there', 99], ''],
  ['substring', ['', 2, 5], ''],
  ['substring', ['hello', null], 'hello'],
  ['substring', ['hello', null, 2], 'hello'],
  ['substring', ['hello', 1, null], 'ello'],
  ['substring', [null, 1], null],
  // ---- between
  ['between', [PATH, 'bin\\', '.exe'], 'run.bin'],
  ['between', [PATH, 'BIN\\', '.exe'], ''],
  ['between~', [PATH, 'BIN\\', '.EXE'], 'run.bin'],
  ['between', [PATH, 'absent\\', '.exe'], ''],
  ['between', [PATH, 'bin\\', '.absent'], ''],
  ['between', [PATH, '\\', '\\'], 'tools'],
  ['between', [PATH, '\\', '\\', false], 'tools'],
  ['between', [PATH, '\\', '\\', true], 'tools\\bin'],
  ['between', [PATH, '', '.exe'], PATH],
  ['between', [PATH, 'bin', ''], PATH],
  ['between', [PATH, '', '', true], PATH],
  ['between', ['', 'a', 'b'], ''],
  ['between', ['b-a-', 'a', 'b', true], ''],
  ['between', ['aXb', 'a', 'b'], 'X'],
  ['between', ['ab', 'a', 'b'], ''],
  ['between', [null, 'a', 'b'], null],
  ['between', ['aXb', null, 'b'], null],
  ['between', ['aXb', 'a', null], null],
  ['between', ['aXb', 'a', 'b', null], null],
  // ---- cidrMatch
  ['cidrMatch', ['10.6.48.157', '10.0.0.0/8'], true],
  ['cidrMatch', ['10.6.48.157', '10.6.48.157/8'], true],
  ['cidrMatch', ['11.0.0.0', '10.0.0.0/8'], false],
  ['cidrMatch', ['10.255.255.255', '192.168.0.0/16', '10.0.0.0/8'], true],
  ['cidrMatch', ['255.255.255.255', '0.0.0.0/0'], true],
  ['cidrMatch', ['10.0.0.1', '10.0.0.1'], true],
  ['cidrMatch', ['10.0.0.1', '10.0.0.1/32'], true],
  ['cidrMatch', ['10.0.0.2', '10.0.0.1/32'], false],
  ['cidrMatch', ['::1', '::1'], true],
  ['cidrMatch', ['0:0:0:0:0:0:0:1', '::1/128'], true],
  ['cidrMatch', ['fe80::1', 'fe80::/10', '10.0.0.0/8'], true],
  ['cidrMatch', ['2001:db8::1', 'fe80::/10'], false],
  ['cidrMatch', ['10.0.0.1', 'fe80::/10'], false],
  ['cidrMatch', ['fe80::1', '0.0.0.0/0'], false],
  ['cidrMatch', ['::ffff:10.0.0.1', '10.0.0.0/8'], true],
  ['cidrMatch', ['10.0.0.1', '::ffff:10.0.0.0/104'], true],
  ['cidrMatch', ['10.0.0', '10.0.0.0/8'], false],
  ['cidrMatch', ['010.0.0.1', '10.0.0.0/8'], false],
  ['cidrMatch', ['host', '0.0.0.0/0', '::/0'], false],
  ['cidrMatch', [null, '10.0.0.0/8'], null],
  // ---- number
  ['number', ['314'], 314],
  ['number', ['3.14'], 3.14],
  ['number', ['-3.14'], -3.14],
  ['number', ['+314'], 314],
  ['number', ['1e3'], 1000],
  ['number', [' 3.5 '], 3.5],
  ['number', ['2.5d'], 2.5],
  ['number', ['2.5F'], 2.5],
  ['number', ['.5'], 0.5],
  ['number', ['5.'], 5],
  ['number', ['0xff'], 255],
  ['number', ['0Xff'], null],
  ['number', ['-0xff'], null],
  ['number', ['0xfg'], null],
  ['number', ['ff', 16], 255],
  ['number', ['0xff', 16], 255],
  ['number', ['-ff', 16], -255],
  ['number', ['777', 8], 511],
  ['number', ['0777', 8], 511],
  ['number', ['0x1f', 8], null],
  ['number', ['0x1f', 10], null],
  ['number', ['52403', 7], 12890],
  ['number', ['58', 7], null],
  ['number', ['z', 36], 35],
  ['number', ['1.5', 8], null],
  ['number', ['1', 99], null],
  ['number', ['', 10], null],
  ['number', ['12x'], null],
  ['number', ['0xff', null], 255],
  ['number', ['12', null], 12],
  ['number', [null], null],
  ['number', [null, 16], null],
];

const literal = (value: Value): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

describe.each(FUNCTIONS.map(({ name }) => name).filter((name) => name !== '_arraysearch'))('%s', (wanted) => {
  const rows = ROWS.filter(([name]) => name.replace('~', '') === wanted);

  test('has rows', () => expect(rows.length).toBeGreaterThan(0));

  test.each(
    rows.map(([name, args, value]) => [`${name}(${args.map(literal).join(', ')})`, name, args, value] as const),
  )('%s', (call, name, args, value) => {
    const isRefused = ['divide', 'modulo'].includes(name) && args[0] === 4 && args[1] === 0;
    if (isRefused) expect(() => evaluate(call, {})).toThrow('a whole number divided by zero has no value');
    else expect(evaluate(call, {})).toBe(value);

    // Blocks of addresses have to be constants.
    const isField = (i: number) => name !== 'cidrMatch' || i === 0;
    const event = Object.fromEntries(args.map((argument, i) => [`a${i}`, argument]));
    const overFields = `${name}(${args.map((argument, i) => (isField(i) ? `a${i}` : literal(argument))).join(', ')})`;
    // A condition over an event is two-valued: unknown is false.
    const isCondition = FUNCTIONS.find((one) => one.name === wanted)!.returns === 'boolean';
    expect(evaluate(overFields, event)).toBe(isCondition ? value === true : value);

    // Here unknown shows.
    const test = isCondition ? `string(${overFields})` : overFields;
    const text = isCondition && value !== null ? literal(String(value)) : literal(value);
    expect(compile(`any where ${test} == ${text}`).matches(event)).toBe(true);
    expect(compile(`any where not ${test} == ${text}`).matches(event)).toBe(false);
  });
});
