// Writes packages/syntax/src/eql-grammar.generated.ts from eql.ohm: the compiled grammars (building them from text takes
// ohm 0.2 s at every start), the token classes, and types for the actions. Runs on `npm install` and before the tests.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { getNodeTypes } from '@ohm-js/cli/src/helpers/getNodeTypes.js';
import * as ohm from 'ohm-js';

const { Alt, Apply, Terminal } = ohm.pexprs;

const SOURCE = new URL('../packages/syntax/src/eql.ohm', import.meta.url);
const TARGET = new URL('../packages/syntax/src/eql-grammar.generated.ts', import.meta.url);

/** The rules that `grammar` itself defines. */
const ownRules = (grammar) => Object.keys(grammar.rules).filter((name) => Object.hasOwn(grammar.rules, name));

/** Whether `expression` is one token, or a choice of single tokens. */
function isOneToken(grammar, expression) {
  if (expression instanceof Terminal) return expression.obj.length === 1;
  if (expression instanceof Apply) return isOneToken(grammar, grammar.rules[expression.ruleName].body);
  return expression instanceof Alt && expression.terms.every((term) => isOneToken(grammar, term));
}

/**
 * The recipe of `grammar`, with the rules `inlined` put in place where they are applied: to ohm, applying a rule costs
 * ten times what matching a character does.
 */
function recipeOf(grammar, inlined, superGrammar) {
  grammar.source = undefined; // Or the recipe holds the grammar's text once more.
  return inlined.reduce(
    (recipe, [name, body]) => recipe.replaceAll(`["app",{},"${name}",[]]`, () => body),
    grammar.toRecipe(superGrammar),
  );
}

function actionTypes(grammar, inlined) {
  const actions = ownRules(grammar)
    .filter((name) => !inlined.some(([other]) => other === name))
    .map((name) => {
      const parameters = getNodeTypes(grammar.rules[name].body).map((_type, i) => `node${i}: ohm.Node`);
      return `  ${name}?: (${['this: ohm.Node', ...parameters].join(', ')}) => T;`;
    });
  return `export type ${grammar.name}Actions<T> = {\n${actions.join('\n')}\n};`;
}

function generated(text) {
  const { Eql, EqlEndpoint } = ohm.grammars(text);
  const oneToken = ownRules(Eql).filter((name) => isOneToken(Eql, Eql.rules[name].body));
  // Choices come last in the grammar, so reversing puts them before the tokens they are made of.
  const inlined = oneToken.reverse().map((name) => [name, JSON.stringify(Eql.rules[name].body.outputRecipe([]))]);
  const tokens = oneToken.filter((name) => Eql.rules[name].body instanceof Terminal).reverse();
  const classes = tokens.map((name) => Eql.rules[name].body.obj);
  if (new Set(classes).size < classes.length) throw new Error('eql.ohm: two token classes share a character');
  return `// Generated from eql.ohm by scripts/generate-grammar.js.
import * as ohm from 'ohm-js';

/** In ohm-js, but not in its types. */
const { makeRecipe } = ohm as unknown as { makeRecipe(recipe: unknown): ohm.Grammar };

/** The character that stands for a token of each class. */
export const TOKEN = {
${tokens.map((name, i) => `  ${name}: ${JSON.stringify(classes[i])},`).join('\n')}
} as const;

/** Each class, and what to call its tokens. */
export const TOKEN_NAMES: readonly (readonly [tokenClass: string, name: string])[] = [
${tokens.map((name, i) => `  [${JSON.stringify(classes[i])}, ${JSON.stringify(Eql.rules[name].description ?? `\`${classes[i]}\``)}],`).join('\n')}
];

${actionTypes(Eql, inlined)}

${actionTypes(EqlEndpoint, inlined)}

export const eqlGrammar = makeRecipe(${recipeOf(Eql, inlined)});

export const endpointGrammar = makeRecipe(${recipeOf(EqlEndpoint, inlined, 'eqlGrammar')});
`;
}

export default function generate() {
  const text = generated(readFileSync(SOURCE, 'utf8'));
  if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text) writeFileSync(TARGET, text);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) generate();
