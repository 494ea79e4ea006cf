import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event, Schema } from '@eqlite/engine';
import { parse as parseToml } from 'smol-toml';

/**
 * Elasticsearch's own EQL suites. They are not part of this repository (their licence differs): they are read from the
 * folder that EQLITE_CONFORMANCE names, by default `../shared/conformance` beside the repository.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFORMANCE = resolve(ROOT, process.env.EQLITE_CONFORMANCE ?? '../shared/conformance');

/** The folder with the suites; `undefined`, said aloud, where there is none. */
export const SUITES_FOLDER = ((): string | undefined => {
  const folder = resolve(CONFORMANCE, 'elasticsearch');
  if (existsSync(folder)) return folder;
  console.warn(
    `Skipped: Elasticsearch's suites are not at ${folder}; set EQLITE_CONFORMANCE to the folder that has them.`,
  );
  return undefined;
})();

export function readSuiteFile(name: string): string {
  return readFileSync(resolve(SUITES_FOLDER!, name), 'utf8');
}

// ---------------------------------------------------------------- documents

interface Mapping {
  readonly schema: Schema;
  /** Alias field → the field it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Field → what a null in a document counts as. */
  readonly nullValues: ReadonlyMap<string, unknown>;
  /** Date field → how the documents write its dates, where that is not ISO 8601. */
  readonly dateFormats: ReadonlyMap<string, string>;
}

interface MappingNode {
  readonly type?: string;
  readonly format?: string;
  readonly path?: string;
  readonly null_value?: unknown;
  readonly properties?: { readonly [name: string]: MappingNode };
  readonly fields?: unknown;
}

function readMapping(file: string): Mapping {
  const text = readSuiteFile(file)
    .replace(/^\s*#.*$/gm, '')
    .replaceAll('[runtime_random_keyword_type]', 'keyword');
  const schema: Record<string, string> = {};
  const aliases = new Map<string, string>();
  const nullValues = new Map<string, unknown>();
  const dateFormats = new Map<string, string>();
  const walk = (node: MappingNode, name: string): void => {
    if (node.type === 'alias') aliases.set(name, node.path!);
    // A text field with a keyword beside it is compared as the keyword.
    else if (node.type !== undefined) schema[name] = node.type === 'text' ? 'keyword' : node.type;
    if (node.null_value !== undefined) nullValues.set(name, node.null_value);
    if (node.format !== undefined) dateFormats.set(name, node.format);
    for (const [key, child] of Object.entries(node.properties ?? {})) walk(child, name === '' ? key : `${name}.${key}`);
  };
  walk(JSON.parse(text), '');
  for (const [alias, target] of aliases) schema[alias] = schema[target]!;
  return { schema, aliases, nullValues, dateFormats };
}

/** Documents as Elasticsearch would index them: aliases and default values filled in, dates in one format. */
export interface Documents {
  readonly schema: Schema;
  readonly events: readonly Event[];
}

function readDocuments(
  dataFile: string,
  mappingFile: string,
  convert: (document: Event) => Event = (d) => d,
): Documents {
  const { schema, aliases, nullValues, dateFormats } = readMapping(mappingFile);
  const text = readSuiteFile(dataFile).replace(/^\s*\/\/.*$/gm, '');
  // Integers beyond 2^53 stay exact: as text, which the converters read.
  const documents: Event[] = JSON.parse(text.replace(/("timestamp"\s*:\s*)(\d{16,})/g, '$1"$2"'));
  const events = documents.map((document) => {
    const event: Record<string, unknown> = { ...convert(document) };
    for (const [field, value] of nullValues) {
      const given = event[field];
      if (Object.hasOwn(event, field)) event[field] = given === null ? value : given;
    }
    for (const [field, format] of dateFormats) {
      const given = event[field];
      if (typeof given === 'string') event[field] = isoDate(given, format);
    }
    for (const [alias, target] of aliases) if (event[target] !== undefined) event[alias] = event[target];
    return event;
  });
  return { schema: withDynamicFields(schema, events), events };
}

/** A day as `dd-MM-yyyy` or the like says it is written. */
function isoDate(text: string, format: string): string {
  const part = (letters: string) => text.slice(format.indexOf(letters), format.indexOf(letters) + letters.length);
  return `${part('yyyy')}-${part('MM')}-${part('dd')}`;
}

/** Fields without a mapping get the type that Elasticsearch derives from their first value. */
function withDynamicFields(schema: Schema, events: readonly Event[]): Schema {
  const extended: Record<string, string> = { ...schema };
  const walk = (node: unknown, name: string): void => {
    if (Array.isArray(node)) for (const element of node) walk(element, name);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) walk(value, name === '' ? key : `${name}.${key}`);
    } else if (node !== null && !Object.hasOwn(extended, name)) {
      extended[name] =
        typeof node === 'number'
          ? Number.isInteger(node)
            ? 'long'
            : 'float'
          : typeof node === 'boolean'
            ? 'boolean'
            : 'keyword';
    }
  };
  for (const event of events) walk(event, '');
  return extended;
}

