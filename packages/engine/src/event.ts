/**
 * One event: a plain object, as `JSON.parse` gives it. `a.b` is found in `{a: {b}}`, `{"a.b"}` and `{a: [{b}, {b}]}`
 * alike; own properties only.
 */
export type Event = { readonly [field: string]: unknown };

/** What an expression evaluates to; `null` is "unknown", as in SQL. A bigint is an integer beyond 2^53. */
export type Value = string | number | bigint | boolean | null;

/** Unknown has already become false. Total: any event, no throw. */
export type Predicate = (event: Event) => boolean;

/** A test of one single value of a field: a string, number, bigint or boolean (arrays and objects are taken apart before). */
export type ValueTest = (value: unknown) => boolean;
