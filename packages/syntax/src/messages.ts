import type { Span } from './ast.js';
import type { Diagnostic, ErrorCode } from './errors.js';

const error = (code: ErrorCode, span: Span, message: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code,
  message,
  span,
  hint,
});

export const tooDeep = (span: Span, max: number) => error('too_deep', span, `nested more than ${max} levels deep`);
export const tooLong = (span: Span, max: number) =>
  error('too_long', span, `the query has more than ${max} characters`);
export const tooManyTokens = (span: Span, max: number) =>
  error('too_many_tokens', span, `the query has more than ${max} tokens`);
export const tooManyItems = (span: Span, max: number) =>
  error('too_many_items', span, `the list has more than ${max} items`);
export const syntax = (span: Span, message: string, hint?: string) => error('syntax', span, message, hint);
