import type { CompiledQuery, Event } from '@eqlite/engine';
import type { Rule } from '../rule/rule.js';
import { commonFields, isObject } from './common-fields.js';
import { eventTime, firstText } from './event-fields.js';
import { canonicalJson, eventId, isTooDeep, sha256 } from './event-id.js';
import type { Origin } from './origin.js';
import { reasonFor } from './reason.js';
import { ruleFields } from './rule-fields.js';

/**
 * An alert document as Elastic Security writes it: `kibana.alert.*` under flat names beside the event's own fields,
 * `event.kind` made `signal` and the event's own `event.*` kept as `kibana.alert.original_event.*`. Plain data: one
 * `JSON.stringify` makes a line of NDJSON of it. What Elastic has no name for is under `eqlite.`.
 */
export interface Alert {
  readonly [field: string]: unknown;
  /** When the alert was made, ISO 8601. */
  readonly '@timestamp'?: string;
  /** Stays the same when the same rule version meets the same events again: a hash of rule id, version and events. */
  readonly 'kibana.alert.uuid': string;
  readonly 'kibana.alert.rule.name': string;
  readonly 'kibana.alert.rule.rule_id': string;
  readonly 'kibana.alert.severity': string;
  readonly 'kibana.alert.risk_score': number;
  readonly 'kibana.alert.reason': string;
  /** The event's own time, ISO 8601; not on the alert for a whole sequence. */
  readonly 'kibana.alert.original_time'?: string;
  /** `default` on alerts of building-block rules, and on those for the single events of a sequence. */
  readonly 'kibana.alert.building_block_type'?: 'default';
  /** Same on the alert for a whole sequence and on those for its events. */
  readonly 'kibana.alert.group.id'?: string;
  /** Position of a building block in its sequence, from 0. */
  readonly 'kibana.alert.group.index'?: number;
  /** Where the event was read. */
  readonly 'eqlite.origin'?: Origin;
  /** On the alert for a whole sequence or sample. */
  readonly 'eqlite.sequence'?: SequenceInAlert;
}

export interface SequenceInAlert {
  /** Values of the join keys, in the order of the query; empty without keys. */
  readonly join_keys: readonly unknown[];
  /** In the order of the stages. */
  readonly events: readonly SequenceEventInAlert[];
}

export interface SequenceEventInAlert {
  /** `kibana.alert.uuid` of the building block that has the event. */
  readonly uuid?: string;
  /** The event's own time, ISO 8601. */
  readonly '@timestamp'?: string;
  readonly origin?: Origin;
  /** For a `![…]` stage: that no event came is what was found. */
  readonly missing?: true;
}

/** An event of a match and where it was read; `undefined` for the event that a `![…]` stage found missing. */
interface MatchedEvent {
  readonly event: Event;
  readonly origin: Origin | undefined;
}

/** Makes the alerts of one rule. */
export interface AlertMaker {
  /** @param nowMs when the alert is made; the event's own time by default */
  forEvent(matched: MatchedEvent, nowMs?: number): Alert;
  /** The alert for the whole sequence or sample, then a building block per event. */
  forSequence(
    joinKeys: readonly unknown[],
    events: readonly (MatchedEvent | undefined)[],
    nowMs?: number,
  ): readonly [Alert, ...Alert[]];
}

