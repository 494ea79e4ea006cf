#!/usr/bin/env node
const command = new URL('../dist/bundle/main.js', import.meta.url);

import(command).catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || error.url !== command.href) throw error;
  process.stderr.write('eqlite is not built: npm run build\n');
  process.exitCode = 2;
});
