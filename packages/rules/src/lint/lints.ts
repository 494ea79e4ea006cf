import type { Lint } from './lint.js';

/** Every lint, in the order of the documentation. */
export const LINTS: readonly Lint[] = [];
