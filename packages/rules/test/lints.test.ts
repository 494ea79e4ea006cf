import { checkQueryText, formatFinding, LINTS, type Rule } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';
import { checkQuery } from '../src/check/check-query.js';
import { makeRule } from './make-rule.js';

/** What a lint finds: the text it points at, what it says, what it advises. */
type Found = readonly [place: string, message: string, hint?: string];

interface Case {
  readonly query: string;
  readonly rule?: Partial<Rule>;
  readonly found: readonly Found[];
}

const anchor = (character: string) =>
  [
    character,
    `\`${character}\` is no anchor but a character: a pattern always covers the whole value`,
    `leave it out; what may stand around it is \`.*\`, and the character itself \`\\${character}\``,
  ] as const;
const operator = (character: string, meaning: string) =>
  [character, `\`${character}\` ${meaning}`, `the character itself is \`\\${character}\``] as const;
const WILDCARD_HINT = 'patterns are `field : "a*"`, or `field like "a*"` to heed case';
const SAME_WITHOUT = 'the query means the same without it';
const PART = 'what it stands in matches nothing, or everything';
const NOTHING_LEFT_OUT = 'none of several values is `f != "a" and f != "b"`, or `f not in ("a", "b")`';

const TRUE_CASES: Readonly<Record<string, readonly Case[]>> = {
  literal_wildcard: [
    {
      query: 'process where process.name == "cmd*" or "*x" != process.name',
      found: [
        ['"cmd*"', '`==` takes the `*` as it is', WILDCARD_HINT],
        ['"*x"', '`!=` takes the `*` as it is', WILDCARD_HINT],
      ],
    },
    {
      query: 'file where file.path in~ ("a", "?:\\\\x") and not file.name in ("b*")',
      found: [
        ['"?:\\\\x"', '`in~` takes the `?` as it is', WILDCARD_HINT],
        ['"b*"', '`in` takes the `*` as it is', WILDCARD_HINT],
      ],
    },
  ],
  upper_case_value: [
    {
      query:
        'process where host.os.type == "Windows" and event.type in ("start", "Info") and not event.outcome like "Fail*"',
      found: [
        ['"Windows"', 'the values of "host.os.type" are lower case, and case counts here', 'write "windows"'],
        ['"Info"', 'the values of "event.type" are lower case, and case counts here', 'write "info"'],
        ['"Fail*"', 'the values of "event.outcome" are lower case, and case counts here', 'write "fail*"'],
      ],
    },
    {
      query: 'sequence by a [Process where true] [any where "Alert" != event.kind]',
      found: [
        ['Process', 'the values of "event.category" are lower case, and case counts here', 'write "process"'],
        ['"Alert"', 'the values of "event.kind" are lower case, and case counts here', 'write "alert"'],
      ],
    },
  ],
  regex_operator: [
    { query: 'any where a.b regex """^x$""" ', found: [anchor('^'), anchor('$')] },
    {
      query: 'any where a.b regex~ ("""a@b""", """x&&y~z#""", """say "hi" """)',
      found: [
        operator('@', 'stands for any text'),
        operator('&', 'wants both its sides to match'),
        operator('~', 'negates what follows'),
        operator('#', 'matches nothing'),
        operator('"', 'quotes up to the next one, and is not matched itself'),
      ],
    },
    {
      query: 'any where a.b regex "a\\\\.b$"',
      found: [['"a\\\\.b$"', ...anchor('$').slice(1)] as unknown as Found],
    },
  ],
  contradictory_terms: [
    {
      query: 'process where process.name == "a.exe" and user.id == "1" and process.name : ("B.exe", "c*")',
      found: [
        [
          'process.name : ("B.exe", "c*")',
          'this is never true here, because of `process.name == "a.exe"`',
          'no event matches',
        ],
      ],
    },
    {
      query: 'any where x.y : "a*" and not x.y like~ "A*"',
      found: [['x.y like~ "A*"', 'this is always true here, because of `x.y : "a*"`', 'no event matches']],
    },
    {
      query: 'any where x.y == null and x.y == "a"',
      found: [['x.y == "a"', 'this is never true here, because of `x.y == null`', 'no event matches']],
    },
    {
      query: 'process where event.category != "process"',
      found: [
        [
          'event.category != "process"',
          'this is never true here, because of the category `process`',
          'no event matches',
        ],
      ],
    },
    {
      query: 'process where process.pid > 10 and 5 >= process.pid',
      found: [['5 >= process.pid', 'this is never true here, because of `process.pid > 10`', 'no event matches']],
    },
    {
      query: 'process where process.name in ("a", "b") and (x.y == 1 or (x.y == 2 and process.name == "c"))',
      found: [['process.name == "c"', 'this is never true here, because of `process.name in ("a", "b")`', PART]],
    },
    {
      query: 'process where process.name == "a" and not (process.name == "b" and x.y == 1)',
      found: [['process.name == "b"', 'this is never true here, because of `process.name == "a"`', PART]],
    },
    {
      query: 'process where x.y == 1 and (process.name != "a" or process.name != "b")',
      found: [
        [
          'process.name != "b"',
          'where `process.name != "a"` does not hold, this is always true: together they leave nothing out',
          NOTHING_LEFT_OUT,
        ],
      ],
    },
    {
      query: 'any where x.y == 1 and (z or x.y >= 1 or cidrMatch(a, "10.0.0.0/8")) and cidrMatch(a, "10.0.0.0/8")',
      found: [
        ['x.y >= 1', 'this is always true here, because of `x.y == 1`', PART],
        ['cidrMatch(a, "10.0.0.0/8")', 'this is always true here, because of `cidrMatch(a, "10.0.0.0/8")`', PART],
      ],
    },
    {
      query: 'process where length(x.y) > 3 and not length(x.y) > 3',
      found: [['length(x.y) > 3', 'this is always true here, because of `length(x.y) > 3`', 'no event matches']],
    },
  ],
  implied_term: [
    {
      query: 'process where process.args : "a*" and process.args == "ab"',
      found: [['process.args : "a*"', 'this is always true here, because of `process.args == "ab"`', SAME_WITHOUT]],
    },
    {
      query: 'process where process.name == "a" and process.name != "b" and not startsWith~(process.name, "C")',
      found: [
        ['process.name != "b"', 'this is always true here, because of `process.name == "a"`', SAME_WITHOUT],
        ['startsWith~(process.name, "C")', 'this is never true here, because of `process.name == "a"`', SAME_WITHOUT],
      ],
    },
    {
      query: 'any where x.y : "*.exe" or x.y in ("a.exe", "b.exe") or z',
      found: [['x.y in ("a.exe", "b.exe")', 'this adds nothing to `x.y : "*.exe"`', 'remove it, or the other']],
    },
    {
      query: 'network where event.category == "network" and x.y > 3 and x.y > 3.0',
      found: [
        ['event.category == "network"', 'this is always true here, because of the category `network`', SAME_WITHOUT],
        ['x.y > 3.0', 'this is always true here, because of `x.y > 3`', SAME_WITHOUT],
      ],
    },
    {
      query: 'any where x.y == "a" and not (x.y == "a" and z)',
      found: [['x.y == "a"', 'this is always true here, because of `x.y == "a"`', SAME_WITHOUT]],
    },
    {
      query: 'any where not (x.y : "a*" or x.y : "ab*")',
      found: [['x.y : "ab*"', 'this adds nothing to `x.y : "a*"`', 'remove it, or the other']],
    },
  ],
  optional_negation: [
    {
      query: 'process where ?user.id != "S-1-5-18"',
      found: [
        [
          '?user.id',
          'where "user.id" is missing, this condition holds for every process event',
          'ask for the field first: `user.id != null and …`',
        ],
      ],
    },
    {
      query: 'any where process.name == "a" or not ?x.y : "b*"',
      found: [
        [
          '?x.y',
          'where "x.y" is missing, this condition holds for every event',
          'ask for the field first: `x.y != null and …`',
        ],
      ],
    },
    {
      query: 'sequence by a [file where not (?x.y == 1 and b)] [any where b and ?x.y != 1]',
      found: [
        [
          '?x.y',
          'where "x.y" is missing, this condition holds for every file event',
          'ask for the field first: `x.y != null and …`',
        ],
      ],
    },
  ],
  unreachable_stage: [
    { query: 'any where 1 == 2', found: [['1 == 2', 'no event matches: this is never true', undefined as never]] },
    {
      query: 'sequence by a [any where b and null == a] [any where false]',
      found: [
        ['null == a', '"a" is a join key, and events without it take no part', '`by ?a` joins them too'],
        ['false', 'no event matches: this is never true', undefined as never],
      ],
    },
    {
      query: 'sequence [any where a == 1] by b [any where c] by d until [any where a==1] by b',
      found: [
        [
          '[any where a==1] by b',
          'every event of the stage `any where a == 1` also ends the sequence',
          '`until` has to be of other events than the stages before the last',
        ],
      ],
    },
  ],
  sequence_without_by: [
    {
      query: 'sequence with maxspan=1m [any where a] [any where b]',
      found: [
        [
          'sequence',
          'nothing joins the events of this sequence: they may be of different hosts',
          'as in `sequence by host.id …`',
        ],
      ],
    },
  ],
  look_back_too_short: [
    {
      query: 'sequence by a with maxspan=10m [any where b] [any where c]',
      rule: { interval: '5m', from: 'now-9m' },
      found: [
        [
          'with maxspan=10m',
          'runs every 5m that look back 9m can miss sequences of up to 10m: those longer than 4m, when a run falls inside them',
          'look back at least 15m: `from = "now-16m"`',
        ],
      ],
    },
    {
      query: 'process where a',
      rule: { interval: '1h', from: 'now-31m', to: 'now-1m' },
      found: [
        [
          'process',
          'runs every 1h that look back 30m leave gaps between them',
          'look back at least 1h: `from = "now-62m"`',
        ],
      ],
    },
  ],
};

