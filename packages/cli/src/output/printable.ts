/** Text of unknown origin made harmless for a terminal: control characters, escapes and direction marks become `·`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '·');
}
