import { NAMESPACE, record } from './windows-record.js';
import { el, instance, sub, template, v, writeEvtx } from './writer.js';

const PROCESS_CREATE = template(
  el(
    'EventData',
    {},
    el('Data', { Name: 'RuleName' }, sub(0)),
    el('Data', { Name: 'UtcTime' }, sub(1)),
    el('Data', { Name: 'ProcessGuid' }, sub(2, 15)),
    el('Data', { Name: 'ProcessId' }, sub(3, 8)),
    el('Data', { Name: 'Image' }, sub(4)),
    el('Data', { Name: 'CommandLine' }, sub(5)),
    el('Data', { Name: 'LogonId' }, sub(6, 21)),
  ),
);

const SYSMON = { provider: 'Microsoft-Windows-Sysmon', channel: 'Microsoft-Windows-Sysmon/Operational' };

const processCreate = (recordId: bigint, time: string, commandLine: string) =>
  record({
    ...SYSMON,
    id: 1,
    time,
    recordId,
    userId: 'S-1-5-18',
    rest: v.binxml(
      instance(PROCESS_CREATE, [
        v.wstring(''),
        v.wstring('2024-05-06 07:08:09.001'),
        v.guid('{01234567-89AB-CDEF-0011-223344556677}'),
        v.uint32(8524),
        v.wstring('C:\\Windows\\System32\\cmd.exe'),
        v.wstring(commandLine),
        v.hex64(0x3e7n),
      ]),
    ),
  });

const SERVICE_INSTALLED = template(
  el(
    'EventData',
    {},
    el('Data', { Name: 'ServiceName' }, sub(0)),
    el('Data', { Name: 'ImagePath' }, sub(1)),
    el('Data', { Name: 'StartType' }, 'demand start'),
  ),
);

