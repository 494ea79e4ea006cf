import { print } from '@eqlite/syntax';
import type { Lint, LintFinding, LintSubject } from './lint.js';
import { nodesOf, quote } from './queries.js';
import { type Fact, type Judgement, judge } from './terms/judge.js';

export const contradictoryTerms: Lint = {
  code: 'contradictory_terms',
  title: 'Terms that contradict each other',
  doc: `Two terms that cannot hold at once, joined by \`and\`: nothing matches what they stand in. Or two of which one always holds,
joined by \`or\`, as in \`a != "x" or a != "y"\`: that leaves nothing out.

Where an event may have several values of a field, \`f == "a" and f == "b"\` can hold. So terms on different values are found
only for fields of which ECS has one value per event, such as \`process.name\`; not for \`process.args\`, \`event.type\`,
\`event.category\`, or fields that ECS does not know. \`f == "a" and f != "a"\` contradicts itself whatever the field.`,
  examples: {
    bad: 'process where process.name == "a.exe" and process.name == "b.exe"',
    good: 'process where process.name in ("a.exe", "b.exe")',
  },
  *find(subject) {
    for (const judgement of judgementsOf(subject)) {
      if (!judgement.isRedundant) yield contradiction(judgement);
    }
  },
};

export const impliedTerm: Lint = {
  code: 'implied_term',
  title: 'A term that adds nothing',
  doc: `A term that other terms decide already: under \`and\` one that always holds where they do, or a negation of what they rule out;
under \`or\` one that only holds where another does. The query finds the same without it. Often it shows that something
else was meant: the wrong field, or the wrong list.

\`f != null\` beside another term on \`f\` is left alone: it is a common way to say that the field is needed. Silence others that
are there for the reader.`,
  examples: {
    bad: 'process where process.name : "cmd.exe" and process.name : "*.exe"',
    good: 'process where process.name : "cmd.exe"',
  },
  *find(subject) {
    for (const judgement of judgementsOf(subject)) {
      if (judgement.isRedundant && !isNullTest(judgement)) yield implication(judgement);
    }
  },
};

function judgementsOf({ query, rule }: LintSubject): readonly Judgement[] {
  const categoryField = rule?.event_category_override ?? 'event.category';
  // Those in relations, too, of the dialect of Elastic Endpoint.
  return nodesOf(query, 'EventQuery').flatMap((eventQuery) => judge(eventQuery, categoryField));
}

/** Asks for the field in so many words: a common way to say that it is needed. */
const isNullTest = ({ leaf: { node } }: Judgement) =>
  node.kind === 'Comparison' && [node.left, node.right].some((side) => side.kind === 'Literal' && side.type === 'null');

/** The fact as a term of the query. */
function printFact({ leaf, isThere, set }: Fact): string {
  if (leaf === undefined) return `the category ${quote('text' in set.members[0]! ? set.members[0].text : '')}`;
  const term = print(leaf.node, Infinity);
  return quote(isThere === leaf.isNegated ? `not ${term}` : term);
}

const always = (value: boolean) => (value ? 'always' : 'never');

function contradiction({ leaf, value, because, isAlternative, isOfAll }: Judgement): LintFinding {
  const { span } = leaf.node;
  if (isAlternative) {
    const other = printFact({ ...because, isThere: !because.isThere });
    return {
      span,
      message: `where ${other} does not hold, this is ${always(value)} true: together they leave nothing out`,
      hint: 'none of several values is `f != "a" and f != "b"`, or `f not in ("a", "b")`',
    };
  }
  return {
    span,
    message: `this is ${always(value)} true here, because of ${printFact(because)}`,
    hint: isOfAll ? 'no event matches' : 'what it stands in matches nothing, or everything',
  };
}

function implication({ leaf, value, because, isAlternative }: Judgement): LintFinding {
  const { span } = leaf.node;
  if (isAlternative) {
    const other = printFact({ ...because, isThere: !because.isThere });
    return { span, message: `this adds nothing to ${other}`, hint: 'remove it, or the other' };
  }
  return {
    span,
    message: `this is ${always(value)} true here, because of ${printFact(because)}`,
    hint: 'the query means the same without it',
  };
}
