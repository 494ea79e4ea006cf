// Builds every package, as the end-to-end tests need; `tsc -b` does nothing where nothing changed.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));

export default async function build() {
  execFileSync('npx', ['tsc', '-b'], { cwd: root, stdio: 'inherit' });
  await bundleCommand();
}
