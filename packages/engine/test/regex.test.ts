import { describe, expect, test } from 'vitest';
import { compileRegex, matchesByReference, parseRegex } from '../src/regex/index.js';

interface Rule {
  readonly rule: string;
  readonly pattern: string;
  /** `regex~` */
  readonly foldCase?: true;
  readonly matches?: readonly string[];
  readonly rejects?: readonly string[];
}

const RULES: { readonly [group: string]: readonly Rule[] } = {
  'whole values': [
    { rule: 'a pattern covers the whole value', pattern: 'foo', matches: ['foo'], rejects: ['foobar', 'a foo', ''] },
    { rule: '"contains" is spelt out', pattern: '.*foo.*', matches: ['foo', 'a foo b'], rejects: ['fo'] },
    { rule: 'a prefix', pattern: 'foo.*', matches: ['foo', 'foobar'], rejects: ['a foo'] },
    { rule: 'a suffix', pattern: '.*\\.exe', matches: ['.exe', 'cmd.exe'], rejects: ['cmd.exe ', 'cmdexe'] },
    { rule: 'an exact text', pattern: 'net\\.exe', matches: ['net.exe'], rejects: ['netxexe', 'NET.EXE'] },
    { rule: 'the empty pattern is the empty text', pattern: '', matches: [''], rejects: ['a'] },
  ],

  'any character': [
    { rule: '. is one code point', pattern: '.', matches: ['a', 'é', '😀', '"'], rejects: ['', 'ab'] },
    { rule: '. is a line end too', pattern: 'a.b', matches: ['a\nb', 'a\rb', 'a\u2028b'], rejects: ['ab'] },
    {
      rule: '. takes half a surrogate pair only alone',
      pattern: '..',
      matches: ['😀😀', '\ud83d😀', '\ude00a'],
      rejects: ['😀'],
    },
    { rule: '. counts from the end as from the start', pattern: '.+...x', matches: ['a😀😀😀x'], rejects: ['😀😀😀x'] },
    { rule: '@ is any text', pattern: '@', matches: ['', 'a', 'a\nb'] },
    { rule: '@ inside a pattern', pattern: 'a@b', matches: ['ab', 'a--b'], rejects: ['a', 'xb'] },
    { rule: '# is no text at all', pattern: '#', rejects: ['', '#', 'a'] },
    { rule: '# spoils what it follows', pattern: 'a#', rejects: ['a', 'a#'] },
    { rule: '# leaves the other side of | alone', pattern: 'a|#', matches: ['a'], rejects: ['#'] },
    { rule: '# repeated no times is empty', pattern: 'a(#)*b', matches: ['ab'], rejects: ['a#b'] },
    {
      rule: '\\@ and \\# are characters',
      pattern: 'user\\@host\\#1',
      matches: ['user@host#1'],
      rejects: ['userxhost#1'],
    },
  ],

  anchors: [
    { rule: '^ is a character', pattern: '^a', matches: ['^a'], rejects: ['a'] },
    { rule: '$ is a character', pattern: 'a$', matches: ['a$'], rejects: ['a'] },
    { rule: '^ is a character inside a class, unless first', pattern: '[a^]', matches: ['a', '^'], rejects: ['b'] },
    { rule: '$ is a character inside a class', pattern: '[$]', matches: ['$'], rejects: ['a'] },
  ],

  'quoted text': [
    { rule: 'operators are characters', pattern: '"a.b*|<&~"', matches: ['a.b*|<&~'], rejects: ['axb'] },
    { rule: 'there are no escapes', pattern: '"a\\"', matches: ['a\\'], rejects: ['a'] },
    { rule: 'empty quotes are the empty text', pattern: 'a""b', matches: ['ab'], rejects: ['a""b'] },
    { rule: 'a quantifier applies to all of it', pattern: '"ab"+', matches: ['ab', 'abab'], rejects: ['abb'] },
    { rule: '\\" is a character', pattern: 'say \\"hi\\"', matches: ['say "hi"'], rejects: ['say hi'] },
  ],

  groups: [
    { rule: '() is the empty text', pattern: 'a()b', matches: ['ab'], rejects: ['a()b'] },
    { rule: '() as an alternative', pattern: 'a(b|())', matches: ['a', 'ab'], rejects: ['abb'] },
    { rule: 'a group', pattern: 'a(bc)d', matches: ['abcd'], rejects: ['a(bc)d'] },
    { rule: '(?i) is no flag', pattern: '(?i)a', matches: ['?ia'], rejects: ['A', 'a'] },
    { rule: '(?: is no group form', pattern: '(?:a)', matches: ['?:a'], rejects: ['a'] },
    { rule: '(?= is no lookahead', pattern: '(?=a).*', matches: ['?=ab'], rejects: ['ab'] },
    { rule: '\\1 is no backreference', pattern: '(a|b)\\1', matches: ['a1', 'b1'], rejects: ['aa'] },
    { rule: '\\( and \\) are characters', pattern: '\\(a\\)', matches: ['(a)'], rejects: ['a'] },
  ],

  quantifiers: [
    { rule: '?', pattern: 'ab?c', matches: ['ac', 'abc'], rejects: ['abbc'] },
    { rule: '*', pattern: 'ab*c', matches: ['ac', 'abbbc'], rejects: ['a*c'] },
    { rule: '+', pattern: 'ab+c', matches: ['abc', 'abbc'], rejects: ['ac'] },
    { rule: '{n}', pattern: 'a{3}', matches: ['aaa'], rejects: ['aa', 'aaaa'] },
    { rule: '{n,}', pattern: 'a{2,}', matches: ['aa', 'aaaaa'], rejects: ['a', ''] },
    { rule: '{0,}', pattern: 'a{0,}', matches: ['', 'aaa'], rejects: ['b'] },
    { rule: '{n,m}', pattern: 'a{2,4}', matches: ['aa', 'aaa', 'aaaa'], rejects: ['a', 'aaaaa'] },
    { rule: '{0}', pattern: 'ba{0}', matches: ['b'], rejects: ['ba'] },
    { rule: '{0,n}', pattern: 'a{0,2}', matches: ['', 'a', 'aa'], rejects: ['aaa'] },
    { rule: '{1}', pattern: 'ab{1}', matches: ['ab'], rejects: ['a', 'abb'] },
    { rule: 'of a group', pattern: '(ab){2,3}', matches: ['abab', 'ababab'], rejects: ['ab', 'abb'] },
    { rule: 'of the empty text', pattern: '(){1000000}a', matches: ['a'], rejects: [''] },
    { rule: '.*? is the same as .*', pattern: 'a.*?b', matches: ['ab', 'abbb'], rejects: ['abc'] },
    { rule: 'x?? is x or nothing', pattern: 'a??', matches: ['', 'a'], rejects: ['aa', 'a?'] },
    { rule: 'x+? may be nothing', pattern: 'a+?', matches: ['', 'a', 'aa'], rejects: ['b'] },
    { rule: 'x*+ is x*', pattern: 'a*+', matches: ['', 'aa'], rejects: ['a+'] },
    { rule: 'a count of a count', pattern: 'a{2}{3}', matches: ['aaaaaa'], rejects: ['aaaaa', 'aaa'] },
    {
      rule: 'a count of a count with gaps',
      pattern: 'a{3}{1,2}',
      matches: ['aaa', 'aaaaaa'],
      rejects: ['aaaa', 'aaaaa'],
    },
    { rule: '+ of a count', pattern: 'a{2}+', matches: ['aa', 'aaaa'], rejects: ['', 'aaa'] },
    {
      rule: 'the last character of a text is the item',
      pattern: 'foo+',
      matches: ['foo', 'fooo'],
      rejects: ['foofoo'],
    },
    { rule: 'long counts', pattern: 'a{1,254}', matches: ['a', 'a'.repeat(254)], rejects: ['', 'a'.repeat(255)] },
    { rule: '\\{ and \\} are characters', pattern: '\\{1\\}', matches: ['{1}'], rejects: ['1'] },
    { rule: '} alone is a character', pattern: 'a}', matches: ['a}'], rejects: ['a'] },
    { rule: '\\* \\+ \\? are characters', pattern: '\\*\\+\\?', matches: ['*+?'], rejects: ['abc'] },
    { rule: 'a quantifier with nothing before it is a character', pattern: '*a', matches: ['*a'], rejects: ['a'] },
    { rule: 'also in a group', pattern: '(+a|{2)', matches: ['+a', '{2'], rejects: ['a', '2'] },
  ],

  classes: [
    { rule: 'members', pattern: '[abc]', matches: ['a', 'b', 'c'], rejects: ['d', '', 'ab'] },
    { rule: 'a range', pattern: '[a-c]', matches: ['a', 'b', 'c'], rejects: ['d', '-', 'B'] },
    { rule: 'ranges and members', pattern: '[a-c_x0-9]', matches: ['b', '_', 'x', '7'], rejects: ['d', '-', 'y'] },
    { rule: 'negated', pattern: '[^a-c]', matches: ['d', 'A', '\n', '😀'], rejects: ['a', 'c', ''] },
    { rule: 'negated members', pattern: '[^/]+', matches: ['a b', 'é'], rejects: ['a/b', ''] },
    {
      rule: 'operators are characters',
      pattern: '[.*+?|&~@#"<>(){}$]',
      matches: ['.', '*', '&', '"', '<', '{', '('],
      rejects: ['a', ''],
    },
    { rule: 'a first - is a character', pattern: '[-a]', matches: ['-', 'a'], rejects: ['b'] },
    { rule: 'a first - in a negated class', pattern: '[^-]', matches: ['a'], rejects: ['-'] },
    { rule: 'an only - is a character', pattern: '[-]', matches: ['-'], rejects: ['a'] },
    { rule: 'an escaped - is a character', pattern: '[a\\-]', matches: ['a', '-'], rejects: ['\\', ']'] },
    { rule: 'a - after an escape is a character', pattern: '[\\.-9]', matches: ['.', '-', '9'], rejects: ['/', '5'] },
    { rule: 'a - after a class is a character', pattern: '[\\d-z]', matches: ['5', '-', 'z'], rejects: ['a'] },
    { rule: 'a range from -', pattern: '[--/]', matches: ['-', '.', '/'], rejects: ['0', ','] },
    {
      rule: 'a range to an escaped character',
      pattern: '[Y-\\]]',
      matches: ['Y', 'Z', '[', '\\', ']'],
      rejects: ['X', '^'],
    },
    {
      rule: 'a - before ] takes it for the end of a range',
      pattern: '[+-]]',
      matches: ['+', '5', 'A', ']'],
      rejects: ['a', '+]'],
    },
    { rule: 'an escaped ] is a character', pattern: '[a\\]]', matches: ['a', ']'], rejects: ['\\', 'a]'] },
    { rule: 'a first ] is a character', pattern: '[]a]', matches: [']', 'a'], rejects: ['b', ']a'] },
    { rule: 'a first ] in a negated class', pattern: '[^]a]', matches: ['b'], rejects: [']', 'a'] },
    { rule: 'a [ is a character', pattern: '[[]', matches: ['['], rejects: ['a'] },
    { rule: 'an escaped backslash', pattern: '[\\\\/]', matches: ['\\', '/'], rejects: ['a'] },
    { rule: 'a quote is a character', pattern: '[^"]+', matches: ["it's"], rejects: ['a"b'] },
    { rule: '] alone is a character', pattern: 'a]', matches: ['a]'], rejects: ['a'] },
    { rule: 'code points past the BMP', pattern: '[😀-😎]', matches: ['😀', '😅', '😎'], rejects: ['😏', '\ud83d'] },
    { rule: 'ranges past ASCII', pattern: '.*[ʰ-˿]+.*', matches: ['aʰb', 'ˀ'], rejects: ['ab', 'é'] },
    { rule: 'everything but everything is nothing', pattern: '[^\\s\\S]', rejects: ['a', ''] },
    { rule: 'a repeated class', pattern: '[0-9]{1,3}', matches: ['1', '123'], rejects: ['', '1234', '1a'] },
  ],

  'class escapes': [
    { rule: '\\d', pattern: '\\d', matches: ['0', '9'], rejects: ['a', 'd', '٣'] },
    { rule: '\\D', pattern: '\\D', matches: ['a', '٣', '😀'], rejects: ['0', '9', ''] },
    {
      rule: '\\s is tab, line feed, carriage return, space',
      pattern: '\\s',
      matches: ['\t', '\n', '\r', ' '],
      rejects: ['\v', '\f', '\u00a0', 's'],
    },
    { rule: '\\S', pattern: '\\S', matches: ['a', '\v', '\f', '\u00a0'], rejects: ['\t', '\n', '\r', ' '] },
    { rule: '\\w', pattern: '\\w', matches: ['a', 'Z', '0', '_'], rejects: ['-', 'é', ' '] },
    { rule: '\\W', pattern: '\\W', matches: ['-', 'é', ' '], rejects: ['a', 'Z', '0', '_'] },
    { rule: 'inside a class', pattern: '[\\d\\s_]+', matches: ['1 2_3'], rejects: ['a', ''] },
    { rule: 'negated inside a class', pattern: '[^\\w]', matches: ['-', ' '], rejects: ['a', '_'] },
    { rule: 'a complement inside a class', pattern: '[\\Da]', matches: ['a', 'b', '-'], rejects: ['1'] },
    { rule: 'with a quantifier', pattern: '\\w+\\.\\d{2}', matches: ['ab.12'], rejects: ['ab.1', '.12'] },
  ],

  'escaped characters': [
    {
      rule: 'a character that is not a letter',
      pattern: '\\.\\/\\-\\_\\1\\ ',
      matches: ['./-_1 '],
      rejects: ['a/-_1 '],
    },
    {
      rule: 'a backslash',
      pattern: 'C:\\\\Windows\\\\.*',
      matches: ['C:\\Windows\\', 'C:\\Windows\\a'],
      rejects: ['C:\\Windows', 'C:Windows'],
    },
    { rule: 'a letter past ASCII', pattern: '\\é', matches: ['é'], rejects: ['\\é'] },
    { rule: 'a code point past the BMP', pattern: '\\😀+', matches: ['😀', '😀😀'], rejects: ['\\😀'] },
  ],

  union: [
    { rule: 'either side', pattern: 'a|bc', matches: ['a', 'bc'], rejects: ['ac', 'abc'] },
    { rule: 'binds loosest', pattern: 'ab|cd', matches: ['ab', 'cd'], rejects: ['abd', 'acd'] },
    { rule: 'in a group', pattern: 'a(b|c)d', matches: ['abd', 'acd'], rejects: ['ab', 'cd'] },
    { rule: 'of many', pattern: '.*\\.(com|net|org)', matches: ['a.com', 'b.c.net'], rejects: ['a.co', 'acom'] },
    { rule: 'a | where an item begins is a character', pattern: '(|a)', matches: ['|a'], rejects: ['a', ''] },
    { rule: 'also after another |', pattern: 'a||b', matches: ['a', '|b'], rejects: ['', 'b'] },
    { rule: '\\| is a character', pattern: 'a\\|b', matches: ['a|b'], rejects: ['a', 'b'] },
  ],

  intersection: [
    {
      rule: 'both sides match the same text',
      pattern: '.*a.*&.*b.*',
      matches: ['ab', 'ba', 'xbxa'],
      rejects: ['a', 'b', ''],
    },
    { rule: 'of three', pattern: '.*a.*&.*b.*&...', matches: ['abc', 'cba'], rejects: ['ab', 'abcd', 'acc'] },
    { rule: 'binds tighter than |', pattern: 'a&b|c', matches: ['c'], rejects: ['a', 'b'] },
    { rule: 'binds looser than a sequence', pattern: 'ab&a.', matches: ['ab'], rejects: ['ac'] },
    { rule: 'inside a pattern', pattern: 'x(.*a&..)y', matches: ['xbay', 'xaay'], rejects: ['xay', 'xaby', 'xba'] },
    { rule: 'repeated', pattern: '(..&.*a)+', matches: ['ba', 'baca'], rejects: ['', 'bab', 'ab'] },
    { rule: 'that nothing meets', pattern: 'x(a&b)', rejects: ['xa', 'xb', 'x'] },
    { rule: 'with a complement', pattern: '[a-z]+&~(.*foo.*)', matches: ['bar', 'fo'], rejects: ['foo', 'afoob', '1'] },
    { rule: 'a & where an item begins is a character', pattern: '&a', matches: ['&a'], rejects: ['a'] },
    { rule: '\\& is a character', pattern: 'a\\&b', matches: ['a&b'], rejects: ['a', 'b'] },
  ],

  complement: [
    { rule: 'every other text', pattern: '~(ab)', matches: ['', 'a', 'b', 'abc', 'AB'], rejects: ['ab'] },
    { rule: 'of "contains"', pattern: '~(.*x.*)', matches: ['', 'abc'], rejects: ['x', 'axb'] },
    { rule: 'takes one item', pattern: '~ab', matches: ['b', 'bb', 'aab'], rejects: ['ab', 'a', ''] },
    { rule: 'takes one class', pattern: '~[ab]', matches: ['', 'c', 'ab'], rejects: ['a', 'b'] },
    { rule: 'binds tighter than a quantifier', pattern: '~a{0}', matches: [''], rejects: ['a', 'b'] },
    { rule: 'repeated', pattern: '(~(a|b|.{2,}))+', matches: ['', 'c', 'cc'], rejects: ['a', 'ca'] },
    { rule: 'twice is nothing', pattern: '~~ab', matches: ['ab'], rejects: ['', 'bb'] },
    { rule: 'of a complement', pattern: '~(~(ab))', matches: ['ab'], rejects: ['', 'bb'] },
    { rule: 'is no lookahead', pattern: 'a~(b)c', matches: ['ac', 'abbc', 'axc'], rejects: ['abc', 'a'] },
    { rule: 'of nothing is everything', pattern: 'a~#', matches: ['a', 'ab'], rejects: ['', 'b'] },
    { rule: 'of everything is nothing', pattern: '~@', rejects: ['', 'a'] },
    { rule: 'of the empty text', pattern: '~()', matches: ['a', 'ab'], rejects: [''] },
    { rule: 'of a complement within', pattern: '~(a~(b)c)', matches: ['abc', ''], rejects: ['ac', 'abbc'] },
    { rule: 'in a union', pattern: '~(.*a.*)|a', matches: ['', 'b', 'a'], rejects: ['ab'] },
    { rule: '\\~ is a character', pattern: '\\~/\\.ssh', matches: ['~/.ssh'], rejects: ['/.ssh', 'x/.ssh'] },
  ],

  'number ranges': [
    {
      rule: 'numbers between the bounds',
      pattern: '<1-100>',
      matches: ['1', '9', '10', '42', '100'],
      rejects: ['0', '101', '1000', '', 'a', '-1'],
    },
    {
      rule: 'bounds of unequal length: no padding',
      pattern: '<8-120>',
      matches: ['8', '99', '120'],
      rejects: ['08', '008', '7', '121'],
    },
    {
      rule: 'bounds of equal length fix the digits',
      pattern: '<01-10>',
      matches: ['01', '09', '10'],
      rejects: ['1', '00', '11', '001'],
    },
    {
      rule: 'equal lengths without zeros',
      pattern: '<10-20>',
      matches: ['10', '15', '20'],
      rejects: ['9', '21', '010'],
    },
    { rule: 'one digit', pattern: '<3-5>', matches: ['3', '4', '5'], rejects: ['2', '6', '04'] },
    { rule: 'bounds are swapped', pattern: '<100-1>', matches: ['1', '57', '100'], rejects: ['0', '101'] },
    { rule: 'one number', pattern: '<7-7>', matches: ['7'], rejects: ['6', '8', '77'] },
    { rule: 'zero', pattern: '<0-10>', matches: ['0', '10'], rejects: ['00', '11'] },
    {
      rule: 'the largest',
      pattern: '<5-2147483647>',
      matches: ['5', '2147483647', '999999999'],
      rejects: ['4', '2147483648'],
    },
    { rule: 'inside a pattern', pattern: 'v<1-12>\\.x', matches: ['v1.x', 'v12.x'], rejects: ['v13.x', 'v.x'] },
    {
      rule: 'repeated',
      pattern: '(<0-255>\\.){3}<0-255>',
      matches: ['10.0.0.255', '1.2.3.4'],
      rejects: ['10.0.0.256', '1.2.3'],
    },
    { rule: '> alone is a character', pattern: 'a>b', matches: ['a>b'], rejects: ['ab'] },
    { rule: '\\< is a character', pattern: '\\<tag>', matches: ['<tag>'], rejects: ['tag'] },
  ],

  'characters without meaning': [
    { rule: 'punctuation', pattern: "/-,=!:%;'`_ ", matches: ["/-,=!:%;'`_ "], rejects: ['/'] },
    { rule: 'text past ASCII', pattern: 'naïve😀', matches: ['naïve😀'], rejects: ['naive😀'] },
    { rule: 'control characters stand for themselves', pattern: 'a\tb\nc', matches: ['a\tb\nc'], rejects: ['a b c'] },
  ],

  'regex~': [
    { rule: 'characters', pattern: 'abc', foldCase: true, matches: ['abc', 'ABC', 'aBc'], rejects: ['abd'] },
    {
      rule: 'upper-case characters',
      pattern: 'CMD\\.EXE',
      foldCase: true,
      matches: ['cmd.exe', 'Cmd.Exe'],
      rejects: ['cmd_exe'],
    },
    { rule: 'quoted text', pattern: '"a.B"', foldCase: true, matches: ['A.b'], rejects: ['axb'] },
    { rule: 'members of a class', pattern: '[aX]+', foldCase: true, matches: ['a', 'A', 'x', 'X'], rejects: ['b'] },
    { rule: 'a class of one member', pattern: '[a]', foldCase: true, matches: ['a', 'A'], rejects: ['b'] },
    {
      rule: 'members of a negated class',
      pattern: '[^aX]',
      foldCase: true,
      matches: ['b', 'B'],
      rejects: ['a', 'A', 'x', 'X'],
    },
    { rule: 'not ranges', pattern: '[a-c]+', foldCase: true, matches: ['abc'], rejects: ['ABC', 'aB'] },
    { rule: 'not negated ranges', pattern: '[^a-c]', foldCase: true, matches: ['A', 'B'], rejects: ['a', 'c'] },
    { rule: 'members beside ranges', pattern: '[a-cx]', foldCase: true, matches: ['a', 'x', 'X'], rejects: ['A'] },
    {
      rule: 'a range beside text',
      pattern: '/tmp/[a-z0-9]+',
      foldCase: true,
      matches: ['/TMP/a1'],
      rejects: ['/tmp/A1'],
    },
    { rule: 'only ASCII', pattern: 'é', foldCase: true, matches: ['é'], rejects: ['É'] },
    { rule: 'not the Kelvin sign', pattern: 'k', foldCase: true, matches: ['k', 'K'], rejects: ['\u212a'] },
    {
      rule: 'not the neighbours of letters',
      pattern: '@[\\[`]',
      foldCase: true,
      matches: ['[', 'a`'],
      rejects: ['{', '@'],
    },
    { rule: 'an escaped character', pattern: '\\[A\\]', foldCase: true, matches: ['[a]', '[A]'], rejects: ['{a}'] },
    { rule: '"contains"', pattern: '.*Foo.*', foldCase: true, matches: ['a FOO b', 'foo'], rejects: ['fo o'] },
    { rule: 'a suffix', pattern: '.*\\.(exe|dll)', foldCase: true, matches: ['A.EXE', 'b.Dll'], rejects: ['a.ex'] },
    { rule: 'complement', pattern: '~(.*x.*)', foldCase: true, matches: ['abc'], rejects: ['x', 'X'] },
    {
      rule: 'intersection inside a pattern',
      pattern: '-(.*a&.*[b-c].)',
      foldCase: true,
      matches: ['-bA', '-xca'],
      rejects: ['-BA', '-a'],
    },
    { rule: 'without ~, case counts', pattern: 'abc', matches: ['abc'], rejects: ['ABC', 'Abc'] },
  ],
};

