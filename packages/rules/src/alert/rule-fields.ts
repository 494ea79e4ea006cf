import type { Rule } from '../rule/rule.js';

/** What every alert of a rule has in common: `kibana.alert.rule.*`, severity, risk, status. Made once per rule. */
export function ruleFields(rule: Rule): Readonly<Record<string, unknown>> {
  // The guides are long; an alert has the one for investigation, once.
  const { id, name, tags, enabled, interval, note, setup, index, query, language, data_view_id, ...rest } = rule;
  return withoutUndefined({
    'kibana.alert.status': 'active',
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.severity': rule.severity,
    'kibana.alert.risk_score': rule.risk_score,
    'kibana.alert.building_block_type': rule.building_block_type,
    'kibana.alert.rule.category': 'Event Correlation Rule',
    'kibana.alert.rule.consumer': 'siem',
    'kibana.alert.rule.producer': 'siem',
    'kibana.alert.rule.rule_type_id': 'siem.eqlRule',
    'kibana.alert.rule.uuid': id ?? rule.rule_id,
    'kibana.alert.rule.name': name,
    'kibana.alert.rule.tags': tags,
    'kibana.alert.rule.enabled': enabled,
    'kibana.alert.rule.interval': interval,
    'kibana.alert.rule.note': note,
    'kibana.alert.rule.indices': index,
    ...prefixed('kibana.alert.rule.', withoutUndefined(rest)),
    'kibana.alert.rule.parameters': withoutUndefined({ ...rest, index, data_view_id, language, query }),
    'kibana.space_ids': ['default'],
  });
}

const withoutUndefined = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const prefixed = (prefix: string, fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [prefix + key, value]));
