import type { Event } from '@eqlite/engine';

/** A sequence query as data, which prints as EQL and which the brute-force reference runs without parsing. */
export interface SequenceSpec {
  readonly sharedKeys: readonly Key[];
  readonly stages: readonly StageSpec[];
  readonly until: BracketSpec | undefined;
  readonly maxSpanMs: number | undefined;
}

export interface Key {
  readonly field: string;
  readonly isOptional: boolean;
}

export interface BracketSpec {
  readonly condition: ConditionName;
  readonly ownKeys: readonly Key[];
}

export interface StageSpec extends BracketSpec {
  readonly isMissing: boolean;
  readonly runs: number;
}

/** Text and meaning of the conditions. `first` is the event of the first stage, which is named `e0` where one asks for it. */
export const CONDITIONS = {
  a: { text: 'a where true', holds: (event: Event) => event.category === 'a' },
  b: { text: 'b where true', holds: (event: Event) => event.category === 'b' },
  any: { text: 'any where true', holds: () => true },
  one: { text: 'any where x == 1', holds: (event: Event) => event.x === 1 },
  positive: { text: 'any where x > 0', holds: (event: Event) => (event.x as number) > 0 },
  sameAsFirst: { text: 'any where x == e0.x', holds: (event: Event, first: Event) => event.x === first.x },
  notAsFirst: { text: 'any where x != e0.x', holds: (event: Event, first: Event) => event.x !== first.x },
} as const;

export type ConditionName = keyof typeof CONDITIONS;

export const readsAlias = (condition: ConditionName) => condition === 'sameAsFirst' || condition === 'notAsFirst';

export function printSpec({ sharedKeys, stages, until, maxSpanMs }: SequenceSpec): string {
  const usesAlias = [...stages, ...(until ? [until] : [])].some(({ condition }) => readsAlias(condition));
  const bracket = ({ condition, ownKeys }: BracketSpec) => `[${CONDITIONS[condition].text}]${by(ownKeys)}`;
  return [
    `sequence${by(sharedKeys)}`,
    ...(maxSpanMs === undefined ? [] : [`with maxspan=${maxSpanMs}ms`]),
    ...stages.map((stage, i) =>
      [
        `${stage.isMissing ? '!' : ''}${bracket(stage)}`,
        ...(stage.runs > 1 ? [`with runs=${stage.runs}`] : []),
        ...(usesAlias && i === 0 ? ['as e0'] : []),
      ].join(' '),
    ),
    ...(until ? [`until ${bracket(until)}`] : []),
  ].join(' ');
}

function by(keys: readonly Key[]): string {
  return keys.length === 0
    ? ''
    : ` by ${keys.map(({ field, isOptional }) => `${isOptional ? '?' : ''}${field}`).join(', ')}`;
}
