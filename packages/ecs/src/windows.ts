import type { Source } from './entries.js';
import type { Draft } from './event.js';
import { hostNamed, hostWithout } from './host.js';
import { type Collected, type CompiledSource, compileSource, type Plan, planOf, runSteps } from './interpret.js';
import { auditOutcome, keywordTexts } from './keywords.js';
import type { LoggingUser, RawRecord, System } from './raw-record.js';
import { writeRelated } from './related.js';
import { SOURCES } from './sources/index.js';
import { type Texts, textsOf } from './values/scalars.js';

/** The version of the Elastic Common Schema that the events follow. */
const ECS_VERSION = '8.17.0';

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
export function planFor({ channel, provider, id }: RawRecord): Plan {
  if (channel === undefined || channel !== latestChannel) {
    latestChannel = channel;
    latestSource = lookUp(BY_CHANNEL, channel);
  }
  return planOf(latestSource ?? lookUp(BY_PROVIDER, provider) ?? COMPILED_OTHER, id);
}

/** Records of one channel come in runs, and comparing its name with the last spares hashing it. */
let latestChannel: string | undefined;
let latestSource: CompiledSource | undefined;

function lookUp(sources: ReadonlyMap<string, CompiledSource>, name: string | undefined): CompiledSource | undefined {
  return name === undefined ? undefined : (sources.get(name) ?? sources.get(name.toLowerCase()));
}

/**
 * The event of a Windows record. The timestamp is decided by the caller, who knows the file's clock. What is the same in
 * many events is one frozen object in all of them.
 */
export function windowsEvent(
  plan: Plan,
  record: RawRecord,
  system: System,
  collected: Collected,
  timestamp: string | undefined,
): Draft {
  const { source } = plan;
  const keywords = keywordTexts(system.keywords);
  const task = textFor(system.task, source.tasks ?? NO_TEXTS);
  const event = eventForm(plan, record.id, record.provider, plan.entry.action ?? task, auditOutcome(keywords));
  const os = record.provider === 'Linux-Sysmon' ? 'linux' : 'windows';
  const host = system.computer === undefined ? undefined : hostNamed(system.computer, os);
  const level = system.level === undefined ? undefined : LEVELS.get(system.level);

  const winlog = winlogFields(record, system, task, keywords);
  if (collected.rest !== undefined) {
    if (record.part === 'event_data') winlog.event_data = collected.rest;
    else winlog.user_data = collected.rest;
  }
  const draft = startEvent(
    timestamp,
    system.arrival !== undefined ? withArrival(event, system.arrival) : source.writesEvent ? { ...event } : event,
    DATA_STREAMS.get(source)!,
    host === undefined ? hostWithout(os) : host.fields,
    system,
    level,
    winlog,
  );

  source.prepare?.write(draft, system, record);
  const relates = runSteps(plan, collected, record, draft, REST_PATHS[record.part]);
  if (relates || source.prepare?.relates) writeRelated(draft, host);
  else if (host !== undefined) draft.related = host.related; // nearly always
  return draft;
}

/** An object written at once costs a fraction of one written field by field, so the frequent sets of fields are. */
function startEvent(
  timestamp: string | undefined,
  event: Draft,
  data_stream: Draft,
  host: Draft,
  { collector, message }: System,
  log: Draft | undefined,
  winlog: Draft,
): Draft {
  const ecs = ECS;
  if (timestamp !== undefined && log !== undefined) {
    if (collector !== undefined) {
      const agent = { name: collector };
      return message === undefined
        ? { '@timestamp': timestamp, ecs, event, data_stream, host, agent, log, winlog }
        : { '@timestamp': timestamp, ecs, event, data_stream, host, agent, log, message, winlog };
    }
    return message === undefined
      ? { '@timestamp': timestamp, ecs, event, data_stream, host, log, winlog }
      : { '@timestamp': timestamp, ecs, event, data_stream, host, log, message, winlog };
  }
  const draft: Draft = { ecs, event, data_stream, host, winlog };
  if (timestamp !== undefined) draft['@timestamp'] = timestamp;
  if (collector !== undefined) draft.agent = { name: collector };
  if (log !== undefined) draft.log = log;
  if (message !== undefined) draft.message = message;
  return draft;
}

function withArrival(fields: Draft, created: string): Draft {
  const { kind, code, module, dataset, provider, category, type, action, outcome } = fields;
  return outcome === undefined && type !== undefined && category !== undefined
    ? { kind, code, module, dataset, provider, category, type, action, created }
    : { ...fields, created };
}

const REST_PATHS = { event_data: ['winlog', 'event_data'], user_data: ['winlog', 'user_data'] } as const;

const ECS: Draft = Object.freeze({ version: ECS_VERSION });
const DATA_STREAMS: ReadonlyMap<Source, Draft> = new Map(
  [...SOURCES, OTHER].map((source) => [
    source,
    Object.freeze({ type: 'logs', dataset: source.dataset, namespace: 'default' }),
  ]),
);

/** Real tables need two or three for an id; hostile records may each have their own provider. */
const MAX_FORMS = 8;

