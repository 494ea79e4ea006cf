import { expect, test } from 'vitest';
import { openWorkplace } from './support/command-line.js';

/** Events that are made to break something: each is an event like others, and those beside it are not lost. */

const { eqlite, write } = await openWorkplace();

const NAMED = '"event":{"category":["process"]},"@timestamp":"2026-01-01T00:00:00Z","process":{"name":"x"}';
const nested = (open: string, close: string) => `${open.repeat(10_000)}1${close.repeat(10_000)}`;

const EVENTS: Record<string, string> = {
  'objects in objects': `"d":${nested('{"a":', '}')}`,
  'lists in lists': `"d":${nested('[', ']')}`,
  'names of what every object has':
    '"__proto__":{"process":{"name":"y"}},"constructor":{"name":1},"toJSON":1,"toString":{}',
  'half of a surrogate pair, control characters': '"d":"\\ud800\\u0000\\u001b[31m"',
  'numbers beyond all bounds': '"d":[1e999,-1e999,1e-999]',
  'a list of a million values': `"d":[${'1,'.repeat(1e6)}1]`,
};

await write(
  'rules.json',
  JSON.stringify(
    ['process where true', 'sequence [process where true] [process where process.name == "x"]'].map((query, i) => ({
      ...{ rule_id: `r${i}`, name: `r${i}`, description: 'd', severity: 'low', risk_score: 1, type: 'eql', query },
    })),
  ),
);

const lineCount = (text: string) => text.split('\n').length - 1;

test.each(Object.entries(EVENTS))('%s', async (_name, more) => {
  await write('events.ndjson', `{${NAMED},${more}}\n{${NAMED}}\n`);
  const summary = 'events in 1 file\n';
  const outcomes = await Promise.all(
    [
      ['search', 'process where true', 'events.ndjson'],
      ['search', 'process where true', 'events.ndjson', '--format', 'ndjson'],
      ['run', 'rules.json', '--on', 'events.ndjson', '--format', 'ndjson'],
      ['ecs', 'events.ndjson'],
    ].map((args) => eqlite(args)),
  );
  expect(outcomes.map(({ code, stdout, stderr }) => [code, lineCount(stdout), stderr])).toEqual([
    [0, 3, `2 matches · 2 ${summary}`],
    [0, 2, `2 matches · 2 ${summary}`],
    // One alert per event, and one for the sequence with one for each of its events.
    [0, 5, `3 alerts · 2 rules · 2 ${summary}`],
    [0, 2, `0 event ids · 2 ${summary}`],
  ]);
  const asJson = await eqlite(['search', 'process where true', 'events.ndjson', '--format', 'json']);
  expect(JSON.parse(asJson.stdout).hits.total.value).toBe(2);
  const explained = await eqlite(['explain', 'process where process.name == "y"', 'events.ndjson', '--format', 'json']);
  expect(JSON.parse(explained.stdout)).toMatchObject({ events: 2, matches: 0 });
});

test('times that are none', async () => {
  await write(
    'times.ndjson',
    ['"2026-99-01"', '1e300', '{}', '[]', 'null']
      .map((time) => `{"@timestamp":${time},"event":{"category":"process"}}\n`)
      .join(''),
  );
  const { code, stdout, stderr } = await eqlite(['run', 'rules.json', '--on', 'times.ndjson', '--schedule']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatchInlineSnapshot(`
    "
    rule  interval  from    runs  schedule  search  missed
    r0    5m        now-6m     0         0       5       5
    1 rule found nothing

    r0: 4 missed, an event has no time that a run could go by
      2026-99-01 · times.ndjson:1
      times.ndjson:3
      times.ndjson:4
      times.ndjson:5

    r0: 1 missed, a run began in the middle and found something else
      1e+300 · times.ndjson:2

    0 alerts · 2 rules · 5 events in 1 file
    "
  `);
});
