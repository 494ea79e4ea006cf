import type { Fields } from './case.js';

/** Records in Endgame's old flat form, and their whole events. */
interface EndgameCase {
  readonly what: string;
  readonly record: Fields;
  readonly event: Fields;
}

/** 2017-08-30T20:47:31Z in 100 ns since 1601. */
const WHO = {
  timestamp: 131485996510000000,
  serial_event_id: 7,
  hostname: 'PC-7',
  pid: 5124,
  unique_pid: '{5b1d3f80}',
  process_name: 'acme.exe',
  process_path: 'C:\\Tools\\acme.exe',
  user_name: 'jdoe',
  user_domain: 'CORP',
  user_sid: 'S-1-5-21-1-2-3-1001',
};
const EVENT = {
  '@timestamp': '2017-08-30T20:47:31.000Z',
  'event.kind': 'event',
  'event.module': 'endgame',
  'event.dataset': 'esensor',
  'event.sequence': 7,
  'host.id': 'e457ad54-b661-e2ad-f0a2-1993a6ec3814',
  'host.name': 'PC-7',
  'host.os.family': 'windows',
  'host.os.platform': 'windows',
  'host.os.type': 'windows',
  'process.pid': 5124,
  'process.entity_id': '{5b1d3f80}',
  'process.name': 'acme.exe',
  'process.executable': 'C:\\Tools\\acme.exe',
  'user.name': 'jdoe',
  'user.domain': 'CORP',
  'user.id': 'S-1-5-21-1-2-3-1001',
  'related.hosts': ['PC-7'],
  'related.user': ['jdoe'],
};

const event = (category: string, type: readonly string[] | undefined, action: string, full: string): Fields => ({
  ...EVENT,
  'event.category': [category],
  ...(type && { 'event.type': type }),
  'event.action': action,
  'endgame.event_type_full': full,
  'endgame.event_subtype_full': action,
});

const process = (event_subtype_full: string, opcode: number, type: string): EndgameCase => ({
  what: `process: ${event_subtype_full}`,
  record: { event_type_full: 'process_event', event_subtype_full, opcode, ...WHO },
  event: {
    ...event('process', [type], event_subtype_full, 'process_event'),
    'endgame.opcode': String(opcode),
  },
});

const file = (event_subtype_full: string, type: string): EndgameCase => ({
  what: `file: ${event_subtype_full}`,
  record: { event_type_full: 'file_event', event_subtype_full, ...WHO, file_name: 'a.exe', file_path: 'C:\\x\\a.exe' },
  event: {
    ...event('file', [type], event_subtype_full, 'file_event'),
    'file.name': 'a.exe',
    'file.path': 'C:\\x\\a.exe',
    'file.directory': 'C:\\x',
    'file.extension': 'exe',
  },
});

