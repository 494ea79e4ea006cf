import {
  type EventQueryNode,
  type ExpressionNode,
  type FieldNode,
  type Node,
  type NodeKind,
  type NodeOf,
  type QueryNode,
  type StageNode,
  type StringLiteralNode,
  visit,
} from '@eqlite/syntax';

/** All nodes of a kind, in source order. */
export function nodesOf<K extends NodeKind>(root: Node, kind: K): readonly NodeOf<K>[] {
  const found: NodeOf<K>[] = [];
  visit(root, (node) => {
    if (node.kind === kind) found.push(node as NodeOf<K>);
  });
  return found;
}

/** The stages of a query, `until` last; none for an event query. */
export function stagesOf({ query }: QueryNode): readonly StageNode[] {
  if (query.kind === 'EventQuery') return [];
  return 'until' in query && query.until ? [...query.stages, query.until] : query.stages;
}

/** The event queries that the events of a result have to match, each alone. */
export function eventQueriesOf(query: QueryNode): readonly EventQueryNode[] {
  return query.query.kind === 'EventQuery' ? [query.query] : stagesOf(query).map((stage) => stage.query);
}

export const nameOf = (field: FieldNode): string => field.path.join('.');

export const isString = (node: ExpressionNode): node is StringLiteralNode =>
  node.kind === 'Literal' && node.type === 'string';

/** `text` in code quotes, cut so that it fits a message. */
export function quote(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return `\`${oneLine.length > 60 ? `${oneLine.slice(0, 57)}…` : oneLine}\``;
}
