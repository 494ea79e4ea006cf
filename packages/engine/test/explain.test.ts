import { readFileSync } from 'node:fs';
import * as engine from '@eqlite/engine';
import { compile, createExplainer, type Event, explain, formatExplanation } from '@eqlite/engine';
import { expect, test } from 'vitest';

const CASES: readonly {
  readonly name: string;
  readonly condition: string;
  readonly event: Event;
  readonly says: string;
}[] = [
  {
    name: 'a value that fits',
    condition: 'name : "cmd.exe"',
    event: { name: 'CMD.EXE' },
    says: `matches
  ✓ name : "cmd.exe"  "CMD.EXE"
`,
  },
  {
    name: 'which of several values, by which of several patterns',
    condition: 'args : ("call", "s*t")',
    event: { args: ['wmic', 'x', 'SET'] },
    says: `matches
  ✓ args : ("call", "s*t")  "SET" by "s*t"
`,
  },
  {
    name: 'no value',
    condition: 'name == "cmd.exe"',
    event: {},
    says: `does not match, decided by 1 of 1 term
  ✗ name == "cmd.exe"  name is absent
`,
  },
  {
    name: 'an empty array is no value',
    condition: 'name == "cmd.exe"',
    event: { name: [] },
    says: `does not match, decided by 1 of 1 term
  ✗ name == "cmd.exe"  name is absent
`,
  },
  {
    name: 'case, where the operator minds it',
    condition: 'type == "start"',
    event: { type: 'Start' },
    says: `does not match, decided by 1 of 1 term
  ✗ type == "start"  "Start" differs from "start" only in case
`,
  },
  {
    name: 'case, in a list',
    condition: 'type in ("end", "start")',
    event: { type: ['info', 'START'] },
    says: `does not match, decided by 1 of 1 term
  ✗ type in ("end", "start")  "START" differs from "start" only in case
`,
  },
  {
    name: 'case, in a pattern',
    condition: 'name like "cmd*"',
    event: { name: 'CMD.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name like "cmd*"  "CMD.exe" differs from "cmd*" only in case
`,
  },
  {
    name: 'case, in a regex',
    condition: String.raw`name regex "[a-z]+\\.exe"`,
    event: { name: 'Cmd.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name regex """[a-z]+\\.exe"""  only a part of "Cmd.exe" fits "[a-z]+\\.exe"; a regex has to fit the whole
`,
  },
  {
    name: 'case beyond ASCII',
    condition: 'name : "é.exe"',
    event: { name: 'É.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name : "é.exe"  "É.exe" differs from "é.exe" in the case of letters beyond ASCII
`,
  },
  {
    name: 'a wildcard where the operator takes it literally',
    condition: 'name == "cmd*"',
    event: { name: 'cmd.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name == "cmd*"  "cmd.exe" would fit "cmd*", but "==" knows no wildcards; ":" does
`,
  },
  {
    name: '… and in a list',
    condition: 'name in~ ("a*", "b?")',
    event: { name: 'bc' },
    says: `does not match, decided by 1 of 1 term
  ✗ name in~ ("a*", "b?")  "bc" would fit "b?", but "in~" knows no wildcards; ":" does
`,
  },
  {
    name: 'a part of the value: at its end',
    condition: 'name : "wmic.exe"',
    event: { name: 'notwmic.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name : "wmic.exe"  "notwmic.exe" ends with "wmic.exe", and is longer
`,
  },
  {
    name: '… at its beginning',
    condition: 'name : "call"',
    event: { name: 'call create' },
    says: `does not match, decided by 1 of 1 term
  ✗ name : "call"  "call create" begins with "call", and is longer
`,
  },
  {
    name: '… inside',
    condition: 'args : "call"',
    event: { args: 'process call create' },
    says: `does not match, decided by 1 of 1 term
  ✗ args : "call"  "process call create" contains "call", and is longer
`,
  },
  {
    name: 'the value is a part',
    condition: 'name : "wmic.exe"',
    event: { name: 'wmic' },
    says: `does not match, decided by 1 of 1 term
  ✗ name : "wmic.exe"  "wmic" is only a part of "wmic.exe"
`,
  },
  {
    name: 'white space',
    condition: 'name == "cmd.exe"',
    event: { name: 'cmd.exe ' },
    says: `does not match, decided by 1 of 1 term
  ✗ name == "cmd.exe"  "cmd.exe " differs from "cmd.exe" in white space
`,
  },
  {
    name: 'quotes',
    condition: String.raw`path : "C:\\a b\\*"`,
    event: { path: '"C:\\a b\\c.exe"' },
    says: `does not match, decided by 1 of 1 term
  ✗ path : """C:\\a b\\*"""  ""C:\\a b\\c.exe"" differs from "C:\\a b\\*" in quotes
`,
  },
  {
    name: 'slashes',
    condition: String.raw`path : "C:\\Users\\*"`,
    event: { path: 'C:/Users/mira/a.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ path : """C:\\Users\\*"""  "C:/Users/mira/a.exe" differs from "C:\\Users\\*" in the direction of slashes
`,
  },
  {
    name: 'a slip of the pen',
    condition: 'name == "powershell.exe"',
    event: { name: 'powershel.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name == "powershell.exe"  "powershel.exe" differs from "powershell.exe" in one character
`,
  },
  {
    name: 'a pattern without its beginning',
    condition: String.raw`path : "C:\\Users\\*.exe"`,
    event: { path: 'D:\\Users\\a.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ path : """C:\\Users\\*.exe"""  "D:\\Users\\a.exe" does not contain "C:\\Users\\"
`,
  },
  {
    name: 'a pattern that fits only a part',
    condition: 'args : "node:*"',
    event: { args: '/node:WS-2' },
    says: `does not match, decided by 1 of 1 term
  ✗ args : "node:*"  only a part of "/node:WS-2" fits "node:*"; a pattern has to fit the whole
`,
  },
  {
    name: 'a pattern that lacks pieces',
    condition: 'args : "*-enc*hidden*"',
    event: { args: 'powershell -enc AAAA' },
    says: `does not match, decided by 1 of 1 term
  ✗ args : "*-enc*hidden*"  "powershell -enc AAAA" does not contain "hidden"
`,
  },
  {
    name: 'pieces in another order',
    condition: 'args : "*a1*b2*"',
    event: { args: 'x b2 a1 y' },
    says: `does not match, decided by 1 of 1 term
  ✗ args : "*a1*b2*"  "x b2 a1 y" has the pieces of "*a1*b2*" in another order
`,
  },
  {
    name: 'a regex that fits only a part',
    condition: 'args regex "node:[a-z]+"',
    event: { args: '/node:abc 1' },
    says: `does not match, decided by 1 of 1 term
  ✗ args regex "node:[a-z]+"  only a part of "/node:abc 1" fits "node:[a-z]+"; a regex has to fit the whole
`,
  },
  {
    name: 'another type',
    condition: 'name : "5*"',
    event: { name: 5 },
    says: `does not match, decided by 1 of 1 term
  ✗ name : "5*"  5 is a number, "5*" is a text
`,
  },
  {
    name: 'a number against a text',
    condition: 'pid == "x"',
    event: { pid: 5 },
    says: `does not match, decided by 1 of 1 term
  ✗ pid == "x"  5 is a number, "x" is a text
`,
  },
  {
    name: 'a bound',
    condition: 'pid > 4',
    event: { pid: 4 },
    says: `does not match, decided by 1 of 1 term
  ✗ pid > 4  4 is not > 4
`,
  },
  {
    name: 'another value',
    condition: 'name : "cmd.exe"',
    event: { name: 'explorer.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ name : "cmd.exe"  "explorer.exe"
`,
  },
  {
    name: 'many values',
    condition: 'args : "x"',
    event: { args: ['a', 'b', 'c', 'd', 'e', 'f'] },
    says: `does not match, decided by 1 of 1 term
  ✗ args : "x"  "a", "b", "c", "d" and 2 more
`,
  },
  {
    name: 'not: the value that fits',
    condition: 'not args : ("*localhost*", "127.0.0.1")',
    event: { args: ['/node:localhost'] },
    says: `does not match, decided by 1 of 1 term
  ✗ not args : ("*localhost*", "127.0.0.1")  "/node:localhost" by "*localhost*"
`,
  },
  {
    name: 'not equal',
    condition: 'user != "root"',
    event: { user: 'root' },
    says: `does not match, decided by 1 of 1 term
  ✗ user != "root"  "root"
`,
  },
  {
    name: 'no value wanted',
    condition: 'user == null',
    event: { user: ['root', 'mira'] },
    says: `does not match, decided by 1 of 1 term
  ✗ user == null  "root", "mira"
`,
  },
  {
    name: '… and found',
    condition: 'user == null',
    event: {},
    says: `matches
  ✓ user == null  user is absent
`,
  },
  {
    name: 'some value wanted',
    condition: 'user != null',
    event: {},
    says: `does not match, decided by 1 of 1 term
  ✗ user != null  user is absent
`,
  },
  {
    name: 'a call',
    condition: 'length(name) > 10',
    event: { name: 'cmd.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ length(name) > 10  the left side is 7, as name is "cmd.exe"
`,
  },
  {
    name: 'a call of an absent field',
    condition: 'length(name) > 10',
    event: {},
    says: `does not match, decided by 1 of 1 term
  ✗ length(name) > 10  name is absent
`,
  },
  {
    name: 'a call on a text',
    condition: 'startsWith(name, "cmd")',
    event: { name: 'Cmd.exe' },
    says: `does not match, decided by 1 of 1 term
  ✗ startsWith(name, "cmd")  name is "Cmd.exe": differs only in case
`,
  },
  {
    name: 'a calculation',
    condition: 'pid + ppid == 7',
    event: { pid: 3, ppid: 5 },
    says: `does not match, decided by 1 of 1 term
  ✗ pid + ppid == 7  the left side is 8, as pid is 3, ppid is 5
`,
  },
  {
    name: 'an address outside',
    condition: 'cidrMatch(ip, "10.0.0.0/8", "192.168.0.0/16")',
    event: { ip: '8.8.8.8' },
    says: `does not match, decided by 1 of 1 term
  ✗ cidrMatch(ip, "10.0.0.0/8", "192.168.0.0/16")  ip is "8.8.8.8"
`,
  },
  {
    name: 'a bare field',
    condition: 'flag',
    event: { flag: false },
    says: `does not match, decided by 1 of 1 term
  ✗ flag  false
`,
  },
  {
    name: 'always',
    condition: '1 == 1 and pid == 1',
    event: { pid: 1 },
    says: `matches
  ✓ 1 == 1    always true
  ✓ pid == 1  1
`,
  },
  {
    name: 'unknown',
    condition: 'null > 1',
    event: {},
    says: `does not match, decided by 1 of 1 term
  ✗ null > 1  unknown for every event: no event matches
`,
  },
  {
    name: 'and, or, not',
    condition: '(a == 1 or b == 2) and not (c == 3 or d == 4) and (e == 5 and (f == 6 or g == 7))',
    event: { a: 0, b: 0, c: 3, d: 0, e: 5, f: 6, g: 0 },
    says: `does not match, decided by 3 of 7 terms
  ✗ one of
    ✗ a == 1    0
    ✗ b == 2    0
  ✗ not
    ✓ one of
      ✓ c == 3  3
      ✗ d == 4  0
  ✓ all of
    ✓ e == 5    5
    ✓ one of
      ✓ f == 6  6
      ✗ g == 7  0
`,
  },
  {
    name: 'or, true',
    condition: 'a == 1 or b == 2',
    event: { a: 0, b: 2 },
    says: `matches
  ✓ one of
    ✗ a == 1  0
    ✓ b == 2  2
`,
  },
  {
    name: 'what no terminal should see',
    condition: 'name == "a"',
    event: { name: '\u001b[31ma\u202e' },
    says: `does not match, decided by 1 of 1 term
  ✗ name == "a"  "\\u{1b}[31ma\\u{202e}"
`,
  },
  {
    name: 'a long value',
    condition: 'name == "a"',
    event: {
      name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    },
    says: `does not match, decided by 1 of 1 term
  ✗ name == "a"  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
`,
  },
  {
    name: 'inherited names',
    condition: 'constructor : "*" or __proto__.x == 1 or length == 1',
    event: { a: [1] },
    says: `does not match, decided by 3 of 3 terms
  ✗ one of
    ✗ constructor : "*"  constructor is absent
    ✗ __proto__.x == 1   __proto__.x is absent
    ✗ length == 1        length is absent
`,
  },
];

test.each(CASES)('$name', ({ condition, event, says }) => {
  expect(formatExplanation(explain(`any where ${condition}`, event))).toBe(says);
});

test('the structure, as JSON', () => {
  const query = 'process where name : ("a*", "b") and not pid > 4';
  expect(explain(query, { event: { category: 'file' }, name: ['x', 'abc'] })).toEqual({
    kind: 'event',
    matches: false,
    stages: [
      {
        role: 'event',
        matches: false,
        condition: {
          kind: 'and',
          text: 'event.category == "process" and name : ("a*", "b") and not pid > 4',
          span: { start: 0, end: 48 },
          verdict: false,
          decides: true,
          terms: [
            {
              kind: 'term',
              text: 'event.category == "process"',
              span: { start: 0, end: 0 },
              verdict: false,
              decides: true,
              finding: {
                code: 'different',
                text: '"file"',
                value: 'file',
                fields: { 'event.category': ['file'] },
              },
            },
            {
              kind: 'term',
              text: 'name : ("a*", "b")',
              span: { start: 14, end: 32 },
              verdict: true,
              decides: false,
              finding: {
                code: 'holds',
                text: '"abc" by "a*"',
                value: 'abc',
                constant: 'a*',
                fields: { name: ['x', 'abc'] },
              },
            },
            {
              kind: 'not',
              text: 'not pid > 4',
              span: { start: 37, end: 48 },
              verdict: true,
              decides: false,
              terms: [
                {
                  kind: 'term',
                  text: 'pid > 4',
                  span: { start: 41, end: 48 },
                  verdict: false,
                  decides: false,
                  finding: { code: 'absent', text: 'pid is absent', fields: { pid: [] } },
                },
              ],
            },
          ],
        },
      },
    ],
  });
});

const SEQUENCE = `sequence by host with maxspan=10s
  [process where name == "a"] ![file where true] [process where name == "b"]
  until [network where true]`;

const at = (second: number) => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
const one = (second: number, category: string, name: string, host?: string): Event => ({
  '@timestamp': at(second),
  event: { category },
  name,
  ...(host === undefined ? {} : { host }),
});

function told(query: string, events: readonly Event[], nearest?: number, options = {}): string {
  const explainer = createExplainer(compile(query, options), nearest === undefined ? {} : { nearest });
  for (const event of events) explainer.push(event);
  return formatExplanation(explainer.result());
}

test('a sequence: a timeline per key, what came furthest without a match first', () => {
  const events = [
    one(0, 'process', 'a', 'h1'),
    one(1, 'process', 'a', 'h1'),
    one(13, 'process', 'b', 'h1'),
    one(14, 'process', 'a', 'h1'),
    one(15, 'file', 'x', 'h1'),
    one(16, 'process', 'b', 'h1'),
    one(20, 'process', 'a', 'h1'),
    one(21, 'network', 'x', 'h1'),
    one(22, 'process', 'b', 'h1'),
    one(30, 'process', 'a', 'h2'),
    one(31, 'process', 'b', 'h2'),
    one(40, 'process', 'a'),
    one(50, 'process', 'a', 'h3'),
    { event: { category: 'process' }, name: 'a', host: 'h1' },
  ];
  expect(told(SEQUENCE, events)).toMatchInlineSnapshot(`
    "14 events, 1 sequence found
    1 event without a time, which no sequence takes

    stage 1: 8 events, 1 without host: no part of any sequence  process where name == "a"
        event 12: host is absent
    missing stage 2: 1 event  file where true
    stage 3: 4 events  process where name == "b"
    until: 1 event  network where true

    "h1": came to 2 of 2 events
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event 1
      ┌ +1 s                     stage 1: starts anew: overtakes the one begun 1 s before  event 2
      ✗ +13 s                    stage 3: maxspan exceeded by 2 s: given up  event 3
      ┌ +14 s                    stage 1: starts  event 4
      ! +15 s                    stage 2: should be missing  event 5
      ✗ +16 s                    stage 3: complete, but spoilt: stage 2 (event 5) came in between  event 6
      ┌ +20 s                    stage 1: starts  event 7
      ✗ +21 s                    until: ends the one begun 1 s before  event 8
      · +22 s                    stage 3: nothing to follow: no open sequence waits for it  event 9

    "h3": came to 1 of 2 events
      ┌ 2024-01-01T00:00:50.000Z stage 1: starts  event 13
      … stage 3: has not come when the input ends: 1 of 2

    "h2": 1 sequence found
      ┌ 2024-01-01T00:00:30.000Z stage 1: starts  event 10
      ✓ +1 s                     stage 3: complete  event 11
    "
  `);
  expect(told(SEQUENCE, events, 1)).toMatchInlineSnapshot(`
    "14 events, 1 sequence found
    1 event without a time, which no sequence takes

    stage 1: 8 events, 1 without host: no part of any sequence  process where name == "a"
        event 12: host is absent
    missing stage 2: 1 event  file where true
    stage 3: 4 events  process where name == "b"
    until: 1 event  network where true

    "h1": came to 2 of 2 events
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event 1
      ┌ +1 s                     stage 1: starts anew: overtakes the one begun 1 s before  event 2
      ✗ +13 s                    stage 3: maxspan exceeded by 2 s: given up  event 3
      ┌ +14 s                    stage 1: starts  event 4
      ! +15 s                    stage 2: should be missing  event 5
      ✗ +16 s                    stage 3: complete, but spoilt: stage 2 (event 5) came in between  event 6
      ┌ +20 s                    stage 1: starts  event 7
      ✗ +21 s                    until: ends the one begun 1 s before  event 8
      · +22 s                    stage 3: nothing to follow: no open sequence waits for it  event 9

    and 2 more keys
    "
  `);
});

test('runs: the newer overtakes, and how many of them came', () => {
  const query = 'sequence with maxspan=1m [any where name == "fail"] with runs=3 [any where name == "ok"]';
  const events = [
    one(0, 'x', 'fail'),
    one(5, 'x', 'fail'),
    one(10, 'x', 'ok'),
    one(20, 'x', 'fail'),
    one(25, 'x', 'fail'),
    one(30, 'x', 'fail'),
    one(120, 'x', 'ok'),
  ];
  expect(told(query, events)).toMatchInlineSnapshot(`
    "7 events, 0 sequences found

    stage 1: 5 events  any where name == "fail"
    stage 2: 2 events  any where name == "ok"

    all events: came to 3 of 4 events
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event 1
      ├ +5 s                     stage 1: 2 of 4  event 2
      ┌ +5 s                     stage 1: starts  event 2
      · +10 s                    stage 2: nothing to follow: no open sequence waits for it  event 3
      ├ +20 s                    stage 1: 3 of 4  event 4
      ├ +20 s                    stage 1: 2 of 4  event 4
      ┌ +20 s                    stage 1: starts  event 4
      ├ +25 s                    stage 1: 3 of 4, overtakes the one begun 25 s before  event 5
      ├ +25 s                    stage 1: 2 of 4  event 5
      ┌ +25 s                    stage 1: starts  event 5
      ├ +30 s                    stage 1: 3 of 4, overtakes the one begun 25 s before  event 6
      ├ +30 s                    stage 1: 2 of 4  event 6
      ┌ +30 s                    stage 1: starts  event 6
      ✗ +2 min                   stage 2: maxspan exceeded by 40 s: given up  event 7
      … stage 1: has not come when the input ends: 1 of 4
      … stage 1: has not come when the input ends: 2 of 4
    "
  `);
});

test('missing events before and after', () => {
  const query = 'sequence with maxspan=10s ![any where name == "x"] [any where name == "a"] ![any where name == "y"]';
  const events = [one(0, 'x', 'x'), one(5, 'x', 'a'), one(9, 'x', 'y'), one(30, 'x', 'a'), one(45, 'x', 'y')];
  expect(told(query, events)).toMatchInlineSnapshot(`
    "5 events, 1 sequence found

    missing stage 1: 1 event  any where name == "x"
    stage 2: 2 events  any where name == "a"
    missing stage 3: 2 events  any where name == "y"

    all events: 1 sequence found
      ! 2024-01-01T00:00:00.000Z stage 1: should be missing  event 1
      ✗ +5 s                     stage 2: complete, but spoilt: stage 1 (event 1) came before and stage 3 (event 3) after it  event 2
      ! +9 s                     stage 3: should be missing  event 3
      ✓ +30 s                    stage 2: complete  event 4
      ! +45 s                    stage 3: should be missing  event 5
    "
  `);
});

test('a stage that no event satisfies: the nearest to it', () => {
  const events = [one(0, 'process', 'a', 'h1'), one(1, 'process', 'B', 'h1'), one(2, 'file', 'b', 'h1')];
  expect(
    told('sequence by host [process where name == "a"] [process where name == "b"]', events),
  ).toMatchInlineSnapshot(`
    "3 events, 0 sequences found

    stage 1: 1 event  process where name == "a"
    stage 2: 0 events  process where name == "b"

    Nearest to stage 2:

    event 2
    does not match, decided by 1 of 2 terms
      ✓ event.category == "process"  "process"
      ✗ name == "b"                  "B" differs from "b" only in case

    event 1
    does not match, decided by 1 of 2 terms
      ✓ event.category == "process"  "process"
      ✗ name == "b"                  "a"

    event 3
    does not match, decided by 1 of 2 terms
      ✗ event.category == "process"  "file"
      ✓ name == "b"                  "b"

    "h1": came to 1 of 2 events
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event 1
      … stage 2: has not come when the input ends: 1 of 2
    "
  `);
});

test('a stage that reads an earlier event', () => {
  const query = `sequence [process where name == "a"] as first [process where name == "b" and host != first.host]`;
  const events = [one(0, 'process', 'a', 'h1'), one(1, 'process', 'b', 'h1')];
  expect(told(query, events, 5, { dialect: 'endpoint' })).toMatchInlineSnapshot(`
    "2 events, 0 sequences found

    stage 1: 1 event  process where name == "a"
    stage 2: 1 event  process where name == "b" and host != first.host

    all events: came to 1 of 2 events
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event 1
      ✗ +1 s                     stage 2: does not fit the earlier events  event 2
            ✓ event.category == "process"  "process"
            ✓ name == "b"                  "b"
            ✗ host != first.host           the left side is "h1", as host is "h1", first.host is "h1"
      … stage 2: has not come when the input ends: 1 of 2
    "
  `);
});

test('a sample: what each key has', () => {
  const query = 'sample by host [any where name == "a"] [any where name == "b"]';
  const events = [one(0, 'x', 'a', 'h1'), one(1, 'x', 'a', 'h2'), one(2, 'x', 'b', 'h2'), one(3, 'x', 'b', 'h3')];
  expect(told(query, events)).toMatchInlineSnapshot(`
    "4 events, 1 sample found

    stage 1: 2 events  any where name == "a"
    stage 2: 2 events  any where name == "b"

    "h1": not found, stage 1: 1, stage 2: none
    "h3": not found, stage 1: none, stage 2: 1
    "h2": found, stage 1: 1, stage 2: 1
    "
  `);
});

test('keys that differ only in case', () => {
  const events = [one(0, 'process', 'a', 'WS-1'), one(1, 'process', 'b', 'ws-1'), one(2, 'process', 'b', 'ws-2')];
  const query = (kind: string) => `${kind} by host [process where name == "a"] [process where name == "b"]`;
  expect(told(query('sequence'), events)).toMatchInlineSnapshot(`
    "3 events, 0 sequences found

    stage 1: 1 event  process where name == "a"
    stage 2: 2 events  process where name == "b"

    "WS-1": came to 1 of 2 events; the key "ws-1" differs only in case
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event 1
      … stage 2: has not come when the input ends: 1 of 2

    "ws-1": came to 0 of 2 events; the key "WS-1" differs only in case
      · 2024-01-01T00:00:01.000Z stage 2: nothing to follow: no open sequence waits for it  event 2

    "ws-2": came to 0 of 2 events
      · 2024-01-01T00:00:02.000Z stage 2: nothing to follow: no open sequence waits for it  event 3
    "
  `);
  expect(told(query('sample'), events)).toMatchInlineSnapshot(`
    "3 events, 0 samples found

    stage 1: 1 event  process where name == "a"
    stage 2: 2 events  process where name == "b"

    "WS-1": not found, stage 1: 1, stage 2: none; the key "ws-1" differs only in case
    "ws-1": not found, stage 1: none, stage 2: 1; the key "WS-1" differs only in case
    "ws-2": not found, stage 1: none, stage 2: 1
    "
  `);
});

test('one event and the stages of a sequence', () => {
  expect(formatExplanation(explain(SEQUENCE, one(0, 'process', 'B', 'h1')))).toMatchInlineSnapshot(`
    "satisfies no stage

    stage 1: does not match, decided by 1 of 2 terms
      ✓ event.category == "process"  "process"
      ✗ name == "a"                  "B"

    missing stage 2: does not match, decided by 1 of 2 terms
      ✗ event.category == "file"  "process"
      ✓ true                      always true

    stage 3: does not match, decided by 1 of 2 terms
      ✓ event.category == "process"  "process"
      ✗ name == "b"                  "B" differs from "b" only in case

    until: does not match, decided by 1 of 2 terms
      ✗ event.category == "network"  "process"
      ✓ true                         always true
    "
  `);
});

test('descendants: without ancestors in an event query, as wanted in a sequence', () => {
  const options = { dialect: 'endpoint' as const };
  const event = one(0, 'process', 'b');
  const condition = 'process where descendant of [process where name == "a"] and name == "b"';
  expect(formatExplanation(explain(condition, event, options))).toMatchInlineSnapshot(`
    "does not match, decided by 1 of 3 terms
      ✓ event.category == "process"                "process"
      ✗ descendant of [process where name == "a"]  no ancestor of its process is known
      ✓ name == "b"                                "b"
    "
  `);
  expect(formatExplanation(explain(`sequence [${condition}] [any where true]`, event, options))).toMatchInlineSnapshot(`
    "satisfies a stage

    stage 1: matches
      ✓ event.category == "process"                "process"
      ✓ descendant of [process where name == "a"]  decided by other events, taken to be as wanted
      ✓ name == "b"                                "b"

    stage 2: matches
      ✓ true  always true
    "
  `);
});

test('the nearest misses of a whole input, like ones counted once', () => {
  const query = 'process where name == "cmd.exe" and pid > 4 and user == "root"';
  const events = [
    { event: { category: 'file' }, name: 'x' },
    { event: { category: 'process' }, name: 'cmd.exe', pid: 3, user: 'root' },
    { event: { category: 'process' }, name: 'CMD.exe', pid: 5, user: 'root' },
    { event: { category: 'process' }, name: 'CMD.exe', pid: 6, user: 'root' },
    { event: { category: 'process' }, name: 'cmd.exe', pid: 5, user: 'root' },
    { event: { category: 'process' }, name: 'sh', pid: 5, user: 'root' },
  ];
  expect(told(query, events, 3)).toMatchInlineSnapshot(`
    "6 events, 1 match

    The nearest misses:

    event 2
    does not match, decided by 1 of 4 terms
      ✓ event.category == "process"  "process"
      ✓ name == "cmd.exe"            "cmd.exe"
      ✗ pid > 4                      3 is not > 4
      ✓ user == "root"               "root"

    event 3 and 1 more like it
    does not match, decided by 1 of 4 terms
      ✓ event.category == "process"  "process"
      ✗ name == "cmd.exe"            "CMD.exe" differs from "cmd.exe" only in case
      ✓ pid > 4                      5
      ✓ user == "root"               "root"

    event 6
    does not match, decided by 1 of 4 terms
      ✓ event.category == "process"  "process"
      ✗ name == "cmd.exe"            "sh"
      ✓ pid > 4                      5
      ✓ user == "root"               "root"
    "
  `);
});

test('options', () => {
  expect(() => createExplainer(compile('any where true'), { nearest: -1 })).toThrow(
    new TypeError('option "nearest" must be a whole number from 0 up, not -1'),
  );
});

test.each(['a', 'concat(a)', '"x"'])(
  'limits of regular expressions that the query raises hold for its explanation: %s',
  (text) => {
    const pattern = `${'(ab|cd)'.repeat(2000)}|x`;
    const query = compile(`any where ${text} regex "${pattern}"`, {
      limits: { regex: { maxLength: 20_000, maxStates: 50_000 } },
    });
    expect(explain(query, { a: 'x' }).matches).toBe(true);
    const explainer = createExplainer(query);
    explainer.push({ a: 'y' });
    expect(explainer.result()).toMatchObject({ matches: text === '"x"' ? 1 : 0 });
  },
);

test('hostile events: nested without end, long, with many values', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 100_000; i++) deep = i % 2 === 0 ? [deep] : { a: deep };
  const query = 'any where a.a : "x*y*z" or b regex "(a|aa)+c" or c like "*a*b*c*d" or length(d) > 5';
  const event = { a: deep, b: 'a'.repeat(100_000), c: 'abc'.repeat(50_000), d: Array(100_000).fill('y') };
  expect(explain(query, event).matches).toBe(false);
});

test('the example of the README runs, and prints what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = '', output = ''] =
    /## Explanations\n\n```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  let printed = '';
  const body = code.replace(/import (.*) from '@eqlite\/engine';/, 'const $1 = engine;');
  const log = (text: string) => {
    printed += text;
  };
  new Function('engine', 'console', body)(engine, { log });
  expect(printed).toBe(output);
});
