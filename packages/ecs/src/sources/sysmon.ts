import {
  commandLine,
  copy,
  copyBy,
  executable,
  filePath,
  move,
  moveBy,
  rename,
  type Source,
  type Step,
  unrelated,
} from '../entries.js';
import { child, type Draft, put } from '../event.js';
import { field } from '../raw-record.js';
import { address } from '../values/addresses.js';
import { splitArguments } from '../values/command-line.js';
import { writeCommunityId } from '../values/community-id.js';
import { dnsStatus, writeQuestion, writeResults } from '../values/dns.js';
import { parseHashes, writeHashes } from '../values/hashes.js';
import { baseName, writeFilePath } from '../values/paths.js';
import { writeRegistryData, writeRegistryPath } from '../values/registry.js';
import { boolean, integer, named, textsOf } from '../values/scalars.js';

/** The fields of most ids: the Sysmon rule that logged, the acting process and its user. */
const COMMON: readonly Step[] = [
  moveBy('UtcTime', () => false), // the timestamp is made of it before, unless it is no time

  move('RuleName', 'rule.name'),
  process('ProcessGuid', 'ProcessId', 'Image'),
  moveBy('User', writeUser),
];

/** The acting process: its id in the log, its id in the system, its program, its thread. */
function process(guid: string, pid: string, image: string, thread?: string): Step {
  const group = thread === undefined ? [guid, pid, image] : [guid, pid, image, thread];
  return { group, keeps: false, relates: false, writeGroup: writeProcess };
}

function writeProcess(draft: Draft, guid?: string, pidText?: string, image?: string, threadText?: string): void {
  const pid = pidText === undefined ? undefined : integer(pidText);
  const name = image === undefined ? undefined : baseName(image);
  const thread = threadText === undefined ? undefined : integer(threadText);
  if (pid === undefined && pidText !== undefined) put(draft, ['winlog', 'event_data', 'ProcessId'], pidText);
  if (draft.process === undefined && guid !== undefined && name !== undefined) {
    if (thread === undefined) {
      // Logstash keeps one of `ProcessId` and `ProcessID`, so the first is often missing.
      draft.process =
        pid === undefined
          ? { entity_id: guid, executable: image, name }
          : { entity_id: guid, pid, executable: image, name };
      return;
    }
    if (pid !== undefined) {
      draft.process = { entity_id: guid, pid, executable: image, name, thread: { id: thread } };
      return;
    }
  }
  const process = (draft.process ?? {}) as Draft;
  draft.process = process;
  if (guid !== undefined) process.entity_id = guid;
  if (pid !== undefined) process.pid = pid;
  if (image !== undefined) process.executable = image;
  if (name !== undefined) process.name = name;
  if (thread !== undefined) process.thread = { id: thread };
}

/** `DOMAIN\name`, or a name alone, as on Linux. With more backslashes it stays where it is. */
function writeUser(value: string, draft: Draft): boolean {
  const backslash = value.indexOf('\\');
  if (backslash !== value.lastIndexOf('\\')) return false;
  const name = value.slice(backslash + 1);
  if (draft.user === undefined && backslash >= 0) {
    draft.user = { domain: value.slice(0, backslash), name };
    return true;
  }
  const user = child(draft, 'user');
  if (backslash >= 0) user.domain = value.slice(0, backslash);
  user.name = name;
  return true;
}

/** The acting process of ids that have two. */
const SOURCE_PROCESS: readonly Step[] = [
  process('SourceProcessGUID', 'SourceProcessId', 'SourceImage', 'SourceThreadId'),
  move('SourceProcessGuid', 'process.entity_id'),
  rename('TargetProcessGuid', 'TargetProcessGUID'),
];

const PARENT_PROCESS: readonly Step[] = [
  move('ParentProcessGuid', 'process.parent.entity_id'),
  move('ParentProcessId', 'process.parent.pid', integer),
  executable('ParentImage', 'process.parent'),
  commandLine('ParentCommandLine', 'process.parent', splitArguments),
];