/** @param compiled the rule's query */
export function createAlertMaker(rule: Rule, { kind, settings }: CompiledQuery): AlertMaker {
  const common = ruleFields(rule) as RuleFields;

  function forEvent({ event, origin }: MatchedEvent, nowMs?: number): Alert {
    const id = eventId(event, origin);
    const originalTime = eventTime(event, settings.timestampField);
    const category = firstText(event, 'event.category');
    return {
      ...asSignal(event),
      ...timestamp(nowMs, originalTime),
      ...common,
      'kibana.alert.uuid': sha256(JSON.stringify([rule.rule_id, rule.version, id])),
      'kibana.alert.reason': reasonFor(rule, category === undefined ? 'event' : `${category} event`, event),
      ...(originalTime === undefined ? {} : { 'kibana.alert.original_time': originalTime }),
      ...originalEvent(event),
      ...ancestry([{ event, id, origin }]),
      ...(origin === undefined ? {} : { 'eqlite.origin': { ...origin } }),
    };
  }

  return {
    forEvent,

    forSequence(joinKeys, matched, nowMs) {
      const found = matched.filter((item) => item !== undefined);
      const ids = found.map(({ event, origin }) => eventId(event, origin));
      const groupId = sha256(JSON.stringify([rule.rule_id, rule.version, canonicalJson(joinKeys), ids]));
      const blocks = found.map((item, index): Alert => {
        const alert = forEvent(item, nowMs);
        return {
          ...alert,
          'kibana.alert.uuid': sha256(JSON.stringify([groupId, index])),
          'kibana.alert.building_block_type': 'default',
          'kibana.alert.group.id': groupId,
          'kibana.alert.group.index': index,
        };
      });
      const shared = commonFields(found.map(({ event }) => event));
      const lastTime = blocks.at(-1)?.['kibana.alert.original_time'];
      let next = 0;
      const shell: Alert = {
        ...asSignal(shared),
        ...timestamp(nowMs, lastTime),
        ...common,
        'kibana.alert.uuid': groupId,
        'kibana.alert.reason': reasonFor(rule, `${kind} of ${found.length} events`, shared),
        ...ancestry(blocks.map((block) => ({ event: block, id: block['kibana.alert.uuid'], origin: undefined }))),
        'kibana.alert.group.id': groupId,
        'eqlite.sequence': {
          join_keys: joinKeys,
          events: matched.map((item): SequenceEventInAlert => {
            if (item === undefined) return { missing: true };
            const block = blocks[next]!;
            next += 1;
            return {
              uuid: block['kibana.alert.uuid'],
              ...timestamp(undefined, block['kibana.alert.original_time']),
              ...(item.origin === undefined ? {} : { origin: { ...item.origin } }),
            };
          }),
        },
      };
      return [shell, ...blocks];
    },
  };
}

/** What `ruleFields` has for sure. */
type RuleFields = Pick<
  Alert,
  'kibana.alert.rule.name' | 'kibana.alert.rule.rule_id' | 'kibana.alert.severity' | 'kibana.alert.risk_score'
>;

function timestamp(nowMs: number | undefined, eventTime: string | undefined): { '@timestamp'?: string } {
  const time = nowMs === undefined ? eventTime : new Date(nowMs).toISOString();
  return time === undefined ? {} : { '@timestamp': time };
}

/** The event's fields as they are, except that `event.kind` is `signal`, and that an alert's own fields are left out. */
function asSignal(event: Event): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(event)) {
    if (key.startsWith('kibana.') || key.startsWith('eqlite.') || key === 'event.kind' || key === '__proto__') continue;
    fields[key] = event[key];
  }
  if (isObject(fields.event)) fields.event = { ...fields.event, kind: 'signal' };
  else fields['event.kind'] = 'signal';
  return fields;
}

/** `event.*` under `kibana.alert.original_event.*`, since `event.kind` is overwritten. */
function originalEvent(event: Event): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const add = (prefix: string, object: Event, above: readonly object[] = []) => {
    const below = [...above, object];
    for (const [key, value] of Object.entries(object)) {
      if (isObject(value) && !isTooDeep(value, below)) add(`${prefix}${key}.`, value, below);
      else fields[prefix + key] = value;
    }
  };
  const prefix = 'kibana.alert.original_event.';
  if (isObject(event.event)) add(prefix, event.event);
  for (const [key, value] of Object.entries(event)) {
    if (key.startsWith('event.')) add(prefix, { [key.slice('event.'.length)]: value });
  }
  return fields;
}

interface Parent {
  readonly event: Event;
  readonly id: string;
  readonly origin: Origin | undefined;
}

/** Where an alert comes from: events have depth 0, alerts on events 1, alerts on alerts 2. */
function ancestry(parents: readonly Parent[]): Record<string, unknown> {
  let depth = 0;
  let ancestors: unknown[] = [];
  for (const { event, id, origin } of parents) {
    const rule = event['kibana.alert.rule.uuid'];
    const parentDepth = event['kibana.alert.depth'];
    const own = typeof parentDepth === 'number' ? parentDepth : 0;
    const older = event['kibana.alert.ancestors'];
    if (Array.isArray(older)) ancestors = ancestors.concat(older);
    const index = origin?.index ?? '';
    ancestors.push(
      rule === undefined ? { id, type: 'event', index, depth: 0 } : { id, type: 'signal', index, depth: own, rule },
    );
    depth = Math.max(depth, own);
  }
  return { 'kibana.alert.depth': depth + 1, 'kibana.alert.ancestors': ancestors };
}
