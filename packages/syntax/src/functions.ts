/** What a function parameter takes: a value type, or a choice of them. */
export type ParamType = 'string' | 'number' | 'integer' | 'boolean' | 'ip' | 'any' | 'array' | 'variable' | 'condition';

export interface FunctionParam {
  readonly name: string;
  readonly type: ParamType;
  readonly isOptional?: true;
  /** May be given any number of times (the last parameter only). */
  readonly isVariadic?: true;
  /** Must be a constant, not depend on the event. */
  readonly isConstant?: true;
}

/**
 * What there is to know about a function without running it. One entry feeds `check`, "did you mean", the reference
 * page and the tests; the engine adds how to run it.
 */
export interface FunctionSignature {
  readonly name: string;
  readonly params: readonly FunctionParam[];
  readonly returns: 'string' | 'number' | 'integer' | 'boolean';
  /** `name~(…)` is a call too, and ignores case. */
  readonly caseFolding: boolean;
  /** Only in the endpoint dialect. */
  readonly dialect?: 'endpoint';
  /** One sentence, names of parameters in backquotes. */
  readonly doc: string;
  /** `expression // value` lines, the value in EQL notation; each runs as a test. */
  readonly examples: readonly string[];
}
