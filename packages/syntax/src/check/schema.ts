import { suggest } from '../suggest.js';

/** Field → Elasticsearch's type name: `{ 'process.pid': 'long', '@timestamp': 'date' }`. */
export type Schema = { readonly [field: string]: string };

/** What Elasticsearch's types of fields come down to, as far as EQL goes. */
export type FieldType = 'string' | 'integer' | 'double' | 'boolean' | 'date' | 'ip' | 'version';

const FIELD_TYPES: ReadonlyMap<string, FieldType> = new Map([
  ['keyword', 'string'],
  ['constant_keyword', 'string'],
  ['wildcard', 'string'],
  ['text', 'string'],
  ['match_only_text', 'string'],
  ['long', 'integer'],
  ['integer', 'integer'],
  ['short', 'integer'],
  ['byte', 'integer'],
  ['unsigned_long', 'integer'],
  ['double', 'double'],
  ['float', 'double'],
  ['half_float', 'double'],
  ['scaled_float', 'double'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['date_nanos', 'date'],
  ['ip', 'ip'],
  ['version', 'version'],
]);

/** What a type of Elasticsearch, `keyword` or `long`, comes down to; `undefined` for one that EQL does not support. */
export function fieldTypeOf(esType: string): FieldType | undefined {
  return FIELD_TYPES.get(esType);
}

/** What a schema says of a field; `name` and `esType` are those of the field itself, or of what it lies in. */
type FieldInfo =
  /** `isText`: analysed text without a keyword beside it, of which no exact value is known. */
  | { readonly kind: 'value'; readonly type: FieldType; readonly esType: string; readonly isText: boolean }
  | { readonly kind: 'object'; readonly example: string | undefined }
  | { readonly kind: 'unsupported'; readonly name: string; readonly esType: string }
  | { readonly kind: 'unknown' };

export function fieldInfo(schema: Schema, path: readonly string[]): FieldInfo {
  const name = path.join('.');
  const esType = typeOf(schema, name);
  if (esType !== undefined && esType !== 'object') {
    const above = unsupportedAbove(schema, path.slice(0, -1));
    if (above) return above;
    const type = FIELD_TYPES.get(esType);
    if (type === undefined) return { kind: 'unsupported', name, esType };
    const isText = (esType === 'text' || esType === 'match_only_text') && !hasKeyword(schema, name);
    return { kind: 'value', type, esType, isText };
  }
  const example = membersOf(schema).get(name);
  if (esType === 'object' || example !== undefined) return { kind: 'object', example };
  return unsupportedAbove(schema, path.slice(0, -1)) ?? { kind: 'unknown' };
}

/** The fields that `path` may be a slip of: all, or those of similar objects when the schema has no such object at all. */
export function fieldsNear(schema: Schema, path: readonly string[]): readonly string[] {
  const names = Object.keys(schema);
  const top = path[0] as string;
  const members = membersOf(schema);
  if (path.length === 1 || members.has(top) || Object.hasOwn(schema, top)) return names;
  const similar = suggest(
    top,
    [...members.keys()].filter((name) => !name.includes('.')),
  );
  return similar.length === 0 ? [] : names.filter((name) => similar.includes(name.split('.', 1)[0] as string));
}

const typeOf = (schema: Schema, name: string): string | undefined =>
  Object.hasOwn(schema, name) ? schema[name] : undefined;

/** `nested` and the like, of which the fields below are no better. */
function unsupportedAbove(schema: Schema, path: readonly string[]): FieldInfo | undefined {
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('.');
    const esType = typeOf(schema, name);
    if (esType !== undefined && esType !== 'object' && !FIELD_TYPES.has(esType)) {
      return { kind: 'unsupported', name, esType };
    }
  }
  return undefined;
}

const hasKeyword = (schema: Schema, name: string): boolean => {
  const example = membersOf(schema).get(name);
  return example !== undefined && FIELD_TYPES.get(schema[example] as string) === 'string';
};

const MEMBERS = new WeakMap<Schema, ReadonlyMap<string, string>>();

/** For each name above a field of the schema, the first field below it. */
function membersOf(schema: Schema): ReadonlyMap<string, string> {
  const known = MEMBERS.get(schema);
  if (known) return known;
  const members = new Map<string, string>();
  for (const field of Object.keys(schema)) {
    for (let dot = field.lastIndexOf('.'); dot > 0; dot = field.lastIndexOf('.', dot - 1)) {
      const above = field.slice(0, dot);
      if (members.has(above)) break;
      members.set(above, field);
    }
  }
  MEMBERS.set(schema, members);
  return members;
}
