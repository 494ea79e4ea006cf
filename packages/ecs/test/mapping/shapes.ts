import type { CaseSource, Fields, Logger, MappingCase } from './case.js';

/** The clothes that a record comes in, and what its event has of them beside what the tables say. */
export interface CaseShape {
  readonly name: string;
  readonly dress: (source: CaseSource, one: MappingCase) => unknown;
  /** What `shapeOf` says. */
  readonly shape: string;
  /** The parts of the System part that the shape carries. */
  readonly has: { readonly [P in Part]?: true };
  /** What else the event has. */
  readonly more?: Fields;
  /** The event's time where it is less exact than in the other shapes. */
  readonly time?: string;
}

type Part = 'guid' | 'record' | 'version' | 'opcode' | 'process' | 'sid' | 'userName' | 'task' | 'outcome' | 'level';

const COMPUTER = 'PC-7.corp.example';
/** Made of the name, since no record has the machine's own. */
const HOST_ID = '445ddf52-18b9-d371-c5fc-19afe5112c12';
const RECORD = 8001;
const PID = 2804;
const TID = 3440;
const TIME = '2024-05-06T07:08:09.123Z';
/** At UTC+2, and when the collector had it. */
const LOCAL_TIME = '2024-05-06 09:08:09';
const ARRIVAL = '2024-05-06T07:08:11.500Z';

/** The bit of audit success or failure, and the one that all records of a channel have. */
const bits = (source: CaseSource, { outcome }: MappingCase) =>
  0x8000000000000000n + (source.isAudited ? (outcome === 'failure' ? 0x10000000000000n : 0x20000000000000n) : 0n);
const keywordsHex = (source: CaseSource, one: MappingCase) => `0x${bits(source, one).toString(16)}`;
const keywordTexts = (source: CaseSource, { outcome }: MappingCase) =>
  source.isAudited ? [outcome === 'failure' ? 'Audit Failure' : 'Audit Success'] : undefined;

const escaped = (value: unknown) =>
  typeof value === 'string' ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value;
const escapedAll = (data: Fields) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, escaped(value)]));

const systemOf = (source: CaseSource, one: MappingCase) => ({
  Provider: { '#attributes': { Name: source.provider, Guid: source.guid } },
  EventID: one.id,
  Version: 2,
  Level: 4,
  Task: one.task ?? 0,
  Opcode: 0,
  Keywords: keywordsHex(source, one),
  TimeCreated: { '#attributes': { SystemTime: TIME } },
  EventRecordID: RECORD,
  Execution: { '#attributes': { ProcessID: PID, ThreadID: TID } },
  Channel: source.channel,
  Computer: COMPUTER,
  Security: source.user && { '#attributes': { UserID: source.user.sid } },
});

const element = ({ xml_name: name, ...data }: Fields) => ({ [String(name)]: data });

const xmlSystem = (source: CaseSource, one: MappingCase) =>
  `<System><Provider Name='${source.provider}' Guid='${source.guid}'/><EventID>${one.id}</EventID><Version>2</Version>` +
  `<Level>4</Level><Task>${one.task ?? 0}</Task><Opcode>0</Opcode><Keywords>${keywordsHex(source, one)}</Keywords>` +
  `<TimeCreated SystemTime='${TIME}'/><EventRecordID>${RECORD}</EventRecordID><Correlation/>` +
  `<Execution ProcessID='${PID}' ThreadID='${TID}'/><Channel>${source.channel}</Channel>` +
  `<Computer>${COMPUTER}</Computer><Security${source.user ? ` UserID='${source.user.sid}'` : ''}/></System>`;

