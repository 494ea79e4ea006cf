/** Keys and indexes from the top of a document to a value in it. */
export type Path = readonly (string | number)[];

/** One value found in a file, and where its parts stand. */
export interface SourceDocument {
  readonly value: unknown;
  /** 1-based line of the value at `path`, or `undefined` when it is not there. */
  lineOf(path: Path): number | undefined;
}

/** `rule.threat[0].tactic.id` */
export function printPath(path: Path): string {
  let text = '';
  for (const key of path) text += typeof key === 'number' ? `[${key}]` : text === '' ? key : `.${key}`;
  return text;
}
