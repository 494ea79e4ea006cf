// The syntax tree

export * from './ast.js';

// Functions

export type { FunctionParam, FunctionSignature, ParamType } from './functions.js';

// Walking

export { childrenOf, visit } from './visit.js';
