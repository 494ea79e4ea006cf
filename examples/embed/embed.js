// Compile a query once, test events as they come.
import { compile } from '@eqlite/engine';

const query = compile('process where process.name : "wmic.exe" and process.args : "/node:*"');

const events = [
  { event: { category: ['process'] }, process: { name: 'WMIC.exe', args: ['wmic', '/node:WS-07', 'os', 'get'] } },
  { event: { category: ['process'] }, process: { name: 'cmd.exe', args: ['cmd', '/c', 'dir'] } },
];
for (const event of events) console.log(event.process.name, query.matches(event));
