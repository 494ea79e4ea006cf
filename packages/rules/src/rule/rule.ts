import { z } from 'zod';
import { choice, field, flag, list, objects, text, texts } from '../file/field.js';
import { isDateMath } from '../schedule/date-math.js';

const dateMath = (doc: string) =>
  field(z.string().refine(isDateMath), 'date math such as "now-6m", or an ISO 8601 date', doc);

const attack = {
  id: text('Identifier in the framework, such as `T1021.006`.'),
  name: text('Name in the framework.'),
  reference: text('Its page on the web.'),
};

const SUBTECHNIQUE = field(z.object(attack), 'a table with id, name and reference', 'A sub-technique.');

const TECHNIQUE = field(
  z.object({
    ...attack,
    subtechnique: list(SUBTECHNIQUE, 'a list of sub-techniques', 'Sub-techniques.').optional(),
  }),
  'a table with id, name and reference',
  'A technique.',
);

const THREAT = field(
  z.object({
    framework: text('Where the ids come from: `MITRE ATT&CK`.'),
    tactic: field(z.object(attack), 'a table with id, name and reference', 'What the attacker is after.'),
    technique: list(TECHNIQUE, 'a list of techniques', 'How the attacker gets it.').optional(),
  }),
  'a table with framework, tactic and technique',
  'One tactic with its techniques.',
);

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** Every field of a rule that means something here. Names, defaults and limits are those of Kibana's detection API. */
export const RULE_SCHEMA = field(
  z.object({
    rule_id: text('What stays the same when the rule is edited; part of every alert id. Unique among rules.'),
    id: text('Kibana’s own identifier of an installed rule, in exports.').optional(),
    version: field(z.int().min(1), 'a whole number from 1 up', 'Rises with every change of the rule.').default(1),
    name: text('What an alert is called.'),
    description: text('What the rule finds.'),
    author: texts('Who wrote the rule.').default([]),
    license: text('Licence of the rule’s text.').optional(),
    severity: choice(SEVERITIES, 'How bad a match is.'),
    risk_score: field(z.int().min(0).max(100), 'a whole number from 0 to 100', 'How bad a match is, finer.'),
    tags: texts('Words to find the rule by.').default([]),
    threat: list(THREAT, 'a list of tactics', 'What the rule covers of MITRE ATT&CK.').default([]),
    references: texts('Pages on the web.').default([]),
    false_positives: texts('Known harmless causes.').default([]),
    note: field(z.string(), 'a text', 'Investigation guide, Markdown.').optional(),
    setup: field(z.string(), 'a text', 'What must be set up first, Markdown.').optional(),
    building_block_type: choice(
      ['default'],
      'Given for a rule whose alerts feed other rules and stay out of the way of people.',
    ).optional(),
    enabled: flag('Whether Kibana runs the rule. Eqlite runs what it is given.').optional(),

    type: choice(['eql'], 'Kind of rule.'),
    language: choice(['eql'], 'Language of the query.').default('eql'),
    query: text('The EQL query.'),
    event_category_override: text('Field with the event category, in place of `event.category`.').optional(),
    timestamp_field: text('Field with the time that orders events, in place of `@timestamp`.').optional(),
    tiebreaker_field: text('Field that orders events of one time.').optional(),

    index: texts('Index patterns to search.').optional(),
    data_view_id: text('Kibana data view, in place of `index`.').optional(),
    interval: field(
      z.string().regex(/^[1-9]\d{0,8}[smhd]$/),
      'a duration such as "5m" (s, m, h or d)',
      'Time from run to run.',
    ).default('5m'),
    from: dateMath(
      'Start of what one run looks at; earlier than `interval` ago, so that late events are seen.',
    ).default('now-6m'),
    to: dateMath('End of what one run looks at.').default('now'),
    max_signals: field(z.int().min(1), 'a whole number from 1 up', 'Most alerts of one run.').default(100),
    timestamp_override: text('Field that puts an event into a run, in place of `@timestamp`.').optional(),
    timestamp_override_fallback_disabled: flag(
      'Leave out events without `timestamp_override`, rather than use their `@timestamp`.',
    ).optional(),

    timeline_id: text('Timeline template.').optional(),
    timeline_title: text('Name of the timeline template.').optional(),
    investigation_fields: field(
      z.object({ field_names: texts('Fields to show first.') }),
      'a table with field_names',
      'What an analyst looks at first.',
    ).optional(),
    filters: objects('Query DSL filters. Not applied.').optional(),
    exceptions_list: objects('Exception lists. Not applied.').optional(),
    severity_mapping: objects('Severity taken from the event. Not applied.').optional(),
    risk_score_mapping: objects('Risk score taken from the event. Not applied.').optional(),
    rule_name_override: field(z.string(), 'a text', 'Alert name taken from the event. Not applied.').optional(),
    alert_suppression: field(
      z.record(z.string(), z.unknown()),
      'a table',
      'Grouping of alerts. Not applied.',
    ).optional(),
  }),
  'a table with the fields of a rule',
  'A detection rule.',
);

/**
 * An EQL detection rule, as files and Kibana write it (`risk_score`, `max_signals`, …), with defaults filled in.
 * A rule that loads here also imports into Kibana.
 */
export interface Rule extends z.output<typeof RULE_SCHEMA> {}

/** One tactic of a rule with its techniques. */
export type Threat = Rule['threat'][number];

export type Severity = Rule['severity'];

/** The two layouts of a rule in a file: the fields under `rule`, beside `metadata`, or the fields alone. */
const RULE_FILE_SCHEMA = z.union([
  z.looseObject({
    metadata: z.looseObject({}).describe('About the file; anything.').optional(),
    rule: RULE_SCHEMA,
  }),
  RULE_SCHEMA,
]);

/** JSON Schema (draft 2020-12) of a rule in a TOML, YAML or JSON file, for completion and checks in editors. */
export function ruleJsonSchema(): Record<string, unknown> {
  return { title: 'EQL detection rule', ...z.toJSONSchema(RULE_FILE_SCHEMA, { io: 'input', unrepresentable: 'any' }) };
}