function eventForm(
  plan: Plan,
  id: string,
  provider: string | undefined,
  action: string | readonly string[] | undefined,
  outcome: string | undefined,
): Draft {
  for (const form of plan.eventForms) {
    if (form.id === id && form.provider === provider && form.action === action && form.outcome === outcome)
      return form.event;
  }
  const { source, entry } = plan;
  const event: Draft = { kind: 'event', code: id, module: source.module, dataset: source.dataset };
  if (provider !== undefined) event.provider = provider;
  if (entry.category !== undefined) event.category = Object.freeze([...entry.category]);
  if (entry.type !== undefined) event.type = Object.freeze([...entry.type]);
  if (action !== undefined) event.action = typeof action === 'string' ? action : Object.freeze([...action]);
  if (outcome !== undefined) event.outcome = outcome;
  Object.freeze(event);
  if (plan.eventForms.length < MAX_FORMS) plan.eventForms.push({ id, provider, action, outcome, event });
  return event;
}

/** All of `winlog` but the event's own fields. As in `startEvent`, the frequent sets of fields are written at once. */
function winlogFields(
  { id, channel, provider }: RawRecord,
  system: System,
  task: string | undefined,
  keywords: readonly string[] | undefined,
): Draft {
  const { providerGuid, computer, recordId, version, activityId, relatedActivityId, processId: pid, threadId } = system;
  const opcode = textFor(system.opcode, OPCODES);
  const user = system.user === undefined ? undefined : userFields(system.user);
  const process = pid === undefined ? undefined : threadId === undefined ? { pid } : { pid, thread: { id: threadId } };
  if (
    channel !== undefined &&
    provider !== undefined &&
    providerGuid !== undefined &&
    computer !== undefined &&
    task !== undefined &&
    keywords === undefined &&
    activityId === undefined &&
    relatedActivityId === undefined
  ) {
    if (
      recordId !== undefined &&
      version !== undefined &&
      opcode !== undefined &&
      process !== undefined &&
      user !== undefined
    ) {
      return {
        api: 'wineventlog',
        event_id: id,
        channel,
        provider_name: provider,
        provider_guid: providerGuid,
        computer_name: computer,
        record_id: recordId,
        task,
        opcode,
        version,
        process,
        user,
      };
    }
    if (
      recordId === undefined &&
      version === undefined &&
      opcode === undefined &&
      process === undefined &&
      user === undefined
    ) {
      return {
        api: 'wineventlog',
        event_id: id,
        channel,
        provider_name: provider,
        provider_guid: providerGuid,
        computer_name: computer,
        task,
      };
    }
  }
  const winlog: Draft = { api: 'wineventlog', event_id: id };
  if (channel !== undefined) winlog.channel = channel;
  if (provider !== undefined) winlog.provider_name = provider;
  if (providerGuid !== undefined) winlog.provider_guid = providerGuid;
  if (computer !== undefined) winlog.computer_name = computer;
  if (recordId !== undefined) winlog.record_id = recordId;
  if (task !== undefined) winlog.task = task;
  if (opcode !== undefined) winlog.opcode = opcode;
  if (keywords !== undefined) winlog.keywords = keywords;
  if (version !== undefined) winlog.version = version;
  if (activityId !== undefined) winlog.activity_id = activityId;
  if (relatedActivityId !== undefined) winlog.related_activity_id = relatedActivityId;
  if (process !== undefined) winlog.process = process;
  if (user !== undefined) winlog.user = user;
  return winlog;
}

/** The events of one user share its fields. */
function userFields(user: LoggingUser): Draft {
  if (user !== latestUser) {
    latestUser = user;
    latestUserFields = Object.freeze(definedFields(user));
  }
  return latestUserFields;
}

let latestUser: LoggingUser | undefined;
let latestUserFields: Draft = {};

function definedFields({ identifier, name, domain, type }: LoggingUser): Draft {
  const user: Draft = {};
  if (identifier !== undefined) user.identifier = identifier;
  if (name !== undefined) user.name = name;
  if (domain !== undefined) user.domain = domain;
  if (type !== undefined) user.type = type;
  return user;
}

/** Text as it is; undefined for a number without a text. */
function textFor(value: string | number | undefined, texts: Texts): string | undefined {
  if (typeof value === 'string' && !isDigit(value.charCodeAt(0))) return value;
  return value === undefined ? undefined : texts.get(value);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

const NO_TEXTS: Texts = new Map();
const OPCODES = textsOf({ 0: 'Info', 1: 'Start', 2: 'Stop' });

/** `log` by the level's number, by its name and by NXLog's. */
const LEVELS: ReadonlyMap<string | number, Draft> = new Map(
  [
    ...textsOf({ 0: 'information', 1: 'critical', 2: 'error', 3: 'warning', 4: 'information', 5: 'verbose' }),
    ...['information', 'critical', 'error', 'warning', 'verbose'].flatMap((level): [string, string][] => [
      [level, level],
      [`${level[0]!.toUpperCase()}${level.slice(1)}`, level],
      [level.toUpperCase(), level],
    ]),
    ['INFO', 'information'] as const,
    ['Info', 'information'] as const,
    ['DEBUG', 'verbose'] as const,
  ].map(([name, level]) => [name, Object.freeze({ level })]),
);
