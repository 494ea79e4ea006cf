import { z } from 'zod';

/**
 * What is expected in a place of a rule file, for error messages ("expected a whole number from 0 to 100"), by schema.
 * What a field means is its `describe` text, which editors show through the JSON Schema.
 */
const EXPECTED = new WeakMap<z.core.$ZodType, string>();

/** The words for what `schema` accepts. */
export function expectedBy(schema: z.core.$ZodType): string | undefined {
  return EXPECTED.get(schema);
}

export function field<T extends z.ZodType>(schema: T, expected: string, doc: string): T {
  const described = schema.describe(doc);
  EXPECTED.set(described, expected);
  return described;
}

export const text = (doc: string) => field(z.string().regex(/\S/), 'a text that is not empty', doc);
export const flag = (doc: string) => field(z.boolean(), 'true or false', doc);
export const list = <T extends z.ZodType>(item: T, expected: string, doc: string) =>
  field(z.array(item), expected, doc);
export const texts = (doc: string) => list(field(z.string(), 'a text', 'One of the list.'), 'a list of texts', doc);
export const choice = <const T extends readonly [string, ...string[]]>(values: T, doc: string) =>
  field(z.enum(values), values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`, doc);
/** What Eqlite hands through without looking inside. */
export const objects = (doc: string) => list(z.record(z.string(), z.unknown()), 'a list of tables', doc);