/** What a program says of itself, under `process` or `file`. */
function programInfo(node: 'process' | 'file'): readonly Step[] {
  return [
    move('OriginalFileName', `${node}.pe.original_file_name`),
    {
      group: ['Company', 'Description', 'FileVersion', 'Product'],
      keeps: true,
      relates: false,
      writeGroup(draft, company, description, fileVersion, product) {
        const pe = child(child(draft, node), 'pe');
        if (company !== undefined) pe.company = company;
        if (description !== undefined) pe.description = description;
        if (fileVersion !== undefined) pe.file_version = fileVersion;
        if (product !== undefined) pe.product = product;
      },
    },
  ];
}

/** `SHA1=..,MD5=..` under each of the nodes. */
function hashes(from: string, ...nodes: string[]): Step {
  return moveBy(from, (text, draft) => {
    const parsed = parseHashes(text);
    if (parsed === undefined) return false;
    for (const node of nodes) writeHashes(parsed, child(draft, node));
    return true;
  });
}

/** A loaded library or driver and its signature, under `file` and, as rules for libraries ask, under `dll`. */
const LOADED_IMAGE: readonly Step[] = [
  unrelated(
    moveBy('ImageLoaded', (path, draft) => {
      writeFilePath(path, draft);
      const name = baseName(path);
      draft.dll = name === undefined ? { path } : { path, name };
    }),
  ),
  hashes('Hashes', 'file', 'dll'),
  { group: ['Signature', 'SignatureStatus', 'Signed'], keeps: true, relates: false, writeGroup: writeSignature },
];

/** `Signed` is `true`, `false`, or `failed: ` and the reason. */
function writeSignature(draft: Draft, subject?: string, status?: string, signed?: string): void {
  if (subject !== undefined && status === 'Valid' && signed === 'true') {
    child(draft, 'file').code_signature = { subject_name: subject, status, valid: true };
    child(draft, 'dll').code_signature = { subject_name: subject, status };
    return;
  }
  const hasFailed = signed?.startsWith('failed');
  const ofFile: Draft = {};
  const ofDll: Draft = {};
  if (subject !== undefined) {
    ofFile.subject_name = subject;
    ofDll.subject_name = subject;
  }
  if (status !== undefined) {
    ofFile.status = status;
    ofDll.status = status;
    if (status === 'Valid') ofFile.valid = true;
  } else if (hasFailed) ofDll.status = signed;
  if (hasFailed) ofFile.trusted = false;
  if (subject === undefined && status === undefined && !hasFailed) return;
  child(draft, 'file').code_signature = ofFile;
  child(draft, 'dll').code_signature = ofDll;
}

const REGISTRY: readonly Step[] = [unrelated(moveBy('TargetObject', writeRegistryPath))];

/** Registry events are always `change`; `winlog.event_data.EventType` tells a creation from a deletion. */
const REGISTRY_CHANGE = { category: ['configuration', 'registry'], type: ['change'] } as const;

/** Pipe names begin with a backslash, and are no paths. */
const PIPE: readonly Step[] = [move('PipeName', 'file.name')];

/** A written or deleted file. Elastic's pipelines drop the hashes of blocked files; here they are kept. */
const DELETED_OR_BLOCKED_FILE: readonly Step[] = [
  filePath('TargetFilename'),
  move('IsExecutable', 'sysmon.file.is_executable', boolean),
  moveBy('Archived', writeArchived),
];

/** `true`, `false`, or `false - ` and the reason, which stays. */
function writeArchived(archived: string, draft: Draft): boolean {
  const [answer] = archived.split(' ', 1);
  const value = boolean(answer!);
  if (value !== undefined) put(draft, ['sysmon', 'file', 'archived'], value);
  return value !== undefined && answer === archived;
}

const CONNECTION: readonly Step[] = [
  move('Protocol', 'network.transport'),
  move('Initiated', 'network.direction', named({ true: 'egress', false: 'ingress' })),
  move('SourceIsIpv6', 'network.type', named({ true: 'ipv6', false: 'ipv4' })),
  move('SourceIp', 'source.ip', address),
  move('SourceHostname', 'source.domain'),
  move('SourcePort', 'source.port', integer),
  move('DestinationIp', 'destination.ip', address),
  move('DestinationHostname', 'destination.domain'),
  move('DestinationPort', 'destination.port', integer),
  // The name of the source port wins; the other then stays.
  moveBy('DestinationPortName', (name, draft, record) => {
    put(draft, ['network', 'protocol'], name);
    return field(record, 'SourcePortName') === undefined;
  }),
  move('SourcePortName', 'network.protocol'),
  copyBy('DestinationIp', (_, draft) => writeCommunityId(draft)),
];

