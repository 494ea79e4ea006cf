// Packs every package, installs the tarballs into an empty project, and uses them there as a stranger would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'eqlite-packages-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  for (const path of packages) run('npm', ['pack', '--silent', '--pack-destination', folder], path);
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-fund', '--no-audit', '--silent', ...tarballs.map((name) => `./${name}`)], folder);

  const names = packages.map((path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).name);
  for (const name of names) {
    const exported = run(
      'node',
      ['--input-type=module', '-e', `console.log(Object.keys(await import('${name}')).length)`],
      folder,
    );
    if (Number(exported) === 0) throw new Error(`${name} exports nothing`);
    console.log(`${name}: imported, ${exported.trim()} exports`);
  }

  writeFileSync(
    join(folder, 'use.ts'),
    `import { compile, search } from '@eqlite/engine';
import { toEcs } from '@eqlite/ecs';
const query = compile('process where process.name : "wmic.exe"');
const event = toEcs({ event: { category: ['process'] }, process: { name: 'WMIC.exe' } });
const isMatch: boolean = event !== undefined && query.matches(event);
const count: number = search('any where true', event === undefined ? [] : [event]).hits.total.value;
console.log(isMatch, count);
`,
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "types": [], "lib": ["es2023", "dom"], "outDir": "out" }, "files": ["use.ts"] }\n',
  );
  run(join(root, 'node_modules/.bin/tsc'), ['-p', folder], folder);
  const printed = run('node', ['out/use.js'], folder).trim();
  if (printed !== 'true 1') throw new Error(`the typed program printed ${printed}, not "true 1"`);
  console.log('a typed program compiles and runs');

  const eqlite = (...args) => run(join(folder, 'node_modules/.bin/eqlite'), args, folder);
  const rule = 'node_modules/@eqlite/rule-wmic-remote-command';
  const alerts = eqlite('run', `${rule}/wmic-remote-command.toml`, '--on', `${rule}/samples`, '--format', 'ndjson');
  if (alerts.trim().split('\n').length !== 12) throw new Error(`the packaged command found:\n${alerts}`);
  console.log(`eqlite ${eqlite('--version').trim()} runs its rule`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
