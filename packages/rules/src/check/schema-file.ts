import { extname } from 'node:path';
import type { Schema } from '@eqlite/syntax';
import * as errors from '../file/errors.js';
import { readText } from '../file/files.js';
import { FORMATS } from '../file/formats.js';
import { RuleError } from '../file/rule-error.js';

/**
 * The fields of a JSON, YAML or TOML file: `{ "acme.badge": "keyword" }`, nested or not, or an Elasticsearch mapping, as in an index
 * template or in the answer to `GET index/_mapping`.
 * @throws RuleError for a file that cannot be read, or holds neither
 */
export async function readSchema(path: string): Promise<Schema> {
  const text = await readText(path);
  if (text instanceof RuleError) throw text;
  const format = FORMATS[extname(path).toLowerCase()];
  if (format === undefined) throw errors.unknownFormat(path, ['.json', '.yaml', '.yml', '.toml']);
  const fields = new Map<string, string>();
  for (const document of format(text, path)) {
    if (document instanceof RuleError) throw document;
    addFields(document.value, fields, path);
  }
  if (fields.size === 0) throw errors.notASchema(path);
  return Object.fromEntries(fields);
}

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function addFields(value: unknown, fields: Map<string, string>, path: string): void {
  if (!isTable(value)) throw errors.notASchema(path);
  const mappings = [...mappingsIn(value, 4)];
  for (const properties of mappings) addProperties(properties, '', fields);
  if (mappings.length === 0) addNames(value, '', fields);
}

/** The `properties` of the mappings in the answers and requests that have some. */
function* mappingsIn(value: Table, depth: number): Iterable<Table> {
  if (isTable(value.properties)) yield value.properties;
  else if (depth > 0) for (const inner of Object.values(value)) if (isTable(inner)) yield* mappingsIn(inner, depth - 1);
}

function addNames(table: Table, prefix: string, fields: Map<string, string>): void {
  for (const [name, inner] of Object.entries(table)) {
    if (typeof inner === 'string') fields.set(prefix + name, inner);
    else if (isTable(inner)) addNames(inner, `${prefix}${name}.`, fields);
  }
}

function addProperties(properties: Table, prefix: string, fields: Map<string, string>): void {
  for (const [name, field] of Object.entries(properties)) {
    if (!isTable(field)) continue;
    const path = prefix + name;
    if (typeof field.type === 'string' && field.type !== 'alias') fields.set(path, field.type);
    for (const below of [field.properties, field.fields]) if (isTable(below)) addProperties(below, `${path}.`, fields);
  }
}
