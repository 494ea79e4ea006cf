/** Deeper levels of a value that `JSON.stringify` cannot write are left out. */
const MAX_DEPTH = 500;

type Replacer = (key: string, value: unknown) => unknown;

/** `JSON.stringify`, also of what is nested deeper than its stack goes; JSON.parse reads such records. */
export function jsonText(value: unknown, indent?: number, replacer?: Replacer): string {
  try {
    return JSON.stringify(value, replacer, indent);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return JSON.stringify(cut(value, 0), replacer, indent);
  }
}

function cut(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((item) => cut(item, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => [key, cut(item, depth + 1)] as const);
  return Object.fromEntries(entries);
}
