// Prints one of the README's two commands for a fresh machine: `main` or `test`. They stand in the first two code
// blocks marked `sh`, below the headings that name them.
import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const headings = { main: '## Run it', test: '## Test it' };
const heading = headings[process.argv[2]];
const start = readme.indexOf(`${heading}\n`);
const block = /```sh\n([\s\S]*?)```/.exec(readme.slice(start));
if (heading === undefined || start < 0 || block === null) throw new Error(`no command below "${heading}" in README.md`);
process.stdout.write(block[1].trim());
