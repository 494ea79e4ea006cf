// Compiling

export { compileRegex, type RegexOptions } from './compile.js';
export { RegexError } from './errors.js';
export { DEFAULT_REGEX_LIMITS, NO_REGEX_LIMITS, type RegexLimits } from './limits.js';

// The tree

export type { CodePointRange, RegexNode } from './ast.js';
export { type LiteralShape, literalShape, requiredAlternatives, requiredLiterals } from './literals.js';
export { parseRegex } from './parse.js';

// The slow, obvious reference

export { matchesByReference } from './reference.js';
