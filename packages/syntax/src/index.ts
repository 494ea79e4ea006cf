// The syntax tree

export * from './ast.js';

// Functions

export type { FunctionName, FunctionParam, FunctionSignature, ParamType } from './functions.js';
export { FUNCTIONS, findFunction } from './functions.js';

// Walking

export { childrenOf, visit } from './visit.js';
