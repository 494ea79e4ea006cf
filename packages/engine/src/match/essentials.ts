import { type QueryNode, visit } from '@eqlite/syntax';
import type { Settings } from '../compile/options.js';
import type { Event } from '../event.js';
import { allValues } from '../field/extract.js';

/**
 * Makes an event of what a query reads of one: a sequence must know of events that it wants missing, and of those that end
 * it, but only in their turn, and never gives them back. `undefined` for a query that reads more than values of fields.
 */
export function essentialsOf(query: QueryNode, settings: Settings): ((event: Event) => Event) | undefined {
  const { eventCategoryField, timestampField, tiebreakerField } = settings;
  const names = new Set([eventCategoryField, timestampField, tiebreakerField ?? timestampField]);
  let readsMore = false;
  visit(query, (node) => {
    if (node.kind === 'Field') names.add(node.path.join('.'));
    else if (node.kind === 'Variable' || node.kind === 'Relation') readsMore = true;
  });
  if (readsMore) return undefined;
  const fields = [...names].map((name) => ({ name, values: allValues(name.split('.')) }));
  return (event) => {
    const found: [string, unknown][] = [];
    for (const { name, values } of fields) {
      const list = values(event);
      if (list.length > 0) found.push([name, list.length === 1 ? list[0] : [...list]]);
    }
    return Object.fromEntries(found);
  };
}
