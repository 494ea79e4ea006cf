import { parseRules, type Rule } from '@eqlite/rules';

/** A rule with what tests need of it; the rest as in a file that leaves it out. */
export function makeRule(fields: Partial<Rule> = {}): Rule {
  const given = {
    rule_id: 'r1',
    name: 'Remote tool',
    description: 'Finds a tool.',
    severity: 'medium',
    risk_score: 47,
    type: 'eql',
    query: 'process where process.name : "tool.exe"',
    ...fields,
  };
  const [item] = parseRules(JSON.stringify(given), 'rule.json');
  if (item?.status !== 'loaded') throw new Error(JSON.stringify(item));
  return item.rule;
}
