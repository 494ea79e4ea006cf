import type { Value } from '../event.js';

/**
 * All scalar values of a field, the obvious way: flatten the whole document into (dotted name, value) pairs and keep
 * those with the wanted name. `field/extract.ts` is its fast counterpart.
 */
export function valuesOf(document: unknown, path: readonly string[]): Exclude<Value, null>[] {
  return leavesOf(document, path).filter(isScalar);
}

/** All objects (or scalars) that stand in an array, or alone, at a field. */
export function elementsOf(document: unknown, path: readonly string[]): unknown[] {
  return leavesOf(document, path).filter((value) => value !== null && value !== undefined);
}

/** Arrays inside of more arrays than this are not looked into. */
const MAX_DEPTH = 64;

/** What stands at `path`: scalars, nulls and objects. Without a path it is the document itself. */
function leavesOf(document: unknown, path: readonly string[]): unknown[] {
  const wanted = path.length === 0 ? undefined : path.join('.');
  const found: unknown[] = [];
  const collect = (node: unknown, name: string | undefined, keys: number, arrays: number): void => {
    // A key has one piece of the path or more.
    if (keys > path.length || arrays > MAX_DEPTH) return;
    if (Array.isArray(node)) {
      for (const element of node) collect(element, name, keys, arrays + 1);
      return;
    }
    if (name === wanted) found.push(node);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      const inner = name === undefined ? key : `${name}.${key}`;
      // Below other names there is nothing of the wanted one.
      if (inner === wanted || wanted?.startsWith(`${inner}.`)) collect(value, inner, keys + 1, arrays);
    }
  };
  collect(document, undefined, 0, 0);
  return found;
}

function isScalar(value: unknown): value is Exclude<Value, null> {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}
