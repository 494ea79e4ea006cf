import { textTest } from './text-test.js';

export const endsWith = textTest((source, suffix) => source.endsWith(suffix));