/** Where there is nothing to find, although it looks so. */
const FALSE_CASES: Readonly<Record<string, readonly (string | Omit<Case, 'found'>)[]>> = {
  literal_wildcard: [
    'process where process.name : "cmd*" and process.name like~ ("a*") and process.args == "a?b"',
    'any where url.query == "?x" and startsWith(x, "*")',
    'process where process.args : ("/text:*password*", "/config") or process.args == "/text:*"',
    'any where winlog.event_data.ShareName in ("\\\\\\\\*\\\\ADMIN$", """\\\\*\\C$""")',
  ],
  upper_case_value: [
    'process where host.os.type : "Windows" and event.type in~ ("Start") and event.type like~ "S*"',
    'process where event.action == "Start" and event.type == "start" and event.kind regex "\\\\W"',
    { query: 'Process where true', rule: { event_category_override: 'my.category' } },
  ],
  regex_operator: [
    'any where a.b regex """[^@"&]+\\@\\$\\^<1-99>x""" and length(a.b) > 1',
    'any where concat(a.b, "x") regex "^a$"',
    'any where a.b : "^a$" and a.b regex """[]^$]"""',
  ],
  contradictory_terms: [
    'process where process.args == "a" and process.args == "b" and event.type == "start" and event.type == "end"',
    'any where x.y == "a" and x.y == "b"',
    'process where process.name : "a*" and process.name : "*b" and process.pid > 3 and process.pid < 5',
    'process where (process.name == "a" and x) or (process.name == "b" and y)',
    'process where process.name == "a" and process.parent.name == "b"',
    'any where x.y > 100 and x.y < 50',
    'process where process.args != "a" or process.args != "b"',
    'process where process.name == "a" and (user.id == "1" or process.args == "b")',
    'process where event.category == "file"',
    'any where process.pid == 1 and process.pid == "1"',
  ],
  implied_term: [
    'process where process.name == "a" and process.args != "b" and process.args == "c"',
    'any where x.y like "a*" or x.y like "A*"',
    'any where x.y == "a" or x.y == "A" or x.y : "b"',
    'any where x.y != null and x.y : "a*"',
    'process where process.name in ("a", "b") and process.name != "b"',
    'sequence by a [any where x == 1] [any where x == 1]',
    'any where x.y regex "a" and x.y regex~ "a"',
  ],
  optional_negation: [
    'process where ?user.id != "a" and process.name == "b"',
    'process where ?user.id == null or process.name == "b"',
    'process where user.id != "a"',
    'process where process.name == "b" or (?x.y != "a" and process.pid == 4)',
    'process where not (?x.y == "a" or process.pid == 4)',
    'process where ?user.id == "a" or process.name == "b"',
  ],
  unreachable_stage: [
    'sequence by ?a [any where a == null] [any where b] until [any where c]',
    'sequence by a [any where b] [any where c] until [any where c]',
    'sequence by a [any where b == null or a == null] [any where c]',
    'any where true',
    'sequence [any where a] by b [any where c] by d until [any where a] by d',
  ],
  sequence_without_by: [
    'sequence by a [any where b] [any where c]',
    'sequence [any where b] by x [any where c] by y',
    'any where true',
  ],
  look_back_too_short: [
    { query: 'sequence by a with maxspan=10m [any where b] [any where c]', rule: { interval: '5m', from: 'now-15m' } },
    { query: 'sequence by a [any where b] [any where c]', rule: { interval: '5m', from: 'now-5m' } },
    { query: 'sequence by a with maxspan=10m [any where b] [any where c]', rule: { interval: '5m', from: 'now/d' } },
    'sequence by a with maxspan=10d [any where b] [any where c]',
    { query: 'sequence by a with maxspan=10m [any where b] ![any where c]', rule: { interval: '5m', from: 'now-9m' } },
  ],
};

