/** The text itself. */
export function text(value: string): string {
  return value;
}

/** A whole number, decimal or `0x` hexadecimal. */
export function integer(value: string): number | undefined {
  const first = value.charCodeAt(0);
  if (first < 48 || first > 57) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** `true` or `false`, in any case. */
export function boolean(value: string): boolean | undefined {
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}
