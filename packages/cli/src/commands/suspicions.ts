import { ECS_SCHEMA } from '@eqlite/ecs';
import { checkQueryText, formatFinding } from '@eqlite/rules';
import type { CategoryOption, DialectOption } from './query-options.js';

/** Why a query may have found nothing: a mistyped field, a value that it cannot have. For people; empty for nothing. */
export function suspicionsOf(query: string, { dialect, eventCategoryField }: DialectOption & CategoryOption): string {
  const findings = checkQueryText(query, '', {
    schema: ECS_SCHEMA,
    dialect,
    ...(eventCategoryField !== undefined && { eventCategoryField }),
  }).map(formatFinding);
  return findings.length === 0 ? '' : `No match, and this may be why:\n${findings.join('\n')}\n`;
}
