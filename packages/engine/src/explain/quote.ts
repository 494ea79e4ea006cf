/** Longer texts are cut. */
const MAX_LENGTH = 80;

/**
 * A value for people to read. Texts stand in quotes, cut where they are long, and with what cannot be seen, or would
 * harm a terminal, as `\u{…}`; backslashes stay single, so that paths read as paths.
 */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const shown = value.length <= MAX_LENGTH ? value : `${value.slice(0, MAX_LENGTH - 1)}…`;
  return `"${visible(shown)}"`;
}

/** Text of unknown origin made harmless: controls, format marks and lone surrogates as `\u{…}`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Values one after the other; of many the first few. */
export function quoteAll(values: readonly unknown[], most = 4): string {
  const shown = values.slice(0, most).map(quote).join(', ');
  return values.length > most ? `${shown} and ${values.length - most} more` : shown;
}
