import type { Node } from '@eqlite/syntax';

/** `node` and all below it without the spans, for comparing what two texts mean. */
export const withoutSpans = (node: Node): unknown =>
  JSON.parse(JSON.stringify(node, (key, value) => (key === 'span' ? undefined : value)));
