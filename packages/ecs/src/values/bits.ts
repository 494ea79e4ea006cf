/** The names of the bits set in a number, lowest first. */
export function bitNames(number: number, names: readonly (readonly [bit: number, name: string])[]): string[] {
  return names.filter(([bit]) => hasBit(number, bit)).map(([, name]) => name);
}

/** `&` works on 32 bits with a sign; this on any whole number. */
function hasBit(number: number, bit: number): boolean {
  return Math.floor(number / bit) % 2 === 1;
}

/** The numbers of message references, `%%4432\n\t%%4435`; undefined when there is none. */
export function messageCodes(text: string): string[] | undefined {
  const codes = text.match(/(?<=%%)\d+/g);
  return codes === null ? undefined : [...codes];
}
