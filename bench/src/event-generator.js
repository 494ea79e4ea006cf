import { LINUX_PROGRAMS, SUSPICIOUS_LINUX, SUSPICIOUS_WINDOWS, WINDOWS_PROGRAMS } from './programs.js';
import { Random } from './random.js';

/**
 * Invents a stream of ECS events as an endpoint agent and log shippers write them, about 1 KB each: process, file,
 * network, registry, library, DNS and authentication events of Windows and Linux hosts. Hosts, users, programs and
 * paths repeat as they do in life (a few often, many rarely); ids, hashes, ports and temporary names are new each time.
 *
 * @param {{ seed?: number, count: number, suspicious?: number }} options `suspicious` is the share of process starts that
 *   look like an attack, default 0.01
 * @yields events, in time order
 */
export function* generateEvents({ seed = 1, count, suspicious = 0.01 }) {
  const random = new Random(seed);
  // Two Windows hosts, a Linux one, and so on: the first are the busiest.
  const hosts = Array.from({ length: 42 }, (_, i) => (i % 3 === 1 ? linuxHost : windowsHost)(random, i));
  let timeMs = Date.UTC(2024, 2, 4, 8);
  for (let sequence = 0; sequence < count; sequence++) {
    timeMs += random.below(20);
    const host = random.pickCommon(hosts);
    const kind = random.weighted(host.isWindows ? WINDOWS_MIX : LINUX_MIX);
    const scene = { random, host, timeMs, sequence, suspicious };
    yield EVENTS[kind](scene);
  }
}

/** How often each kind of event occurs. */
const WINDOWS_MIX = {
  file: 26,
  registry: 22,
  network: 15,
  library: 11,
  processStart: 9,
  processEnd: 8,
  dns: 6,
  logon: 3,
};
const LINUX_MIX = { file: 24, network: 20, processStart: 20, processFork: 12, processEnd: 14, dns: 4, logon: 6 };

const EVENTS = {
  processStart,
  processFork,
  processEnd,
  file,
  network,
  registry,
  library,
  dns,
  logon,
};

// ---------------------------------------------------------------- hosts and users

const GIVEN = [
  'anna',
  'bruno',
  'chen',
  'dora',
  'emil',
  'fatima',
  'goran',
  'hana',
  'ivo',
  'jana',
  'kofi',
  'lena',
  'mateo',
];
const FAMILY = ['adler', 'bauer', 'costa', 'diaz', 'eriksen', 'fischer', 'gomez', 'horvat', 'ito', 'jansen', 'kaya'];

function windowsHost(random, index) {
  const name = `${index < 6 ? 'SRV' : 'WKS'}-${String(100 + index)}`;
  const users = Array.from({ length: 3 }, () => {
    const user = `${random.pick(GIVEN)}.${random.pick(FAMILY)}`;
    return {
      name: user,
      domain: 'NORDWIND',
      id: `S-1-5-21-3623811015-3361044348-30300820-${random.between(1100, 4000)}`,
    };
  });
  return {
    isWindows: true,
    users: [{ name: 'SYSTEM', domain: 'NT AUTHORITY', id: 'S-1-5-18' }, ...users],
    agent: { id: uuid(random), type: 'endpoint', version: '8.13.2' },
    fields: {
      architecture: 'x86_64',
      id: uuid(random),
      ip: [`10.20.${random.between(1, 8)}.${random.between(2, 250)}`, '127.0.0.1', '::1'],
      name,
      os: {
        family: 'windows',
        name: 'Windows',
        platform: 'windows',
        type: 'windows',
      },
    },
  };
}

function linuxHost(random, index) {
  const name = `${random.pick(['web', 'db', 'build', 'edge'])}-${String(index).padStart(2, '0')}`;
  const users = Array.from({ length: 2 }, () => ({ name: random.pick(GIVEN), id: String(random.between(1000, 1020)) }));
  return {
    isWindows: false,
    users: [{ name: 'root', id: '0' }, { name: 'www-data', id: '33' }, ...users],
    agent: { id: uuid(random), type: 'endpoint', version: '8.13.2' },
    fields: {
      architecture: 'x86_64',
      id: random.hex(32),
      ip: [`10.30.${random.between(1, 4)}.${random.between(2, 250)}`, '127.0.0.1'],
      name,
      os: {
        family: 'debian',
        name: 'Linux',
        platform: 'debian',
        type: 'linux',
      },
    },
  };
}

