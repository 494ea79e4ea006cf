import type { Node } from './ast.js';
import { fail } from './errors.js';
import * as messages from './messages.js';
import { childrenOf } from './visit.js';

/** Caps on hostile queries; beyond any of them a query is refused with a syntax error at the place that went too far. */
export interface Limits {
  /** Characters of the query text, in UTF-16 units. Default 1,000,000. */
  readonly maxLength: number;
  /** Tokens: names, literals, operators, brackets. Default 100,000. */
  readonly maxTokens: number;
  /** Nesting, of brackets in the text as well as of nodes in the tree. Default 100. */
  readonly maxDepth: number;
  /** Items of one list, and arguments of one call. Default 10,000. */
  readonly maxListItems: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxLength: 1_000_000,
  maxTokens: 100_000,
  maxDepth: 100,
  maxListItems: 10_000,
};

/** Refuses a tree deeper than `maxDepth`: whoever walks it later may then recurse. Does not recurse itself. */
export function checkDepth(root: Node, maxDepth: number, source: string): void {
  let level: Node[] = [root];
  for (let depth = 1; level.length > 0; depth++) {
    const deepest = level[0] as Node;
    if (depth > maxDepth) fail(messages.tooDeep(deepest.span, maxDepth), source);
    level = level.flatMap(childrenOf);
  }
}
