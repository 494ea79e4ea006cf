import { createEcsConverter, type EcsConverterOptions, shapeOf, toEcs } from '@eqlite/ecs';
import { describe, expect, test } from 'vitest';
import { flat } from './mapping/case.js';

/** What goes wrong with raw records when nobody looks: each case a trap of its own. */

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';

/** The fields of an event that a case is about. */
const fields = (record: unknown, ...paths: string[]) => {
  const event = flat(toEcs(record));
  return paths.map((path) => event[path]);
};

describe('values', () => {
  const nothing = ['', '-', null, '{00000000-0000-0000-0000-000000000000}'];
  test.each(nothing)('%j says nothing, and is dropped from the event', (value) => {
    const record = { EventID: 1, EventTime: '2024-05-06 07:08:09', Channel: SYSMON, Image: value, LogonGuid: value };
    const event = toEcs(record);
    expect(event).not.toHaveProperty('process');
    expect(event).not.toHaveProperty('winlog.event_data');
  });

  test('entities of NXLog are undone, once; in other shapes they are text', () => {
    const line = 'cmd /c "a &lt;in &gt;out &amp;&amp; b &amp;lt; &quot;"';
    const nxlog = { EventID: 1, EventTime: '2024-05-06 07:08:09', Channel: SYSMON, CommandLine: line };
    expect(fields(nxlog, 'process.command_line')).toEqual(['cmd /c "a <in >out && b &lt; &quot;"']);
    const exported = { EventID: 1, TimeCreated: '2024-05-06T07:08:09.000Z', Channel: SYSMON, CommandLine: line };
    expect(fields(exported, 'process.command_line')).toEqual([line]);
  });

  test('the name of the channel is Security or security', () => {
    for (const Channel of ['Security', 'security'])
      expect(fields({ EventID: 4624, EventTime: 'x', Channel }, 'event.action')).toEqual(['logged-in']);
  });

  test('a record without a provider belongs to the source that has its channel', () => {
    const record = { EventID: 1, TimeCreated: '2024-05-06T07:08:09.000Z', Channel: SYSMON };
    expect(fields(record, 'event.module', 'event.action')).toEqual(['windows', 'Process creation']);
  });
});

describe('collisions in NXLog records', () => {
  const nxlog = (more: object) => ({ EventTime: '2024-05-06 07:08:09', Channel: SYSMON, ...more });

  test("NXLog's EventType is metadata", () => {
    const record = nxlog({ EventID: 1, EventType: 'INFO', x: '1' });
    expect(toEcs(record)).toHaveProperty('winlog.event_data', { x: '1' });
  });

  test("the event's own EventType wins over NXLog's, which has moved away", () => {
    const record = nxlog({ EventID: 13, EventType: 'SetValue', EventTypeOrignal: 'INFO' });
    expect(toEcs(record)).toHaveProperty('winlog.event_data', { EventType: 'SetValue' });
  });

  test('ids 8 and 10 name the acting process twice', () => {
    const record = nxlog({
      EventID: 10,
      SourceProcessId: '5124',
      ProcessId: '5124',
      ProcessGuid: '{1}',
      SourceImage: 'C:\\a',
    });
    expect(toEcs(record)).toHaveProperty('process', {
      pid: 5124,
      entity_id: '{1}',
      executable: 'C:\\a',
      name: 'a',
    });
    expect(toEcs(record)).not.toHaveProperty('winlog.event_data');
  });

  test('ProcessID of old sets is the logging process, and not the one that acts', () => {
    const record = { ...nxlog({ EventID: 5158, ProcessID: 4, Application: '\\device\\x' }), Channel: 'Security' };
    expect(fields(record, 'winlog.process.pid', 'process.pid')).toEqual([4, undefined]);
  });

  test('AccountName without UserID is the event’s own', () => {
    const record = { ...nxlog({ EventID: 4778, AccountName: 'jdoe' }), Channel: 'Security' };
    expect(fields(record, 'user.name', 'winlog.user.name')).toEqual(['jdoe', undefined]);
  });
});

test('the same command line is split in two ways, by the source', () => {
  const line = '"C:\\W\\WMIC.exe"  /node:"127.0.0.1" a\\"b';
  const sysmon = { EventID: 1, EventTime: 'x', Channel: SYSMON, CommandLine: line };
  const security = { EventID: 4688, EventTime: 'x', Channel: 'Security', CommandLine: line };
  expect(fields(sysmon, 'process.args', 'process.args_count')).toEqual([
    ['C:\\W\\WMIC.exe', '/node:127.0.0.1', 'a"b'],
    3,
  ]);
  expect(fields(security, 'process.args', 'process.args_count')).toEqual([
    ['"C:\\W\\WMIC.exe"', '', '/node:"127.0.0.1"', 'a\\"b'],
    undefined,
  ]);
});

