import type { Event } from '@eqlite/engine';

type Fields = Readonly<Record<string, unknown>>;

/** One event of nested fields out of tables of nested or dotted ones; a later one wins, and `null` takes a field away. */
export function buildEvent(...tables: readonly Fields[]): Event {
  const event: Record<string, unknown> = {};
  for (const table of tables) assign(event, table);
  return event;
}

function assign(target: Record<string, unknown>, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    const keys = name.split('.');
    if (keys.includes('__proto__')) continue; // no field of an event
    const last = keys.pop()!;
    let node = target;
    for (const key of keys) node = below(node, key);
    if (value === null) delete node[last];
    else if (isTable(value)) assign(below(node, last), value);
    else node[last] = value;
  }
}

function below(node: Record<string, unknown>, key: string): Record<string, unknown> {
  const child = Object.hasOwn(node, key) ? node[key] : undefined;
  if (isTable(child)) return child;
  const created: Record<string, unknown> = {};
  node[key] = created;
  return created;
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
