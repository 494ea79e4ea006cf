import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createEcsConverter } from '@eqlite/ecs';
import { readEvtxSync } from '@eqlite/evtx';
import { describe, expect, test } from 'vitest';
import { RECORDINGS_PAGE, RULES, recordingSections } from '../scripts/generate-recordings.js';

/** Every recorded event through the conversion: none fails, none loses a field in silence, the counts are right. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DATA = resolve(ROOT, process.env.EQLITE_DATA ?? '../shared/data');
const hasData = existsSync(join(DATA, 'mordor'));
if (!hasData) console.warn(`recordings.test.ts skipped: no recordings in ${DATA}. Set EQLITE_DATA.`);

type Fields = { readonly [name: string]: unknown };

/**
 * Events per source and id, tallied from the records by another program. Where the tables have no entry for an id its
 * number is in brackets.
 */
const COUNTS: { readonly [source: string]: string } = {
  sysmon:
    '1:726 2:180 3:2330 5:598 7:34891 8:9 9:1248 10:121659 11:4008 12:69895 13:20365 14:1 15:44 17:162 18:846 19:3 20:3 ' +
    '21:3 22:449 23:1232 24:17 26:121 28:163 29:2',
  security:
    '1102:17 (4611):25 4624:485 4625:15 (4627):485 4634:383 4648:29 4656:6798 4657:9 4658:13166 4661:446 4662:15 ' +
    '4663:4318 4670:175 4672:412 4673:1316 4674:451 4688:516 4689:460 4690:6300 (4695):1 4697:5 4698:4 4699:2 4702:34 ' +
    '4703:2646 4719:63 4720:2 4722:1 4724:2 4726:1 4728:2 4729:1 4732:1 4738:1 (4739):1 4768:7 4769:58 4770:12 4776:18 ' +
    '4778:1 4779:1 4798:21 4799:215 (4800):1 (4801):1 4904:1 4905:1 (4911):1 4912:63 (4946):3 (4948):1 (4954):1 ' +
    '(4957):4 (4985):18 (5031):12 (5058):15 (5059):3 (5061):15 5140:78 5145:157 5152:67 (5154):1310 5156:5694 5157:10 ' +
    '5158:4712 5379:123 5381:3 5382:3 (5447):1542 (6416):2 (8222):1',
  powershell_operational:
    '4103:11104 4104:430 4105:1488 4106:1481 (8193):5 (8194):5 (8195):5 (8196):28 (8197):18 (12039):28 (24577):6 ' +
    '(40961):14 (40962):14 (53504):25',
  powershell: '400:35 403:10 600:242 800:13721',
  system:
    '(10):14 (11):14 (16):2 (98):1 (104):19 (1014):1 (1500):1 (1501):1 (1502):1 (7000):2 (7009):2 (7036):25 (7040):20 ' +
    '7045:5 (10016):2 (16968):59 (16977):1',
};
/** Of all other logs together. */
const OTHERS = 1466;

const RECORDS = hasData ? readdirSync(join(DATA, 'mordor')).filter((name) => name.endsWith('.gz')) : [];
const LOGS = hasData ? readdirSync(join(DATA, 'evtx')).filter((name) => name.endsWith('.evtx')) : [];

/** What a shipper says of itself or of the transport; the event has none of it, by intent. */
const DROPPED = new Set(
  `EventReceivedTime port @version tags type SourceModuleName SourceModuleType SeverityValue OpcodeValue EventTypeOrignal
  ERROR_EVT_UNRESOLVED EventType:INFO EventType:AUDIT_SUCCESS EventType:AUDIT_FAILURE EventType:WARNING EventType:ERROR
  EventTime TimeCreated @timestamp Severity Level Keywords Task Category UtcTime thread_id beat @metadata xmlns xmlns:auto-ns3 Qualifiers _index TenantId SourceSystem TimeGenerated MG ManagementGroupName EventOriginId EventLevel Type
  _ResourceId topic`.split(/\s+/),
);

