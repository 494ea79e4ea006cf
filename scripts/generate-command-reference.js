// Writes docs/command-line.md: the help of the command line and of each command, as it prints it. Run after a build.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const EQLITE = fileURLToPath(new URL('../packages/cli/bin/eqlite.js', import.meta.url));

export const COMMAND_REFERENCE = new URL('../docs/command-line.md', import.meta.url);

export function commandReference() {
  const help = (...args) => execFileSync(process.execPath, [EQLITE, ...args, '--help'], { encoding: 'utf8' });
  const section = (title, text) => `## ${title}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
  const main = help();
  const names = [...main.slice(main.indexOf('Commands:'), main.indexOf('Examples:')).matchAll(/^ {2}(\w+) {2,}/gm)].map(
    ([, name]) => name,
  );
  return [
    '# The command line\n\nWhat `--help` prints. Written by `node scripts/generate-command-reference.js`.\n',
    section('eqlite', main),
    ...names.map((name) => section(`eqlite ${name}`, help(name))),
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(COMMAND_REFERENCE, commandReference());
