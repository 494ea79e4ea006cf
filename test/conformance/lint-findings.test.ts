import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ECS_SCHEMA } from '@eqlite/ecs';
import { checkRules, type Finding, LINTS } from '@eqlite/rules';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { IS_CORPUS_THERE, RULES } from './corpus.js';

/** What `eqlite check` finds in Elastic's rules, each finding with the verdict of who looked at it. */

const VERDICTS_FILE = fileURLToPath(new URL('lint-verdicts.yaml', import.meta.url));

/** By code, by rule file. */
type Verdicts = Readonly<Record<string, Readonly<Record<string, string>>>>;
const VERDICTS = parseYaml(readFileSync(VERDICTS_FILE, 'utf8')) as Verdicts;

const fileOf = ({ path }: Finding): string => relative(RULES, path);
const excerpt = ({ source, span }: Finding): string => {
  const text = source && span ? source.slice(span.start, span.end).replace(/\s+/g, ' ') : '';
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
};
const code = (text: string): string =>
  (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``).replaceAll('|', '\\|');

function report(findings: readonly Finding[], rules: number): string {
  const sections = LINTS.map((lint) => {
    const own = findings.filter((finding) => finding.code === lint.code);
    const files = [...new Set(own.map(fileOf))];
    const head = `## \`${lint.code}\`: ${own.length} in ${files.length} rules\n\n[${lint.title}](lints.md#${lint.code}).${files.length > 0 ? '\n' : ''}`;
    const items = files.map((file) => {
      const lines = own
        .filter((finding) => fileOf(finding) === file)
        .map((finding) => `  - ${finding.line}: ${code(excerpt(finding))}: ${finding.message}`);
      return `- **${file}**: ${VERDICTS[lint.code]?.[file] ?? 'no verdict'}\n${lines.join('\n')}`;
    });
    return [head, ...items].join('\n');
  });
  return `# What the lints find in Elastic's rules

\`eqlite check\` over the ${rules.toLocaleString('en')} EQL rules of Elastic's detection-rules, with the fields of ECS: ${findings.length} findings in
${new Set(findings.map(fileOf)).size} rules. The rules are not part of this repository; they are read from the folder that \`EQLITE_CONFORMANCE\` names.
Each finding was looked at in its rule, and has a verdict (\`test/conformance/lint-verdicts.yaml\`); a test fails when one has none, or when
a verdict has no finding. "True" means that the query does what the finding says; whether that matters to what the rule
is for is another question. This page is written by

    npm run conformance

${sections.join('\n\n')}
`;
}

describe.skipIf(!IS_CORPUS_THERE)("what is found in Elastic's rules", () => {
  const findings: Finding[] = [];
  let rules = 0;
  beforeAll(async () => {
    for await (const item of checkRules(RULES, { schema: ECS_SCHEMA })) {
      rules++;
      findings.push(...item.findings);
    }
  });

  test('is nothing but lints', () => {
    const codes = new Set(LINTS.map((lint) => lint.code));
    expect(findings.filter((finding) => !codes.has(finding.code)).map(({ path, message }) => [path, message])).toEqual(
      [],
    );
    expect(rules).toBe(1081);
  });

  test('has a verdict each, and every verdict a finding', () => {
    const keys = [...new Set(findings.map((finding) => `${finding.code} ${fileOf(finding)}`))];
    const judged = Object.entries(VERDICTS).flatMap(([lint, files]) =>
      Object.keys(files).map((file) => `${lint} ${file}`),
    );
    expect(judged.sort()).toEqual(keys.sort());
  });

  test('is on the page', async () => {
    await expect(report(findings, rules)).toMatchFileSnapshot(
      fileURLToPath(new URL('../../docs/lint-findings.md', import.meta.url)),
    );
  });
});
