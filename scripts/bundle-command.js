// Makes packages/cli/dist/bundle of what `tsc -b` has built: the command line with all that it needs, in a few files, so
// that it starts in half the time and installs as one package. Beside it the licences of what it holds of others.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const DIST = fileURLToPath(new URL('../packages/cli/dist', import.meta.url));
const TARGET = join(DIST, 'bundle');

export async function bundleCommand() {
  const input = { main: join(DIST, 'main.js'), index: join(DIST, 'index.js'), worker: join(DIST, 'jobs/worker.js') };
  const bundle = await rolldown({ input, platform: 'node' });
  const { output } = await bundle.write({ dir: TARGET, chunkFileNames: '[name].js' });
  const files = output.flatMap(({ moduleIds = [] }) => moduleIds);
  const rule = `\n${'-'.repeat(80)}\n\n`;
  writeFileSync(join(TARGET, 'LICENSES.txt'), packagesOf(files).map(licenceOf).join(rule));
  const written = new Set(['LICENSES.txt', ...output.map(({ fileName }) => fileName)]);
  for (const name of readdirSync(TARGET)) if (!written.has(name)) rmSync(join(TARGET, name), { recursive: true });
}

/** The folders of the packages that the files belong to, without ours. */
function packagesOf(files) {
  const folders = files.map((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder}: no licence found`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleCommand();
