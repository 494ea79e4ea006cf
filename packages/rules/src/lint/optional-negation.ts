import type { ExpressionNode, FieldNode } from '@eqlite/syntax';
import type { Lint } from './lint.js';
import { eventQueriesOf, nameOf, nodesOf } from './queries.js';

export const optionalNegation: Lint = {
  code: 'optional_negation',
  title: 'A negation that holds for every event without an optional field',
  doc: `An optional field, \`?f\`, may be missing altogether. What is asked of a missing field is false, so its negation is true:
\`?f != "a"\` then holds for every event. As one term among others that is what it is good for. But a condition that has nothing
else to ask, or has it beside an \`or\`, takes all events of its category once the field is missing.`,
  examples: {
    bad: 'process where process.name : "a.exe" or ?user.id != "S-1-5-18"',
    good: 'process where process.name : "a.exe" or (user.id != null and user.id != "S-1-5-18")',
  },
  *find({ query }) {
    for (const { category, condition } of eventQueriesOf(query)) {
      const field = isTrueWithout(condition);
      if (typeof field === 'boolean' || field === undefined) continue;
      const events = category === null ? 'event' : `${category} event`;
      yield {
        span: field.span,
        message: `where "${nameOf(field)}" is missing, this condition holds for every ${events}`,
        hint: `ask for the field first: \`${nameOf(field)} != null and …\``,
      };
    }
  },
};

/** What a condition is when all optional fields are missing: a field that makes it true, false, or not known. */
type Verdict = FieldNode | false | undefined;

function isTrueWithout(node: ExpressionNode, isNegated = false): Verdict {
  switch (node.kind) {
    case 'Not':
      return isTrueWithout(node.term, !isNegated);
    case 'And':
    case 'Or': {
      const verdicts = node.terms.map((term) => isTrueWithout(term, isNegated));
      const isAnyEnough = (node.kind === 'Or') !== isNegated;
      const found = verdicts.find((verdict) => (isAnyEnough ? isField(verdict) : !isField(verdict)));
      if (isAnyEnough)
        return isField(found) ? found : verdicts.every((verdict) => verdict === false) ? false : undefined;
      return verdicts.every(isField) ? verdicts[0] : verdicts.includes(false) ? false : undefined;
    }
    case 'Comparison': {
      // Asks for the field to be missing, or not, in so many words.
      if ([node.left, node.right].some((side) => side.kind === 'Literal' && side.type === 'null')) return undefined;
      return isNegated === (node.operator === '!=') ? falseWithout(node) : negated(node);
    }
    default:
      return isNegated ? negated(node) : falseWithout(node);
  }
}

const isField = (verdict: Verdict): verdict is FieldNode => verdict !== false && verdict !== undefined;

const optionalIn = (node: ExpressionNode): FieldNode | undefined =>
  nodesOf(node, 'Field').find(({ isOptional }) => isOptional);

const falseWithout = (leaf: ExpressionNode): Verdict => (optionalIn(leaf) ? false : undefined);
const negated = (leaf: ExpressionNode): Verdict => optionalIn(leaf);