export const SYSMON: Source = {
  name: 'sysmon',
  providers: ['Microsoft-Windows-Sysmon', 'Linux-Sysmon'],
  channels: ['Microsoft-Windows-Sysmon/Operational', 'Linux-Sysmon/Operational'],
  module: 'windows',
  dataset: 'windows.sysmon_operational',
  timeField: 'UtcTime',
  /** The logging user: of Sysmon always the service's own, not the acting user. */
  prepare: {
    relates: false,
    write(draft, { user }) {
      if (user?.identifier !== undefined) draft.user = { id: user.identifier };
    },
  },
  common: COMMON,
  entries: {
    1: {
      category: ['process'],
      type: ['start'],
      action: 'Process creation',
      fields: [
        commandLine('CommandLine', 'process', splitArguments),
        move('CurrentDirectory', 'process.working_directory'),
        hashes('Hashes', 'process'),
        ...programInfo('process'),
        ...PARENT_PROCESS,
      ],
    },
    2: {
      category: ['file'],
      type: ['change'],
      action: 'A process changed a file creation time',
      fields: [filePath('TargetFilename')],
    },
    3: {
      category: ['network'],
      type: ['start', 'connection', 'protocol'],
      action: 'Network connection',
      fields: CONNECTION,
    },
    4: { category: ['process'], type: ['change'], action: 'Sysmon service state changed' },
    5: { category: ['process'], type: ['end'], action: 'Process terminated' },
    6: { category: ['driver'], type: ['start'], action: 'Driver loaded', fields: LOADED_IMAGE },
    /**
     * The current pipelines add `start` to the types, which makes every loaded library a started process. Here a rule
     * for process starts does not fire on it, and rules for libraries do: none of them asks for `start`.
     */
    7: {
      category: ['process', 'library'],
      type: ['change'],
      action: ['Image loaded', 'load'],
      fields: [...LOADED_IMAGE, ...programInfo('file'), copy('OriginalFileName', 'dll.pe.original_file_name')],
    },
    8: { category: ['process'], type: ['change'], action: 'CreateRemoteThread', fields: SOURCE_PROCESS },
    9: { category: ['process'], type: ['access'], action: 'RawAccessRead', fields: [filePath('Device')] },
    10: { category: ['process'], type: ['access'], action: 'ProcessAccess', fields: SOURCE_PROCESS },
    11: { category: ['file'], type: ['creation'], action: 'FileCreate', fields: [filePath('TargetFilename')] },
    12: { ...REGISTRY_CHANGE, action: 'RegistryEvent (Object create and delete)', fields: REGISTRY },
    13: {
      ...REGISTRY_CHANGE,
      action: 'RegistryEvent (Value Set)',
      fields: [...REGISTRY, unrelated(copyBy('Details', writeRegistryData))],
    },
    14: { ...REGISTRY_CHANGE, action: 'RegistryEvent (Key and Value Rename)', fields: REGISTRY },
    15: {
      category: ['file'],
      type: ['access'],
      action: 'FileCreateStreamHash',
      fields: [filePath('TargetFilename'), hashes('Hash', 'file'), hashes('Hashes', 'file')],
    },
    16: { category: ['configuration'], type: ['change'], action: 'ServiceConfigurationChange' },
    17: { category: ['file'], type: ['creation'], action: 'PipeEvent (Pipe Created)', fields: PIPE },
    18: { category: ['file'], type: ['access'], action: 'PipeEvent (Pipe Connected)', fields: PIPE },
    19: { category: ['process'], type: ['creation'], action: 'WmiEvent (WmiEventFilter activity detected)' },
    20: {
      category: ['process'],
      type: ['creation'],
      action: 'WmiEvent (WmiEventConsumer activity detected)',
      fields: [executable('Destination', 'process')],
    },
    21: {
      category: ['process'],
      type: ['access'],
      action: 'WmiEvent (WmiEventConsumerToFilter activity detected)',
    },
    22: {
      category: ['network'],
      type: ['connection', 'protocol', 'info'],
      action: 'DNSEvent (DNS query)',
      fields: [
        moveBy('QueryName', (name, draft) => {
          writeQuestion(name, draft);
          put(draft, ['network', 'protocol'], 'dns');
        }),
        move('QueryStatus', 'sysmon.dns.status', (status) => dnsStatus(status) ?? status),
        moveBy('QueryResults', writeResults),
      ],
    },
    23: {
      category: ['file'],
      type: ['deletion'],
      action: 'FileDelete (File Delete archived)',
      fields: [...DELETED_OR_BLOCKED_FILE, hashes('Hashes', 'process')],
    },
    24: {
      type: ['change'],
      action: 'ClipboardChange (New content in the clipboard)',
      fields: [hashes('Hashes', 'process'), moveBy('Archived', writeArchived)],
    },
    25: {
      category: ['process'],
      type: ['change'],
      action: 'ProcessTampering (Process image change)',
      fields: [move('Type', 'message'), hashes('Hashes', 'process')],
    },
    26: {
      category: ['file'],
      type: ['deletion'],
      action: 'FileDeleteDetected (File Delete logged)',
      fields: [...DELETED_OR_BLOCKED_FILE, hashes('Hashes', 'file')],
    },
    27: {
      category: ['file'],
      type: ['creation', 'denied'],
      action: 'FileBlockExecutable',
      fields: [...DELETED_OR_BLOCKED_FILE, hashes('Hashes', 'file')],
    },
    28: {
      category: ['file'],
      type: ['deletion', 'denied'],
      action: 'FileBlockShredding',
      fields: [...DELETED_OR_BLOCKED_FILE, hashes('Hashes', 'file')],
    },
    29: {
      category: ['file'],
      type: ['creation'],
      action: 'FileExecutableDetected',
      fields: [...DELETED_OR_BLOCKED_FILE, hashes('Hashes', 'file')],
    },
    255: { category: ['process'], type: ['error'], action: 'Error', fields: [move('ID', 'error.code')] },
  },
  tasks: textsOf({
    1: 'Process Create (rule: ProcessCreate)',
    2: 'File creation time changed (rule: FileCreateTime)',
    3: 'Network connection detected (rule: NetworkConnect)',
    4: 'Sysmon service state changed',
    5: 'Process terminated (rule: ProcessTerminate)',
    6: 'Driver loaded (rule: DriverLoad)',
    7: 'Image loaded (rule: ImageLoad)',
    8: 'CreateRemoteThread detected (rule: CreateRemoteThread)',
    9: 'RawAccessRead detected (rule: RawAccessRead)',
    10: 'Process accessed (rule: ProcessAccess)',
    11: 'File created (rule: FileCreate)',
    12: 'Registry object added or deleted (rule: RegistryEvent)',
    13: 'Registry value set (rule: RegistryEvent)',
    14: 'Registry object renamed (rule: RegistryEvent)',
    15: 'File stream created (rule: FileCreateStreamHash)',
    16: 'Sysmon config state changed',
    17: 'Pipe Created (rule: PipeEvent)',
    18: 'Pipe Connected (rule: PipeEvent)',
    19: 'WmiEventFilter activity detected (rule: WmiEvent)',
    20: 'WmiEventConsumer activity detected (rule: WmiEvent)',
    21: 'WmiEventConsumerToFilter activity detected (rule: WmiEvent)',
    22: 'Dns query (rule: DnsQuery)',
    23: 'File Delete archived (rule: FileDelete)',
    24: 'Clipboard changed (rule: ClipboardChange)',
    25: 'Process Tampering (rule: ProcessTampering)',
    26: 'File Delete logged (rule: FileDeleteDetected)',
    27: 'File Block Executable (rule: FileBlockExecutable)',
    28: 'File Block Shredding (rule: FileBlockShredding)',
    29: 'File Executable Detected (rule: FileExecutableDetected)',
    255: 'Error report',
  }),
};
