/** Every name by which a shape is recognised, or its System part read, at the top level of a record. */
const NAMES = [
  // envelopes and documents
  '_source',
  '@timestamp',
  'event',
  'ecs',
  'data_stream',
  'winlog',
  'host',
  'log',
  'message',
  'event.category',
  'event.kind',
  'event.action',
  'event.type',
  'event.dataset',
  'event.code',
  'ecs.version',
  // Endgame
  'event_type_full',
  'event_subtype_full',
  'event_type',
  'serial_event_id',
  'timestamp',
  // NXLog through Logstash, and EVTX exported by script
  'EventID',
  'EventTime',
  'TimeCreated',
  'Channel',
  'SourceName',
  'ProviderGuid',
  'Hostname',
  'RecordNumber',
  'Category',
  'Task',
  'Opcode',
  'Severity',
  'Level',
  'Keywords',
  'Version',
  'ActivityID',
  'RelatedActivityID',
  'ExecutionProcessID',
  'ProcessID',
  'ThreadID',
  'UserID',
  'AccountName',
  'AccountType',
  'Domain',
  'EventType',
  'Message',
  // Winlogbeat 6
  'event_id',
  'event_data',
  'user_data',
  'log_name',
  'source_name',
  'provider_guid',
  'computer_name',
  'record_number',
  'task',
  'opcode',
  'level',
  'keywords',
  'version',
  'activity_id',
  'related_activity_id',
  'process_id',
  'thread_id',
  'user',
  'beat',
  // objects of a Windows event's elements
  'Event',
  'System',
  'EventData',
  'UserData',
  'RenderingInfo',
  // EvtxECmd and Azure Sentinel
  'EventId',
  'Payload',
  'Provider',
  'Computer',
  'EventRecordId',
  'ProcessId',
  'ThreadId',
  'UserId',
  'TimeGenerated',
  'EventLog',
  'Source',
  'EventLevelName',
  'EventLevel',
  'Correlation',
  'RenderedDescription',
  // XML in a field
  'SyslogMessage',
  'xml',
  'Xml',
  'XML',
  'EventXml',
  'EventXML',
  '_raw',
  'raw',
] as const;

type Name = (typeof NAMES)[number];

/** The index of each name. */
export const AT = Object.fromEntries(NAMES.map((name, index) => [name, index])) as { readonly [N in Name]: number };

const INDEXES: ReadonlyMap<string, number> = new Map(NAMES.map((name, index) => [name, index]));

/** Where each name's value is among a record's values; -1 for a name that the record has not. */
export type Positions = readonly number[];

const NOWHERE: readonly number[] = NAMES.map(() => -1);

export function positionsOf(keys: readonly string[]): Positions {
  const positions = NOWHERE.slice(); // copied in one go; to fill a new list takes twice as long
  for (let i = 0; i < keys.length; i++) {
    const index = INDEXES.get(keys[i]!);
    if (index !== undefined) positions[index] = i;
  }
  return positions;
}
