import { check } from '@eqlite/syntax';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDateMath, toTimestampMs } from '../src/value/date.js';
import { parseCidr } from '../src/value/ip.js';
import { parseDecimal } from '../src/value/number.js';

/** What `check` takes for a constant of a type is what the engine reads as one: they are written apart, and agree. */
const accepts = (type: string, text: string): boolean =>
  check(`any where f == ${JSON.stringify(text)}`, { schema: { f: type } }).every(
    ({ severity }) => severity !== 'error',
  );

const digits = (min: number, max: number) =>
  fc.integer({ min, max }).map((number) => String(number).padStart(String(max).length, '0'));

/** Dates with parts in and just out of their ranges, cut off anywhere, in date math or not. */
const date = fc
  .tuple(digits(1999, 2101), digits(0, 13), digits(0, 32), digits(0, 25), digits(0, 60), digits(0, 61))
  .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}`);
const fraction = fc.constantFrom('', '.1', '.123', ',123', '.123456789', '.1234567890', '.');
const zone = fc.constantFrom(
  '',
  'Z',
  '+01',
  '+01:30',
  '-0800',
  '+24:00',
  '+18:00',
  '+18:01',
  '-17:60',
  '+1:00',
  'z',
  ' ',
);
const dateText = fc.oneof(
  fc.tuple(date, fraction, zone).map((parts) => parts.join('')),
  fc.tuple(date, fc.nat(19)).map(([text, length]) => text.slice(0, length)),
  fc.tuple(date, fc.nat(19), zone).map(([text, length, end]) => text.slice(0, length) + end),
  fc.constantFrom(
    '2024-02-29',
    '2023-02-29',
    '1900-02-29',
    '2000-02-29',
    '0000-01-01',
    '12345',
    '-5',
    '1.5',
    '',
    'now',
    '1e3',
  ),
  fc.array(fc.constantFrom('0', '1', '9', '-', '.', ':'), { maxLength: 22 }).map((units) => units.join('')),
);
const math = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('now', 'NOW', '2026-01-31||', '2026-13||', '||', 'now||'),
      dateText.map((text) => `${text}||`),
    ),
    fc.array(
      fc.constantFrom('+1d', '-1M', '/d', '/M', '+y', '-12345678901s', '/w', '+1h', '+1H', '/x', '+1.5d', '-', '/2d'),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([anchor, steps]) => anchor + steps.join(''));

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc
    .array(fc.constantFrom('0', '1', '255', '256', 'ff', '::', ':', '.', '1.2.3.4', '01'), { maxLength: 9 })
    .map((p) => p.join('')),
);
const block = fc.oneof(
  address,
  fc
    .tuple(address, fc.constantFrom('/', '/0', '/8', '/32', '/33', '/128', '/129', '/08', '/1/2'))
    .map((parts) => parts.join('')),
);
const number = fc.oneof(
  fc.double().map(String),
  fc.bigInt().map(String),
  fc
    .array(fc.constantFrom('1', '0', '.', 'e', 'E', '+', '-', ' ', 'd', 'x'), { maxLength: 7 })
    .map((units) => units.join('')),
);

describe('check and engine take the same texts', () => {
  test('for dates', () => {
    fc.assert(
      fc.property(fc.oneof(dateText, math), (text) => {
        expect([text, accepts('date', text)]).toEqual([text, parseDateMath(text, 0) !== null]);
      }),
      { numRuns: 4_000 },
    );
  });

  test('for dates of events, read by hand', () => {
    fc.assert(
      fc.property(dateText, (text) => {
        const range = parseDateMath(text, 0);
        const isMath = text.includes('now') || text.includes('||');
        expect([text, toTimestampMs(text)]).toEqual([text, isMath || range === null ? Number.NaN : range.fromMs]);
      }),
      { numRuns: 10_000 },
    );
  });

  test('for addresses and blocks', () => {
    fc.assert(
      fc.property(block, (text) => {
        expect([text, accepts('ip', text)]).toEqual([text, parseCidr(text) !== null]);
      }),
      { numRuns: 4_000 },
    );
  });

  test('for numbers', () => {
    fc.assert(
      fc.property(number, (text) => {
        // A field may hold what Java calls a number; a constant is written in digits.
        const isNumber = parseDecimal(text) !== null && !/NaN|Infinity/.test(text);
        expect([text, accepts('double', text)]).toEqual([text, isNumber]);
      }),
      { numRuns: 4_000 },
    );
  });
});
