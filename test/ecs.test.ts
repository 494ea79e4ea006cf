import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sampleLog } from '../packages/evtx/test/sample.js';
import { openWorkplace } from './support/command-line.js';

/** The way of raw Windows records, event logs among them, through the command line. */

const { eqlite, write } = await openWorkplace();

const eventsIn = (ndjson: string) =>
  ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const LOG = 'Microsoft-Windows-Sysmon/Operational';

/** As exported from an event log by script: local time at UTC-7 on a 12-hour clock, with a false `Z`, sorted by log. */
const EXPORTED = [
  { EventID: 4624, Channel: 'Security', Hostname: 'PC', TimeCreated: '2021-06-11T03:20:00.000Z', LogonType: '3' },
  { EventID: 4634, Channel: 'Security', Hostname: 'PC', TimeCreated: '2021-06-11T03:46:00.000Z', LogonType: '3' },
  {
    EventID: 5,
    Channel: LOG,
    Hostname: 'PC',
    TimeCreated: '2021-06-11T03:46:10.120Z',
    UtcTime: '2021-06-11 22:46:10.119',
  },
];
const asLines = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

test('the time of an exported file is set right, though its Sysmon records come last', async () => {
  await write('exported.json', asLines(EXPORTED));
  const { stdout, stderr, code } = await eqlite(['ecs', 'exported.json']);
  expect(eventsIn(stdout).map((event) => [event.event.code, event['@timestamp']])).toEqual([
    ['4624', '2021-06-11T22:20:00.000Z'],
    ['4634', '2021-06-11T22:46:00.000Z'],
    ['5', '2021-06-11T22:46:10.119Z'],
  ]);
  expect(stderr).toBe(
    'Time set right for 2 events in 1 file, recorded in local time on a 12-hour clock: +19 h (see --no-time-repair)\n' +
      '3 event ids · 3 events in 1 file\n',
  );
  expect(code).toBe(0);
});

test('--no-time-repair leaves it', async () => {
  await write('exported.json', asLines(EXPORTED));
  const { stdout, stderr } = await eqlite(['ecs', 'exported.json', '--no-time-repair']);
  expect(eventsIn(stdout).map((event) => event['@timestamp'])).toEqual([
    '2021-06-11T03:20:00.000Z',
    '2021-06-11T03:46:00.000Z',
    '2021-06-11T22:46:10.119Z',
  ]);
  expect(stderr).toBe('3 event ids · 3 events in 1 file\n');
});

test('without a Sysmon record nothing tells the time, and that is said', async () => {
  await write('security.json', asLines(EXPORTED.slice(0, 2)));
  const { stdout, stderr } = await eqlite(['ecs', 'security.json']);
  expect(eventsIn(stdout).map((event) => event['@timestamp'])).toEqual([
    '2021-06-11T03:20:00.000Z',
    '2021-06-11T03:46:00.000Z',
  ]);
  expect(stderr).toBe(
    'Time wrong for 2 events: no Sysmon record beside them tells by how much\n2 event ids · 2 events in 1 file\n',
  );
});

test('an event log is read like any other file, by search, compressed, and in a folder', async () => {
  const log = sampleLog();
  await write('sysmon.evtx', log);
  await write('packed.gz', gzipSync(log));
  const query = 'process where event.code == "1"';
  const plain = await eqlite(['search', query, 'sysmon.evtx']);
  expect(plain.stdout).toBe(`time                      host                   what                         where
2024-05-06T07:08:09.001Z  WS-07.contoso.example  cmd /c "echo <1> & é€😀"     sysmon.evtx:1
2024-05-06T07:08:09.001Z  WS-07.contoso.example  C:\\Windows\\System32\\cmd.exe  sysmon.evtx:2
2024-05-06T07:08:09.001Z  WS-07.contoso.example  cmd /c "echo <1> & é€😀"     sysmon.evtx:7
2024-05-06T07:08:09.001Z  WS-07.contoso.example  C:\\Windows\\System32\\cmd.exe  sysmon.evtx:8
`);
  expect(plain.stderr).toBe('4 matches · 12 events in 1 file\n');
  const packed = await eqlite(['search', query, 'packed.gz', '--format', 'ndjson']);
  const found = await eqlite(['search', query, 'sysmon.evtx', '--format', 'ndjson']);
  expect(packed.stdout).toBe(found.stdout);
});

test('a damaged record of an event log is told with its place, the others are read', async () => {
  const log = sampleLog();
  const second = log.indexOf('**\0\0', 4096 + 512 + 4);
  log.fill(0xff, second + 24, second + 40);
  await write('damaged.evtx', log);
  const { stderr, stdout, code } = await eqlite(['ecs', 'damaged.evtx']);
  expect(stderr).toBe(`damaged.evtx: at byte 4608: the checksum of the records is wrong: at least one of them is damaged
damaged.evtx: at byte ${second + 24}: unknown binary XML token 0xff
5 event ids · 11 events in 1 file · 1 record skipped
`);
  expect(eventsIn(stdout)).toHaveLength(11);
  expect(code).toBe(0);
});

