/** @throws TypeError for an option that is not among `known` */
export function checkOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`unknown option "${unknown}"; the options are ${known.join(', ')}`);
}
