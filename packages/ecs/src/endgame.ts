import { type Draft, put } from './event.js';
import { hostNamed, hostWithout } from './host.js';
import { collect, compileSource, type Plan, planOf, runSteps } from './interpret.js';
import { type EventFields, field } from './raw-record.js';
import { writeRelated } from './related.js';
import { ENDGAME } from './sources/endgame.js';

const COMPILED = compileSource(ENDGAME);

/** The plan for `event_type`, or `event_type_full` without its `_event`: `process`, `file`, and so on. */
export function endgamePlan(record: EventFields): Plan {
  const type = field(record, 'event_type_full') ?? field(record, 'event_type') ?? '';
  return planOf(COMPILED, type.replace(/_event$/, ''));
}

/** The event of a record in Endgame's old flat form. Fields without an ECS cousin are kept under `endgame`. */
export function endgameEvent(plan: Plan, record: EventFields): Draft {
  const { source, entry } = plan;
  const draft: Draft = {};
  draft.event = { kind: 'event', module: source.module, dataset: source.dataset };
  if (entry.category !== undefined) put(draft, ['event', 'category'], entry.category.slice());
  if (entry.type !== undefined) put(draft, ['event', 'type'], entry.type.slice());

  // The agent ran on Linux and macOS too, and does not say on which: a path tells these two from Windows.
  const os = field(record, 'process_path')?.startsWith('/') ? undefined : 'windows';
  const hostName = field(record, 'hostname');
  const host = hostName === undefined ? undefined : hostNamed(hostName, os);
  draft.host = host?.fields ?? hostWithout(os);

  const collected = collect(plan, record);
  if (collected.rest !== undefined) draft.endgame = collected.rest;
  runSteps(plan, collected, record, draft, ['endgame']);
  const strings = record.values[record.keys.indexOf('bytes_written_string_list')];
  if (Array.isArray(strings)) put(draft, ['registry', 'data', 'strings'], strings.slice());
  writeRelated(draft, host);
  return draft;
}
