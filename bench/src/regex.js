// Patterns of `regex` and `regex~` over command lines, paths and host names, one at a time: Eqlite's automata beside V8's
// RegExp. The patterns are our own and those of the detection rules under EQLITE_CONFORMANCE (default
// ../shared/conformance). Answers are verified to be equal before anything is timed; ratios are of one run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadRules } from '@eqlite/rules';
import { parse, visit } from '@eqlite/syntax';
import { compileRegex, parseRegex } from '../../packages/engine/dist/regex/index.js';
import { generateEvents } from './event-generator.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONFORMANCE = process.env.EQLITE_CONFORMANCE ?? join(ROOT, '../shared/conformance');

const OWN = [
  { patterns: ['.*mimikatz.*'], foldCase: false },
  { patterns: ['.*mimikatz.*'], foldCase: true },
  { patterns: ['C:\\\\Windows\\\\(System32|SysWOW64)\\\\[^\\\\]+\\.exe'], foldCase: false },
  { patterns: ['.*\\.(exe|dll|sys)'], foldCase: true },
  { patterns: ['.*[0-9]{1,3}(\\.[0-9]{1,3}){3}.*'], foldCase: false },
  { patterns: ['.* -(enc|e|ec|encodedcommand) [a-z0-9+/=]{20,}.*'], foldCase: true },
  { patterns: ['.*"\\\\".*"\\\\".*"\\\\".*\\.exe'], foldCase: false },
  { patterns: ['([a-z]+[0-9]*)+\\.[a-z]{2,6}'], foldCase: false },
  { patterns: ['.*(a.*e.*i.*o.*u).*'], foldCase: false },
  { patterns: ['~(.*Windows.*)'], foldCase: false },
  { patterns: ['.*\\.exe.*&.*[0-9]{3}.*&~(.*Windows.*)'], foldCase: false },
  { patterns: ['.*<1-255>\\.<0-255>\\.<0-255>\\.<0-255>.*'], foldCase: false },
];

// ---------------------------------------------------------------- values

const FIELDS = [
  ['process', 'command_line'],
  ['process', 'executable'],
  ['file', 'path'],
  ['registry', 'path'],
  ['dns', 'question', 'name'],
];
const seen = new Set();
for (const event of generateEvents({ seed: 3, count: 20_000 })) {
  for (const path of FIELDS) {
    const value = path.reduce((part, key) => part?.[key], event);
    if (typeof value === 'string' && value.length >= 10) seen.add(value);
  }
}
/** As a reader delivers them: parsed from text, not joined from pieces. */
const values = JSON.parse(JSON.stringify([...seen].slice(0, 4_000)));
const characters = values.reduce((sum, { length }) => sum + length, 0);

// ---------------------------------------------------------------- patterns

async function corpusPatterns() {
  const folder = join(CONFORMANCE, 'detection-rules');
  if (!existsSync(folder)) {
    console.log(`No detection rules at ${folder} (set EQLITE_CONFORMANCE): our own patterns only.\n`);
    return [];
  }
  const found = new Map();
  for await (const loaded of loadRules([folder])) {
    if (loaded.status !== 'loaded') continue;
    visit(parse(loaded.rule.query), (node) => {
      if (node.kind !== 'TextMatch' || !node.operator.startsWith('regex')) return;
      const patterns = node.patterns.map(({ value }) => value);
      const foldCase = node.operator === 'regex~';
      found.set(`${foldCase} ${patterns.join(' ')}`, { patterns, foldCase });
    });
  }
  return [...found.values()];
}

/** The same in V8's dialect, or undefined where it has no such operator. */
function toJs(node, foldCase) {
  switch (node.kind) {
    case 'Text':
      return Array.from(node.text, (char) => classJs({ members: char, ranges: [] }, foldCase)).join('');
    case 'Class':
      return classJs(node, foldCase);
    case 'Concat':
    case 'Union': {
      const terms = node.terms.map((term) => toJs(term, foldCase));
      if (terms.includes(undefined)) return undefined;
      return node.kind === 'Concat' ? terms.join('') : `(?:${terms.join('|')})`;
    }
    case 'Repeat': {
      const term = toJs(node.term, foldCase);
      if (term === undefined) return undefined;
      const count = `{${node.min},${node.max === Infinity ? '' : node.max}}`;
      const short = { '{0,}': '*', '{1,}': '+', '{0,1}': '?' };
      return `${node.term.kind === 'Class' ? term : `(?:${term})`}${short[count] ?? count}`;
    }
    default:
      return undefined;
  }
}

