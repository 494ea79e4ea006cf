import {
  type CompiledQuery,
  type Event,
  explain,
  type StageExplanation,
  type TermExplanation,
  toTimestampMs,
} from '@eqlite/engine';
import type { SequenceNode } from '@eqlite/syntax';
import type { Alert } from '../alert/alert.js';
import { firstText } from '../alert/event-fields.js';
import { eventOf } from '../alert/event-of.js';
import type { Origin } from '../alert/origin.js';
import type { Rule } from '../rule/rule.js';
import { compileRule, type QueryOptions } from '../run/rule-runner.js';

/**
 * What the page of a report is drawn from: plain JSON. Texts are numbers into `texts`, since alerts have most of them in
 * common; -1 where there is none.
 */
export interface ReportData {
  readonly title: string;
  readonly texts: readonly string[];
  readonly rules: readonly ReportRule[];
  readonly alerts: readonly ReportAlert[];
  /** Alerts beyond the most that a report holds. */
  readonly omitted: number;
}

interface ReportRule {
  readonly name: string;
  readonly severity: string;
  readonly risk: number;
  readonly query: string;
  readonly techniques: readonly { readonly id: string; readonly name: string; readonly tactic: string }[];
  readonly tactics: readonly string[];
}

/** Short names: there may be very many. */
interface ReportAlert {
  /** Number of its rule. */
  readonly r: number;
  /** Milliseconds since 1970. */
  readonly t: number | null;
  /** Host, user, and what happened. */
  readonly h: number;
  readonly u: number;
  readonly w: number;
  /** The reason, in a sentence. */
  readonly s: number;
  /** Join keys. */
  readonly k: readonly number[];
  readonly e: readonly ReportEvent[];
}

interface ReportEvent {
  /** An event that did not come, which is what was found. */
  readonly m?: 1;
  /** Where it was read. */
  readonly p: number;
  /** Fields and their values, in turns. */
  readonly f: readonly number[];
  /** Terms: depth, 1 for true and 2 more for one that does not decide, text, finding; four numbers each. */
  readonly x: readonly number[];
}

/** Longer values are cut. */
const MAX_TEXT = 1000;
/** Fields of an event shown at most. */
const MAX_FIELDS = 300;

const WHAT = [
  'process.command_line',
  'process.executable',
  'process.name',
  'file.path',
  'registry.path',
  'dns.question.name',
  'destination.ip',
  'message',
] as const;

/** Gathers the data of a report from alerts as they come. */
export class ReportBuilder {
  private readonly options: QueryOptions;
  private readonly maxAlerts: number;
  private readonly rules: readonly Rule[];
  private readonly compiled = new Map<number, CompiledQuery>();
  private readonly ruleNumbers: ReadonlyMap<string, number>;
  private readonly texts = new Map<string, number>();
  private readonly alerts: ReportAlert[] = [];
  private omitted = 0;

  constructor(rules: readonly Rule[], maxAlerts: number, options: QueryOptions) {
    this.rules = rules;
    this.options = options;
    this.maxAlerts = maxAlerts;
    this.ruleNumbers = new Map(rules.map(({ rule_id }, number) => [rule_id, number]));
  }

  /** @param blocks the alerts for the single events of a sequence or sample */
  add(alert: Alert, blocks: readonly Alert[]): void {
    const rule = this.ruleNumbers.get(alert['kibana.alert.rule.rule_id']);
    if (rule === undefined) return;
    if (this.alerts.length >= this.maxAlerts) {
      this.omitted += 1;
      return;
    }
    const sequence = alert['eqlite.sequence'];
    const first = blocks[0] ?? alert;
    const timeMs = toTimestampMs(alert['kibana.alert.original_time'] ?? blocks.at(-1)?.['kibana.alert.original_time']);
    let next = 0;
    this.alerts.push({
      r: rule,
      t: Number.isFinite(timeMs) ? timeMs : null,
      h: this.text(firstText(first, 'host.name') ?? firstText(first, 'host.hostname')),
      u: this.text(firstText(first, 'user.name')),
      w: this.text(WHAT.map((field) => firstText(blocks.at(-1) ?? alert, field)).find((text) => text !== undefined)),
      s: this.text(alert['kibana.alert.reason']),
      k: (sequence?.join_keys ?? []).map((key) => this.text(String(key))),
      e:
        sequence === undefined
          ? [this.event(alert, rule, 0)]
          : sequence.events.map(({ missing }, step) => {
              if (missing) return { m: 1, p: -1, f: [], x: [] };
              const block = blocks[next];
              next += 1;
              return block === undefined ? { p: -1, f: [], x: [] } : this.event(block, rule, step);
            }),
    });
  }

