import { type EventQueryNode, type ExpressionNode, type LiteralNode, printFlat, visit } from '@eqlite/syntax';
import type { CompiledQuery } from '../compile/compile.js';
import type { Event } from '../event.js';
import { fold } from '../fold.js';
import { Evaluation } from '../reference/evaluate.js';
import type { Schema } from '../value/field-type.js';
import type { EventExplanation, Finding, StageExplanation, StageRole, TermExplanation } from './explanation.js';
import { findingOf } from './finding.js';
import { COMPILED_TESTS } from './pattern-tests.js';

/** A bracketed query, or the whole one. */
export interface Stage {
  /** Which of the query's, as written, from 0; `until` is the last. */
  readonly index: number;
  readonly role: StageRole;
  readonly query: EventQueryNode;
  /** The names of earlier stages, which its condition may read. */
  readonly aliases: ReadonlySet<string>;
}

/** As written, runs not expanded, `until` last. */
export function stagesOf({ query: { query } }: CompiledQuery): readonly Stage[] {
  if (query.kind === 'EventQuery') return [{ index: 0, role: 'event', query, aliases: new Set() }];
  const aliases = new Set<string>();
  const stages = query.stages.map((stage, index): Stage => {
    const known = new Set(aliases);
    if (stage.alias !== null) aliases.add(stage.alias);
    return { index, role: stage.isMissing ? 'missing' : 'step', query: stage.query, aliases: known };
  });
  if (query.kind !== 'Sample' && query.until !== null) {
    stages.push({ index: stages.length, role: 'until', query: query.until.query, aliases: new Set(aliases) });
  }
  return stages;
}

/**
 * Why an event satisfies a query, or does not, by the reference evaluator: `matches` is what `compiled.matches(event)`
 * says. What other events would have to decide (those of earlier stages, those of ancestors) is taken to be as wanted,
 * except in an event query, where a process has no known ancestors.
 */
export function explainEvent(compiled: CompiledQuery, event: Event): EventExplanation {
  const stages = stagesOf(compiled).map((stage): StageExplanation => {
    const condition = judgeStage(compiled, stage, event).explanation();
    return { role: stage.role, matches: condition.verdict === true, condition };
  });
  return { kind: compiled.kind, matches: stages.some(({ matches }) => matches), stages };
}

/** The condition of a stage, judged for an event; what is told of it is worked out when it is asked for. */
interface JudgedStage {
  explanation(): TermExplanation;
  /** The terms that made the whole come out as it did. */
  misses(): readonly { readonly text: string; readonly finding: Finding }[];
}

/** @param named the events that names of earlier stages stand for, where they are known */
export function judgeStage(
  compiled: CompiledQuery,
  stage: Stage,
  event: Event,
  named?: { readonly [alias: string]: Event },
): JudgedStage {
  const { dialect, schema, nowMs } = compiled.settings;
  // `event0.process.name` reads the event that is called so as if it were a field of this one.
  const document = named === undefined ? event : { ...event, ...named };
  const fields = schema === undefined || named === undefined ? schema : withAliases(schema, Object.keys(named));
  const options = { dialect, nowMs, ...(fields === undefined ? {} : { schema: fields }) };
  const evaluation = new Evaluation(document, options, COMPILED_TESTS);
  const judged = judge(preparedTerm(compiled, stage, named !== undefined), evaluation);
  return {
    explanation: () => told(judged, true, evaluation),
    misses: () => decisive(judged).map((term) => ({ text: term.text, finding: findingFor(term, evaluation) })),
  };
}

/** The condition that the category before `where` stands for. */
function categoryTest({ category, span }: EventQueryNode, field: string): ExpressionNode | undefined {
  if (category === null) return undefined;
  const path = field.split('.');
  return {
    kind: 'Comparison',
    operator: '==',
    left: { kind: 'Field', path, isOptional: false, span },
    right: { kind: 'Literal', type: 'string', value: category, span },
    span: { start: span.start, end: span.start },
  };
}

// ---------------------------------------------------------------- what the query alone decides

/** A term with all that is the same for every event. */
interface PreparedTerm {
  readonly kind: TermExplanation['kind'];
  readonly text: string;
  readonly span: TermExplanation['span'];
  /** The verdict where no event has a say in it. */
  readonly constant: boolean | null | undefined;
  readonly terms: readonly PreparedTerm[];
  /** Of a term that the event decides: what is to be evaluated, and what is to be looked for in the event. */
  readonly test: ExpressionNode | undefined;
  readonly searched: ExpressionNode | undefined;
  /** Of a term that it does not decide. */
  readonly finding: Finding | undefined;
}

/** By stage; twice, for when the events of earlier stages are known and when they are not. */
const prepared = new WeakMap<CompiledQuery, Map<string, PreparedTerm>>();

function preparedTerm(compiled: CompiledQuery, stage: Stage, isNamed: boolean): PreparedTerm {
  const stages = prepared.get(compiled) ?? new Map<string, PreparedTerm>();
  prepared.set(compiled, stages);
  const id = `${stage.index} ${isNamed}`;
  const known = stages.get(id) ?? prepareStage(compiled, stage, isNamed);
  stages.set(id, known);
  return known;
}

