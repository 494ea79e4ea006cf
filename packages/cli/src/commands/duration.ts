import { InvalidArgumentError } from 'commander';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The value of an option such as `30s`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,9})(ms|[smhd])$/.exec(text) ?? [];
  if (unit === undefined) throw new InvalidArgumentError('It must be a number and a unit: 500ms, 30s, 5m, 1h, 1d.');
  return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