const findingsOf = (code: string, query: string, rule?: Partial<Rule>) =>
  checkQuery(query, rule && makeRule({ ...rule, query }), {}).filter((one) => one.code === code);

describe.each(LINTS)('$code', ({ code, examples }) => {
  test.each(TRUE_CASES[code]!)('finds: $query', ({ query, rule, found }) => {
    expect(
      findingsOf(code, query, rule).map(({ span, message, hint }) => [
        query.slice(span.start, span.end),
        message,
        hint,
      ]),
    ).toEqual(found);
  });

  test.each(FALSE_CASES[code]!.map((one) => (typeof one === 'string' ? { query: one, rule: undefined } : one)))(
    'passes: $query',
    ({ query, rule }) => expect(findingsOf(code, query, rule)).toEqual([]),
  );

  test('its examples', () => {
    const settings = (query: string): Partial<Rule> | undefined => {
      const [, interval, from] = /^# interval = "(.*)", from = "(.*)"$/m.exec(query) ?? [];
      return interval && from ? { interval, from } : undefined;
    };
    const check = (query: string) => findingsOf(code, query.replace(/^#.*\n/, ''), settings(query)).length;
    expect([check(examples.bad) > 0, check(examples.good)]).toEqual([true, 0]);
    // What is good is good in every way.
    const good = examples.good.replace(/^#.*\n/, '');
    expect(checkQuery(good, makeRule({ query: good, ...settings(examples.good) }), {})).toEqual([]);
  });
});

test('every lint has cases, and every case a lint', () => {
  const codes = LINTS.map(({ code }) => code).sort();
  expect([Object.keys(TRUE_CASES).sort(), Object.keys(FALSE_CASES).sort()]).toEqual([codes, codes]);
});

describe('silencing', () => {
  const STAR = 'process.name == "*"';
  const told = (query: string) => checkQueryText(query, 'q').map(formatFinding).join('\n\n');

  test.each([
    ['on the same row', `any where ${STAR} // eqlite-ignore literal_wildcard: really`],
    ['on the row above', `any where\n  // eqlite-ignore literal_wildcard: really\n\n  ${STAR}`],
    ['in a block comment', `any where /* eqlite-ignore literal_wildcard: really */ ${STAR}`],
    ['above the query', `// eqlite-ignore literal_wildcard: really\nany where true and\n  ${STAR} and x.y == "*"`],
    [
      'several at once',
      `any where ${STAR} and\n process.name == "b" // eqlite-ignore contradictory_terms: a test`.replace(
        `${STAR} and`,
        'process.name == "a" and',
      ),
    ],
  ])('%s', (_where, query) => expect(told(query)).toBe(''));

  test.each([
    [
      'another row is not meant',
      `any where ${STAR} and // eqlite-ignore literal_wildcard: really\n  x.y == "*"`,
      `q:2:10: warning: \`==\` takes the \`*\` as it is [literal_wildcard]
2 |   x.y == "*"
  |          ^^^
hint: ${WILDCARD_HINT}`,
    ],
    [
      'without a reason',
      `any where ${STAR} // eqlite-ignore literal_wildcard`,
      `q:1:27: warning: \`==\` takes the \`*\` as it is [literal_wildcard]
1 | any where process.name == "*" // eqlite-ignore literal_wildcard
  |                           ^^^
hint: ${WILDCARD_HINT}

q:1:31: warning: gives no reason [bad_silence]
1 | any where process.name == "*" // eqlite-ignore literal_wildcard
  |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: as in \`// eqlite-ignore literal_wildcard: the file is really called so\``,
    ],
    [
      'without a code',
      'any where a // eqlite-ignore: all',
      `q:1:13: warning: says not what to ignore [bad_silence]
1 | any where a // eqlite-ignore: all
  |             ^^^^^^^^^^^^^^^^^^^^^
hint: as in \`// eqlite-ignore literal_wildcard: the file is really called so\``,
    ],
    [
      'an unknown code',
      'any where a // eqlite-ignore wildcard: x',
      `q:1:13: warning: there is no finding "wildcard" [bad_silence]
1 | any where a // eqlite-ignore wildcard: x
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: the codes are in docs/lints.md`,
    ],
    [
      'nothing to silence',
      'any where a // eqlite-ignore literal_wildcard: x',
      `q:1:13: warning: nothing here is found as "literal_wildcard" [unused_silence]
1 | any where a // eqlite-ignore literal_wildcard: x
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: remove the comment`,
    ],
    [
      'errors are not silenced',
      'any where a == b // eqlite-ignore field_comparison: x',
      `q:1:16: \`==\` compares a field with a constant, not with a field [field_comparison]
1 | any where a == b // eqlite-ignore field_comparison: x
  |                ^
hint: comparing fields is EQL of the dialect 'endpoint'; in a call, such as \`startsWith(a, b)\`, both may be fields

q:1:18: warning: nothing here is found as "field_comparison" [unused_silence]
1 | any where a == b // eqlite-ignore field_comparison: x
  |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
hint: remove the comment`,
    ],
  ])('%s', (_what, query, message) => expect(told(query)).toBe(message));
});
