// Writes packages/syntax/src/eql-grammar.generated.ts from eql.ohm: the compiled grammars (building them from text takes
// ohm 0.2 s at every start), the token classes, and types for the actions. Runs on `npm install` and before the tests.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { getNodeTypes } from '@ohm-js/cli/src/helpers/getNodeTypes.js';
import * as ohm from 'ohm-js';

const SOURCE = new URL('../packages/syntax/src/eql.ohm', import.meta.url);
const TARGET = new URL('../packages/syntax/src/eql-grammar.generated.ts', import.meta.url);

/** The rules that name a token class: a described rule whose body is one character. */
function tokenClasses(grammar) {
  return Object.entries(grammar.rules).flatMap(([name, { body, description }]) =>
    description && body instanceof ohm.pexprs.Terminal && body.obj.length === 1 ? [{ name, class: body.obj }] : [],
  );
}

/** The rules that `grammar` itself defines. */
function ownRules(grammar) {
  return Object.entries(grammar.rules).filter(([name]) => Object.hasOwn(grammar.rules, name));
}

function actionTypes(grammar) {
  const rules = ownRules(grammar).map(([name, { body }]) => {
    const parameters = getNodeTypes(body).map((type, i) => `arg${i}: ohm.${type.split(' | ').join(' | ohm.')}`);
    return `  ${name}?: (${['this: ohm.NonterminalNode', ...parameters].join(', ')}) => T;`;
  });
  return `export type ${grammar.name}Actions<T> = {\n${rules.join('\n')}\n};\n`;
}

function generated(text) {
  const { Eql, EqlEndpoint } = ohm.grammars(text);
  const tokens = tokenClasses(Eql);
  const repeated = tokens.find((token, i) => tokens.findIndex((other) => other.class === token.class) !== i);
  if (repeated) throw new Error(`eql.ohm: two token classes share the character ${repeated.class}`);
  return `// Generated from eql.ohm by scripts/generate-grammar.js.
import * as ohm from 'ohm-js';

/** In ohm-js, but not in its types. */
const { makeRecipe } = ohm as unknown as { makeRecipe(recipe: unknown): ohm.Grammar };

/** The character that stands for a token of each class. */
export const TOKEN = {
${tokens.map((token) => `  ${token.name}: ${JSON.stringify(token.class)},`).join('\n')}
} as const;

${actionTypes(Eql)}
${actionTypes(EqlEndpoint)}
export const eqlGrammar = makeRecipe(${Eql.toRecipe()});

export const endpointGrammar = makeRecipe(${EqlEndpoint.toRecipe('eqlGrammar')});
`;
}

export default function generate() {
  const text = generated(readFileSync(SOURCE, 'utf8'));
  if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text) writeFileSync(TARGET, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) generate();
