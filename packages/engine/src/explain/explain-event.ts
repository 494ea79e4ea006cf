import { type EventQueryNode, type ExpressionNode, type LiteralNode, printFlat, visit } from '@eqlite/syntax';
import type { CompiledQuery } from '../compile/compile.js';
import type { Event } from '../event.js';
import { fold } from '../fold.js';
import { Evaluation } from '../reference/evaluate.js';
import type { Schema } from '../value/field-type.js';
import type { EventExplanation, Finding, StageExplanation, StageRole, TermExplanation } from './explanation.js';
import { findingOf } from './finding.js';
import { matchesRegex } from './regex-test.js';

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
  const stages = stagesOf(compiled).map((stage) => explainStage(compiled, stage, event));
  return { kind: compiled.kind, matches: stages.some(({ matches }) => matches), stages };
}

/** @param named the events that names of earlier stages stand for, where they are known */
export function explainStage(
  compiled: CompiledQuery,
  { role, query, aliases }: Stage,
  event: Event,
  named?: { readonly [alias: string]: Event },
): StageExplanation {
  const walk = new Walk(compiled, event, {
    named,
    otherEvents: (node) => (named === undefined && readsAlias(node, aliases)) || (role !== 'event' && isRelation(node)),
  });
  const category = categoryTest(query, compiled.settings.eventCategoryField);
  const terms = query.condition.kind === 'And' ? query.condition.terms : [query.condition];
  const condition: ExpressionNode =
    category === undefined ? query.condition : { kind: 'And', terms: [category, ...terms], span: query.span };
  const explained = walk.explain(condition, true, true);
  return { role, matches: explained.verdict === true, condition: explained };
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

interface Surroundings {
  readonly named: { readonly [alias: string]: Event } | undefined;
  /** Whether events other than the one at hand decide a term. */
  readonly otherEvents: (term: ExpressionNode) => boolean;
}

/** Explains one condition for one event. */
class Walk {
  private readonly compiled: CompiledQuery;
  private readonly otherEvents: Surroundings['otherEvents'];
  private readonly evaluation: Evaluation;

  constructor(compiled: CompiledQuery, event: Event, { named, otherEvents }: Surroundings) {
    const { dialect, schema, nowMs } = compiled.settings;
    this.compiled = compiled;
    this.otherEvents = otherEvents;
    // `event0.process.name` reads the event that is called so as if it were a field of this one.
    const document = named === undefined ? event : { ...event, ...named };
    const options = {
      dialect,
      nowMs,
      ...(schema === undefined
        ? {}
        : { schema: named === undefined ? schema : withAliases(schema, Object.keys(named)) }),
    };
    this.evaluation = new Evaluation(document, options, matchesRegex);
  }

  /**
   * @param best the verdict that would make the whole true: false below a `not`
   * @param decides whether it makes the whole come out as it does
   */
  explain(node: ExpressionNode, best: boolean, decides: boolean): TermExplanation {
    const { start, end } = node.span;
    const verdict = this.verdictOf(node, best);
    const common = { text: printFlat(node), span: { start, end }, verdict, decides };
    switch (node.kind) {
      case 'And':
      case 'Or': {
        const isAnd = node.kind === 'And';
        // All of them where the whole is as they all are; otherwise those that made it so.
        const terms = node.terms.map((term) => {
          const isAsTheWhole = verdict === isAnd || verdict === null || this.verdictOf(term, best) === verdict;
          return this.explain(term, best, decides && isAsTheWhole);
        });
        return { kind: isAnd ? 'and' : 'or', ...common, terms };
      }
      case 'Not':
        return { kind: 'not', ...common, terms: [this.explain(node.term, !best, decides)] };
      default:
        return { kind: 'term', ...common, finding: this.findingOf(node) };
    }
  }

  private verdictOf(node: ExpressionNode, best: boolean): boolean | null {
    // Folding decides what is unknown; relaxing comes after it, and may make a constant of what is left.
    const folded = fold(this.relaxed(fold(node, this.compiled.settings), best), this.compiled.settings);
    if (folded.kind === 'Literal') return folded.type === 'boolean' ? folded.value : null;
    return this.evaluation.holdsAtTop(folded);
  }

  private findingOf(node: ExpressionNode): Finding {
    const folded = fold(node, this.compiled.settings);
    if (folded.kind === 'Literal') {
      const text = folded.type === 'boolean' ? `always ${folded.value}` : 'unknown for every event: no event matches';
      return { code: 'constant', text, fields: {} };
    }
    if (this.otherEvents(folded)) {
      return { code: 'other_events', text: 'decided by other events, taken to be as wanted', fields: {} };
    }
    // `a != b` is `not (a == b)`: what was found of `a == b` tells about both.
    const term = folded.kind === 'Not' ? folded.term : folded;
    const positive = term.kind === 'Comparison' && term.operator === '!=' ? { ...term, operator: '==' as const } : term;
    return findingOf(positive, this.evaluation);
  }

  /** A folded condition with what other events decide taken to be as wanted. */
  private relaxed(node: ExpressionNode, best: boolean): ExpressionNode {
    switch (node.kind) {
      case 'And':
      case 'Or':
        return { ...node, terms: node.terms.map((term) => this.relaxed(term, best)) };
      case 'Not':
        return { ...node, term: this.relaxed(node.term, !best) };
      case 'Literal':
        return node;
      default:
        return this.otherEvents(node) ? literal(best, node) : node;
    }
  }
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
