import { count, type Fields, type LoggingUser, type RawRecord, text, textOrNumber } from '../raw-record.js';

/** What NXLog and Logstash put beside the event's own fields. `EventType` is theirs or the event's, see below. */
const METADATA: ReadonlySet<string> = new Set(
  `EventTime EventReceivedTime host port @version @timestamp tags type SourceModuleName SourceModuleType SourceName
  ProviderGuid Version Severity SeverityValue Task Opcode OpcodeValue RecordNumber ExecutionProcessID ProcessID ThreadID
  Channel Hostname Domain AccountName AccountType UserID Message Category Keywords EventID ActivityID RelatedActivityID
  EventTypeOrignal ERROR_EVT_UNRESOLVED`.split(/\s+/),
);
const METADATA_AND_EVENT_TYPE: ReadonlySet<string> = new Set([...METADATA, 'EventType']);

/** NXLog's own values of `EventType`. With any other the event has one of its own, which wins. */
const NXLOG_EVENT_TYPES: ReadonlySet<unknown> = new Set(
  'CRITICAL ERROR WARNING INFO DEBUG VERBOSE AUDIT_SUCCESS AUDIT_FAILURE'.split(' '),
);

/** Shape A: NXLog through Logstash, flat, the event's fields among the metadata. */
export function readNxlog(record: Fields): RawRecord {
  const processId = record.ExecutionProcessID ?? record.ProcessID; // the sets of 2019 have the second
  return {
    data: record,
    metadata: NXLOG_EVENT_TYPES.has(record.EventType) ? METADATA_AND_EVENT_TYPE : METADATA,
    isEscaped: true,
    part: 'event_data',
    id: String(record.EventID),
    channel: text(record.Channel),
    provider: text(record.SourceName),
    providerGuid: text(record.ProviderGuid),
    computer: text(record.Hostname),
    recordId: text(record.RecordNumber),
    task: text(record.Category) ?? textOrNumber(record.Task),
    opcode: textOrNumber(record.Opcode),
    level: textOrNumber(record.Severity),
    keywords: record.Keywords,
    version: count(record.Version),
    activityId: text(record.ActivityID),
    relatedActivityId: text(record.RelatedActivityID),
    processId: count(processId),
    threadId: count(record.ThreadID),
    user: loggingUser(record),
    message: text(record.Message),
    time: text(record.EventTime),
    clock: 'local',
    arrival: text(record['@timestamp']),
    collector: text(record.host),
  };
}

function loggingUser(record: Fields): LoggingUser | undefined {
  const identifier = text(record.UserID);
  const name = text(record.AccountName);
  if (identifier === undefined && name === undefined) return undefined;
  return { identifier, name, domain: text(record.Domain), type: text(record.AccountType) };
}
