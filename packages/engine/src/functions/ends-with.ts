import { foldedAt } from '../text/fold-case.js';
import { textTest } from './text-test.js';

export const endsWith = textTest({
  exact: (source, suffix) => source.endsWith(suffix),
  folded: (source, suffix) => source.length >= suffix.length && foldedAt(source, suffix, source.length - suffix.length),
});
