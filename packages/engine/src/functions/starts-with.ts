import { textTest } from './text-test.js';

export const startsWith = textTest((source, prefix) => source.startsWith(prefix));
