import { ECS_FIELDS } from './ecs-fields.js';

/**
 * The fields of the Elastic Common Schema, each with its Elasticsearch type: `ECS_SCHEMA['process.pid']` is `'long'`.
 * Names are whole paths; an object is in it only where ECS gives it a type of its own (`object`, `flattened`, `nested`).
 * For fields of your own spread it: `{ ...ECS_SCHEMA, 'acme.badge.number': 'keyword' }`.
 * @see ECS_SCHEMA_VERSION for the version of ECS
 */
export const ECS_SCHEMA: { readonly [field: string]: string } = /* @__PURE__ */ expand(ECS_FIELDS);

function expand(text: string): { readonly [field: string]: string } {
  const schema: { [field: string]: string } = {};
  const above: string[] = [];
  let prefix = '';
  for (const [word, name, type, opens] of text.matchAll(/([^\s:()]+)(?::(\w+))?(\()?|\)/g)) {
    if (word === ')') {
      prefix = above.pop()!;
      continue;
    }
    if (type !== undefined || opens === undefined) schema[`${prefix}${name}`] = type ?? 'keyword';
    if (opens !== undefined) {
      above.push(prefix);
      prefix = `${prefix}${name}.`;
    }
  }
  return Object.freeze(schema);
}
