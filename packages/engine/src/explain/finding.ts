import {
  type ExpressionNode,
  type FieldNode,
  type FunctionCallNode,
  findFunction,
  type VariableNode,
  visit,
} from '@eqlite/syntax';
import type { Value } from '../event.js';
import { type Evaluation, isFieldOrVariable, isNullCheck } from '../reference/evaluate.js';
import { literalText } from '../value/literal.js';
import { FINDING_CODES, type Finding, type FindingCode } from './explanation.js';
import { type Miss, missOf, type Relation } from './near-miss.js';
import { quote, quoteAll } from './quote.js';

/** Values and constants looked at closely; a list of a thousand patterns over as many values has a million pairs. */
const MAX_VALUES = 100;
const MAX_CONSTANTS = 200;
/** Values kept in a finding. */
const MAX_SHOWN = 20;

/**
 * What a term finds in the event under evaluation.
 * @param node folded, and no `and`, `or`, `not`, `!=` or literal
 */
export function findingOf(node: ExpressionNode, event: Evaluation): Finding {
  const fields = fieldsOf(node, event);
  const found = (code: FindingCode, text: string, pair: { value?: Value; constant?: Value } = {}): Finding => ({
    code,
    text,
    ...(pair.value === undefined ? {} : { value: plain(pair.value) }),
    ...(pair.constant === undefined ? {} : { constant: plain(pair.constant) }),
    fields,
  });
  const absent = (field: FieldNode | VariableNode) => found('absent', `${nameOf(field)} is absent`);

  if (isNullCheck(node)) {
    const values = event.rawValues(node.left);
    return values.length === 0 ? absent(node.left) : found('present', quoteAll(values), { value: values[0]! });
  }
  const leaf = event.fieldLeaf(node);
  if (leaf !== undefined) {
    const values = event.rawValues(leaf.field);
    if (values.length === 0) return absent(leaf.field);
    for (const value of values) {
      const constant = leaf.constants.find((one) => leaf.holds(value, one));
      if (constant === undefined) continue;
      const text = literalText(constant);
      const isSame = text === String(value) || leaf.constants.length === 1;
      return found('holds', isSame ? quote(value) : `${quote(value)} by ${quote(text)}`, { value, constant: text });
    }
    const relation = relationOf(node);
    let best: { miss: Miss; value: Value; constant: Value } | undefined;
    for (const value of values.slice(0, MAX_VALUES)) {
      for (const constant of leaf.constants.slice(0, MAX_CONSTANTS)) {
        const miss = missOf(relation, value, constant);
        if (best === undefined || rankOf(miss.code) < rankOf(best.miss.code)) {
          best = { miss, value, constant: literalText(constant) };
        }
      }
    }
    if (best === undefined || best.miss.code === 'different') {
      return found('different', quoteAll(values), { value: values[0]! });
    }
    return found(best.miss.code, best.miss.text, best);
  }
  if (node.kind === 'Relation') return found('other_events', 'no ancestor of its process is known');
  if (node.kind === 'FunctionCall' && findFunction(node.name, 'endpoint')?.name === '_arraysearch') {
    const [array] = node.arguments;
    const count = isFieldOrVariable(array) ? event.elements(array).length : 0;
    if (event.value(node) === true) return found('holds', `one of ${count} elements`);
    if (count === 0 && isFieldOrVariable(array)) return absent(array);
    return found('no_element', count === 1 ? 'the one element does not' : `none of ${count} elements does`);
  }
  return scriptFinding(node, event, found);
}

/** Of calls and calculations: what they come to, for the choice of values that decides. */
function scriptFinding(
  node: ExpressionNode,
  event: Evaluation,
  found: (code: FindingCode, text: string, pair?: { value?: Value }) => Finding,
): Finding {
  const rows = event.rows(node);
  const decisive = rows.find((row) => event.valueIn(row, node) === true);
  const row = decisive ?? rows[0]!;
  const missing: string[] = [];
  const read: string[] = [];
  visit(node, (child) => {
    if (!isFieldOrVariable(child as ExpressionNode)) return;
    const field = child as FieldNode | VariableNode;
    const { value } = row(field);
    if (value === null) missing.push(nameOf(field));
    else read.push(`${nameOf(field)} is ${quote(value)}`);
  });
  if (decisive === undefined && missing.length > 0) {
    return found('absent', missing.map((name) => `${name} is absent`).join(', '));
  }
  const more = decisive === undefined && rows.length > 1 ? `, and ${rows.length - 1} more` : '';
  const computed =
    node.kind === 'Comparison'
      ? node.left
      : node.kind === 'InSet' || node.kind === 'TextMatch'
        ? node.value
        : undefined;
  if (computed === undefined) {
    const values = read.join(', ') + more;
    const isCase = decisive === undefined && node.kind === 'FunctionCall' && holdsFolded(node, event, rows);
    return isCase
      ? found('wrong_case', `${values}: differs only in case`)
      : found(decisive ? 'holds' : 'computed', values);
  }
  const value = event.valueIn(row, computed);
  const text = `the left side is ${value === null ? 'unknown' : quote(value)}, as ${read.join(', ')}${more}`;
  return found(decisive ? 'holds' : 'computed', text, { value });
}

/** Whether a call without `~` would be true with it. */
function holdsFolded(node: FunctionCallNode, event: Evaluation, rows: ReturnType<Evaluation['rows']>): boolean {
  return !node.foldCase && rows.some((row) => event.valueIn(row, { ...node, foldCase: true }) === true);
}

const RANKS = new Map((Object.keys(FINDING_CODES) as FindingCode[]).map((code, rank) => [code, rank]));
const rankOf = (code: FindingCode): number => RANKS.get(code)!;

function relationOf(node: ExpressionNode): Relation {
  switch (node.kind) {
    case 'Comparison':
      return { kind: node.operator === '==' ? 'equality' : 'order', operator: node.operator, foldsCase: false };
    case 'InSet':
      return { kind: 'equality', operator: node.foldCase ? 'in~' : 'in', foldsCase: node.foldCase };
    case 'TextMatch': {
      const { operator } = node;
      const foldsCase = operator === ':' || operator.endsWith('~');
      return { kind: operator.startsWith('regex') ? 'regex' : 'wildcard', operator, foldsCase };
    }
    default:
      return { kind: 'equality', operator: '==', foldsCase: false };
  }
}

function fieldsOf(node: ExpressionNode, event: Evaluation): Finding['fields'] {
  const fields: Record<string, readonly Value[]> = Object.create(null);
  visit(node, (child) => {
    if (child.kind !== 'Field' && child.kind !== 'Variable') return;
    // What a variable stands for differs from element to element.
    if (child.kind === 'Field') fields[nameOf(child)] = event.rawValues(child).slice(0, MAX_SHOWN).map(plain);
  });
  return { ...fields };
}

/** JSON has no bigint, and no -0. */
export const plain = (value: Value): Value => (typeof value === 'bigint' ? String(value) : value === 0 ? 0 : value);

export function nameOf(field: FieldNode | VariableNode): string {
  return field.kind === 'Field' ? field.path.join('.') : `$${[field.name, ...field.path].join('.')}`;
}
