import { fileURLToPath } from 'node:url';
import { LINTS, type Lint } from '@eqlite/rules';
import { expect, test } from 'vitest';

const section = ({ code, title, doc, examples }: Lint) => `<a id="${code}"></a>

## \`${code}\`: ${title[0]!.toLowerCase()}${title.slice(1)}

${doc}

Found:

\`\`\`eql
${examples.bad}
\`\`\`

Passes:

\`\`\`eql
${examples.good}
\`\`\``;

/** Written anew by \`npm run docs\`. */
const PAGE = `# What \`eqlite check\` warns of

Besides what cannot run, and fields that the schema lacks, \`eqlite check\` finds queries that run and hardly mean what they say. Each
kind of finding has a code. A finding that is no mistake is silenced by a comment in the query, with the reason:

\`\`\`eql
process where
  // eqlite-ignore literal_wildcard: the file is really called so
  process.name == "*.exe"
\`\`\`

On a row of its own the comment concerns the next row, behind a term its own row, and above the query all of it. Several
codes are separated by commas. A comment that silences nothing is a finding (\`unused_silence\`), and so is one without a code
or a reason (\`bad_silence\`); what stops a query from running cannot be silenced. \`unknown_field\`, a field that the schema lacks,
can be.

What is found in Elastic's own rules is on [a page of its own](lint-findings.md). This page is written from the lints
themselves, by \`npm run docs\`.

${LINTS.map(section).join('\n\n')}
`;

test('the page of the lints is current', async () => {
  await expect(PAGE).toMatchFileSnapshot(fileURLToPath(new URL('../../../docs/lints.md', import.meta.url)));
});
