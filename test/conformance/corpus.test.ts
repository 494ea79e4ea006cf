import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, format, formatDiagnostic, type Node, parse, print } from '@eqlite/syntax';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../../packages/syntax/test/parts-of.js';

/** Elastic's detection rules, which are not part of this repository: their licence differs. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RULES = resolve(ROOT, process.env.EQLITE_CONFORMANCE ?? '../shared/conformance', 'detection-rules');
const isThere = existsSync(RULES);
if (!isThere) console.warn(`Skipped: no rules at ${RULES}; set EQLITE_CONFORMANCE to the folder of the suites.`);

interface RuleFile {
  readonly rule: { readonly language?: string; readonly query: string };
}

const queries = isThere
  ? readdirSync(RULES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.toml'))
      .map((file) => (parseToml(readFileSync(join(RULES, file), 'utf8')) as unknown as RuleFile).rule)
      .filter(({ language }) => language === 'eql')
      .map(({ query }) => query)
  : [];

const withoutSpans = (node: Node): string => JSON.stringify(node, (key, value) => (key === 'span' ? undefined : value));

describe.skipIf(!isThere)("Elastic's EQL rules", () => {
  test('are all there', () => expect(queries).toHaveLength(1081));

  test('parse, print, and parse again to the same tree', () => {
    for (const query of queries) {
      const tree = parse(query);
      const printed = print(tree);
      const again = parse(printed);
      expect(withoutSpans(again)).toBe(withoutSpans(tree));
      expect(print(again)).toBe(printed);
    }
  }, 60_000);

  test('are formatted once and for all, with their tree, tokens and comments', () => {
    for (const query of queries) {
      const formatted = format(query);
      expect(format(formatted)).toBe(formatted);
      expect(withoutSpans(parse(formatted))).toBe(withoutSpans(parse(query)));
      expect(partsOf(formatted)).toEqual(partsOf(query));
    }
  }, 60_000);

  test('check without an error', () => {
    const errors = queries.flatMap((query) =>
      check(query)
        .filter(({ severity }) => severity === 'error')
        .map((diagnostic) => formatDiagnostic(diagnostic, query)),
    );
    expect(errors).toEqual([]);
  }, 60_000);
});
