/** Keys and indexes from the top of a document to a value in it. */
export type Path = readonly (string | number)[];

/** A text in a file, in the notation of the file. */
export interface EmbeddedText {
  readonly notation: Notation;
  /** The range of the literal in the file: quotes and all. */
  readonly start: number;
  readonly end: number;
  /** Where each UTF-16 unit of the text stands in the file, and at last where the text ends. */
  readonly offsets: readonly number[];
}

/** How a file may write a text; `file` is a file that is nothing else. */
export type Notation =
  | 'file'
  | 'toml-literal'
  | 'toml-basic'
  | 'toml-multiline-literal'
  | 'toml-multiline-basic'
  | 'json'
  | 'yaml-plain'
  | 'yaml-single'
  | 'yaml-double'
  | 'yaml-literal'
  | 'yaml-folded';

/** One value found in a file, and where its parts stand. */
export interface SourceDocument {
  readonly value: unknown;
  /** 1-based line of the value at `path`, or `undefined` when it is not there. */
  lineOf(path: Path): number | undefined;
  /** The text at `path`; `undefined` when there is none, or when it cannot be found out where it stands. */
  textAt(path: Path): EmbeddedText | undefined;
}

/** `rule.threat[0].tactic.id` */
export function printPath(path: Path): string {
  let text = '';
  for (const key of path) text += typeof key === 'number' ? `[${key}]` : text === '' ? key : `.${key}`;
  return text;
}

/** The value at `path` below `value`. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Record<string | number, unknown>)[key];
  }
  return inner;
}