function classJs({ isNegated = false, members, ranges }, foldCase) {
  if (isNegated && members === '' && ranges.length === 0) return '.';
  const cases = (char) => (foldCase && /[a-z]/i.test(char) ? char.toLowerCase() + char.toUpperCase() : char);
  const all = [...members].map(cases).join('');
  const escaped = all.replace(/[\\\]^-]/g, '\\$&');
  if (!isNegated && ranges.length === 0 && all.length === 1) return all.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  const spans = ranges.map((range) =>
    range.map((code) => `\\u${Math.min(code, 0xffff).toString(16).padStart(4, '0')}`),
  );
  return `[${isNegated ? '^' : ''}${escaped}${spans.map((span) => span.join('-')).join('')}]`;
}

function toRegExp({ patterns, foldCase }) {
  const sources = patterns.map((pattern) => toJs(parseRegex(pattern), foldCase));
  return sources.includes(undefined) ? undefined : new RegExp(`^(?:${sources.join('|')})$`, 's');
}

// ---------------------------------------------------------------- first equal answers, then time

let sink = 0;

function nsPerPass(matches) {
  let passes = 0;
  const start = performance.now();
  let elapsed = 0;
  do {
    for (const value of values) if (matches(value)) sink++;
    passes++;
    elapsed = performance.now() - start;
  } while (elapsed < 15);
  return (elapsed * 1e6) / passes;
}

/** The best of several rounds, the contenders taking turns. */
function timings(contenders) {
  const best = contenders.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 5; round++) {
    for (const [i, matches] of contenders.entries()) best[i] = Math.min(best[i], nsPerPass(matches));
  }
  return best.map((ns) => ns / values.length);
}

function report(title, cases) {
  console.log(`${title}\n  ns a value: Eqlite      V8   ratio   hits`);
  const ratios = [];
  for (const given of cases) {
    const regExp = toRegExp(given);
    const eqlite = compileRegex(given.patterns, given);
    const hits = values.filter(eqlite).length;
    const v8 = regExp && ((value) => regExp.test(value));
    const wrong = v8 && values.find((value) => eqlite(value) !== v8(value));
    if (wrong !== undefined) throw new Error(`${given.patterns} and ${regExp} differ on ${JSON.stringify(wrong)}`);
    const [ours, theirs] = timings(v8 ? [eqlite, v8] : [eqlite]);
    if (v8) ratios.push(theirs / ours);
    const text = `regex${given.foldCase ? '~' : ''} ${given.patterns.join('  ')}`;
    const columns = [ours.toFixed(0).padStart(18), (theirs?.toFixed(0) ?? '-').padStart(8)];
    columns.push(v8 ? `${(theirs / ours).toFixed(2)}x`.padStart(8) : '-'.padStart(8), String(hits).padStart(7));
    console.log(`${columns.join('')}  ${text.length > 90 ? `${text.slice(0, 89)}…` : text}`);
  }
  if (ratios.length === 0) return;
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  const slower = ratios.filter((ratio) => ratio < 1).length;
  console.log(
    `  ${ratios.length} with both: V8 takes ${mean.toFixed(2)} times as long (geometric mean), and is the faster one in ${slower}\n`,
  );
}

console.log(
  `${values.length} values of ${(characters / values.length).toFixed(0)} characters on average, Node ${process.version}\n`,
);
report('Own patterns', OWN);
const corpus = await corpusPatterns();
if (corpus.length > 0) report(`The corpus: ${corpus.length} patterns or lists`, corpus);
if (sink < 0) throw new Error('unreachable: keeps the matches from being optimised away');