describe('keywords', () => {
  test.each([
    ['a signed number', Number('-9214364837600034816'), 'success'],
    ['a signed number', Number('-9218868437227405312'), 'failure'],
    ['hexadecimal text', '0x8020000000000000', 'success'],
    ['hexadecimal text', '0x8010000000000000', 'failure'],
  ])('%s, %s: %s', (_form, Keywords, outcome) => {
    const record = { EventID: 4624, EventTime: 'x', Channel: 'Security', Keywords };
    expect(fields(record, 'event.outcome')).toEqual([outcome]);
  });
});

describe('the clock of a file', () => {
  const sysmon = (time: string, utc: string, more: object = {}) => ({
    EventID: 5,
    Channel: SYSMON,
    TimeCreated: time,
    UtcTime: utc,
    ...more,
  });
  const security = (time: string) => ({ EventID: 4634, Channel: 'Security', TimeCreated: time });
  const local = (time: string, arrival?: string) => ({
    EventID: 4634,
    Channel: 'Security',
    EventTime: time,
    ...(arrival && { '@timestamp': arrival }),
  });

  function convert(records: readonly unknown[], options: EcsConverterOptions = {}) {
    const times: unknown[] = [];
    const places: number[] = [];
    const onEvent = (event: object, place: number) => {
      times.push((event as { '@timestamp'?: unknown })['@timestamp']);
      places.push(place);
    };
    const converter = createEcsConverter<number>({ onEvent }, options);
    records.forEach((record, place) => {
      converter.push(record, place);
    });
    converter.end();
    expect(places).toEqual(records.map((_, place) => place));
    return { times, ...converter.stats().time };
  }
  const HOUR = 3_600_000;

  test('a 12-hour clock at UTC-7, before and after its noon', () => {
    const records = [
      sysmon('2021-06-11T11:50:00.500Z', '2021-06-11 18:50:00.499'),
      security('2021-06-11T11:59:00.000Z'),
      sysmon('2021-06-11T12:30:00.500Z', '2021-06-11 19:30:00.499'),
      sysmon('2021-06-11T01:10:00.500Z', '2021-06-11 20:10:00.499'),
      security('2021-06-11T01:12:00.000Z'),
    ];
    expect(convert(records)).toEqual({
      times: [
        '2021-06-11T18:50:00.499Z',
        '2021-06-11T18:59:00.000Z',
        '2021-06-11T19:30:00.499Z',
        '2021-06-11T20:10:00.499Z',
        '2021-06-11T20:12:00.000Z',
      ],
      repairs: [
        { clock: 'local-12h', offsetMs: 7 * HOUR, events: 1 },
        { clock: 'local-12h', offsetMs: 19 * HOUR, events: 1 },
      ],
      unrepaired: 0,
    });
  });

  test('records before the first that tells the time wait for it', () => {
    const records = [
      security('2021-06-11T03:46:00.000Z'),
      sysmon('2021-06-11T03:46:10.000Z', '2021-06-11 22:46:10.000'),
    ];
    expect(convert(records).times).toEqual(['2021-06-11T22:46:00.000Z', '2021-06-11T22:46:10.000Z']);
  });

  test('ids 3 and 22 are logged late and tell nothing', () => {
    const late = sysmon('2021-06-11T03:46:10.000Z', '2021-06-11 21:00:00.000', { EventID: 3 });
    expect(convert([late, security('2021-06-11T03:46:00.000Z')])).toEqual({
      times: ['2021-06-11T21:00:00.000Z', '2021-06-11T03:46:00.000Z'],
      repairs: [],
      unrepaired: 1,
    });
  });

  test('zones of a quarter of an hour', () => {
    const records = [
      sysmon('2021-06-11T03:45:00.000Z', '2021-06-10 22:00:07.000'),
      security('2021-06-11T03:46:00.000Z'),
    ];
    expect(convert(records)).toMatchObject({
      times: ['2021-06-10T22:00:07.000Z', '2021-06-10T22:01:00.000Z'],
      repairs: [{ clock: 'local-12h', offsetMs: -5.75 * HOUR, events: 1 }],
    });
  });

  test('local time without a zone: the time of arrival tells the zone', () => {
    const records = [local('2020-09-22 04:38:02', '2020-09-22T08:38:05.699Z')];
    expect(convert(records)).toEqual({
      times: ['2020-09-22T08:38:02.000Z'],
      repairs: [{ clock: 'local', offsetMs: 4 * HOUR, events: 1 }],
      unrepaired: 0,
    });
    expect(fields(records[0], '@timestamp', 'event.created')).toEqual([
      '2020-09-22T08:38:02.000Z',
      '2020-09-22T08:38:05.699Z',
    ]);
  });

  test('local time without a zone and without arrival waits too, and is left as it is when nothing comes', () => {
    expect(convert([local('2020-09-22 04:38:02')])).toEqual({
      times: ['2020-09-22T04:38:02.000Z'],
      repairs: [],
      unrepaired: 1,
    });
  });

  test('switched off, times are taken for UTC as they stand', () => {
    const records = [
      sysmon('2021-06-11T03:46:10.000Z', '2021-06-11 22:46:10.000'),
      security('2021-06-11T03:46:00.000Z'),
      local('2020-09-22 04:38:02', '2020-09-22T08:38:05.699Z'),
    ];
    expect(convert(records, { repairTime: false })).toEqual({
      times: ['2021-06-11T22:46:10.000Z', '2021-06-11T03:46:00.000Z', '2020-09-22T04:38:02.000Z'],
      repairs: [],
      unrepaired: 0,
    });
  });

  test('not more than 10,000 records wait', () => {
    const events: unknown[] = [];
    const converter = createEcsConverter({ onEvent: (event) => events.push(event) });
    for (let i = 0; i < 10_000; i++) converter.push(security('2021-06-11T03:46:00.000Z'), undefined);
    expect(events).toHaveLength(0);
    converter.push(security('2021-06-11T03:46:00.000Z'), undefined);
    expect(events).toHaveLength(10_001);
  });

  test('a document is passed over only where pushing it would have come to the same', () => {
    const converter = createEcsConverter({ onEvent: () => {} }, { countSources: false });
    expect(converter.passOver()).toBe(true);
    converter.push(security('2021-06-11T03:46:00.000Z'), undefined);
    expect(converter.passOver()).toBe(false); // one of the 10,000 that may wait
    converter.end();
    expect(converter.passOver()).toBe(true);
    expect(converter.stats()).toMatchObject({ records: 3, events: 3, notUnderstood: 0 });
    expect(createEcsConverter({ onEvent: () => {} }).passOver()).toBe(false); // its source is to be counted
  });

  test('an unknown option is an error', () => {
    const options = { repairtime: true } as EcsConverterOptions;
    expect(() => createEcsConverter({ onEvent: () => {} }, options)).toThrow(
      new TypeError('unknown option "repairtime"; known are repairTime, countSources'),
    );
  });
});

