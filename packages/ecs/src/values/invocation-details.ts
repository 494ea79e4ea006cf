import type { Draft } from '../event.js';

/**
 * `powershell.command.invocation_details` of lines such as `CommandInvocation(Get-Date): "Get-Date"` and
 * `ParameterBinding(Out-File): name="Path"; value="C:\x"`. Other lines continue the value before them; text before the
 * first is a value of its own.
 */
export function invocationDetails(payload: string): Draft[] {
  const details: { head: Draft; rest: string }[] = [];
  for (const line of payload.trim().split(/\r?\n/)) {
    const last = details[details.length - 1];
    const started = startOf(line);
    if (started !== undefined) details.push(started);
    else if (last !== undefined) last.rest += `\n${line}`;
    else details.push({ head: {}, rest: line });
  }
  return details.map(({ head, rest }) => ({ ...head, ...nameAndValue(rest) }));
}

/** `Type(Command): rest` */
function startOf(line: string): { head: Draft; rest: string } | undefined {
  const open = line.indexOf('(');
  const close = line.indexOf('): ', open);
  if (open <= 0 || close < 0 || !/^[A-Za-z]+$/.test(line.slice(0, open))) return undefined;
  return {
    head: { type: line.slice(0, open), related_command: line.slice(open + 1, close) },
    rest: line.slice(close + 3),
  };
}

const NAME = 'name="';
const VALUE = '"; value="';

function nameAndValue(rest: string): Draft {
  const valueAt = rest.indexOf(VALUE);
  if (!rest.startsWith(NAME) || valueAt < 0) return { value: unquoted(rest) };
  return { name: rest.slice(NAME.length, valueAt), value: unquoted(rest.slice(valueAt + VALUE.length - 1)) };
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1) : text;
}
