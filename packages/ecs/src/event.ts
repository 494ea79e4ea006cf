/** An event: a plain object of ECS fields, nested (`{ process: { pid: 4 } }`), as Elasticsearch documents are. */
export type Event = { readonly [field: string]: unknown };

/** An event while it is being built. Only tables name its fields, so no key here is ever `__proto__`. */
export type Draft = { [field: string]: unknown };

/** The object under `key`, made on first use. */
export function child(parent: Draft, key: string): Draft {
  const existing = parent[key];
  if (existing !== undefined) return existing as Draft; // only `child` makes objects at these keys
  const created: Draft = {};
  parent[key] = created;
  return created;
}

/** The object at `path`, every missing step made. */
export function nodeAt(draft: Draft, path: readonly string[]): Draft {
  let node = draft;
  for (let i = 0; i < path.length; i++) node = child(node, path[i]!);
  return node;
}

export function put(draft: Draft, path: readonly string[], value: unknown): void {
  const last = path.length - 1;
  let node = draft;
  for (let i = 0; i < last; i++) node = child(node, path[i]!);
  node[path[last]!] = value;
}

/** The value at `path`, or undefined. */
export function at(draft: Draft, path: readonly string[]): unknown {
  let value: unknown = draft;
  for (let i = 0; i < path.length; i++) {
    if (value === undefined) return undefined;
    value = (value as Draft)[path[i]!];
  }
  return value;
}

/** Sets a key that came from outside. A plain assignment of `__proto__` would change the prototype instead. */
export function putForeign(node: Draft, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(node, key, { value, enumerable: true, writable: true, configurable: true });
  else node[key] = value;
}
