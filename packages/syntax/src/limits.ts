import type { Node } from './ast.js';
import { fail } from './errors.js';
import * as messages from './messages.js';
import { childrenOf } from './visit.js';

/** Caps on hostile queries. Beyond any of them a query is refused with a syntax error at the place that went too far. */
export interface Limits {
  /** Characters of the query text, in UTF-16 units. Default 1,000,000. */
  readonly maxLength: number;
  /** Tokens: fields, literals, operators, brackets. Default 50,000; Elastic's longest rule has about 5,000. */
  readonly maxTokens: number;
  /** Items of one list, arguments of one call. Default 20,000. */
  readonly maxListItems: number;
  /**
   * Nesting, of brackets in the text as well as of nodes in the tree, and names in a field's path. Default 100. A much higher one may exhaust the
   * stack, which is then reported in the same way.
   */
  readonly maxDepth: number;
}

export const DEFAULT_LIMITS: Limits = {
  maxLength: 1_000_000,
  maxTokens: 50_000,
  maxListItems: 20_000,
  maxDepth: 100,
};

/** For texts that have been read before. */
export const NO_LIMITS: Limits = {
  maxLength: Infinity,
  maxTokens: Infinity,
  maxListItems: Infinity,
  maxDepth: Infinity,
};

/** Refuses a tree deeper than `maxDepth`, so that whoever walks it later may recurse. */
export function checkDepth(node: Node, maxDepth: number, source: string, depth = 1): void {
  if (depth > maxDepth) fail(messages.tooDeep(node.span, maxDepth), source);
  for (const child of childrenOf(node)) checkDepth(child, maxDepth, source, depth + 1);
}
