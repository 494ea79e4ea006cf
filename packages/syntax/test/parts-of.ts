/** The comments of a query, and the rest of it without white space (which stays in strings and backquoted names). */
export function partsOf(text: string): { readonly tokens: string; readonly comments: readonly string[] } {
  const comments: string[] = [];
  let tokens = '';
  const start = /"""|"|`|\/\*|\/\//g;
  let at = 0;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    tokens += text.slice(at, match.index).replace(/\s+/g, '');
    const end = endOf(text, match.index, match[0]);
    if (match[0].startsWith('/')) comments.push(text.slice(match.index, end));
    else tokens += text.slice(match.index, end);
    at = end;
    start.lastIndex = end;
  }
  return { tokens: tokens + text.slice(at).replace(/\s+/g, ''), comments };
}

const ENDS: Readonly<Record<string, RegExp>> = {
  '"""': /"""[^\r\n]*?""""?"?/y,
  '"': /"(?:\\.|[^"\\])*"/y,
  '`': /`(?:[^`]|``)*`/y,
  '//': /\/\/[^\r\n]*/y,
};

function endOf(text: string, start: number, mark: string): number {
  const end = ENDS[mark];
  if (end) {
    end.lastIndex = start;
    end.exec(text);
    return end.lastIndex;
  }
  let depth = 0;
  const nested = /\/\*|\*\//g;
  nested.lastIndex = start;
  do depth += nested.exec(text)?.[0] === '/*' ? 1 : -1;
  while (depth > 0);
  return nested.lastIndex;
}