function prepareStage(compiled: CompiledQuery, { role, query, aliases }: Stage, isNamed: boolean): PreparedTerm {
  const { settings } = compiled;
  const otherEvents = (term: ExpressionNode) =>
    (!isNamed && readsAlias(term, aliases)) || (role !== 'event' && isRelation(term));

  /** A folded condition with what other events decide taken to be as wanted: false below a `not`. */
  const relaxed = (node: ExpressionNode, best: boolean): ExpressionNode => {
    switch (node.kind) {
      case 'And':
      case 'Or':
        return { ...node, terms: node.terms.map((term) => relaxed(term, best)) };
      case 'Not':
        return { ...node, term: relaxed(node.term, !best) };
      case 'Literal':
        return node;
      default:
        return otherEvents(node) ? literal(best, node) : node;
    }
  };

  const prepare = (node: ExpressionNode, best: boolean): PreparedTerm => {
    const { start, end } = node.span;
    // Folding decides what is unknown; relaxing comes after it, and may make a constant of what is left.
    const folded = fold(node, settings);
    const test = fold(relaxed(folded, best), settings);
    const constant = test.kind !== 'Literal' ? undefined : test.type === 'boolean' ? test.value : null;
    const common = { text: printFlat(node), span: { start, end }, constant, test: undefined };
    switch (node.kind) {
      case 'And':
      case 'Or': {
        const terms = node.terms.map((term) => prepare(term, best));
        return { kind: node.kind === 'And' ? 'and' : 'or', ...common, terms, searched: undefined, finding: undefined };
      }
      case 'Not':
        return { kind: 'not', ...common, terms: [prepare(node.term, !best)], searched: undefined, finding: undefined };
      default: {
        const finding = constant === undefined ? undefined : constantFinding(folded, constant);
        return { kind: 'term', ...common, terms: [], test, searched: searchedFor(folded), finding };
      }
    }
  };

  const category = categoryTest(query, settings.eventCategoryField);
  const terms = query.condition.kind === 'And' ? query.condition.terms : [query.condition];
  return prepare(
    category === undefined ? query.condition : { kind: 'And', terms: [category, ...terms], span: query.span },
    true,
  );
}

function constantFinding(folded: ExpressionNode, constant: boolean | null): Finding {
  if (folded.kind !== 'Literal') {
    return { code: 'other_events', text: 'decided by other events, taken to be as wanted', fields: {} };
  }
  const text = constant === null ? 'unknown for every event: no event matches' : `always ${constant}`;
  return { code: 'constant', text, fields: {} };
}

/** `a != b` is `not (a == b)`: what is found of `a == b` tells about both. */
function searchedFor(folded: ExpressionNode): ExpressionNode {
  const term = folded.kind === 'Not' ? folded.term : folded;
  return term.kind === 'Comparison' && term.operator === '!=' ? { ...term, operator: '==' } : term;
}

// ---------------------------------------------------------------- what the event decides

interface JudgedTerm {
  readonly term: PreparedTerm;
  readonly verdict: boolean | null;
  readonly terms: readonly JudgedTerm[];
}

function judge(term: PreparedTerm, event: Evaluation): JudgedTerm {
  const terms = term.terms.map((one) => judge(one, event));
  return { term, verdict: term.constant === undefined ? verdictOf(term, terms, event) : term.constant, terms };
}

/** A term that is unknown for every event has made a constant of those around it, or has no say in them. */
function verdictOf({ kind, test }: PreparedTerm, terms: readonly JudgedTerm[], event: Evaluation): boolean {
  switch (kind) {
    case 'and':
      return terms.every(({ verdict }) => verdict === true);
    case 'or':
      return terms.some(({ verdict }) => verdict === true);
    case 'not':
      return terms[0]!.verdict !== true;
    case 'term':
      return event.holdsAtTop(test!);
  }
}

/** Whether an inner term made the outer one come out as it did. */
function isDecisive({ term: { kind }, verdict }: JudgedTerm, inner: JudgedTerm): boolean {
  // All of them where the whole is as they all are; otherwise those that made it so.
  return kind === 'not' || verdict === null || verdict === (kind === 'and') || inner.verdict === verdict;
}

function told(judged: JudgedTerm, decides: boolean, event: Evaluation): TermExplanation {
  const { term, verdict, terms } = judged;
  const { kind, text, span } = term;
  const common = { kind, text, span, verdict, decides };
  if (kind === 'term') return { ...common, finding: findingFor(term, event) };
  return { ...common, terms: terms.map((inner) => told(inner, decides && isDecisive(judged, inner), event)) };
}

function decisive(judged: JudgedTerm): readonly PreparedTerm[] {
  if (judged.term.kind === 'term') return [judged.term];
  return judged.terms.filter((inner) => isDecisive(judged, inner)).flatMap(decisive);
}

function findingFor({ finding, searched }: PreparedTerm, event: Evaluation): Finding {
  return finding ?? findingOf(searched!, event);
}

/** The schema with the fields of named events beside those of the event at hand. */
function withAliases(schema: Schema, aliases: readonly string[]): Schema {
  const fields = Object.entries(schema);
  return Object.fromEntries([
    ...fields,
    ...aliases.flatMap((alias) => fields.map(([field, type]) => [`${alias}.${field}`, type] as const)),
  ]);
}

const literal = (value: boolean, { span }: ExpressionNode): LiteralNode => ({
  kind: 'Literal',
  type: 'boolean',
  value,
  span,
});

function readsAlias(node: ExpressionNode, aliases: ReadonlySet<string>): boolean {
  let reads = false;
  visit(node, (child) => {
    reads ||= child.kind === 'Field' && child.path.length > 1 && aliases.has(child.path[0]!);
  });
  return reads;
}

function isRelation(node: ExpressionNode): boolean {
  let is = false;
  visit(node, ({ kind }) => {
    is ||= kind === 'Relation';
  });
  return is;
}