test('events that Event Viewer saved as XML are read like any other file, by ecs, search and run', async () => {
  const sysmon = (pid: number, image: string) => `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
<System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>5</EventID>
<TimeCreated SystemTime='2024-05-06T07:08:09.0012345Z'/><Channel>${LOG}</Channel><Computer>PC</Computer></System>
<EventData><Data Name='UtcTime'>2024-05-06 07:08:09.001</Data><Data Name='ProcessId'>${pid}</Data>
<Data Name='Image'>${image}</Data></EventData></Event>`;
  const saved = `<?xml version="1.0" encoding="utf-16" standalone="yes"?>
<Events>${sysmon(4, 'C:\\a&amp;b.exe')}<Event><System></Event>
${sysmon(5, 'C:\\ü.exe')}</Events>`;
  await write('logs/saved.xml', Buffer.from(`\ufeff${saved.replaceAll('\n', '\r\n')}`, 'utf16le'));
  const damage = 'saved.xml:6: not the XML of an event: it is not well formed; skipped\n';
  const converted = await eqlite(['ecs', 'logs/saved.xml']);
  expect(
    eventsIn(converted.stdout).map((one) => [one.event.code, one.process.pid, one.process.name, one['@timestamp']]),
  ).toEqual([
    ['5', 4, 'a&b.exe', '2024-05-06T07:08:09.001Z'],
    ['5', 5, 'ü.exe', '2024-05-06T07:08:09.001Z'],
  ]);
  expect(converted.stderr).toBe(`logs/${damage}1 event id · 2 events in 1 file · 1 record skipped\n`);
  expect(converted.code).toBe(0);

  const found = await eqlite(['search', 'process where process.pid == 5', 'logs']);
  expect(found.stdout).toBe(`time                      host  what      where
2024-05-06T07:08:09.001Z  PC    C:\\ü.exe  logs/saved.xml:7
`);
  expect(found.stderr).toBe(`logs/${damage}1 match · 2 events in 1 file · 1 record skipped\n`);

  const rule =
    '[rule]\nrule_id = "end"\nname = "End"\ndescription = "A process ends."\ntype = "eql"\nlanguage = "eql"\n';
  await write('end.toml', `${rule}severity = "low"\nrisk_score = 21\nquery = 'process where event.code == "5"'\n`);
  const run = await eqlite(['run', 'end.toml', '--on', 'logs', '--format', 'ndjson']);
  expect(eventsIn(run.stdout)).toHaveLength(2);
});

test('ids are counted, and no id is none', async () => {
  await write(
    'plain.json',
    asLines([{ event: { category: 'process' } }, { event: { code: 'x', category: 'process' } }]),
  );
  const { stderr } = await eqlite(['ecs', 'plain.json']);
  expect(stderr).toBe('1 event id · 2 events in 1 file\n');
  await write('plain.json', asLines([{ event: { category: 'process' } }]));
  expect((await eqlite(['ecs', 'plain.json'])).stderr).toBe('0 event ids · 1 event in 1 file\n');
});

test('--stats counts by source and id, and what is not understood', async () => {
  const records = [
    ...EXPORTED,
    EXPORTED[0],
    { EventID: 21, Channel: 'Microsoft-Windows-Bits-Client/Operational', EventTime: '2021-06-11 03:46:10', x: 'y' },
    { event: { dataset: 'endpoint.events.process', code: 'x' } },
    { what: 'is this' },
  ];
  await write('mixed.json', asLines(records));
  const { stdout, stderr, code } = await eqlite(['ecs', 'mixed.json', '--stats', '--no-time-repair']);
  expect(stdout).toBe(`source                                       id  events
security                                   4624       2
security                                   4634       1
Microsoft-Windows-Bits-Client/Operational    21       1  common fields only
endpoint.events.process                       x       1
sysmon                                        5       1
-                                                     1  records of no known shape
`);
  expect(stderr).toBe(
    'mixed.json:7: a record of no known shape; skipped (--input ecs takes records as they are)\n' +
      '5 event ids · 6 events in 1 file · 1 record skipped\n',
  );
  expect(code).toBe(0);
  const bits = 'Microsoft-Windows-Bits-Client/Operational';
  const stats = await eqlite(['ecs', 'mixed.json', '--stats', '--format', 'json']);
  expect(JSON.parse(stats.stdout)).toEqual({
    records: 7,
    events: 6,
    bulkActions: 0,
    notUnderstood: 1,
    sources: [
      { source: 'security', id: '4624', isMapped: true, events: 2 },
      { source: 'security', id: '4634', isMapped: true, events: 1 },
      { source: bits, id: '21', isMapped: false, events: 1 },
      { source: 'endpoint.events.process', id: 'x', isMapped: true, events: 1 },
      { source: 'sysmon', id: '5', isMapped: true, events: 1 },
    ],
    otherEvents: 0,
    time: {
      repairs: [
        { clock: 'local-12h', offsetMs: 19 * 3_600_000, events: 3 },
        { clock: 'local', offsetMs: 19 * 3_600_000, events: 1 },
      ],
      unrepaired: 0,
    },
  });
});
