import { DateTime } from 'luxon';
import { z } from 'zod';
import * as errors from '../file/errors.js';
import { field, list, text } from '../file/field.js';
import { FORMATS } from '../file/formats.js';
import { RuleError } from '../file/rule-error.js';
import type { Path } from '../file/source-document.js';
import { validate } from '../file/validate.js';
import { isTestTime } from './test-time.js';

const FIELDS = field(
  z.record(z.string(), z.unknown()),
  'a table of fields',
  'Fields of an event, nested or dotted: `process.name: cmd.exe`.',
);

const EVENT_ID = field(
  z.union([z.string(), z.number()]),
  'a name or a number',
  'Name of an event, or its number from 1.',
);

const ENTRY = field(
  z.looseObject({
    at: field(
      z.string().refine(isTestTime),
      'a time after the entry before, such as "+3s", or an ISO 8601 time',
      'When it happens: `+3s` after the entry before (default `+1s`), or an ISO 8601 time. Alone, it lets time pass.',
    ).optional(),
    id: text('Name to call the event by in `expect`.').optional(),
    raw: field(
      z.record(z.string(), z.unknown()),
      'a table: the record as it was logged',
      'A record that is no ECS document yet, in place of fields.',
    ).optional(),
  }),
  'a table with the fields of an event',
  'An event: its fields, or `raw`. Or only `at`.',
);

const EXPECT = field(
  z.union([z.string().regex(/^(?:match|no match|\d{1,6} alerts?)$/), z.array(z.union([EVENT_ID, z.array(EVENT_ID)]))]),
  '"match", "no match", "2 alerts", or a list of the events',
  'What the rule makes of the events. A list names the event of each alert in order, for a sequence all its events: ' +
    '`[[login, download]]`, with `missing` for one that did not come.',
);

const CASE = field(
  z.strictObject({
    name: text('What the case shows.'),
    events: list(ENTRY, 'a list of events', 'What happens, in order of arrival.'),
    expect: EXPECT,
  }),
  'a table with name, events and expect',
  'One case.',
);

const TEST_FILE_SCHEMA = field(
  z.strictObject({
    rule: text('The rule’s file, seen from this one. By default the one of the same name beside it.').optional(),
    rule_id: text('Which rule, when the file holds more than one.').optional(),
    start: field(z.iso.datetime({ offset: true }), 'an ISO 8601 time with zone', 'When every case starts.').default(
      '2024-01-01T00:00:00Z',
    ),
    define: field(z.unknown(), 'anything', 'A place for YAML anchors; not read.').optional(),
    defaults: FIELDS.optional(),
    cases: list(CASE, 'a list of cases', 'The cases.'),
  }),
  'a table with a list "cases"',
  'Tests of a rule.',
);

export type TestEntry = z.output<typeof ENTRY>;

export interface TestCase extends z.output<typeof CASE> {
  /** 1-based. */
  readonly line: number | undefined;
  /** 1-based line of an entry of `events`. */
  readonly entryLines: readonly (number | undefined)[];
}

export interface TestFile {
  readonly path: string;
  readonly rule: string | undefined;
  readonly ruleId: string | undefined;
  readonly ruleLine: number | undefined;
  readonly startMs: number;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly cases: readonly TestCase[];
}

/** JSON Schema (draft 2020-12) of a test file, for completion and checks in editors. */
export function ruleTestJsonSchema(): Record<string, unknown> {
  return {
    title: 'Tests of an EQL detection rule',
    ...z.toJSONSchema(TEST_FILE_SCHEMA, { io: 'input', unrepresentable: 'any' }),
  };
}

/** What the text of a test file says, or all that is wrong with it. */
export function parseTestFile(textOfFile: string, path: string): TestFile | RuleError {
  const [document] = FORMATS['.yaml']!(textOfFile, path);
  if (document === undefined) return errors.notATest(path, undefined);
  if (document instanceof RuleError) return document;
  const { value } = document;
  if (typeof value !== 'object' || value === null || !('cases' in value)) {
    return errors.notATest(path, document.lineOf([]));
  }
  const result = validate(TEST_FILE_SCHEMA, value, document, []);
  if (!result.ok) return errors.invalid(path, undefined, result.problems, result.cause);
  const file = result.value;
  const line = (...keys: Path) => document.lineOf(keys);
  return {
    path,
    rule: file.rule,
    ruleId: file.rule_id,
    ruleLine: line(file.rule_id === undefined ? 'rule' : 'rule_id'),
    startMs: DateTime.fromISO(file.start, { zone: 'utc' }).toMillis(),
    defaults: file.defaults ?? {},
    cases: file.cases.map((testCase, index) => ({
      ...testCase,
      line: line('cases', index),
      entryLines: testCase.events.map((_, entry) => line('cases', index, 'events', entry)),
    })),
  };
}
