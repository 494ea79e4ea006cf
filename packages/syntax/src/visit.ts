import { CHILD_KEYS, type Node } from './ast.js';

/** The child nodes of `node`, in source order. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const key of CHILD_KEYS[node.kind] as readonly string[]) {
    // CHILD_KEYS names only properties that hold nodes, lists of nodes, or null.
    const child = (node as unknown as Record<string, Node | readonly Node[] | null>)[key];
    if (Array.isArray(child)) children.push(...child);
    else if (child) children.push(child as Node);
  }
  return children;
}

/** Walks `node` and all below it, in source order, parents first. `enter` may return `false` to skip the children. */
export function visit(node: Node, enter: (node: Node) => unknown): void {
  if (enter(node) === false) return;
  for (const child of childrenOf(node)) visit(child, enter);
}
