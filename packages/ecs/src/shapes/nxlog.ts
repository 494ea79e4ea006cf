import type { OpenRecord } from '../open-record.js';
import { count, isScalar, type LoggingUser, loggingUser, type RawShape, text, textOrNumber } from '../raw-record.js';
import { AT } from '../top-level.js';

/** What NXLog and Logstash put beside the event's own fields. */
const ALWAYS = `EventTime EventReceivedTime host port @version @timestamp tags type SourceModuleName SourceModuleType
  SourceName ProviderGuid Version Severity SeverityValue Task Opcode OpcodeValue RecordNumber ExecutionProcessID ProcessID
  ThreadID Channel Hostname UserID Message Category Keywords EventID ActivityID RelatedActivityID EventTypeOrignal
  ERROR_EVT_UNRESOLVED`.split(/\s+/);

/** The logging user, where there is one. Without a `UserID` these are the event's own (4778). */
const USER = ['AccountName', 'AccountType', 'Domain'];

/** NXLog's own values of `EventType`. With any other the event has one of its own, which wins. */
const NXLOG_EVENT_TYPES: ReadonlySet<unknown> = new Set(
  'CRITICAL ERROR WARNING INFO DEBUG VERBOSE AUDIT_SUCCESS AUDIT_FAILURE'.split(' '),
);

const METADATA = {
  plain: new Set(ALWAYS),
  type: new Set([...ALWAYS, 'EventType']),
  user: new Set([...ALWAYS, ...USER]),
  both: new Set([...ALWAYS, ...USER, 'EventType']),
} as const satisfies { readonly [what: string]: ReadonlySet<string> };

function metadataOf(record: OpenRecord): ReadonlySet<string> {
  const hasUser = record.at(AT.UserID) !== undefined;
  const type = record.at(AT.EventType);
  if (type !== undefined && NXLOG_EVENT_TYPES.has(type)) return hasUser ? METADATA.both : METADATA.type;
  return hasUser ? METADATA.user : METADATA.plain;
}

/** NXLog through Logstash, flat, the event's fields among the metadata. */
export const NXLOG = {
  name: 'nxlog',
  matches: (record) => isScalar(record.at(AT.EventID)) && typeof record.at(AT.EventTime) === 'string',
  waitsForClock: (record) => record.at(AT['@timestamp']) === undefined,
  read: (record) => ({
    keys: record.keys,
    values: record.values,
    isEscaped: true,
    layout: record.layout,
    metadata: metadataOf(record),
    part: 'event_data',
    id: String(record.at(AT.EventID)),
    channel: text(record.at(AT.Channel)),
    provider: text(record.at(AT.SourceName)),
  }),
  system: (record) => ({
    providerGuid: text(record.at(AT.ProviderGuid)),
    computer: text(record.at(AT.Hostname)),
    recordId: text(record.at(AT.RecordNumber)),
    task: text(record.at(AT.Category)) ?? textOrNumber(record.at(AT.Task)),
    opcode: textOrNumber(record.at(AT.Opcode)),
    level: textOrNumber(record.at(AT.Severity)),
    keywords: record.at(AT.Keywords),
    version: count(record.at(AT.Version)),
    activityId: text(record.at(AT.ActivityID)),
    relatedActivityId: text(record.at(AT.RelatedActivityID)),
    processId: count(record.at(AT.ExecutionProcessID) ?? record.at(AT.ProcessID)), // the sets of 2019 have the second
    threadId: count(record.at(AT.ThreadID)),
    user: userOf(record),
    message: text(record.at(AT.Message)),
    time: text(record.at(AT.EventTime)),
    clock: 'local',
    arrival: text(record.at(AT['@timestamp'])),
    collector: text(record.at(AT.host)),
  }),
} as const satisfies RawShape;

function userOf(record: OpenRecord): LoggingUser | undefined {
  const identifier = text(record.at(AT.UserID));
  return identifier === undefined
    ? undefined
    : loggingUser(
        identifier,
        text(record.at(AT.AccountName)),
        text(record.at(AT.Domain)),
        text(record.at(AT.AccountType)),
      );
}