function uuid(random) {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}

// ---------------------------------------------------------------- what all events share

/** @param {{ category: string[], type: string[], action: string, dataset: string, [more: string]: unknown }} event */
function envelope({ random, host, timeMs, sequence }, { dataset, ...event }, fields) {
  const timestamp = new Date(timeMs).toISOString();
  return {
    '@timestamp': timestamp,
    agent: host.agent,
    data_stream: { dataset, namespace: 'default', type: 'logs' },
    ecs: { version: '8.10.0' },
    event: {
      action: event.action,
      category: event.category,
      created: timestamp,
      dataset,
      id: random.text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+'),
      kind: 'event',
      module: dataset.split('.')[0],
      outcome: event.outcome ?? 'unknown',
      sequence,
      type: event.type,
      ...event.more,
    },
    host: host.fields,
    ...fields,
  };
}

/** A running program: the same few over and over. */
function program(scene, list = scene.host.isWindows ? WINDOWS_PROGRAMS : LINUX_PROGRAMS) {
  const { random, host } = scene;
  const chosen = random.pickCommon(list);
  const user = chosen.isSystem ? host.users[0] : random.pick(host.users);
  const fill = (template) => fillIn(template, scene, user);
  const executable = fill(chosen.path);
  const args = fill(random.pickCommon(chosen.args)).split(' ').filter(Boolean);
  const name = executable.slice(Math.max(executable.lastIndexOf('\\'), executable.lastIndexOf('/')) + 1);
  const argv = [random.chance(0.7) ? executable : name, ...args];
  return { chosen, user, name, executable, argv };
}

