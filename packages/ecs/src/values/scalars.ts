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

/** `true` or `false`. */
export function boolean(value: string): boolean | undefined {
  const lower = value.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** What stands between white space. */
export function words(value: string): string[] {
  return value.trim().split(/\s+/);
}

export type Names = { readonly [value: string]: string };

/** A conversion by table; undefined for a value that is not in it. */
export function named(names: Names): (value: string) => string | undefined {
  return (value) => (Object.hasOwn(names, value) ? names[value] : undefined);
}

/** The texts that numbers stand for, by the number and by the number as text. */
export type Texts = ReadonlyMap<string | number, string>;

export function textsOf(names: Names): Texts {
  return new Map(
    Object.entries(names).flatMap(([number, name]): [string | number, string][] => [
      [number, name],
      [Number(number), name],
    ]),
  );
}