describe.skipIf(!hasData)('all recordings', () => {
  const counts = new Map<string, Map<string, string>>();
  const lost = new Map<string, string>();
  const repairs = { files: 0, unrepaired: 0 };
  let records = 0;
  let others = 0;
  let notConverted = 0;

  function convert(name: string, parsed: Iterable<unknown>): void {
    const onEvent = (event: object, record: Fields) => {
      for (const field of lostFields(record, event)) {
        const { code } = (event as { event: { code: string } }).event;
        lost.set(`${field} of ${code}`, name);
      }
    };
    const converter = createEcsConverter<Fields>({ onEvent, onOther: () => notConverted++ });
    for (const record of parsed) {
      records++;
      converter.push(record, record as Fields);
    }
    converter.end();
    const { sources, time } = converter.stats();
    if (time.repairs.length > 0) repairs.files++;
    repairs.unrepaired += time.unrepaired;
    for (const { source, id, events, isMapped } of sources) {
      if (COUNTS[source] === undefined) others += events;
      const ids = counts.get(source) ?? new Map<string, string>();
      counts.set(source, ids);
      const [, before = '0'] = ids.get(id)?.split(':') ?? [];
      ids.set(id, `${isMapped ? id : `(${id})`}:${Number(before) + events}`);
    }
  }

  test('every record converts, and no field is lost in silence', () => {
    for (const name of RECORDS) {
      const lines = gunzipSync(readFileSync(join(DATA, 'mordor', name)))
        .toString()
        .split('\n');
      convert(
        name,
        lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line)),
      );
    }
    expect(notConverted).toBe(0);
    expect(records).toBe(342_013);
    expect(Object.fromEntries(lost)).toEqual({});
  });

  test('events per source and id', () => {
    const byNumber = ([a]: [string, string], [b]: [string, string]) => Number(a) - Number(b);
    const texts = Object.keys(COUNTS).map((source) => {
      const ids = [...(counts.get(source) ?? [])].sort(byNumber);
      return [source, ids.map(([, text]) => text).join(' ')];
    });
    expect(Object.fromEntries(texts)).toEqual(COUNTS);
    expect(others).toBe(OTHERS);
  });

  test('every wrong clock is set right', () => {
    expect(repairs).toEqual({ files: 59, unrepaired: 0 });
  });

  test('event logs convert too', () => {
    const before = records;
    for (const name of LOGS) {
      const log = readEvtxSync(readFileSync(join(DATA, 'evtx', name)));
      convert(
        name,
        Array.from(log, ({ event }) => event),
      );
    }
    expect(records - before).toBe(209);
    expect(notConverted).toBe(0);
    expect(Object.fromEntries(lost)).toEqual({});
  });
});

const hasRules = hasData && existsSync(RULES);
if (!hasRules) console.warn(`recordings.test.ts: docs/recordings.md is not checked: no rules in ${RULES}.`);

/** Of each kind one: a sequence, both clocks, three shapes, event logs. All of the page takes a minute and a half. */
const CHECKED = [
  'empire_psremoting_stager',
  'empire_shell_reg_dump_sam',
  'psh_lsass_memory_dump_comsvcs',
  'schtask_create',
  'empire_wdigest_downgrade',
  'sysmon_log4shell_cve2021_44228_java_serialized_object',
  'temp_scheduled_task_4698_4699.evtx',
  'LM_wmiexec_impacket_sysmon_whoami.evtx',
];

test.skipIf(!hasRules)('docs/recordings.md says of these recordings what fires on them', async () => {
  const page = readFileSync(RECORDINGS_PAGE, 'utf8');
  const sections = await recordingSections(CHECKED);
  expect(sections).toHaveLength(CHECKED.length);
  expect(sections.filter((section) => !page.includes(section))).toEqual([]);
});

/** Values that say nothing. */
const ABSENT: ReadonlySet<unknown> = new Set([null, undefined, '', '-', '{00000000-0000-0000-0000-000000000000}']);

/** The names of a record's fields whose values the event has nowhere. */
function lostFields(record: Fields, event: object): string[] {
  const values = new Values(event);
  const missing: string[] = [];
  for (const [name, value] of fieldsOf(record)) {
    if (ABSENT.has(value) || DROPPED.has(name) || DROPPED.has(`${name}:${value}`)) continue;
    const text = String(value);
    if (!values.has(name, text) && !values.has(name, unescaped(text))) missing.push(name);
  }
  return missing;
}

