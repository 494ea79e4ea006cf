import { indexOfFolded } from '../text/fold-case.js';
import { textTest } from './text-test.js';

/** An empty text is contained in nothing. @see EQL function reference, stringContains */
export const stringContains = textTest({
  exact: (source, wanted) => wanted !== '' && source.includes(wanted),
  folded: (source, wanted) => wanted !== '' && indexOfFolded(source, wanted, 0) >= 0,
});
