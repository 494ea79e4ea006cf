import type { Source } from './entries.js';
import { child, type Draft } from './event.js';
import { hostFields } from './host.js';
import { type CompiledSource, compileSource, type Plan, planOf, runSteps } from './interpret.js';
import { auditOutcome, keywordTexts } from './keywords.js';
import type { LoggingUser, RawRecord } from './raw-record.js';
import { writeRelated } from './related.js';
import { SOURCES } from './sources/index.js';

/** The version of the Elastic Common Schema that the events follow. */
export const ECS_VERSION = '8.17.0';

/** What a record of no known source gets: the fields every event has. */
const OTHER: Source = {
  name: 'other',
  providers: [],
  channels: [],
  module: 'windows',
  dataset: 'windows.forwarded',
  entries: {},
};

const COMPILED_OTHER = compileSource(OTHER);
const BY_CHANNEL = new Map<string, CompiledSource>();
const BY_PROVIDER = new Map<string, CompiledSource>();

for (const source of SOURCES) {
  const compiled = compileSource(source);
  for (const channel of source.channels) BY_CHANNEL.set(channel.toLowerCase(), compiled).set(channel, compiled);
  for (const provider of source.providers) BY_PROVIDER.set(provider.toLowerCase(), compiled).set(provider, compiled);
}

/** The plan for a record: of the source that has its channel, else of the one that has its provider. */
export function planFor(record: RawRecord): Plan {
  const source = lookUp(BY_CHANNEL, record.channel) ?? lookUp(BY_PROVIDER, record.provider) ?? COMPILED_OTHER;
  return planOf(source, record.id);
}

function lookUp(sources: ReadonlyMap<string, CompiledSource>, name: string | undefined): CompiledSource | undefined {
  return name === undefined ? undefined : (sources.get(name) ?? sources.get(name.toLowerCase()));
}

/** The event of a Windows record. The timestamp is decided by the caller, who knows the file's clock. */
export function windowsEvent(plan: Plan, record: RawRecord, timestamp: string | undefined): Draft {
  const draft = systemFields(plan, record, timestamp);
  plan.source.prepare?.(draft, record);
  runSteps(plan, record, draft, record.part === 'event_data' ? eventData : userData);
  writeRelated(draft);
  return draft;
}

function eventData(draft: Draft): Draft {
  return child(child(draft, 'winlog'), 'event_data');
}

function userData(draft: Draft): Draft {
  return child(child(draft, 'winlog'), 'user_data');
}

/** The fields every event gets, from the System part of its record. */
function systemFields(plan: Plan, record: RawRecord, timestamp: string | undefined): Draft {
  const { source, entry } = plan;
  const keywords = keywordTexts(record.keywords);
  const outcome = auditOutcome(keywords);
  const task = numberedText(record.task, source.tasks);
  const action = entry.action ?? task;
  const level = levelText(record.level);
  const os = record.provider === 'Linux-Sysmon' ? 'linux' : 'windows';

  const draft: Draft = {};
  if (timestamp !== undefined) draft['@timestamp'] = timestamp;
  draft.ecs = { version: ECS_VERSION };

  const event: Draft = { kind: 'event', code: record.id, module: source.module, dataset: source.dataset };
  if (record.provider !== undefined) event.provider = record.provider;
  if (entry.category !== undefined) event.category = entry.category.slice();
  if (entry.type !== undefined) event.type = entry.type.slice();
  if (action !== undefined) event.action = typeof action === 'string' ? action : action.slice();
  if (outcome !== undefined) event.outcome = outcome;
  if (record.arrival !== undefined) event.created = record.arrival;
  draft.event = event;

  draft.data_stream = { type: 'logs', dataset: source.dataset, namespace: 'default' };
  if (record.collector !== undefined) draft.agent = { name: record.collector };
  draft.host = hostFields(record.computer, os);
  if (level !== undefined) draft.log = { level };
  if (record.message !== undefined) draft.message = record.message;

  const winlog: Draft = { api: 'wineventlog', event_id: record.id };
  if (record.channel !== undefined) winlog.channel = record.channel;
  if (record.provider !== undefined) winlog.provider_name = record.provider;
  if (record.providerGuid !== undefined) winlog.provider_guid = record.providerGuid;
  if (record.computer !== undefined) winlog.computer_name = record.computer;
  if (record.recordId !== undefined) winlog.record_id = record.recordId;
  if (task !== undefined) winlog.task = task;
  const opcode = numberedText(record.opcode, OPCODES);
  if (opcode !== undefined) winlog.opcode = opcode;
  if (keywords !== undefined) winlog.keywords = keywords;
  if (record.version !== undefined) winlog.version = record.version;
  if (record.activityId !== undefined) winlog.activity_id = record.activityId;
  if (record.relatedActivityId !== undefined) winlog.related_activity_id = record.relatedActivityId;
  if (record.processId !== undefined) {
    winlog.process =
      record.threadId === undefined
        ? { pid: record.processId }
        : { pid: record.processId, thread: { id: record.threadId } };
  }
  if (record.user !== undefined) winlog.user = userFields(record.user);
  draft.winlog = winlog;
  return draft;
}

function userFields({ identifier, name, domain, type }: LoggingUser): Draft {
  const user: Draft = {};
  if (identifier !== undefined) user.identifier = identifier;
  if (name !== undefined) user.name = name;
  if (domain !== undefined) user.domain = domain;
  if (type !== undefined) user.type = type;
  return user;
}

type Numbered = { readonly [number: string]: string };

/** Text as it is; a number, also written as text, as the text it stands for. Undefined for a number without one. */
function numberedText(value: string | number | undefined, texts: Numbered | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && !isDigits(value)) return value;
  return texts !== undefined && Object.hasOwn(texts, value) ? texts[value] : undefined;
}

function isDigits(value: string): boolean {
  const first = value.charCodeAt(0);
  return first >= 48 && first <= 57;
}

const OPCODES: Numbered = { 0: 'Info', 1: 'Start', 2: 'Stop' };
const LEVELS: Numbered = { 0: 'information', 1: 'critical', 2: 'error', 3: 'warning', 4: 'information', 5: 'verbose' };
/** NXLog's name for a level that Windows calls otherwise. */
const LEVEL_NAMES: { readonly [name: string]: string } = { info: 'information', debug: 'verbose' };

function levelText(level: string | number | undefined): string | undefined {
  const text = numberedText(level, LEVELS)?.toLowerCase();
  return text !== undefined && Object.hasOwn(LEVEL_NAMES, text) ? LEVEL_NAMES[text] : text;
}