/** The fields of a record by name, whatever its shape. */
function fieldsOf(record: Fields): [string, unknown][] {
  if (typeof record.SyslogMessage === 'string') return xmlFields(record.SyslogMessage); // the rest is the transport's
  return Object.entries(record).flatMap(([name, value]) => {
    if (DROPPED.has(name)) return [];
    if (name === 'EventData' && typeof value === 'string') return sentinelFields(value);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? fieldsOf(value as Fields) : [[name, value]];
  });
}

function sentinelFields(text: string): [string, unknown][] {
  return text.startsWith('<') ? xmlFields(text) : Object.entries(JSON.parse(text));
}

function xmlFields(xml: string): [string, unknown][] {
  return Array.from(xml.matchAll(/<Data Name="([^"]*)">([^<]*)<\/Data>/g), ([, name, value]) => [name!, value]);
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** Names that a value becomes; that it is the right one is for `mapping.test.ts` to tell. */
const NAMED: ReadonlySet<string> = new Set(
  'Initiated SourceIsIpv6 QueryStatus Direction Opcode opcode level'.split(' '),
);

/** Texts that are taken apart: what is left between must be somewhere. */
const PARTS: { readonly [name: string]: RegExp } = {
  Hashes: /[,=]|md5|sha1|sha256|imphash|\b0+\b/i,
  Hash: /[,=]|md5|sha1|sha256|imphash|\b0+\b/i,
  User: /\\/,
  QueryResults: /;|type:\s*\d+|::ffff:/,
  PrivilegeList: /\s+/,
  EnabledPrivilegeList: /\s+/,
  DisabledPrivilegeList: /\s+/,
  AccessList: /[\s%]+/,
  AccessMask: /\s+/,
  UserAccountControl: /[\s%]+/,
  IpAddress: /::ffff:/,
};

/** Blocks of `key = value` lines, and of `name="x"; value="y"`. */
const BLOCKS: ReadonlySet<string> = new Set(['ContextInfo', 'Payload', 'param2', 'param3']);

/** The values of an event. */
class Values {
  readonly #values = new Set<string>();
  #all: string | undefined;

  constructor(event: object) {
    this.#add(event);
  }

  #add(value: unknown): void {
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) this.#add(inner);
    else this.#values.add(String(value));
  }

  has(name: string, text: string): boolean {
    if (BLOCKS.has(name)) return this.#hasLines(text);
    if (NAMED.has(name) || this.#has(text)) return true;
    if (/^0x[0-9a-f]+$/i.test(text) && this.#values.has(String(Number(text)))) return true;
    const parts = PARTS[name];
    return parts?.[Symbol.split](text).every((part) => part.trim() === '' || this.#has(part.trim())) ?? false;
  }

  #has(text: string): boolean {
    return this.#values.has(text) || this.#values.has(text.trim()) || this.#values.has(text.toLowerCase());
  }

  #hasLines(text: string): boolean {
    this.#all ??= [...this.#values].join('\n');
    const all = this.#all;
    return text.split(/\r?\n/).every((line) => {
      const equals = line.indexOf('=');
      const isKeyed = equals > 0 && /^[\w ]+$/.test(line.slice(0, equals).trim());
      return (
        all.includes(line.trim()) ||
        piecesOf(isKeyed ? line.slice(equals + 1) : line).every((piece) => all.includes(piece))
      );
    });
  }
}

/** Of `ParameterBinding(X): name="a"; value="b"` the texts in quotes; of `DOMAIN\\name` both; of other lines all. */
function piecesOf(line: string): string[] {
  const binding = /^[A-Za-z]+\(([^)]*)\): (?:name="([^"]*)"; value=)?(.*)$/.exec(line);
  const pieces = binding === null ? [line] : binding.slice(1).map((piece) => piece?.trim().replace(/^"|"$/g, '') ?? '');
  const isAccount = /^\s*[\w.-]+\\[\w.$-]+\s*$/.test(line);
  return (isAccount ? line.split('\\') : pieces).map((piece) => piece.replace(/"\s*$/, '').trim());
}
