import { ECS_SCHEMA } from '@eqlite/ecs';
import { checkQueryText, formatFinding } from '@eqlite/rules';

/** Why a query may have found nothing: a mistyped field, a value that it cannot have. For people; empty for nothing. */
export function suspicionsOf(query: string): string {
  const findings = checkQueryText(query, '(query)', { schema: ECS_SCHEMA }).map(formatFinding);
  return findings.length === 0 ? '' : `Nothing was found, and perhaps cannot be:\n${findings.join('\n')}\n`;
}
