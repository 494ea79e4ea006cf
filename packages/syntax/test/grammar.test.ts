import { readFileSync } from 'node:fs';
import * as ohm from 'ohm-js';
import { extractExamples } from 'ohm-js/extras';
import { describe, expect, test } from 'vitest';
import { TOKEN_NAMES } from '../src/eql-grammar.generated.js';
import { KEYWORDS } from '../src/lexer.js';

const source = readFileSync(new URL('../src/eql.ohm', import.meta.url), 'utf8');

/** As written; the generated grammars have their tokens put in place, and are tested by everything else. */
const grammars = ohm.grammars(source);

describe('the examples in eql.ohm', () => {
  test.each(extractExamples(source))('$grammar $rule: $example is taken: $shouldMatch', (example) => {
    const grammar = grammars[example.grammar] as ohm.Grammar;
    expect(grammar.match(example.example, example.rule).succeeded()).toBe(example.shouldMatch);
  });

  test('are there', () => expect(extractExamples(source).length).toBeGreaterThan(50));
});

test('every keyword has a class of the grammar', () => {
  const classes = new Set(TOKEN_NAMES.map(([tokenClass]) => tokenClass));
  expect([...KEYWORDS].filter(([, tokenClass]) => !classes.has(tokenClass))).toEqual([]);
});