describe('XML that is cut off', () => {
  const event = (data: string) =>
    `<Event><System><Provider Name='Linux-Sysmon'/><EventID>1</EventID></System><EventData>${data}`;
  test.each([
    ['in a value', "<Data Name='Image'>/usr/bin/ls</Data><Data Name='CommandLine'>ls -", 'ls -'],
    ['in a tag', "<Data Name='Image'>/usr/bin/ls</Data><Data Na", undefined],
    ['in an end tag', "<Data Name='Image'>/usr/bin/ls</Data><Data Name='CommandLine'>ls -l</Da", 'ls -l'],
    ['in CDATA', "<Data Name='Image'>/usr/bin/ls</Data><Data Name='CommandLine'><![CDATA[ls <", 'ls <'],
  ])('%s: what stands before is read', (_where, data, line) => {
    const record = { SyslogMessage: event(data) };
    expect(fields(record, 'event.code', 'process.name', 'process.command_line', 'host.os.type')).toEqual([
      '1',
      'ls',
      line,
      'linux',
    ]);
  });

  test('tags in each other are no cut', () => {
    expect(shapeOf(event("<Data Name='a'>x</EventData></Data></Event>"))).toBe('unknown');
  });
});

describe('records that are none', () => {
  test.each([
    ['bulk-action', { index: { _index: 'x' } }],
    ['unknown', {}],
    ['unknown', { EventID: 1 }],
    ['unknown', null],
    ['unknown', []],
    ['unknown', 'text'],
    ['unknown', '<Event><System>'],
    ['unknown', '<!DOCTYPE x><Event><System><EventID>1</EventID></System></Event>'],
  ])('%s: %j', (shape, record) => {
    expect(shapeOf(record)).toBe(shape);
    expect(toEcs(record)).toBeUndefined();
  });

  test('an Elasticsearch hit is what it has in _source', () => {
    const document = { event: { category: ['process'] } };
    expect(toEcs({ _index: 'x', _source: document })).toBe(document);
  });

  test('a message about XML does not make an ECS document a Windows record', () => {
    const document = { event: { category: ['file'] }, message: '<Event><System><EventID>1</EventID></System></Event>' };
    expect(toEcs(document)).toBe(document);
  });
});

test('keys named like inherited properties are fields like any other', () => {
  const record = JSON.parse(
    `{"EventID":1,"EventTime":"x","Channel":"${SYSMON}","__proto__":"a","constructor":"b","toString":"c"}`,
  );
  const { event_data } = (toEcs(record) as { winlog: { event_data: object } }).winlog;
  expect(Object.entries(event_data)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', 'c'],
  ]);
  expect(Object.getPrototypeOf(event_data)).toBe(Object.prototype);
});
