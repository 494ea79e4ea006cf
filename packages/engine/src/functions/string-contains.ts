import { textTest } from './text-test.js';

/** An empty text is contained in nothing. @see EQL function reference, stringContains */
export const stringContains = textTest((source, wanted) => wanted !== '' && source.includes(wanted));
