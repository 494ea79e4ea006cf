import { parse as parseTomlText, TomlError } from 'smol-toml';
import { type Document, isScalar, LineCounter, parseAllDocuments, parseDocument } from 'yaml';
import { embeddedText } from './embedded-text.js';
import * as errors from './errors.js';
import { isCyclic, isNestedTooDeep, MAX_NESTING } from './nesting.js';
import type { RuleError } from './rule-error.js';
import { type EmbeddedText, type Notation, type Path, type SourceDocument, valueAt } from './source-document.js';
import { TomlPlaces } from './toml-places.js';

/** Cuts a file into the values in it; what is broken becomes an error of its own, beside the rest. */
export type Format = (text: string, path: string) => Iterable<SourceDocument | RuleError>;

/** By file extension. */
export const FORMATS: Readonly<Record<string, Format>> = {
  '.toml': readToml,
  '.yaml': readYaml,
  '.yml': readYaml,
  '.json': readJson,
  '.ndjson': readNdjson,
};

function* readToml(text: string, path: string): Iterable<SourceDocument | RuleError> {
  try {
    const value = parseTomlText(text);
    const places = new TomlPlaces(text);
    yield {
      value,
      lineOf: (path) => places.lineOf(path),
      textAt(path) {
        const inner = valueAt(value, path);
        return typeof inner === 'string' ? places.textAt(path, inner) : undefined;
      },
    };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    const detail = first.replace('Invalid TOML document: ', '');
    yield errors.syntax(path, 'TOML', detail, { line: error.line, column: error.column }, error);
  }
}

/** Far more than the default of 100: tests name one record shape in every case. */
const MAX_ALIASES = 100_000;

const HOLDS_ITSELF = 'an alias stands for something that it is a part of';

function* readYaml(text: string, path: string): Iterable<SourceDocument | RuleError> {
  if (isNestedTooDeep(text)) {
    yield errors.tooDeep(path, 'YAML', MAX_NESTING);
    return;
  }
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, merge: true, prettyErrors: false, logLevel: 'error' });
  if (!Array.isArray(documents)) return; // an empty file
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lineCounter.linePos(error.pos[0]);
      yield errors.syntax(path, 'YAML', error.message, { line, column: col }, error);
      continue;
    }
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      // Aliases that multiply beyond the parser's limit, or end in no value at all.
      const detail = error instanceof RangeError ? HOLDS_ITSELF : String((error as Error).message);
      yield errors.syntax(path, 'YAML', detail, {}, error);
      continue;
    }
    if (isCyclic(value)) {
      yield errors.syntax(path, 'YAML', HOLDS_ITSELF);
      continue;
    }
    yield {
      value,
      lineOf: (path) => lineOfNode(document.getIn(path, true), lineCounter),
      textAt: (path) => textOfNode(document.getIn(path, true), text, 0),
    };
  }
}

function* readJson(text: string, path: string): Iterable<SourceDocument | RuleError> {
  if (isNestedTooDeep(text)) {
    yield errors.tooDeep(path, 'JSON', MAX_NESTING);
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    yield jsonError(text, path, error);
    return;
  }
  const places = new JsonPlaces(text, 0);
  yield { value, lineOf: (path) => places.lineOf(path), textAt: (path) => places.textAt(path) };
}

/** JSON is YAML, and YAML knows its places; asked only when there is something to complain about. */
class JsonPlaces {
  readonly #file: string;
  readonly #start: number;
  readonly #end: number;
  #located: { readonly document: Document; readonly lineCounter: LineCounter } | undefined;

  /** @param file holds the value from `start` to `end` */
  constructor(file: string, start: number, end = file.length) {
    this.#file = file;
    this.#start = start;
    this.#end = end;
  }

  /** Within the value. */
  lineOf(path: Path): number | undefined {
    if (path.length === 0) return 1;
    const { document, lineCounter } = this.#locate();
    return lineOfNode(document.getIn(path, true), lineCounter);
  }

  textAt(path: Path): EmbeddedText | undefined {
    return textOfNode(this.#locate().document.getIn(path, true), this.#file, this.#start, 'json');
  }

  #locate() {
    if (this.#located === undefined) {
      const lineCounter = new LineCounter();
      const document = parseDocument(this.#file.slice(this.#start, this.#end), { lineCounter });
      this.#located = { document, lineCounter };
    }
    return this.#located;
  }
}

function* readNdjson(text: string, path: string): Iterable<SourceDocument | RuleError> {
  let line = 0;
  let start = 0;
  for (const row of text.split('\n')) {
    line += 1;
    const lineText = row.endsWith('\r') ? row.slice(0, -1) : row;
    const places = new JsonPlaces(text, start, start + lineText.length);
    start += row.length + 1;
    if (lineText.trim() === '') continue;
    const here = line;
    if (isNestedTooDeep(lineText)) {
      yield errors.tooDeep(path, 'JSON', MAX_NESTING, line);
      continue;
    }
    try {
      yield { value: JSON.parse(lineText), lineOf: () => here, textAt: (path) => places.textAt(path) };
    } catch (error) {
      yield jsonError(lineText, path, error, here);
    }
  }
}

/** @param line of `text` in the file, when it is one line of NDJSON */
function jsonError(text: string, path: string, error: unknown, line?: number): RuleError {
  const message = error instanceof Error ? error.message : String(error);
  // V8 gives either a position or an excerpt.
  const [, detail = message, position] = /^(.*?)(?: in JSON)?(?: at position (\d+).*)?$/s.exec(message) ?? [];
  const before = position === undefined ? undefined : text.slice(0, Number(position));
  return errors.syntax(path, 'JSON', detail, {
    line: line ?? before?.split('\n').length,
    column: before === undefined ? undefined : before.length - before.lastIndexOf('\n'),
    hint: line === undefined && detail.endsWith('after JSON') ? errors.HINT_NDJSON : undefined,
  });
}

function lineOfNode(node: unknown, lineCounter: LineCounter): number | undefined {
  const range = (node as { range?: readonly number[] | null } | undefined)?.range;
  return range?.[0] === undefined ? undefined : lineCounter.linePos(range[0]).line;
}

const YAML_NOTATIONS: Readonly<Record<string, Notation>> = {
  PLAIN: 'yaml-plain',
  QUOTE_SINGLE: 'yaml-single',
  QUOTE_DOUBLE: 'yaml-double',
  BLOCK_LITERAL: 'yaml-literal',
  BLOCK_FOLDED: 'yaml-folded',
};

/** @param offset of what the node was parsed from in `file` */
function textOfNode(node: unknown, file: string, offset: number, notation?: Notation): EmbeddedText | undefined {
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  const own = notation ?? YAML_NOTATIONS[node.type ?? ''];
  if (own === undefined || !node.range) return undefined;
  return embeddedText(file, offset + node.range[0], offset + node.range[1], node.value, own);
}
