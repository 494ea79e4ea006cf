/** What the tables of this folder are made of: a record as Windows has it, and all that its event holds. */

/** One record. Every case is dressed in every shape of `shapes.ts` and must give the same event in each. */
export interface MappingCase {
  readonly id: number;
  readonly what: string;
  /** The event's own fields: EventData, or UserData where `isUserData`. */
  readonly data: Fields;
  readonly isUserData?: true;
  readonly task?: number;
  readonly outcome?: 'failure';
  /** The fields that stay in `winlog.event_data` as they are, by name; by default all but `moves`. */
  readonly stays?: string;
  readonly moves?: string;
  /** The event's fields by path, but for those that every event of the source and shape has. */
  readonly event: Fields;
  /** Shapes that cannot carry the case. */
  readonly except?: readonly string[];
}

export type Fields = { readonly [name: string]: unknown };

/** Who logged the cases of one table. */
export interface CaseSource {
  readonly name: string;
  readonly channel: string;
  readonly provider: string;
  readonly guid: string;
  readonly module: string;
  readonly dataset: string;
  /** The user the logging process runs as, if records of the source have one. */
  readonly user?: { readonly sid: string; readonly name: string; readonly domain: string };
  readonly isAudited?: true;
  /** Whether its records have their time in UTC among their own fields. */
  readonly hasOwnTime?: true;
  /** Texts of the tasks, by number. */
  readonly tasks: { readonly [task: number]: string };
  /** What the source makes of the logging user and process. */
  readonly ofLogger?: (logger: Logger) => Fields;
  readonly cases: readonly MappingCase[];
}

/** As far as the shape tells. */
export interface Logger {
  readonly pid?: number;
  readonly sid?: string;
  readonly name?: string;
  readonly domain?: string;
}

/** `event.category`, `event.type` and `event.action`; lists are separated by spaces. */
export function is(category: string, type: string, action: string | readonly string[]): Fields {
  return {
    ...(category && { 'event.category': category.split(' ') }),
    ...(type && { 'event.type': type.split(' ') }),
    'event.action': action,
  };
}

/** Rule 1.2 of the mapping: these say that there is no value. */
const ABSENT: ReadonlySet<unknown> = new Set(['', '-', null, '{00000000-0000-0000-0000-000000000000}']);

/** The whole event by path. */
export function expectedEvent({ data, stays, moves, event, isUserData }: MappingCase): Fields {
  const gone = new Set(moves?.split(' '));
  const staying = stays?.split(' ').filter(Boolean) ?? Object.keys(data).filter((name) => !gone.has(name));
  const node = isUserData ? 'winlog.user_data' : 'winlog.event_data';
  const kept = staying
    .filter((name) => !ABSENT.has(data[name]))
    .map((name) => [`${node}.${name}`, data[name]] as const);
  return { ...Object.fromEntries(kept), ...event };
}

/** Nested objects as one, by path; lists are values. */
export function flat(value: unknown, path = ''): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [path]: value };
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flat(inner, path ? `${path}.${key}` : key)));
}
