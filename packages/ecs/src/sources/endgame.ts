import { copy, copyBy, executable, filePath, move, moveBy, type Source, type Step } from '../entries.js';
import { child, put } from '../event.js';
import { formatTime } from '../time.js';
import { splitArguments } from '../values/command-line.js';
import { integer } from '../values/scalars.js';

type Types = { readonly [value: string]: string | readonly string[] };

/** `event.type` by the value of a field, unless an earlier field has told it. */
function eventType(from: string, types: Types): Step {
  return copyBy(from, (value, draft) => {
    const event = child(draft, 'event');
    const type = Object.hasOwn(types, value) ? types[value] : undefined;
    if (type !== undefined && event.type === undefined) event.type = typeof type === 'string' ? [type] : type.slice();
  });
}

/** 100-nanosecond ticks since 1601; small numbers are milliseconds since 1970, as in data prepared for Elasticsearch. */
function ticksToTime(value: string): string | undefined {
  const number = Number(value);
  const millis = number > 1e15 ? number / 10_000 - 11_644_473_600_000 : number;
  return value.trim() !== '' && Math.abs(millis) < 8.64e15 ? formatTime(millis) : undefined;
}

/** The fields of every event: which it is, who caused it. */
const COMMON: readonly Step[] = [
  move('timestamp', '@timestamp', ticksToTime),
  moveBy('hostname', () => true), // `host` is made of it before
  move('serial_event_id', 'event.sequence', integer),
  copy('event_subtype_full', 'event.action'),
  move('pid', 'process.pid', integer),
  move('unique_pid', 'process.entity_id'),
  executable('process_path', 'process'),
  move('process_name', 'process.name'),
  move('user_name', 'user.name'),
  move('user_domain', 'user.domain'),
  move('user_sid', 'user.id'),
];

const CONNECTION = ['start', 'connection'];

export const ENDGAME: Source = {
  name: 'endgame',
  providers: [],
  channels: [],
  module: 'endgame',
  dataset: 'esensor',
  common: COMMON,
  entries: {
    process: {
      category: ['process'],
      fields: [
        eventType('event_subtype_full', {
          creation_event: 'start',
          exec_event: 'start',
          fork_event: 'start',
          termination_event: 'end',
          already_running: 'info',
        }),
        eventType('opcode', { 1: 'start', 2: 'end', 3: 'info', 9: 'start' }),
        eventType('subtype', { create: 'start', terminate: 'end' }),
        moveBy('command_line', (line, draft) => {
          const process = child(draft, 'process');
          process.command_line = line;
          const args = splitArguments(line);
          process.args = args;
          process.args_count = args.length;
        }),
        move('exit_code', 'process.exit_code', integer),
        move('md5', 'process.hash.md5'),
        move('sha1', 'process.hash.sha1'),
        move('sha256', 'process.hash.sha256'),
        move('original_file_name', 'process.pe.original_file_name'),
        move('authentication_id', 'process.Ext.authentication_id'),
        move('ppid', 'process.parent.pid', integer),
        move('unique_ppid', 'process.parent.entity_id'),
        executable('parent_process_path', 'process.parent'),
        move('parent_process_name', 'process.parent.name'),
      ],
    },
    file: {
      category: ['file'],
      fields: [
        eventType('event_subtype_full', {
          file_create_event: 'creation',
          file_delete_event: 'deletion',
          file_modify_event: 'change',
          file_overwrite_event: 'change',
          file_rename_event: 'change',
          file_open_event: 'access',
        }),
        eventType('subtype', { create: 'creation', delete: 'deletion', modify: 'change', rename: 'change' }),
        filePath('file_path'),
        move('file_name', 'file.name'),
      ],
    },
    registry: {
      category: ['registry'],
      fields: [
        eventType('event_subtype_full', {
          registry_create_event: 'creation',
          registry_delete_event: 'deletion',
          registry_modify_event: 'change',
          registry_query_event: 'access',
          registry_open_event: 'access',
        }),
        moveBy('key_path', (path, draft) => put(draft, ['registry', 'path'], path)),
        move('registry_path', 'registry.path'),
        move('registry_key', 'registry.key'),
        move('registry_value', 'registry.value'),
        move('registry_type', 'registry.data.type'),
        move('bytes_written_string', 'registry.data.strings', (text) => [text]),
      ],
    },
    network: {
      category: ['network'],
      fields: [
        eventType('event_subtype_full', {
          ipv4_connection_attempt_event: CONNECTION,
          ipv6_connection_attempt_event: CONNECTION,
          ipv4_connection_accept_event: CONNECTION,
          ipv6_connection_accept_event: CONNECTION,
          ipv4_disconnect_received_event: 'end',
          ipv6_disconnect_received_event: 'end',
        }),
        eventType('subtype', { outgoing: CONNECTION, incoming: CONNECTION }),
        copyBy('subtype', (subtype, draft) => {
          const direction = subtype === 'outgoing' ? 'egress' : subtype === 'incoming' ? 'ingress' : undefined;
          if (direction !== undefined) put(draft, ['network', 'direction'], direction);
        }),
        ...endpoint('source'),
        ...endpoint('destination'),
        move('protocol', 'network.transport'),
        move('total_in_bytes', 'destination.bytes', integer),
        move('total_out_bytes', 'source.bytes', integer),
      ],
    },
    dns: {
      category: ['network'],
      type: ['connection', 'protocol', 'info'],
      fields: [
        moveBy('query_name', (name, draft) => {
          put(draft, ['dns', 'question', 'name'], name);
          put(draft, ['network', 'protocol'], 'dns');
        }),
      ],
    },
    image_load: {
      category: ['library'],
      type: ['start'],
      fields: [
        move('image_path', 'dll.path'),
        move('image_name', 'dll.name'),
        move('md5', 'dll.hash.md5'),
        move('sha1', 'dll.hash.sha1'),
        move('sha256', 'dll.hash.sha256'),
      ],
    },
    security: {
      category: ['authentication'],
      fields: [
        eventType('event_subtype_full', {
          user_logon: 'start',
          admin_logon: 'start',
          explicit_user_logon: 'start',
          user_logoff: 'end',
        }),
      ],
    },
  },
};

/** An address as `.address` and `.ip`, and the port beside it. */
function endpoint(side: 'source' | 'destination'): readonly Step[] {
  return [
    moveBy(`${side}_address`, (address, draft) => {
      const node = child(draft, side);
      node.address = address;
      node.ip = address;
    }),
    move(`${side}_port`, `${side}.port`, integer),
  ];
}