export const ENDGAME: readonly EndgameCase[] = [
  {
    what: 'process: creation_event, with all it knows of the process and its parent',
    record: {
      event_type_full: 'process_event',
      event_subtype_full: 'creation_event',
      event_type: 'process',
      subtype: 'create',
      opcode: 1,
      ...WHO,
      command_line: 'acme.exe "a b"',
      md5: '00112233445566778899aabbccddeeff',
      original_file_name: 'ACME.EXE',
      authentication_id: 999,
      exit_code: 0,
      ppid: 4001,
      unique_ppid: '{4a0c}',
      parent_process_name: 'explorer.exe',
      parent_process_path: 'C:\\Windows\\explorer.exe',
    },
    event: {
      ...event('process', ['start'], 'creation_event', 'process_event'),
      'endgame.event_type': 'process',
      'endgame.subtype': 'create',
      'endgame.opcode': '1',
      'process.command_line': 'acme.exe "a b"',
      'process.args': ['acme.exe', 'a b'],
      'process.args_count': 2,
      'process.hash.md5': '00112233445566778899aabbccddeeff',
      'process.pe.original_file_name': 'ACME.EXE',
      'process.Ext.authentication_id': '999',
      'process.exit_code': 0,
      'process.parent.pid': 4001,
      'process.parent.entity_id': '{4a0c}',
      'process.parent.name': 'explorer.exe',
      'process.parent.executable': 'C:\\Windows\\explorer.exe',
      'related.hash': ['00112233445566778899aabbccddeeff'],
    },
  },
  process('termination_event', 2, 'end'),
  process('already_running', 3, 'info'),
  process('fork_event', 9, 'start'),
  file('file_create_event', 'creation'),
  file('file_delete_event', 'deletion'),
  file('file_modify_event', 'change'),
  {
    what: 'registry: registry_modify_event',
    record: {
      event_type_full: 'registry_event',
      event_subtype_full: 'registry_modify_event',
      ...WHO,
      registry_path: 'HKLM\\SOFTWARE\\Run\\Evil',
      registry_key: 'SOFTWARE\\Run',
      registry_value: 'Evil',
      registry_type: 'string',
      key_type: 'hklm',
      bytes_written_string: 'C:\\evil.exe',
      bytes_written_string_list: ['C:\\evil.exe', 'x'],
      bytes_written_count: 24,
    },
    event: {
      ...event('registry', ['change'], 'registry_modify_event', 'registry_event'),
      'registry.path': 'HKLM\\SOFTWARE\\Run\\Evil',
      'registry.key': 'SOFTWARE\\Run',
      'registry.value': 'Evil',
      'registry.data.type': 'string',
      'registry.data.strings': ['C:\\evil.exe', 'x'],
      'endgame.key_type': 'hklm',
      'endgame.bytes_written_string_list': ['C:\\evil.exe', 'x'],
      'endgame.bytes_written_count': '24',
    },
  },
  {
    what: 'network: ipv4_connection_attempt_event',
    record: {
      event_type_full: 'network_event',
      event_subtype_full: 'ipv4_connection_attempt_event',
      subtype: 'outgoing',
      ...WHO,
      protocol: 'tcp',
      source_address: '10.1.2.3',
      source_port: 50123,
      destination_address: '203.0.113.9',
      destination_port: 443,
    },
    event: {
      ...event('network', ['start', 'connection'], 'ipv4_connection_attempt_event', 'network_event'),
      'endgame.subtype': 'outgoing',
      'network.transport': 'tcp',
      'network.direction': 'egress',
      'source.address': '10.1.2.3',
      'source.ip': '10.1.2.3',
      'source.port': 50123,
      'destination.address': '203.0.113.9',
      'destination.ip': '203.0.113.9',
      'destination.port': 443,
      'related.ip': ['10.1.2.3', '203.0.113.9'],
    },
  },
  {
    what: 'dns: request_event',
    record: { event_type_full: 'dns_event', event_subtype_full: 'request_event', ...WHO, query_name: 'example.com' },
    event: {
      ...event('network', ['connection', 'protocol', 'info'], 'request_event', 'dns_event'),
      'dns.question.name': 'example.com',
      'network.protocol': 'dns',
    },
  },
  {
    what: 'image load: a library',
    record: {
      event_type_full: 'image_load_event',
      event_subtype_full: 'image_load_event',
      ...WHO,
      image_name: 'acme.dll',
      image_path: 'C:\\Tools\\acme.dll',
      sha256: '0f1e2d3c',
    },
    event: {
      ...event('library', ['start'], 'image_load_event', 'image_load_event'),
      'dll.name': 'acme.dll',
      'dll.path': 'C:\\Tools\\acme.dll',
      'dll.hash.sha256': '0f1e2d3c',
    },
  },
  ...(
    [
      ['user_logon', 'start'],
      ['user_logoff', 'end'],
    ] as const
  ).map(([action, type]) => ({
    what: `security: ${action}`,
    record: { event_type_full: 'security_event', event_subtype_full: action, ...WHO, logon_type: 3 },
    event: { ...event('authentication', [type], action, 'security_event'), 'endgame.logon_type': '3' },
  })),
  {
    what: 'a kind of event that the tables lack',
    record: { event_type_full: 'peripheral_event', event_subtype_full: 'mounted', ...WHO, drive: 'E:' },
    event: {
      ...EVENT,
      'event.action': 'mounted',
      'endgame.event_type_full': 'peripheral_event',
      'endgame.event_subtype_full': 'mounted',
      'endgame.drive': 'E:',
    },
  },
  {
    what: 'names without their endings and times in milliseconds, as in data prepared for Elasticsearch',
    record: { event_type: 'process', subtype: 'terminate', timestamp: 1504126051000, process_path: '/usr/bin/ls' },
    event: {
      '@timestamp': '2017-08-30T20:47:31.000Z',
      'event.kind': 'event',
      'event.module': 'endgame',
      'event.dataset': 'esensor',
      'event.category': ['process'],
      'event.type': ['end'],
      'process.executable': '/usr/bin/ls',
      'process.name': 'ls',
      'endgame.event_type': 'process',
      'endgame.subtype': 'terminate',
    },
  },
];
