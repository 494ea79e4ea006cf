// The rule WMIC Remote Command over the sample records that its package brings, raw and ECS alike.
import { readdirSync, readFileSync } from 'node:fs';
import { toEcs } from '@eqlite/ecs';
import { wmicRemoteCommand } from '@eqlite/rule-wmic-remote-command';
import { createRuleRunner } from '@eqlite/rules';

const samples = new URL('.', import.meta.resolve('@eqlite/rule-wmic-remote-command/samples/sysmon.ndjson'));
const runner = createRuleRunner([wmicRemoteCommand]);

for (const file of readdirSync(samples).sort()) {
  const lines = readFileSync(new URL(file, samples), 'utf8').split('\n');
  lines.forEach((line, i) => {
    const event = line === '' ? undefined : toEcs(JSON.parse(line));
    if (event === undefined) return;
    for (const alert of runner.push(event, { file, line: i + 1 })) {
      console.log(
        `${file}:${i + 1}  ${alert['kibana.alert.rule.name']}  ${event.process.command_line ?? event.process.args.join(' ')}`,
      );
    }
  });
}
