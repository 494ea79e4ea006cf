import { parse as parseTomlText, TomlError } from 'smol-toml';
import { LineCounter, parseAllDocuments, parseDocument } from 'yaml';
import * as errors from './errors.js';
import type { RuleError } from './rule-error.js';
import type { SourceDocument } from './source-document.js';
import { tomlLineOf } from './toml-lines.js';

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
    yield { value: parseTomlText(text), lineOf: tomlLineOf(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    const detail = first.replace('Invalid TOML document: ', '');
    yield errors.syntax(path, 'TOML', detail, { line: error.line, column: error.column }, error);
  }
}

/** Far more than the default of 100: tests name one record shape in every case. */
const MAX_ALIASES = 100_000;

function* readYaml(text: string, path: string): Iterable<SourceDocument | RuleError> {
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
      // Aliases that multiply beyond the parser's limit.
      yield errors.syntax(path, 'YAML', error instanceof Error ? error.message : String(error), {}, error);
      continue;
    }
    yield { value, lineOf: (keys) => lineOfNode(document.getIn(keys, true), lineCounter) };
  }
}

function* readJson(text: string, path: string): Iterable<SourceDocument | RuleError> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    yield jsonError(text, path, error);
    return;
  }
  // JSON is YAML, and YAML knows its lines; asked only when there is something to complain about.
  let located: { document: ReturnType<typeof parseDocument>; lineCounter: LineCounter } | undefined;
  yield {
    value,
    lineOf(keys) {
      if (keys.length === 0) return 1;
      if (located === undefined) {
        const lineCounter = new LineCounter();
        located = { document: parseDocument(text, { lineCounter }), lineCounter };
      }
      return lineOfNode(located.document.getIn(keys, true), located.lineCounter);
    },
  };
}

function* readNdjson(text: string, path: string): Iterable<SourceDocument | RuleError> {
  let line = 0;
  for (const lineText of text.split(/\r?\n/)) {
    line += 1;
    if (lineText.trim() === '') continue;
    const here = line;
    try {
      yield { value: JSON.parse(lineText), lineOf: () => here };
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
