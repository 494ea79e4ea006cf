/** Longest piece handed to `String.fromCharCode` as arguments, far below what any engine's stack takes. */
const PIECE = 1024;

/** UTF-16 little endian, kept as it is: lone surrogates included. Faster than `TextDecoder` for texts of this size. */
export function utf16(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at + 1 < end; at += 2 * PIECE) {
    const length = Math.min(PIECE, (end - at) >> 1);
    const units = new Array<number>(length);
    for (let i = 0, from = at; i < length; i++, from += 2) units[i] = bytes[from]! | (bytes[from + 1]! << 8);
    text += String.fromCharCode.apply(null, units);
  }
  return text;
}

/** What bytes 0x80 to 0x9f are in Windows-1252, the code page of "ANSI" strings; five are unassigned and stay controls. */
const CP1252_HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

export function cp1252(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    text += byte >= 0x80 && byte < 0xa0 ? CP1252_HIGH[byte - 0x80] : String.fromCharCode(byte);
  }
  return text;
}