const LOG_CLEARED = template(
  el(
    'UserData',
    {},
    el(
      'LogFileCleared',
      { xmlns: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog' },
      el('SubjectUserSid', {}, sub(0, 19)),
      el('SubjectUserName', {}, sub(1)),
      el('SubjectLogonId', {}, sub(2, 21)),
    ),
  ),
);

/** What classic providers write: texts in order, and bytes. */
const CLASSIC = template(el('EventData', {}, el('Data', {}, sub(0, 0x81)), el('Binary', {}, sub(1, 14))));

const system = (provider: string, channel: string, eventId: unknown, task: number, time: string, recordId: number) => ({
  Provider: { '#attributes': { Name: provider, Guid: '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}' } },
  EventID: eventId,
  Version: 5,
  Level: 4,
  Task: task,
  Opcode: 0,
  Keywords: '0x8000000000000000',
  TimeCreated: { '#attributes': { SystemTime: time } },
  EventRecordID: recordId,
  Correlation: null,
  Execution: { '#attributes': { ProcessID: 3012, ThreadID: 4100 } },
  Channel: channel,
  Computer: 'WS-07.contoso.example',
});

/** Records as written, and as they are to be read. */
export const SAMPLE = [
  {
    name: 'a Sysmon event: named data in a template of its own',
    record: processCreate(900_001n, '2024-05-06T07:08:09.1234567Z', 'cmd /c "echo <1> & é€😀"'),
    read: {
      recordId: '1',
      timestamp: '2024-05-06T07:08:09.123456700Z',
      timestampMs: Date.UTC(2024, 4, 6, 7, 8, 9, 123),
      event: {
        Event: {
          '#attributes': { xmlns: NAMESPACE },
          System: {
            ...system(SYSMON.provider, SYSMON.channel, 1, 1, '2024-05-06T07:08:09.123456700Z', 900_001),
            Security: { '#attributes': { UserID: 'S-1-5-18' } },
          },
          EventData: {
            RuleName: '',
            UtcTime: '2024-05-06 07:08:09.001',
            ProcessGuid: '{01234567-89AB-CDEF-0011-223344556677}',
            ProcessId: '8524',
            Image: 'C:\\Windows\\System32\\cmd.exe',
            CommandLine: 'cmd /c "echo <1> & é€😀"',
            LogonId: '0x3e7',
          },
        },
      },
    },
  },
  {
    name: 'the same templates again, by reference',
    record: processCreate(900_002n, '1969-12-31T23:59:59.9999999Z', ''),
    read: {
      recordId: '2',
      timestamp: '1969-12-31T23:59:59.999999900Z',
      timestampMs: -1,
      event: {
        Event: {
          '#attributes': { xmlns: NAMESPACE },
          System: {
            ...system(SYSMON.provider, SYSMON.channel, 1, 1, '1969-12-31T23:59:59.999999900Z', 900_002),
            Security: { '#attributes': { UserID: 'S-1-5-18' } },
          },
          EventData: {
            RuleName: '',
            UtcTime: '2024-05-06 07:08:09.001',
            ProcessGuid: '{01234567-89AB-CDEF-0011-223344556677}',
            ProcessId: '8524',
            Image: 'C:\\Windows\\System32\\cmd.exe',
            CommandLine: '',
            LogonId: '0x3e7',
          },
        },
      },
    },
  },
  {
    name: 'an event id with qualifiers, text in the template',
    record: record({
      provider: 'Service Control Manager',
      channel: 'System',
      id: 7045,
      qualifiers: 16_384,
      time: '2024-05-06T07:08:10Z',
      recordId: 61n,
      rest: v.binxml(instance(SERVICE_INSTALLED, [v.wstring('backup'), v.wstring('%SystemRoot%\\backup.exe -k')])),
    }),
    read: {
      recordId: '3',
      timestamp: '2024-05-06T07:08:10.000000000Z',
      timestampMs: Date.UTC(2024, 4, 6, 7, 8, 10),
      event: {
        Event: {
          '#attributes': { xmlns: NAMESPACE },
          System: {
            ...system(
              'Service Control Manager',
              'System',
              { '#attributes': { Qualifiers: 16_384 }, '#text': 7045 },
              7045,
              '2024-05-06T07:08:10.000000000Z',
              61,
            ),
            Security: null,
          },
          EventData: { ServiceName: 'backup', ImagePath: '%SystemRoot%\\backup.exe -k', StartType: 'demand start' },
        },
      },
    },
  },
  {
    name: 'user data keeps its own elements',
    record: record({
      provider: 'Microsoft-Windows-Eventlog',
      channel: 'Security',
      id: 1102,
      time: '2024-05-06T07:08:11Z',
      recordId: 2n ** 53n,
      rest: v.binxml(
        instance(LOG_CLEARED, [v.sid('S-1-5-21-1-2-4294967295-1106'), v.wstring('alice'), v.hex64(0x18a7875n)]),
      ),
    }),
    read: {
      recordId: '4',
      timestamp: '2024-05-06T07:08:11.000000000Z',
      timestampMs: Date.UTC(2024, 4, 6, 7, 8, 11),
      event: {
        Event: {
          '#attributes': { xmlns: NAMESPACE },
          System: {
            ...system('Microsoft-Windows-Eventlog', 'Security', 1102, 1102, '2024-05-06T07:08:11.000000000Z', 0),
            EventRecordID: '9007199254740992',
            Security: null,
          },
          UserData: {
            LogFileCleared: {
              '#attributes': { xmlns: 'http://manifests.microsoft.com/win/2004/08/windows/eventlog' },
              SubjectUserSid: 'S-1-5-21-1-2-4294967295-1106',
              SubjectUserName: 'alice',
              SubjectLogonId: '0x18a7875',
            },
          },
        },
      },
    },
  },
  {
    name: 'a classic event: unnamed data are an array',
    record: record({
      provider: 'ESENT',
      channel: 'Application',
      id: 326,
      time: '2024-05-06T07:08:12Z',
      recordId: 77n,
      rest: v.binxml(
        instance(CLASSIC, [v.array(v.wstring('svchost'), v.wstring(''), v.wstring('1244')), v.binary('deadbeef')]),
      ),
    }),
    read: {
      recordId: '5',
      timestamp: '2024-05-06T07:08:12.000000000Z',
      timestampMs: Date.UTC(2024, 4, 6, 7, 8, 12),
      event: {
        Event: {
          '#attributes': { xmlns: NAMESPACE },
          System: { ...system('ESENT', 'Application', 326, 326, '2024-05-06T07:08:12.000000000Z', 77), Security: null },
          EventData: { Data: ['svchost', '', '1244'], Binary: 'DEADBEEF' },
        },
      },
    },
  },
  {
    name: 'an event without data',
    record: record({
      provider: 'ESENT',
      channel: 'Application',
      id: 100,
      time: '2024-05-06T07:08:13Z',
      recordId: 78n,
      rest: v.null(),
    }),
    read: {
      recordId: '6',
      timestamp: '2024-05-06T07:08:13.000000000Z',
      timestampMs: Date.UTC(2024, 4, 6, 7, 8, 13),
      event: {
        Event: {
          '#attributes': { xmlns: NAMESPACE },
          System: { ...system('ESENT', 'Application', 100, 100, '2024-05-06T07:08:13.000000000Z', 78), Security: null },
        },
      },
    },
  },
];

/** A log of two chunks, the sample in each. */
export const sampleLog = (): Buffer => {
  const records = SAMPLE.map((entry) => entry.record);
  return writeEvtx([records, records]);
};
