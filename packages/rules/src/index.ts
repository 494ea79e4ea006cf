// Rules

export { type Rule, ruleJsonSchema, type Severity, type Threat } from './rule/rule.js';

// Reading rule files

export { RuleError, type RuleErrorCode, type RuleProblem } from './file/rule-error.js';
export { loadRules } from './load/load-rules.js';
export { type LoadedRule, parseRules, type RuleFailed, type RuleFound, type RuleSkipped } from './load/parse-rules.js';

// Dates

export { resolveDateMath } from './schedule/date-math.js';
