// The syntax tree

export * from './ast.js';

// Functions

export type { FunctionName, FunctionParam, FunctionSignature, ParamType } from './functions.js';
export { FUNCTIONS, findFunction } from './functions.js';

// Walking

export { childrenOf, visit } from './visit.js';

// Parsing

export { DEFAULT_LIMITS, type Limits } from './limits.js';
export { type ParseOptions, parse, parseExpression } from './parse.js';

// Printing

export { print } from './print.js';

// Errors

export { type Diagnostic, EqlError, EqlSyntaxError, ERROR_CODES, type ErrorCode } from './errors.js';
export { formatDiagnostic, locate } from './format-diagnostic.js';
