import { fileURLToPath } from 'node:url';
import { wmicRemoteCommand } from '@eqlite/rule-wmic-remote-command';
import { type LoadedRule, loadRules } from '@eqlite/rules';
import { expect, test } from 'vitest';

test('the rule file and the typed export are the same rule', async () => {
  const items: LoadedRule[] = [];
  for await (const item of loadRules(fileURLToPath(new URL('../wmic-remote-command.toml', import.meta.url)))) {
    items.push(item);
  }
  expect(items.map((item) => (item.status === 'loaded' ? item.rule : item))).toEqual([wmicRemoteCommand]);
});
