import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EQLITE, openWorkplace, ROOT } from './support/command-line.js';

/**
 * What READMEs show of the command line, run: blocks marked `console` are commands after `$ ` and all that they print;
 * blocks marked with a language and a name are files.
 */

interface Step {
  readonly command: string;
  readonly output: string;
}

function blocks(readme: string, marks: RegExp): { readonly mark: string; readonly text: string }[] {
  const found = readme.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, mark, text]) => ({ mark: mark!, text: text! })).filter(({ mark }) => marks.test(mark));
}

const stepsOf = (text: string): Step[] =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.split('\n');
      return { command, output: output.join('\n').trimEnd() };
    });

/** Runs as in a terminal that has `eqlite` installed; what is timed is left out. */
function shell(command: string, cwd: string): Promise<string> {
  const bin = `eqlite() { '${process.execPath}' '${EQLITE}' "$@"; }`;
  return new Promise((done) => {
    execFile(
      'bash',
      ['-c', `exec 2>&1\n${bin}\n${command}`],
      { cwd, env: { ...process.env, NO_COLOR: '1' } },
      (_, stdout) => done(stdout.replaceAll(/ · \d+\.\d\d s(?: · [\d,]+ events\/s)?/g, '').trimEnd()),
    );
  });
}

describe.each([
  { readme: 'README.md', isAtRoot: true },
  { readme: 'packages/cli/README.md', isAtRoot: false },
])('$readme', async ({ readme, isAtRoot }) => {
  const text = readFileSync(new URL(`../${readme}`, import.meta.url), 'utf8');
  const workplace = await openWorkplace();
  const cwd = isAtRoot ? ROOT : workplace.folder;
  for (const { mark, text: content } of blocks(text, /^\w+ \S+\.\w+$/)) {
    await workplace.write(mark.split(' ')[1]!, content);
  }
  const steps = blocks(text, /^console$/).flatMap((block) => stepsOf(block.text));

  test('shows the command line at work', () => expect(steps.length).toBeGreaterThan(0));

  test.each(steps)('$command', async ({ command, output }) => {
    expect(await shell(command, cwd)).toBe(output);
  });
});
