import { loadRules, QUERY_FILE_EXTENSION, RULE_FILE_EXTENSIONS, type Rule } from '@eqlite/rules';
import { plural } from '../output/counted.js';

/** The rules of the files; what cannot be read is told, what is of another language is counted. */
export async function readRules(paths: readonly string[]): Promise<{ rules: Rule[]; failed: number }> {
  const rules: Rule[] = [];
  let failed = 0;
  let skipped = 0;
  for await (const item of loadRules(paths)) {
    if (item.status === 'loaded') {
      rules.push(item.rule);
      for (const warning of item.warnings) process.stderr.write(`${item.path}: ${warning}\n`);
    } else if (item.status === 'failed') {
      failed++;
      process.stderr.write(`${item.error.message}\n`);
    } else if (item.name !== undefined) skipped++;
  }
  if (rules.length + failed + skipped === 0) process.stderr.write(noRulesIn(paths));
  if (skipped > 0) process.stderr.write(`${skipped} ${plural(skipped, 'rule')} of other languages passed over.\n`);
  return { rules, failed };
}

/** For paths all of whose files turned out to be about something else. */
export function noRulesIn(paths: readonly string[], { orQueries = false } = {}): string {
  const queries = orQueries ? `, those of queries in ${QUERY_FILE_EXTENSION}` : '';
  return `${paths.join(', ')}: no rule in it; names of rule files end in ${RULE_FILE_EXTENSIONS.join(', ')}${queries}\n`;
}
