import { foldedAt } from '../text/fold-case.js';
import { textTest } from './text-test.js';

export const startsWith = textTest({
  exact: (source, prefix) => source.startsWith(prefix),
  folded: (source, prefix) => source.length >= prefix.length && foldedAt(source, prefix, 0),
});
