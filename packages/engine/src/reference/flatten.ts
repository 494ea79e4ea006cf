import type { Value } from '../event.js';

/**
 * All scalar values of a field, the obvious way: flatten the whole document into (dotted name, value) pairs and keep
 * those with the wanted name. `field/extract.ts` is its fast counterpart.
 */
export function valuesOf(document: unknown, name: string): Exclude<Value, null>[] {
  return leavesOf(document, '')
    .filter((leaf) => leaf.name === name && leaf.value !== null && typeof leaf.value !== 'object')
    .map((leaf) => leaf.value as Exclude<Value, null>);
}

/** All objects (or scalars) that stand in an array, or alone, at a field. */
export function elementsOf(document: unknown, name: string): unknown[] {
  return leavesOf(document, '')
    .filter((leaf) => leaf.name === name && leaf.value !== null)
    .map((leaf) => leaf.value);
}

interface Leaf {
  readonly name: string;
  /** A scalar, null, or an object; objects are listed along with what they hold. */
  readonly value: unknown;
}

function leavesOf(node: unknown, name: string): Leaf[] {
  if (Array.isArray(node)) return node.flatMap((element) => leavesOf(element, name));
  if (typeof node !== 'object' || node === null) return [{ name, value: node }];
  return [
    { name, value: node },
    ...Object.entries(node).flatMap(([key, value]) => leavesOf(value, name === '' ? key : `${name}.${key}`)),
  ];
}
