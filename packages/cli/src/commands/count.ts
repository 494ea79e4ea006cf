import { InvalidArgumentError } from 'commander';

/** The value of an option such as `--size 10`. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 up.');
  return Number(text);
}
