// A rule of one's own, from a file, over events: what it matches and what the alert says.
import { fileURLToPath } from 'node:url';
import { loadRules, runRules } from '@eqlite/rules';

const path = fileURLToPath(new URL('rundll32-without-arguments.toml', import.meta.url));
const rules = [];
for await (const item of loadRules(path)) {
  if (item.status === 'failed') throw item.error;
  if (item.status === 'loaded') rules.push(item.rule);
}

const start = (args) => ({
  '@timestamp': '2026-03-01T09:00:00.000Z',
  event: { category: ['process'], type: ['start'] },
  host: { name: 'WS-07' },
  process: { name: 'rundll32.exe', args, args_count: args.length },
});
const events = [start(['rundll32.exe', 'shell32.dll,Control_RunDLL']), start(['rundll32.exe'])];

for await (const alert of runRules(rules, events)) console.log(alert['kibana.alert.reason']);