const xmlData = ({ data, isUserData }: MappingCase) => {
  if (!isUserData) {
    const items = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${escaped(value)}</Data>`);
    return `<EventData>${items.join('')}</EventData>`;
  }
  const { xml_name: element, ...fields } = data;
  const items = Object.entries(fields).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  return `<UserData><${element}>${items.join('')}</${element}></UserData>`;
};

const xmlEvent = (source: CaseSource, one: MappingCase) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>${xmlSystem(source, one)}${xmlData(one)}</Event>`;

const ELEMENTS = {
  guid: true,
  record: true,
  version: true,
  opcode: true,
  process: true,
  sid: true,
  task: true,
  outcome: true,
  level: true,
} as const;

export const SHAPES: readonly CaseShape[] = [
  {
    name: 'A, NXLog through Logstash',
    shape: 'nxlog',
    dress: (source, one) => ({
      EventTime: LOCAL_TIME,
      EventReceivedTime: '2024-05-06 09:08:10',
      '@timestamp': ARRIVAL,
      '@version': '1',
      host: 'collector.corp.example',
      port: 60123,
      tags: ['sometag'],
      type: 'sometype',
      SourceModuleName: 'eventlog',
      SourceModuleType: 'im_msvistalog',
      SourceName: source.provider,
      ProviderGuid: source.guid,
      Version: 2,
      Severity: 'INFO',
      SeverityValue: 2,
      Task: one.task ?? 0,
      Opcode: 'Info',
      OpcodeValue: 0,
      RecordNumber: RECORD,
      ExecutionProcessID: PID,
      ThreadID: TID,
      Channel: source.channel,
      Hostname: COMPUTER,
      Keywords: Number(BigInt.asIntN(64, bits(source, one))),
      EventID: one.id,
      ...(source.user && {
        UserID: source.user.sid,
        AccountName: source.user.name,
        Domain: source.user.domain,
        AccountType: 'User',
      }),
      ...(one.data.EventType === undefined ? { EventType: 'INFO' } : { EventTypeOrignal: 'INFO' }),
      ...escapedAll(one.data),
    }),
    has: { ...ELEMENTS, userName: true },
    more: { 'event.created': ARRIVAL, 'agent.name': 'collector.corp.example' },
    time: '2024-05-06T07:08:09.000Z',
  },
  {
    name: 'B, exported by script',
    shape: 'exported',
    dress: (source, one) => ({
      SourceName: source.provider,
      ProviderGuid: source.guid,
      Level: '4',
      Keywords: keywordsHex(source, one),
      Channel: source.channel,
      Hostname: COMPUTER,
      TimeCreated: TIME,
      '@timestamp': TIME,
      EventID: one.id,
      Task: String(one.task ?? 0),
      ...one.data,
    }),
    has: { guid: true, task: true, outcome: true, level: true },
  },
  {
    name: 'C, Winlogbeat 6',
    shape: 'winlogbeat6',
    dress: (source, one) => ({
      '@timestamp': TIME,
      '@version': '1',
      beat: { name: 'collector', hostname: 'collector', version: '6.7.0' },
      host: { name: 'collector' },
      computer_name: COMPUTER,
      log_name: source.channel,
      event_id: one.id,
      source_name: source.provider,
      provider_guid: source.guid,
      record_number: String(RECORD),
      process_id: PID,
      thread_id: TID,
      version: 2,
      level: 'Information',
      opcode: 'Info',
      task: source.tasks[one.task ?? 0],
      keywords: keywordTexts(source, one),
      ...(source.user && {
        user: { identifier: source.user.sid, name: source.user.name, domain: source.user.domain, type: 'User' },
      }),
      ...(one.isUserData ? { user_data: one.data } : { event_data: one.data }),
      type: 'wineventlog',
    }),
    has: { ...ELEMENTS, userName: true },
    more: { 'agent.name': 'collector' },
  },
  {
    name: 'Winlogbeat 7 and later',
    shape: 'winlogbeat',
    dress: (source, one) => ({
      '@timestamp': TIME,
      agent: { type: 'winlogbeat', name: 'collector' },
      host: { name: COMPUTER, id: '11111111-2222-3333-4444-555555555555' },
      event: { kind: 'event', code: String(one.id), provider: source.provider, created: ARRIVAL },
      log: { level: 'information' },
      winlog: {
        api: 'wineventlog',
        computer_name: COMPUTER,
        channel: source.channel,
        event_id: String(one.id),
        provider_name: source.provider,
        provider_guid: source.guid,
        record_id: RECORD,
        process: { pid: PID, thread: { id: TID } },
        version: 2,
        opcode: 'Info',
        task: source.tasks[one.task ?? 0],
        keywords: keywordTexts(source, one),
        ...(source.user && {
          user: { identifier: source.user.sid, name: source.user.name, domain: source.user.domain, type: 'User' },
        }),
        ...(one.isUserData ? { user_data: one.data } : { event_data: one.data }),
      },
    }),
    has: { ...ELEMENTS, userName: true },
    more: {
      'event.created': ARRIVAL,
      'agent.type': 'winlogbeat',
      'agent.name': 'collector',
      'host.id': '11111111-2222-3333-4444-555555555555',
    },
  },
  {
    name: 'EVTX dump with #attributes, as @eqlite/evtx has it',
    shape: 'evtx',
    dress: (source, one) => ({
      Event: {
        '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
        System: systemOf(source, one),
        ...(one.isUserData ? { UserData: element(one.data) } : { EventData: one.data }),
      },
    }),
    has: ELEMENTS,
  },
  {
    name: 'EVTX dump with separate attributes',
    shape: 'evtx',
    dress: (source, one) => ({
      Event: {
        System: {
          ...systemOf(source, one),
          Provider: null,
          Provider_attributes: { Name: source.provider, Guid: source.guid },
          EventID: one.id,
          EventID_attributes: { Qualifiers: 0 },
          TimeCreated: null,
          TimeCreated_attributes: { SystemTime: TIME },
          Execution: null,
          Execution_attributes: { ProcessID: PID, ThreadID: TID },
          Security: null,
          Security_attributes: source.user && { UserID: source.user.sid },
        },
        ...(one.isUserData ? { UserData: element(one.data) } : { EventData: one.data }),
      },
    }),
    has: ELEMENTS,
  },
  {
    name: 'EVTX dump with @attributes and a list of Data',
    shape: 'evtx',
    dress: (source, one) => ({
      Event: {
        System: {
          ...systemOf(source, one),
          Provider: { '@Name': source.provider, '@Guid': source.guid },
          EventID: { '@Qualifiers': '0', '#text': String(one.id) },
          TimeCreated: { '@SystemTime': TIME },
          Execution: { '@ProcessID': String(PID), '@ThreadID': String(TID) },
          Security: source.user && { '@UserID': source.user.sid },
        },
        ...(one.isUserData
          ? { UserData: element(one.data) }
          : {
              EventData: { Data: Object.entries(one.data).map(([name, text]) => ({ '@Name': name, '#text': text })) },
            }),
      },
    }),
    has: ELEMENTS,
  },
  { name: 'XML', shape: 'xml', dress: xmlEvent, has: ELEMENTS },
  {
    name: 'XML in a field of another record',
    shape: 'xml',
    dress: (source, one) => ({ SyslogMessage: xmlEvent(source, one), Facility: 'user' }),
    has: ELEMENTS,
  },
  {
    name: 'EvtxECmd',
    shape: 'evtxecmd',
    dress: (source, one) => ({
      Payload: JSON.stringify(
        one.isUserData
          ? { UserData: element(one.data) }
          : { EventData: { Data: Object.entries(one.data).map(([name, text]) => ({ '@Name': name, '#text': text })) } },
      ),
      Channel: source.channel,
      Provider: source.provider,
      EventId: one.id,
      EventRecordId: String(RECORD),
      ProcessId: PID,
      ThreadId: TID,
      Level: 'Info',
      Keywords: keywordTexts(source, one)?.[0],
      Computer: COMPUTER,
      UserId: source.user?.sid,
      TimeCreated: TIME,
    }),
    has: { record: true, process: true, sid: true, outcome: true, level: true },
  },
  {
    name: 'Sentinel, EventData as JSON',
    shape: 'sentinel',
    dress: (source, one) => ({
      TenantId: 'aaaaaaaa-0000-4000-8000-000000000000',
      SourceSystem: 'OpsManager',
      TimeGenerated: TIME,
      Provider: source.provider,
      Channel: source.channel,
      Computer: COMPUTER,
      Task: one.task ?? 0,
      Opcode: 0,
      EventLevel: 4,
      EventLevelName: 'Information',
      EventRecordId: RECORD,
      Keywords: keywordsHex(source, one),
      EventID: one.id,
      EventData: JSON.stringify(one.data),
    }),
    has: { record: true, opcode: true, task: true, outcome: true, level: true },
  },
  {
    name: 'Sentinel, EventData as XML',
    shape: 'sentinel',
    dress: (source, one) => ({
      TimeGenerated: TIME,
      Source: source.provider,
      EventLog: source.channel,
      Computer: COMPUTER,
      EventLevelName: 'Information',
      EventID: one.id,
      EventData: `<DataItem Type="System.XmlData">${xmlData(one)}</DataItem>`,
    }),
    has: { level: true },
  },
];

/** What every event of a source has in a shape. */
export function commonFields(source: CaseSource, shape: CaseShape, one: MappingCase): Fields {
  const { has } = shape;
  const task = has.task ? source.tasks[one.task ?? 0] : undefined;
  const hasUser = source.user !== undefined && has.sid !== undefined;
  const hasKeywords = source.isAudited && has.outcome;
  const logger: Logger = {
    ...(has.process && { pid: PID }),
    ...(hasUser && { sid: source.user.sid }),
    ...(hasUser && has.userName && { name: source.user.name, domain: source.user.domain }),
  };
  return {
    '@timestamp': source.hasOwnTime ? TIME : (shape.time ?? TIME),
    'ecs.version': '8.17.0',
    'event.kind': 'event',
    'event.code': String(one.id),
    'event.provider': source.provider,
    'event.module': source.module,
    'event.dataset': source.dataset,
    ...(task && { 'event.action': task }),
    ...(hasKeywords && { 'event.outcome': one.outcome ?? 'success' }),
    'data_stream.type': 'logs',
    'data_stream.dataset': source.dataset,
    'data_stream.namespace': 'default',
    'host.id': HOST_ID,
    'host.name': COMPUTER,
    'host.os.family': 'windows',
    'host.os.platform': 'windows',
    'host.os.type': 'windows',
    'log.level': 'information',
    'winlog.api': 'wineventlog',
    'winlog.channel': source.channel,
    'winlog.computer_name': COMPUTER,
    'winlog.event_id': String(one.id),
    'winlog.provider_name': source.provider,
    ...(has.guid && { 'winlog.provider_guid': source.guid }),
    ...(has.record && { 'winlog.record_id': String(RECORD) }),
    ...(has.version && { 'winlog.version': 2 }),
    ...(has.opcode && { 'winlog.opcode': 'Info' }),
    ...(task && { 'winlog.task': task }),
    ...(hasKeywords && { 'winlog.keywords': keywordTexts(source, one) }),
    ...(has.process && { 'winlog.process.pid': PID, 'winlog.process.thread.id': TID }),
    ...(logger.sid && { 'winlog.user.identifier': logger.sid }),
    ...(logger.name && {
      'winlog.user.name': logger.name,
      'winlog.user.domain': logger.domain,
      'winlog.user.type': 'User',
    }),
    'related.hosts': [COMPUTER],
    ...source.ofLogger?.(logger),
    ...shape.more,
  };
}
