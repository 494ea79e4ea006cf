import type { Diagnostic } from './errors.js';

export function formatDiagnostic(diagnostic: Diagnostic, source: string | undefined): string {
  if (source === undefined) return diagnostic.message;
  const before = source.slice(0, diagnostic.span.start).split('\n');
  const line = before.length;
  const column = (before.at(-1) as string).length + 1;
  const text = source.split('\n')[line - 1] as string;
  const gutter = `${line} | `;
  const width = Math.max(1, Math.min(diagnostic.span.end - diagnostic.span.start, text.length - column + 1));
  const frame = `${gutter}${text}\n${' '.repeat(gutter.length - 2)}| ${' '.repeat(column - 1)}${'^'.repeat(width)}`;
  return [
    `${line}:${column}: ${diagnostic.message}`,
    frame,
    ...(diagnostic.hint ? [`hint: ${diagnostic.hint}`] : []),
  ].join('\n');
}
