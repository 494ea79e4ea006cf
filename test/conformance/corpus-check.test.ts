import { ECS_SCHEMA, ECS_SCHEMA_VERSION } from '@eqlite/ecs';
import { check, type Diagnostic } from '@eqlite/syntax';
import { expect, test } from 'vitest';
import { CORPUS, IS_CORPUS_THERE } from './corpus.js';

/** Where fields come from that ECS does not have, by the way they begin. */
const ORIGINS: readonly (readonly [pattern: RegExp, origin: string])[] = [
  [/\.Ext\./, "Elastic Defend's own fields, which it keeps below `Ext`"],
  [/^(Effective_process|Persistence)\./, "Elastic Defend's own fields"],
  [/^winlog\./, 'Windows event logs, as Winlogbeat and the Windows integration write them'],
  [/^auditd\./, 'Auditd Manager integration'],
  [/^(network_traffic|flow)\./, 'Network Packet Capture integration'],
  [/^(aws|azure|fortinet|github|google_workspace|kubernetes|o365|okta)\./, 'Integrations of these names'],
  [/^(kibana|signal)\./, 'alerts of Elastic Security'],
  [/^(problemchild|blocklist_label)\b/, 'results of machine learning (Living off the Land Attack Detection)'],
  [/^processor\./, 'Elastic APM'],
];

interface Finding {
  readonly file: string;
  readonly diagnostic: Diagnostic;
  /** The text it is about. */
  readonly text: string;
}

const sorted = (items: Iterable<string>): readonly string[] => [...new Set(items)].sort();
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

function report(findings: readonly Finding[]): string {
  const withCode = (wanted: string) => findings.filter(({ diagnostic }) => diagnostic.code === wanted);
  const unknown = withCode('unknown_field');
  const wildcards = withCode('literal_wildcard');
  const groups = ORIGINS.map(([pattern, origin]) => {
    const fields = unknown.filter(({ text }) => originOf(text)?.[0] === pattern);
    return { origin, rules: sorted(fields.map(({ file }) => file)), names: sorted(fields.map(({ text }) => text)) };
  });
  return `# What \`check\` says about Elastic's rules

The ${CORPUS.length} EQL rules of Elastic's detection-rules, checked with \`ECS_SCHEMA\` (ECS ${ECS_SCHEMA_VERSION}). The rules are not part
of this repository: they are read from the folder that \`EQLITE_CONFORMANCE\` names, by default \`../shared/conformance\` beside
the repository. This page is written by

    npm run conformance

and a test holds it to what \`check\` says now. Without a schema no rule has an error.

| code | findings | rules |
| --- | ---: | ---: |
${sorted(findings.map(({ diagnostic }) => `${diagnostic.severity} \`${diagnostic.code}\``))
  .map((name) => {
    const these = findings.filter(({ diagnostic }) => name === `${diagnostic.severity} \`${diagnostic.code}\``);
    return `| ${name} | ${these.length} | ${sorted(these.map(({ file }) => file)).length} |`;
  })
  .join('\n')}

## Fields that ECS does not have

They belong to the sources that the rules are written for. To check such rules with types, add the fields that your data has:
\`{ ...ECS_SCHEMA, 'winlog.event_id': 'keyword' }\`.

${groups
  .map(
    ({ origin, rules, names }) =>
      `- ${origin}: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}. ${names.map(code).join(', ')}`,
  )
  .join('\n')}

## A \`*\` that is no wildcard

\`==\` and \`in\` compare with the character itself; \`:\` and \`like\` have wildcards. Few values hold a \`*\`: names of shares in Windows'
event 5140 do (\`\\\\*\\C$\`), so those are right as they are; the others match no value that they seem to be written for.

${wildcards.map(({ file, text }) => `- ${file}: \`${text}\``).join('\n')}
`;
}

function originOf(field: string): (typeof ORIGINS)[number] | undefined {
  return ORIGINS.find(([pattern]) => pattern.test(field));
}

test.skipIf(!IS_CORPUS_THERE)(
  'docs/corpus-check.md lists what check says about the corpus, and explains it',
  async () => {
    const findings = CORPUS.flatMap(({ file, query }) =>
      check(query, { schema: ECS_SCHEMA }).map((diagnostic): Finding => {
        const { start, end } = diagnostic.span;
        return { file, diagnostic, text: query.slice(start, end).replace(/^\?/, '').replaceAll('`', '') };
      }),
    );
    const unexplained = findings.filter(
      ({ diagnostic, text }) =>
        diagnostic.code !== 'literal_wildcard' && (diagnostic.code !== 'unknown_field' || originOf(text) === undefined),
    );
    expect(unexplained).toEqual([]);
    await expect(report(findings)).toMatchFileSnapshot('../../docs/corpus-check.md');
  },
);
