import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseToml } from 'smol-toml';

/** Elastic's detection rules, which are not part of this repository: their licence differs. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const RULES = resolve(ROOT, process.env.EQLITE_CONFORMANCE ?? '../shared/conformance', 'detection-rules');

export const IS_CORPUS_THERE = existsSync(RULES);
if (!IS_CORPUS_THERE) {
  console.warn(`Skipped: no rules at ${RULES}; set EQLITE_CONFORMANCE to the folder of the suites.`);
}

interface RuleFile {
  readonly rule: { readonly language?: string; readonly query: string };
}

/** Their EQL queries, each with the name of its file, in the order of the names. */
export const CORPUS: readonly { readonly file: string; readonly query: string }[] = IS_CORPUS_THERE
  ? readdirSync(RULES, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.toml'))
      .map((path) => ({ path, rule: (parseToml(readFileSync(join(RULES, path), 'utf8')) as unknown as RuleFile).rule }))
      .filter(({ rule }) => rule.language === 'eql')
      .map(({ path, rule }) => ({ file: basename(path), query: rule.query }))
      .sort((a, b) => (a.file < b.file ? -1 : 1))
  : [];