const CASES = Object.entries(RULES).flatMap(([group, rules]) =>
  rules.flatMap(({ matches = [], rejects = [], ...rule }) =>
    [
      ...matches.map((value) => ({ value, expected: true })),
      ...rejects.map((value) => ({ value, expected: false })),
    ].map((outcome) => ({ group, foldCase: false, ...rule, ...outcome })),
  ),
);

const ENGINES: { readonly [engine: string]: (pattern: string, foldCase: boolean, value: string) => boolean } = {
  'the compiled matcher': (pattern, foldCase, value) => compileRegex([pattern], { foldCase })(value),
  'the automaton in place of shortcuts': (pattern, foldCase, value) =>
    compileRegex([pattern, '#'], { foldCase })(value),
  'the simulation in place of the automaton': (pattern, foldCase, value) =>
    compileRegex([pattern, '#'], { foldCase, limits: { cacheWords: 0 } })(value),
  'the reference': (pattern, foldCase, value) => matchesByReference(parseRegex(pattern), value, foldCase),
};

describe.each(Object.entries(ENGINES))('%s', (_, matches) => {
  test.each(CASES)('$group: $rule: $pattern on $value gives $expected', ({ pattern, foldCase, value, expected }) => {
    expect(matches(pattern, foldCase, value)).toBe(expected);
  });
});

const LISTS = [
  { rule: 'any member may match', patterns: ['foo', '.*bar'], matches: ['foo', 'xbar'], rejects: ['foobaz', 'xfoo'] },
  { rule: '| binds looser than the list', patterns: ['a|b', 'c'], matches: ['a', 'b', 'c'], rejects: ['ab', 'bc'] },
  { rule: 'a complement is one member', patterns: ['~(.*a.*)', 'a'], matches: ['', 'b', 'a'], rejects: ['ab'] },
  {
    rule: 'several formulas',
    patterns: ['.*a&..', '~(.*b.*)&c+', 'x'],
    matches: ['ba', 'cc', 'x'],
    rejects: ['a', 'cb'],
  },
  { rule: 'no member matches nothing', patterns: [], matches: [], rejects: ['', 'a'] },
];

test.each(LISTS)('a list: $rule', ({ patterns, matches, rejects }) => {
  const isMatch = compileRegex(patterns, { foldCase: false });
  expect([...matches, ...rejects].filter(isMatch)).toEqual(matches);
});
