import { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import * as errors from './errors.js';
import { expectedBy } from './field.js';
import type { RuleProblem } from './rule-error.js';
import { type Path, printPath, type SourceDocument, valueAt } from './source-document.js';

type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly RuleProblem[]; readonly cause: unknown };

/**
 * Checks `input`, the value at `at` in the document, and tells of all that is wrong, in the order of the schema's
 * fields. A field that the schema does not know is passed over, unless the schema is strict or the name is a slip of one that
 * is not there.
 */
export function validate<T extends z.ZodType>(
  schema: T,
  input: unknown,
  document: SourceDocument,
  at: Path,
): Validated<z.output<T>> {
  const place = (path: Path): Omit<RuleProblem, 'summary'> => ({
    line: lineOfNearest(document, [...at, ...path]),
    column: undefined,
    field: printPath([...at, ...path]),
    hint: undefined,
  });
  const slips = [...findSlips(schema, input, [])];
  const slipped = new Set(slips.map(({ path, known }) => known && printPath([...path.slice(0, -1), known])));
  const problems: RuleProblem[] = slips.map(({ path, known }) => ({ ...place(path), ...errors.unknownField(known) }));
  const result = schema.safeParse(input);
  for (const { path, code } of result.error?.issues ?? []) {
    if (code === 'unrecognized_keys') continue; // among the slips
    const keys = path as Path; // the schemas have no symbols for keys
    if (slipped.has(printPath(keys))) continue; // missing, because it is there under a mistyped name
    const found = valueAt(input, keys);
    const what = expectedBy(schemaAt(schema, keys)) ?? 'something else';
    problems.push({
      ...place(keys),
      summary: found === undefined ? errors.missing(what) : errors.expected(what, found),
    });
  }
  if (result.success && problems.length === 0) return { ok: true, value: result.data };
  return { ok: false, problems, cause: result.error };
}

/** What is missing has no line, but the table that lacks it has. */
function lineOfNearest(document: SourceDocument, path: Path): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const line = document.lineOf(path.slice(0, length));
    if (line !== undefined) return line;
  }
  return document.lineOf([]);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.def.innerType;
  return inner;
}

function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType {
  let inner = unwrap(schema);
  for (const key of path) {
    if (inner instanceof z.ZodObject && Object.hasOwn(inner.shape, key)) inner = unwrap(inner.shape[key]);
    else if (inner instanceof z.ZodArray) inner = unwrap(inner.element);
  }
  return inner;
}

/** Fields that the schema does not know and does not want, and the ones perhaps meant. */
function* findSlips(
  schema: z.core.$ZodType,
  input: unknown,
  path: Path,
): Iterable<{ path: Path; known: string | undefined }> {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray && Array.isArray(input)) {
    for (const [index, item] of input.entries()) yield* findSlips(inner.element, item, [...path, index]);
  } else if (inner instanceof z.ZodObject && typeof input === 'object' && input !== null) {
    const others = inner.def.catchall; // `never` in a strict schema, `unknown` in a loose one
    for (const [key, value] of Object.entries(input)) {
      if (Object.hasOwn(inner.shape, key)) {
        yield* findSlips(inner.shape[key], value, [...path, key]);
      } else if (others === undefined || others instanceof z.ZodNever) {
        const absent = Object.keys(inner.shape).filter((name) => !Object.hasOwn(input, name));
        const known = didYouMean(key, absent);
        if (known !== undefined || others !== undefined) yield { path: [...path, key], known };
      }
    }
  }
}
