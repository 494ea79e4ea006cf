import { splitArguments, splitAtWhitespace } from '@eqlite/ecs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const C_RUNTIME: readonly { name: string; line: string; args: string[] }[] = [
  { name: 'spaces separate', line: 'wmic os get', args: ['wmic', 'os', 'get'] },
  { name: 'tabs separate', line: 'wmic\tos\t\tget', args: ['wmic', 'os', 'get'] },
  { name: 'runs of separators make no empty argument', line: '  wmic  os   ', args: ['wmic', 'os'] },
  { name: 'a line feed does not separate', line: 'a\nb c', args: ['a\nb', 'c'] },
  { name: 'other white space does not separate', line: 'a\u00a0b\rc', args: ['a\u00a0b\rc'] },
  { name: 'nothing gives no argument', line: '', args: [] },
  { name: 'separators only give no argument', line: ' \t ', args: [] },
  {
    name: 'quotes group and are not kept',
    line: '"C:\\Program Files\\x.exe" -k',
    args: ['C:\\Program Files\\x.exe', '-k'],
  },
  { name: 'quotes may begin and end mid-word', line: 'a"b c"d', args: ['ab cd'] },
  { name: 'quoted part of a switch', line: 'wmic /node:"127.0.0.1" os', args: ['wmic', '/node:127.0.0.1', 'os'] },
  { name: 'two quotes alone are one empty argument', line: 'a "" b', args: ['a', '', 'b'] },
  { name: 'two quotes outside quoting inside a word vanish', line: 'a""b', args: ['ab'] },
  { name: 'an unclosed quote runs to the end', line: 'a "b c', args: ['a', 'b c'] },
  { name: 'a lone quote at the end is an empty argument', line: 'a "', args: ['a', ''] },
  {
    name: 'backslashes not before a quote are as they stand',
    line: '\\\\srv\\share\\x.exe -k',
    args: ['\\\\srv\\share\\x.exe', '-k'],
  },
  { name: 'a backslash before a quote makes it literal', line: 'a "b\\" c" d', args: ['a', 'b" c', 'd'] },
  { name: 'two backslashes before a quote are one, and it closes', line: 'a "b\\\\" c', args: ['a', 'b\\', 'c'] },
  { name: 'three backslashes before a quote: one, and a literal quote', line: '"a\\\\\\"b" c', args: ['a\\"b', 'c'] },
  { name: 'four backslashes before a quote: two, and it closes', line: '"a\\\\\\\\" b', args: ['a\\\\', 'b'] },
  { name: 'an escaped quote outside quoting', line: 'echo \\"hi there\\"', args: ['echo', '"hi', 'there"'] },
  { name: 'backslashes at the end', line: 'dir C:\\', args: ['dir', 'C:\\'] },
  { name: 'backslashes at the end inside quotes', line: '"C:\\x\\\\', args: ['C:\\x\\\\'] },
  { name: 'a quoted directory with its backslash swallows the quote', line: '"C:\\x\\" y', args: ['C:\\x" y'] },
  { name: 'two quotes inside quoting are one, and end it', line: 'a "b""c d" e', args: ['a', 'b"c', 'd e'] },
  { name: 'three quotes: one literal, quoting over', line: '"""a b', args: ['"a', 'b'] },
  { name: 'four quotes: one literal, then quoting again', line: '""""a b', args: ['"a b'] },
  { name: 'escaped backslashes, then two quotes', line: '"a\\\\""b c', args: ['a\\"b', 'c'] },
  { name: 'the program name gets no special treatment', line: '"C:\\a\\"b c', args: ['C:\\a"b c'] },
  {
    name: 'a remote command as recorded',
    line: '"C:\\W\\Wbem\\WMIC.exe" /node:HOST9 process call create "cmd /c whoami"',
    args: ['C:\\W\\Wbem\\WMIC.exe', '/node:HOST9', 'process', 'call', 'create', 'cmd /c whoami'],
  },
];