const FILETIME_EPOCH_MS = 11_644_473_600_000n;

/** `timestamp` is a Windows FILETIME: units of 100 ns since 1601. */
function fromFiletime(document: Event): Event {
  const ticks = BigInt(document.timestamp as string);
  return { ...document, '@timestamp': Number(ticks / 10_000n - FILETIME_EPOCH_MS) };
}

/** `timestamp` is taken for nanoseconds since 1970. */
function fromNanoseconds(document: Event): Event {
  const digits = String(document.timestamp);
  const rest = digits.slice(12);
  const text = rest === '000000' ? digits.slice(0, 12) : `${digits.slice(0, 12)}.${rest}`;
  return { ...document, '@timestamp': text, timestamp: Number(digits.slice(0, 12)) };
}

// ---------------------------------------------------------------- cases

export interface Case {
  readonly name: string;
  readonly query: string;
  readonly expected_event_ids: readonly number[] | readonly (readonly number[])[];
  readonly join_keys?: readonly string[];
  readonly size?: number;
  readonly max_samples_per_key?: number;
}

function readCases(...files: readonly string[]): readonly Case[] {
  return files.flatMap((file) => {
    const text = readSuiteFile(file)
      .split('\n')
      // A bare null is no TOML; the suites mean the text.
      .map((line) => (/^\s*join_keys/.test(line) ? line.replace(/(?<=[[,]\s*)null(?=\s*[\],])/g, '"null"') : line))
      .join('\n');
    const { queries } = parseToml(text) as unknown as { queries: readonly Case[] };
    return queries.map((query) => ({ ...query, query: query.query.trim() }));
  });
}

export interface Suite {
  readonly name: string;
  readonly documents: Documents;
  readonly cases: readonly Case[];
  readonly tiebreakerField: string | undefined;
  /** The field that `expected_event_ids` names. */
  readonly idField: string;
}

const MAIN_DATA = 'test_data.json';

/** Read when asked for, so that nothing happens where the folder is absent. */
export const SUITES: { readonly [name: string]: () => Suite } = {
  main: () => ({
    name: 'main',
    documents: readDocuments(MAIN_DATA, 'data/endgame-140.mapping', fromFiletime),
    cases: readCases('test_queries.toml', 'test_queries_date.toml'),
    tiebreakerField: 'serial_event_id',
    idField: 'serial_event_id',
  }),
  'date nanos': () => ({
    name: 'date nanos',
    documents: readDocuments(MAIN_DATA, 'data/endgame-140-nanos.mapping', fromNanoseconds),
    cases: readCases('test_queries_date_nanos.toml', 'test_queries.toml'),
    tiebreakerField: 'serial_event_id',
    idField: 'serial_event_id',
  }),
  extra: () => ({
    name: 'extra',
    documents: readDocuments('data/extra.data', 'data/extra.mapping'),
    cases: readCases('test_extra.toml'),
    tiebreakerField: 'sequence',
    idField: 'sequence',
  }),
  'missing events': () => ({
    name: 'missing events',
    documents: readDocuments('data/missing-events.data', 'data/missing-events.mapping'),
    cases: readCases('test_missing_events.toml'),
    tiebreakerField: 'sequence',
    idField: 'sequence',
  }),
  // Shards fail in a cluster only; here all documents are there, and what the failing script would compute is not.
  'failing shards': () => {
    const parts = [
      readDocuments(MAIN_DATA, 'data/endgame-140.mapping', fromFiletime),
      readDocuments('data/endgame-shard-failures.data', 'data/endgame-shard-failures.mapping', fromFiletime),
    ];
    return {
      name: 'failing shards',
      documents: {
        schema: Object.assign({ broken: 'long' }, ...parts.map(({ schema }) => schema)),
        events: parts.flatMap(({ events }) => events),
      },
      cases: readCases('test_failing_shards.toml'),
      tiebreakerField: 'serial_event_id',
      idField: 'serial_event_id',
    };
  },
  sample: () => {
    const parts = [1, 2, 3].map((n) => readDocuments(`data/sample${n}.data`, `data/sample${n}.mapping`));
    return {
      name: 'sample',
      documents: {
        schema: Object.assign({}, ...parts.map(({ schema }) => schema)),
        events: parts.flatMap(({ events }) => events),
      },
      cases: readCases('test_sample.toml'),
      tiebreakerField: undefined,
      idField: 'id',
    };
  },
};
