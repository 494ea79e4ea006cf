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

export { type FormatOptions, format } from './format/format.js';
export { commentsOf } from './format/gaps.js';
export { print, printFlat } from './print.js';

// Checking

export { type CheckOptions, check, checkExpression } from './check/check.js';
export { type FieldType, fieldTypeOf, type Schema } from './check/schema.js';

// Errors

export { type Diagnostic, EqlError, EqlSemanticError, EqlSyntaxError, ERROR_CODES, type ErrorCode } from './errors.js';
export { formatDiagnostic, locate } from './format-diagnostic.js';
