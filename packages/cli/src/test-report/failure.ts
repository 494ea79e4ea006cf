import { type FormatOptions, formatExplanation } from '@eqlite/engine';
import { explainCase, type QueryOptions, type RuleTestCaseResult, type RuleTestResult } from '@eqlite/rules';

/** What is to be said of a failed case below its message: the diff, and why it came out as it did. */
export function failureDetails(
  { rule }: RuleTestResult,
  result: RuleTestCaseResult,
  options: QueryOptions,
  format: FormatOptions = {},
): readonly string[] {
  const label: FormatOptions['label'] = (_event, position, origin) =>
    `event ${(origin as { readonly id?: string } | undefined)?.id ?? position + 1}`;
  const explanations = rule === undefined ? [] : explainCase(rule, result, options);
  return [
    ...result.diff,
    ...explanations.flatMap(({ event, explanation }) => {
      const lines = formatExplanation(explanation, { ...format, label })
        .trimEnd()
        .split('\n');
      const place = event?.line === undefined ? '' : `, line ${event.line}`;
      return ['', ...(event === undefined ? [] : [`event ${event.id}${place}:`]), ...lines];
    }),
  ];
}

/** As one text, for programs. */
export function failureText(file: RuleTestResult, result: RuleTestCaseResult, options: QueryOptions): string {
  return [result.message ?? '', ...failureDetails(file, result, options)].join('\n');
}
