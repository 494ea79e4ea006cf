// Rules

export { type Rule, ruleJsonSchema, type Severity, type Threat } from './rule/rule.js';

// Reading rule files

export { RuleError, type RuleErrorCode, type RuleProblem } from './file/rule-error.js';
export { loadRules } from './load/load-rules.js';
export {
  type LoadedRule,
  parseRules,
  RULE_FILE_EXTENSIONS,
  type RuleFailed,
  type RuleFound,
  type RuleSkipped,
} from './load/parse-rules.js';
export { QUERY_FILE_EXTENSION } from './load/query-file.js';

// Checking and formatting rules

export type { CheckRulesOptions } from './check/check-query.js';
export { type CheckedRule, checkQueryText, checkRules } from './check/check-rules.js';
export { type Finding, formatFinding } from './check/finding.js';
export { readSchema } from './check/schema-file.js';
export { type FormattedFile, formatFiles } from './format/format-files.js';
export { type FormattedRules, formatQueryText, formatRules } from './format/format-rules.js';
export type { Lint, LintFinding, LintSubject } from './lint/lint.js';
export { LINTS } from './lint/lints.js';

// Running rules

export { makeFolder } from './file/make-folder.js';
export { QueryCache } from './run/query-cache.js';
export {
  compileRule,
  createRuleRunner,
  type QueryOptions,
  type RuleCounters,
  type RuleFailure,
  type RuleRunner,
  type RunOptions,
} from './run/rule-runner.js';
export { type RunRulesOptions, runRules } from './run/run-rules.js';

// Alerts

export type { Alert, SequenceEventInAlert, SequenceInAlert } from './alert/alert.js';
export type { Origin } from './alert/origin.js';

// Reports

export {
  type NavigatorLayer,
  type NavigatorTechnique,
  navigatorLayer,
} from './report/navigator-layer.js';
export { createReport, type Report, type ReportOptions } from './report/report.js';

// Testing rules

export type { TermCoverage } from './testing/coverage.js';
export { type CaseExplanation, explainCase } from './testing/explain-case.js';
export type { RuleTestCaseResult, RuleTestEvent, RuleTestResult } from './testing/rule-test-result.js';
export { type RuleTestOptions, runRuleTests } from './testing/run-rule-tests.js';
export { ruleTestJsonSchema } from './testing/test-file.js';

// Scheduling rules

export { compileDateMath, type Instant } from './schedule/date-math.js';
export { compileIndexPatterns, type IndexTest, indexOf } from './schedule/index-pattern.js';
export { createSchedule, type Schedule, type ScheduledRun, type ScheduleOptions } from './schedule/schedule.js';
export {
  type MissedFinding,
  type RuleSimulation,
  type ScheduleSimulation,
  type SourcedEvent,
  simulateSchedule,
} from './schedule/simulate-schedule.js';