  data(title: string): ReportData {
    const rules = this.rules.map(
      (rule): ReportRule => ({
        name: rule.name,
        severity: rule.severity,
        risk: rule.risk_score,
        query: rule.query,
        tactics: [...new Set(rule.threat.map(({ tactic }) => tactic.name))],
        techniques: rule.threat.flatMap(({ tactic, technique = [] }) =>
          technique.flatMap(({ id, name, subtechnique = [] }) => [
            { id, name, tactic: tactic.name },
            ...subtechnique.map((one) => ({ id: one.id, name: `${name}: ${one.name}`, tactic: tactic.name })),
          ]),
        ),
      }),
    );
    return { title, texts: [...this.texts.keys()], rules, alerts: this.alerts, omitted: this.omitted };
  }

  private event(alert: Alert, rule: number, step: number): ReportEvent {
    const event = eventOf(alert);
    const fields: number[] = [];
    for (const [name, value] of flattened(event)) fields.push(this.text(name), this.text(value));
    const condition = this.conditionOf(event, rule, step);
    const terms: number[] = [];
    for (const [depth, term] of condition === undefined ? [] : linesOf(condition, 0)) {
      const finding = term.finding ?? (term.kind === 'not' ? term.terms![0]!.finding : undefined);
      terms.push(
        depth,
        (term.verdict === true ? 1 : 0) + (term.decides ? 0 : 2),
        this.text(labelOf(term)),
        this.text(finding?.text),
      );
    }
    return { p: this.text(placeOf(alert['eqlite.origin'])), f: fields, x: terms };
  }

  /** The condition of the stage that the event stands for. */
  private conditionOf(event: Event, rule: number, step: number): TermExplanation | undefined {
    let compiled = this.compiled.get(rule);
    if (compiled === undefined) {
      compiled = compileRule(this.rules[rule]!, this.options);
      this.compiled.set(rule, compiled);
    }
    const stage: StageExplanation | undefined = explain(compiled, event).stages[stageOfStep(compiled, step)];
    // An alert on an alert has lost fields that its rule asked for: better no explanation than a wrong one.
    return stage?.matches ? stage.condition : undefined;
  }

  private text(text: string | undefined): number {
    if (text === undefined) return -1;
    const cut = text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
    let number = this.texts.get(cut);
    if (number === undefined) {
      number = this.texts.size;
      this.texts.set(cut, number);
    }
    return number;
  }
}

function stageOfStep({ query: { query } }: CompiledQuery, step: number): number {
  if (query.kind === 'EventQuery') return 0;
  let last = -1;
  return (query as SequenceNode).stages.findIndex(({ runs }) => {
    last += runs;
    return step <= last;
  });
}

/** Fields with dotted names and their values as text, sorted by name. */
function flattened(event: Event): readonly (readonly [string, string])[] {
  const fields: [string, string][] = [];
  const walk = (name: string, value: unknown, depth: number) => {
    if (fields.length >= MAX_FIELDS || value === null || value === undefined) return;
    const isTable = typeof value === 'object' && !Array.isArray(value);
    if (isTable && depth < MAX_DEPTH) {
      for (const [key, inner] of Object.entries(value)) walk(name === '' ? key : `${name}.${key}`, inner, depth + 1);
    } else fields.push([name, shown(value)]);
  };
  walk('', event, 0);
  return fields.sort(([a], [b]) => (a < b ? -1 : 1));
}

const MAX_DEPTH = 16;

function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.slice(0, 50).join(', ');
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return '…'; // nested without end
  }
}

function placeOf(origin: Origin | undefined): string | undefined {
  if (origin === undefined) return undefined;
  const { file, line, index, id } = origin;
  if (file !== undefined) return line === undefined ? file : `${file}:${line}`;
  return [index, id].filter((part) => part !== undefined && part !== '').join('/') || undefined;
}

/** The terms below the top, each with its depth. */
function linesOf(term: TermExplanation, depth: number): readonly (readonly [number, TermExplanation])[] {
  if (term.kind === 'and' && depth === 0) return term.terms!.flatMap((inner) => linesOf(inner, 1));
  const isLeaf = term.finding !== undefined || (term.kind === 'not' && term.terms![0]!.finding !== undefined);
  return isLeaf ? [[depth, term]] : [[depth, term], ...term.terms!.flatMap((inner) => linesOf(inner, depth + 1))];
}

function labelOf(term: TermExplanation): string {
  const isLeaf = term.finding !== undefined || (term.kind === 'not' && term.terms![0]!.finding !== undefined);
  return isLeaf ? term.text : term.kind === 'and' ? 'all of' : term.kind === 'or' ? 'one of' : 'not';
}
