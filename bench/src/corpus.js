import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { toEcs } from '@eqlite/ecs';
import { loadRules } from '@eqlite/rules';
import { childrenOf, parse } from '@eqlite/syntax';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Elastic's detection rules, which are not part of this repository: their licence differs. */
const RULES = resolve(ROOT, process.env.EQLITE_CONFORMANCE ?? '../shared/conformance', 'detection-rules');
/** Recorded attacks, likewise. */
const RECORDINGS = resolve(ROOT, process.env.EQLITE_DATA ?? '../shared/data', 'mordor');

/**
 * Elastic's EQL rules, `{ name, query }` each.
 * @throws Error where they are not
 */
export async function corpusRules() {
  if (!existsSync(RULES)) {
    throw new Error(
      `there are no rules at ${RULES}; clone https://github.com/elastic/detection-rules to <folder>/detection-rules and set EQLITE_CONFORMANCE=<folder>`,
    );
  }
  const rules = [];
  for await (const item of loadRules(RULES)) {
    if (item.status === 'loaded') rules.push({ name: item.rule.rule_id, query: item.rule.query });
  }
  return rules;
}

/**
 * The rules `times` over: each further time as queries about other programs, paths and names. What a rule excludes stays:
 * with exclusions that exclude nothing, copies would match what rules are written not to.
 */
export function multiplied(rules, times) {
  const copies = [...rules];
  for (let copy = 1; copy < times; copy++) {
    for (const { name, query } of rules) copies.push({ name: `${name} ${copy}`, query: renamed(parse(query), copy) });
  }
  return copies;
}

/** Fields with few values: their literals stay. */
const FEW_VALUES = /^(event|host\.os|data_stream)\./;

function renamed(node, copy, field = '', isExcluded = false) {
  if (Array.isArray(node)) return node.map((item) => renamed(item, copy, field, isExcluded));
  if (typeof node !== 'object' || node === null) return node;
  if (node.kind === 'Literal') {
    const isName = node.type === 'string' && field !== '' && !FEW_VALUES.test(field) && !isExcluded;
    return isName ? { ...node, value: node.value.replace(/[a-z]{3,}/gi, (word) => word + copy) } : node;
  }
  const ownField = node.kind && 'span' in node ? childrenOf(node).find(({ kind }) => kind === 'Field') : undefined;
  const inner = ownField === undefined ? field : ownField.path.join('.');
  const excludes = isExcluded !== (node.kind === 'Not' || node.operator === '!=');
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, renamed(value, copy, inner, excludes)]));
}

/**
 * Up to `count` recorded events as ECS, some of each recording, in the order of time, as a stream has them; none where
 * there are no recordings.
 */
export function recordedEvents(count) {
  if (!existsSync(RECORDINGS)) return [];
  const files = readdirSync(RECORDINGS).filter((name) => name.endsWith('.gz'));
  const share = Math.ceil(count / files.length);
  const events = files.flatMap((name) => {
    const lines = gunzipSync(readFileSync(join(RECORDINGS, name)))
      .toString()
      .split('\n');
    return lines
      .filter((line) => line.trim() !== '')
      .slice(0, share)
      .flatMap((line) => toEcs(JSON.parse(line)) ?? []);
  });
  const timeOf = (event) => Date.parse(event['@timestamp']);
  return events.sort((a, b) => timeOf(a) - timeOf(b));
}
