import { compile, createExplainer, createMatcher, search } from '@eqlite/engine';
import { EqlError } from '@eqlite/syntax';
import { expect, test } from 'vitest';

/** What the engine refuses beyond parsing: the whole printed message. */
const REFUSALS: readonly { name: string; run: () => unknown; message: readonly string[] }[] = [
  {
    name: 'a bad regular expression, at the character',
    run: () => compile('process where process.name regex "a(b"'),
    message: [
      '1:36: this ( is never closed',
      '1 | process where process.name regex "a(b"',
      '  |                                    ^',
      'hint: add ), or write \\( for the character',
    ],
  },
  {
    name: 'the member of a list that is bad',
    run: () => compile('process where process.name regex~ ("ok.*", """x{3,1}""")'),
    message: [
      '1:48: {3,1} counts down',
      '1 | process where process.name regex~ ("ok.*", """x{3,1}""")',
      '  |                                                ^',
      'hint: write {1,3}',
    ],
  },
  {
    name: 'a pattern written with escapes: the whole literal',
    run: () => compile('process where process.name regex "\\\\w["'),
    message: [
      '1:34: this [ is never closed',
      '1 | process where process.name regex "\\\\w["',
      '  |                                  ^^^^^^',
      'hint: add ], or write \\[ for the character',
    ],
  },
  {
    name: 'an unknown function',
    run: () => compile('process where endWith(process.name, ".exe")'),
    message: [
      '1:15: unknown function "endWith"',
      '1 | process where endWith(process.name, ".exe")',
      '  |               ^^^^^^^',
      'hint: did you mean "endsWith"?',
    ],
  },
];

test.each(REFUSALS)('$name', ({ run, message }) => {
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(EqlError);
  expect((error as EqlError).message).toBe(message.join('\n'));
});

const NO_QUERY = 'a query must be its text, or what `parse` makes of it';
const NOT_COMPILED = 'a compiled query is needed here, as `compile` makes it of the text';

test.each<[string, () => unknown, string]>([
  ['a search of a compiled query', () => search(compile('any where true') as never, []), NO_QUERY],
  ['compiling nothing', () => compile(undefined as never), NO_QUERY],
  ['compiling a list', () => compile(['any where true'] as never), NO_QUERY],
  ['a matcher of a text', () => createMatcher('any where true' as never), NOT_COMPILED],
  ['a matcher of nothing', () => createMatcher(undefined as never), NOT_COMPILED],
  ['an explainer of a text', () => createExplainer('any where true' as never), NOT_COMPILED],
])('%s says what is wanted', (_name, run, message) => {
  expect(run).toThrow(TypeError(message));
});
