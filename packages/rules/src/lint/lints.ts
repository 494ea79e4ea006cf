import { contradictoryTerms, impliedTerm } from './contradictory-terms.js';
import type { Lint } from './lint.js';
import { literalWildcard } from './literal-wildcard.js';
import { lookBack } from './look-back.js';
import { optionalNegation } from './optional-negation.js';
import { regexOperator } from './regex-operator.js';
import { sequenceWithoutBy } from './sequence-without-by.js';
import { unreachableStage } from './unreachable-stage.js';
import { upperCaseValue } from './upper-case-value.js';

/** Every lint, in the order of the documentation. */
export const LINTS: readonly Lint[] = [
  literalWildcard,
  upperCaseValue,
  regexOperator,
  contradictoryTerms,
  impliedTerm,
  optionalNegation,
  unreachableStage,
  sequenceWithoutBy,
  lookBack,
];