const WHITESPACE: readonly { name: string; line: string; args: string[] }[] = [
  { name: 'spaces separate', line: 'wmic os get', args: ['wmic', 'os', 'get'] },
  { name: 'two separators have an empty argument between them', line: 'wmic  os get', args: ['wmic', '', 'os', 'get'] },
  { name: 'a trailing separator gives an empty argument', line: 'wmic os ', args: ['wmic', 'os', ''] },
  { name: 'a leading separator gives an empty argument', line: ' wmic', args: ['', 'wmic'] },
  { name: 'any white space separates', line: 'a\tb\nc\rd\u2003e', args: ['a', 'b', 'c', 'd', 'e'] },
  {
    name: 'quotes are kept',
    line: '"C:\\W\\WMIC.exe" /node:"127.0.0.1" call',
    args: ['"C:\\W\\WMIC.exe"', '/node:"127.0.0.1"', 'call'],
  },
  { name: 'white space inside quotes does not separate', line: '"a  b" c', args: ['"a  b"', 'c'] },
  { name: 'quotes group mid-word', line: 'a"b c"d e', args: ['a"b c"d', 'e'] },
  { name: 'backslashes mean nothing', line: '"a\\" b c', args: ['"a\\"', 'b', 'c'] },
  { name: 'an unclosed quote runs to the end', line: 'a "b c ', args: ['a', '"b c '] },
  { name: 'nothing gives one empty argument', line: '', args: [''] },
];

describe('splitArguments', () => {
  test.each(C_RUNTIME)('$name: $line', ({ line, args }) => {
    expect(splitArguments(line)).toEqual(args);
  });

  test('agrees with the rules written as a machine over single characters', () => {
    fc.assert(
      fc.property(commandLines, (line) => {
        expect(splitArguments(line)).toEqual(runtimeReference(line));
      }),
      { numRuns: 5000 },
    );
  });

  test('takes time in proportion to the text', () => {
    for (const part of ['\\', '"', ' ', '\\"', 'a ', '"" ']) {
      const started = performance.now();
      splitArguments(part.repeat(1_000_000));
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

describe('splitAtWhitespace', () => {
  test.each(WHITESPACE)('$name: $line', ({ line, args }) => {
    expect(splitAtWhitespace(line)).toEqual(args);
  });

  test('agrees with splitting where an even number of quotes has passed', () => {
    fc.assert(
      fc.property(commandLines, (line) => {
        expect(splitAtWhitespace(line)).toEqual(whitespaceReference(line));
      }),
      { numRuns: 5000 },
    );
  });

  test('gives back the text when its arguments are joined', () => {
    fc.assert(
      fc.property(commandLines, (line) => {
        expect(splitAtWhitespace(line).join(' ')).toBe(
          line.replace(/\s/g, (space, i) => (isOutside(line, i) ? ' ' : space)),
        );
      }),
    );
  });
});

/** Text of the characters that matter, dense in them. */
const commandLines = fc
  .array(fc.constantFrom('"', '\\', '\\\\', ' ', '\t', '\n', '""', 'a', 'bc', '/node:', '\u00a0'), { maxLength: 30 })
  .map((parts) => parts.join(''));

/** The rules one by one, a character at a time, each backslash counted. */
function runtimeReference(line: string): string[] {
  const args: string[] = [];
  let argument: string | undefined;
  let quoted = false;
  let backslashes = 0;
  const characters = [...line];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i];
    if (character === '\\') {
      argument ??= '';
      backslashes++;
      continue;
    }
    if (character === '"') {
      argument = (argument ?? '') + '\\'.repeat(Math.floor(backslashes / 2));
      const isLiteral = backslashes % 2 === 1;
      backslashes = 0;
      if (isLiteral) argument += '"';
      else if (quoted && characters[i + 1] === '"') {
        argument += '"';
        quoted = false;
        i++;
      } else quoted = !quoted;
      continue;
    }
    if (backslashes > 0) argument += '\\'.repeat(backslashes);
    backslashes = 0;
    if ((character === ' ' || character === '\t') && !quoted) {
      if (argument !== undefined) args.push(argument);
      argument = undefined;
    } else argument = (argument ?? '') + character;
  }
  if (backslashes > 0) argument += '\\'.repeat(backslashes);
  if (argument !== undefined) args.push(argument);
  return args;
}

function isOutside(line: string, position: number): boolean {
  return line.slice(0, position).split('"').length % 2 === 1;
}

function whitespaceReference(line: string): string[] {
  const cuts = [...line].flatMap((character, i) => (/\s/.test(character) && isOutside(line, i) ? [i] : []));
  return [-1, ...cuts].map((cut, i) => line.slice(cut + 1, cuts[i]));
}