/** `{hex}`, `{n}`, `{word}`, `{user}`, `{host}`, `{b64}` stand for something new each time. */
function fillIn(template, { random, host }, user) {
  return template.replace(/\{(\w+)\}/g, (_, kind) => {
    switch (kind) {
      case 'hex':
        return random.hex(8);
      case 'n':
        return String(random.between(1, 65_535));
      case 'word':
        return random.pickCommon(WORDS);
      case 'user':
        return user.name;
      case 'host':
        return `${random.pickCommon(WORDS)}.${random.pickCommon(DOMAINS)}`;
      case 'address':
        return `${random.between(11, 210)}.${random.below(256)}.${random.below(256)}.${random.below(256)}`;
      case 'b64':
        return random.text(random.between(60, 400), 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
      default:
        return host.fields.name;
    }
  });
}

const WORDS = [
  'report',
  'budget',
  'index',
  'main',
  'update',
  'notes',
  'backup',
  'cache',
  'session',
  'config',
  'sales',
  'invoice',
  'build',
  'release',
  'draft',
  'photo',
  'archive',
  'plan',
  'metrics',
  'orders',
  'client',
  'server',
  'worker',
  'schema',
];
const DOMAINS = [
  'nordwind.example',
  'cdn.fastedge.example',
  'api.mailbox.example',
  'update.softhaus.example',
  'telemetry.browser.example',
  'packages.distro.example',
  'storage.cloudbank.example',
  'img.newsdaily.example',
  'auth.identity.example',
];

function ids(random) {
  return {
    entity_id: random.text(22, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
    pid: random.between(400, 60_000),
  };
}

function signature({ chosen }) {
  return chosen.signer === undefined
    ? { exists: false }
    : { exists: true, status: 'trusted', subject_name: chosen.signer, trusted: true };
}

/** The process part of events other than starts. */
function actor(scene, running) {
  const base = { ...ids(scene.random), executable: running.executable, name: running.name };
  return scene.host.isWindows ? { ...base, code_signature: signature(running) } : base;
}

function defendDataset(kind) {
  return `endpoint.events.${kind}`;
}

// ---------------------------------------------------------------- processes

function processStart(scene) {
  const { random, host } = scene;
  const attacks = host.isWindows ? SUSPICIOUS_WINDOWS : SUSPICIOUS_LINUX;
  const running = random.chance(scene.suspicious) ? program(scene, attacks) : program(scene);
  return envelope(
    scene,
    {
      action: host.isWindows ? 'start' : 'exec',
      category: ['process'],
      type: ['start'],
      dataset: defendDataset('process'),
    },
    { process: startedProcess(scene, running), user: running.user },
  );
}

function startedProcess(scene, running) {
  const { random, host } = scene;
  const { argv, chosen } = running;
  const parent = program(scene);
  const started = {
    args: argv,
    args_count: argv.length,
    command_line: argv.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' '),
    ...ids(random),
    executable: running.executable,
    hash: { sha256: random.hex(64) },
    name: running.name,
    parent: {
      args: parent.argv,
      args_count: parent.argv.length,
      ...ids(random),
      executable: parent.executable,
      name: parent.name,
    },
  };
  if (!host.isWindows) {
    return {
      ...started,
      interactive: random.chance(0.2),
      working_directory: random.pick(['/', '/root', '/srv/app', '/tmp']),
    };
  }
  return {
    ...started,
    Ext: {
      relative_file_creation_time: random.below(1e7),
      token: { integrity_level_name: chosen.isSystem ? 'system' : 'medium' },
    },
    code_signature: signature(running),
    pe: { original_file_name: chosen.originalName ?? running.name },
  };
}

function processFork(scene) {
  const running = program(scene);
  return envelope(
    scene,
    { action: 'fork', category: ['process'], type: ['start'], dataset: defendDataset('process') },
    { process: startedProcess(scene, running), user: running.user },
  );
}

function processEnd(scene) {
  const { random } = scene;
  const running = program(scene);
  return envelope(
    scene,
    { action: 'end', category: ['process'], type: ['end'], dataset: defendDataset('process') },
    {
      process: {
        ...actor(scene, running),
        args: running.argv,
        exit_code: random.pickCommon([0, 1, 127]),
        uptime: random.below(90_000),
      },
      user: running.user,
    },
  );
}

// ---------------------------------------------------------------- files and libraries

const WINDOWS_FOLDERS = [
  'C:\\Users\\{user}\\AppData\\Local\\Temp',
  'C:\\Users\\{user}\\AppData\\Local\\Microsoft\\Edge\\User Data\\Default\\Cache',
  'C:\\Windows\\Temp',
  'C:\\Users\\{user}\\Documents',
  'C:\\ProgramData\\Softhaus\\Agent\\logs',
  'C:\\Windows\\System32\\LogFiles\\WMI',
  'C:\\Program Files\\Softhaus\\bin',
  'C:\\Users\\{user}\\Downloads',
  'C:\\Windows\\SoftwareDistribution\\Download',
];
const LINUX_FOLDERS = [
  '/var/log/nginx',
  '/tmp',
  '/var/lib/postgresql/15/main',
  '/srv/app/cache',
  '/home/{user}/project/src',
  '/run/systemd',
  '/var/cache/apt/archives',
  '/etc/ssl/certs',
  '/usr/lib/x86_64-linux-gnu',
];
const EXTENSIONS = [
  'tmp',
  'log',
  'json',
  'txt',
  'dat',
  'db',
  'js',
  'png',
  'xml',
  'docx',
  'pdf',
  'dll',
  'exe',
  'ps1',
  'so',
  'sh',
  'zip',
];

function filePath(scene, user) {
  const { random, host } = scene;
  const folder = random.pickCommon(host.isWindows ? WINDOWS_FOLDERS : LINUX_FOLDERS);
  const extension = random.pickCommon(EXTENSIONS);
  const name = fillIn(random.pick(['{word}-{hex}', '{word}', '{hex}', '{word}_{n}']), scene, user);
  const separator = host.isWindows ? '\\' : '/';
  return {
    path: `${fillIn(folder, scene, user)}${separator}${name}.${extension}`,
    name: `${name}.${extension}`,
    extension,
  };
}

function file(scene) {
  const { random } = scene;
  const running = program(scene);
  const type = random.weighted({ creation: 45, change: 30, deletion: 25 });
  const action = {
    creation: 'creation',
    change: random.pick(['modification', 'rename', 'overwrite']),
    deletion: 'deletion',
  }[type];
  const where = filePath(scene, running.user);
  return envelope(
    scene,
    { action, category: ['file'], type: [type], dataset: defendDataset('file') },
    {
      file: {
        ...where,
        size: random.below(2_000_000),
        Ext: { header_bytes: random.hex(32), entropy: Math.round(random.next() * 800) / 100 },
        ...(action === 'rename' ? { original: filePath(scene, running.user) } : {}),
      },
      process: actor(scene, running),
      user: running.user,
    },
  );
}

const LIBRARIES = [
  'C:\\Windows\\System32\\ntdll.dll',
  'C:\\Windows\\System32\\kernel32.dll',
  'C:\\Windows\\System32\\crypt32.dll',
  'C:\\Windows\\System32\\combase.dll',
  'C:\\Windows\\System32\\winhttp.dll',
  'C:\\Windows\\System32\\wbem\\wbemprox.dll',
  'C:\\Windows\\System32\\taskschd.dll',
  'C:\\Program Files\\Softhaus\\bin\\core-{n}.dll',
  'C:\\Windows\\System32\\vaultcli.dll',
  'C:\\Users\\{user}\\AppData\\Local\\Temp\\{hex}.dll',
];

function library(scene) {
  const { random } = scene;
  const running = program(scene);
  const path = fillIn(random.pickCommon(LIBRARIES), scene, running.user);
  const isSystem = path.startsWith('C:\\Windows');
  const name = path.slice(path.lastIndexOf('\\') + 1);
  return envelope(
    scene,
    { action: 'load', category: ['library'], type: ['start'], dataset: defendDataset('library') },
    {
      dll: {
        Ext: { relative_file_creation_time: random.below(1e8), load_index: 1 },
        code_signature: isSystem
          ? { exists: true, status: 'trusted', subject_name: 'Microsoft Windows', trusted: true }
          : { exists: false },
        hash: { sha256: random.hex(64) },
        name,
        path,
        pe: { original_file_name: name },
      },
      process: actor(scene, running),
      user: running.user,
    },
  );
}

// ---------------------------------------------------------------- network

function network(scene) {
  const { random, host } = scene;
  const running = program(scene);
  const isInbound = random.chance(0.3);
  const own = { address: host.fields.ip[0], ip: host.fields.ip[0], port: random.between(1024, 65_535) };
  const address = random.chance(0.5)
    ? `10.${random.pick([20, 30])}.${random.between(1, 8)}.${random.between(2, 250)}`
    : fillIn('{address}', scene, running.user);
  const other = {
    address,
    ip: address,
    port: random.pickCommon([443, 80, 53, 445, 22, 389, 8080, 3389, 5432, 88, 135]),
  };
  const action = random.weighted({ connection_attempted: 40, connection_accepted: 25, disconnect_received: 35 });
  return envelope(
    scene,
    {
      action,
      category: ['network'],
      type: action === 'disconnect_received' ? ['end'] : ['start'],
      dataset: defendDataset('network'),
    },
    {
      destination: isInbound ? own : other,
      network: {
        direction: isInbound ? 'ingress' : 'egress',
        transport: random.chance(0.85) ? 'tcp' : 'udp',
        type: 'ipv4',
      },
      process: actor(scene, running),
      source: isInbound ? other : own,
      user: running.user,
    },
  );
}

function dns(scene) {
  const { random } = scene;
  const running = program(scene);
  const name = fillIn('{host}', scene, running.user);
  return envelope(
    scene,
    {
      action: 'lookup_requested',
      category: ['network'],
      type: ['protocol', 'info'],
      dataset: defendDataset('network'),
    },
    {
      dns: {
        question: {
          name,
          registered_domain: name.split('.').slice(-2).join('.'),
          type: random.pickCommon(['A', 'AAAA', 'PTR', 'TXT']),
        },
        resolved_ip: [fillIn('{address}', scene, running.user)],
      },
      message: `DNS query for ${name}`,
      network: { protocol: 'dns' },
      process: actor(scene, running),
      user: running.user,
    },
  );
}

// ---------------------------------------------------------------- registry

const REGISTRY_KEYS = [
  'HKLM\\SYSTEM\\ControlSet001\\Services\\bam\\State\\UserSettings',
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree',
  'HKU\\S-1-5-21-3623811015\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs',
  'HKLM\\SYSTEM\\ControlSet001\\Control\\DeviceClasses\\{hex}',
  'HKLM\\SOFTWARE\\Softhaus\\Agent\\Settings',
  'HKLM\\SYSTEM\\ControlSet001\\Services\\Tcpip\\Parameters\\Interfaces\\{hex}',
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{word}',
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
];
const REGISTRY_VALUES = [
  'Start',
  'LastWrite',
  'MRUList',
  'Version',
  'DhcpIPAddress',
  'SDDL',
  'Path',
  'DisplayName',
  '{word}',
  '{hex}',
];

function registry(scene) {
  const { random } = scene;
  const running = program(scene);
  const fill = (template) => fillIn(template, scene, running.user);
  const key = fill(random.pickCommon(REGISTRY_KEYS));
  const value = fill(random.pickCommon(REGISTRY_VALUES));
  const [hive, ...rest] = key.split('\\');
  return envelope(
    scene,
    {
      action: random.weighted({ modification: 60, creation: 10, deletion: 10, query: 20 }),
      category: ['registry'],
      type: [random.weighted({ change: 65, creation: 15, access: 20 })],
      dataset: defendDataset('registry'),
    },
    {
      process: actor(scene, running),
      registry: {
        data: {
          strings: [
            random.pick([String(random.below(5)), fill('C:\\Program Files\\Softhaus\\{word}.exe'), random.hex(16)]),
          ],
          type: 'REG_SZ',
        },
        hive,
        key: rest.join('\\'),
        path: `${key}\\${value}`,
        value,
      },
      user: running.user,
    },
  );
}

// ---------------------------------------------------------------- authentication

function logon(scene) {
  return scene.host.isWindows ? windowsLogon(scene) : linuxLogon(scene);
}

function windowsLogon(scene) {
  const { random, host } = scene;
  const user = random.pick(host.users);
  const code = random.weighted({ 4624: 70, 4634: 15, 4625: 8, 4672: 7 });
  const hasFailed = code === '4625';
  const address = `10.20.${random.between(1, 8)}.${random.between(2, 250)}`;
  const logonType = random.weighted({ Network: 60, Service: 20, Interactive: 8, Batch: 6, RemoteInteractive: 6 });
  return envelope(
    scene,
    {
      action: { 4624: 'logged-in', 4625: 'logon-failed', 4634: 'logged-out', 4672: 'logged-in-special' }[code],
      category: code === '4672' ? ['iam'] : ['authentication'],
      type: code === '4634' ? ['end'] : code === '4672' ? ['admin'] : ['start'],
      dataset: 'system.security',
      outcome: hasFailed ? 'failure' : 'success',
      more: { code, provider: 'Microsoft-Windows-Security-Auditing' },
    },
    {
      log: { level: 'information' },
      message: `An account ${hasFailed ? 'failed to log on' : 'was logged on'}.`,
      process: { executable: 'C:\\Windows\\System32\\lsass.exe', name: 'lsass.exe', pid: 712 },
      related: { ip: [address], user: [user.name] },
      source: { domain: random.pick(['-', host.fields.name]), ip: address, port: random.between(1024, 65_535) },
      user,
      winlog: {
        channel: 'Security',
        computer_name: `${host.fields.name}.nordwind.example`,
        event_data: {
          AuthenticationPackageName: random.pick(['Kerberos', 'NTLM', 'Negotiate']),
          ElevatedToken: '%%1843',
          KeyLength: '0',
          LogonProcessName: 'Kerberos',
          SubjectUserName: `${host.fields.name}$`,
          SubjectUserSid: 'S-1-0-0',
          TargetDomainName: user.domain,
          TargetUserName: user.name,
        },
        event_id: code,
        logon: { type: logonType, id: `0x${random.hex(6)}` },
        provider_name: 'Microsoft-Windows-Security-Auditing',
        record_id: String(random.between(1e5, 9e6)),
      },
    },
  );
}

function linuxLogon(scene) {
  const { random, host } = scene;
  const user = random.pick(host.users);
  const hasFailed = random.chance(0.3);
  const address = fillIn('{address}', scene, user);
  const port = random.between(1024, 65_535);
  return envelope(
    scene,
    {
      action: 'ssh_login',
      category: ['authentication', 'session'],
      type: hasFailed ? ['info', 'denied'] : ['info', 'start'],
      dataset: 'system.auth',
      outcome: hasFailed ? 'failure' : 'success',
    },
    {
      input: { type: 'log' },
      log: { file: { path: '/var/log/auth.log' }, offset: random.below(5e6) },
      message: `${hasFailed ? 'Failed' : 'Accepted'} password for ${user.name} from ${address} port ${port} ssh2`,
      process: { name: 'sshd', pid: random.between(700, 60_000) },
      related: { hosts: [host.fields.name], ip: [address], user: [user.name] },
      source: { address, geo: { country_iso_code: random.pick(['DE', 'SE', 'FR', 'US', 'BR']) }, ip: address, port },
      system: { auth: { ssh: { event: hasFailed ? 'Failed' : 'Accepted', method: 'password' } } },
      user,
    },
  );
}
