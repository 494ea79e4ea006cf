import { DEFAULT_LIMITS, format, type Node, parse, print } from '@eqlite/syntax';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queries } from './arbitrary.js';
import { partsOf } from './parts-of.js';
import { withoutSpans } from './without-spans.js';

interface Case {
  readonly rule: string;
  readonly text: string;
  readonly formatted: string;
  readonly width?: number;
}

const CASES: readonly Case[] = [
  {
    rule: 'one space around operators, none inside parentheses',
    text: 'process   where process.pid==4 and( user.name:"a*"or host.id in("x","y") )',
    formatted: 'process where process.pid == 4 and (user.name : "a*" or host.id in ("x", "y"))',
  },
  {
    rule: 'what fits is one line',
    text: 'process where\n  process.pid == 4\n  and user.name != null\n',
    formatted: 'process where process.pid == 4 and user.name != null',
  },
  {
    rule: 'a longer condition has a term on each line, with the operator at its end',
    width: 40,
    text: 'process where process.name == "cmd.exe" and process.parent.name == "winword.exe" and user.id != "0"',
    formatted: `process where
  process.name == "cmd.exe" and
  process.parent.name == "winword.exe" and
  user.id != "0"`,
  },
  {
    rule: 'terms about the kind of event stay on the first line',
    width: 60,
    text: `process where host.os.type == "linux" and event.type == "start"
 and process.name == "nc" and event.action == "exec"`,
    formatted: `process where host.os.type == "linux" and
  event.type == "start" and
  process.name == "nc" and
  event.action == "exec"`,
  },
  {
    rule: 'as many of them as fit',
    width: 67,
    text: 'process where host.os.type == "linux" and event.type == "start" and process.name == "nc"',
    formatted: `process where host.os.type == "linux" and event.type == "start" and
  process.name == "nc"`,
  },
  {
    rule: 'parentheses stay, as do the spellings of strings, numbers and names',
    text: String.raw`any where ((a == 1)) and b : ("C:\\x") and c == """C:\x""" and ${'`d`'} == 01 and LENGTH("\u{41}") == 1`,
    formatted: String.raw`any where ((a == 1)) and b : ("C:\\x") and c == """C:\x""" and ${'`d`'} == 01 and LENGTH("\u{41}") == 1`,
  },
  {
    rule: 'signs, calls, optional fields',
    text: 'any where - 1<a- -b*( + 2 ) and ? x . y != null and length ( z )>3 and not(q)',
    formatted: 'any where -1 < a - -b * (+2) and ?x.y != null and length(z) > 3 and not (q)',
  },
  {
    rule: 'white space in a path goes, comments in it stay',
    text: 'any where a . `b c`\n. d == 1 and e . /* x */ f == 2',
    formatted: 'any where a.`b c`.d == 1 and e . /* x */ f == 2',
  },
  {
    rule: 'a longer list is wrapped',
    width: 40,
    text: 'any where process.name in ("aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee")',
    formatted: `any where
  process.name in (
    "aaaaaaaa", "bbbbbbbb", "cccccccc",
    "dddddddd", "eeeeeeee"
  )`,
  },
  {
    rule: 'so are plain arguments; others have a line each',
    width: 30,
    text: 'any where cidrMatch(source.ip, "10.0.0.0/8", "127.0.0.0/8") and concat(a, length(b) > 1 and c, "dddddd")',
    formatted: `any where
  cidrMatch(
    source.ip, "10.0.0.0/8",
    "127.0.0.0/8"
  ) and
  concat(
    a,
    length(b) > 1 and c,
    "dddddd"
  )`,
  },
  {
    rule: 'one item has nothing to wrap',
    width: 20,
    text: 'any where process.name : ("aaaaaaaaaaaaaaaaaaaa*")',
    formatted: 'any where\n  process.name : ("aaaaaaaaaaaaaaaaaaaa*")',
  },
  {
    rule: 'parentheses that do not fit hold a line per term',
    width: 40,
    text: 'any where not (process.name == "aaaaaaa" or (process.name == "bbbbbbb" and user.id == "c"))',
    formatted: `any where
  not (
    process.name == "aaaaaaa" or
    (
      process.name == "bbbbbbb" and
      user.id == "c"
    )
  )`,
  },
  {
    rule: 'an and among or, without parentheses, is indented where it does not fit',
    width: 40,
    text: 'any where a == "aaaaaaaaaaaaaaaa" and b == "bbbbbbbbbbbbbbbb" or c == 1 and d == 2 or e == 3',
    formatted: `any where
  a == "aaaaaaaaaaaaaaaa" and
    b == "bbbbbbbbbbbbbbbb" or
  c == 1 and d == 2 or
  e == 3`,
  },
  {
    rule: 'a sequence: a line per stage',
    text: `sequence   by user.id,host.id with maxspan = 1 m [process where a == 1]by x with runs = 3
      ![file where true] by y until[process where b] by z|head 10 | tail 2`,
    formatted: `sequence by user.id, host.id with maxspan=1m
  [process where a == 1] by x with runs=3
  ![file where true] by y
until [process where b] by z
| head 10
| tail 2`,
  },
  {
    rule: 'a stage that does not fit',
    width: 50,
    text: 'sample by host.id [process where event.type == "start" and process.name == "cmd.exe"] [file where true]',
    formatted: `sample by host.id
  [process where event.type == "start" and
    process.name == "cmd.exe"
  ]
  [file where true]`,
  },
  {
    rule: 'pipes stay on the line where all fits',
    text: 'any where true\n|\nhead 3',
    formatted: 'any where true | head 3',
  },
  {
    rule: 'one empty line between terms and stages stays, others go',
    width: 20,
    text: '\n\nsequence\n\n\n[any where\n\na == "aaaaaaa"\n\n\nand b == "bbbbbbb" and\n\n\nc == 1\n\n]\n\n[any where true]\n\n',
    formatted: `sequence

  [any where
    a == "aaaaaaa" and

    b == "bbbbbbb" and

    c == 1
  ]

  [any where true]`,
  },
  {
    rule: 'lines end in CRLF where some do',
    text: '// one\r\nany where a and // two\r\nb\n',
    formatted: '// one\r\nany where\r\n  a and // two\r\n  b',
  },
];

const COMMENTS: readonly Case[] = [
  {
    rule: 'above and below the query',
    text: '\n// a\n\n  /* b */ // c\n\nany where true // d\n\n\n// e\n',
    formatted: '// a\n\n/* b */ // c\n\nany where true // d\n\n// e',
  },
  {
    rule: 'on the line of the query',
    text: '/* a */any/* b */where/* c */true/* d */',
    formatted: '/* a */ any /* b */ where /* c */ true /* d */',
  },
  {
    rule: 'on a line of its own, before a term',
    text: 'any where a\n  // why\nand b',
    formatted: 'any where\n  a and\n  // why\n  b',
  },
  {
    rule: 'behind a term, before the operator',
    text: 'any where a // why\n  and /* how */ b /* where */ and c',
    formatted: 'any where\n  a and // why\n  /* how */ b /* where */ and\n  c',
  },
  {
    rule: 'in a list',
    text: 'any where a in ( // names\n"x", // the first\n"y" /* the second */,\n\n// others\n"z","zz"\n// no more\n)',
    formatted: `any where
  a in ( // names
    "x", // the first
    "y" /* the second */,

    // others
    "z", "zz"
    // no more
  )`,
  },
  {
    rule: 'before a comma',
    text: 'any where a in ("x" // the first\n, "y")',
    formatted: 'any where\n  a in (\n    "x", // the first\n    "y"\n  )',
  },
  {
    rule: 'in parentheses',
    text: 'any where (/* one */ a or b /* two */) and ( // three\nc\n/* four */\n)',
    formatted: `any where
  (/* one */ a or b /* two */) and
  ( // three
    c
    /* four */
  )`,
  },
  {
    rule: 'in the middle of a term',
    text: 'any where a // the field\n== /* the value */ 1 and not // really\n b',
    formatted: 'any where\n  a // the field\n  == /* the value */ 1 and\n  not // really\n  b',
  },
  {
    rule: 'around stages and pipes',
    text: 'sequence by a // keys\n// one\n[any where true] // after one\n\n// two\n[any where // inside\nb] // done\n| head 1 // few\n',
    formatted: `sequence by a // keys
  // one
  [any where true] // after one

  // two
  [any where // inside
    b
  ] // done
| head 1 // few`,
  },
  {
    rule: 'over several lines, nested: as they are',
    text: 'any where a and /* one\n      /* two */\n  three */ b',
    formatted: 'any where a and /* one\n      /* two */\n  three */ b',
  },
  {
    rule: 'that hold quotes, and strings that hold comments',
    text: 'any where a == "//" and // say "hi"\n b == """/*"""',
    formatted: 'any where\n  a == "//" and // say "hi"\n  b == """/*"""',
  },
];

describe.each([
  ['layout', CASES],
  ['comments', COMMENTS],
])('%s', (_what, cases) => {
  it.each(cases)('$rule', ({ text, formatted, width = 100 }) => {
    expect(format(text, { width })).toBe(formatted);
    expect(format(formatted, { width })).toBe(formatted);
  });
});

const TRIVIA = fc.constantFrom(
  ' ',
  ' ',
  ' ',
  ' ',
  '\n',
  '\t',
  '\n\n\n',
  '\r\n',
  ' // a\n',
  '\n// "b\n',
  '/* c */',
  '\n/* d */ ',
  '/* e */\n',
  '/* f\n  g */',
  '/* /* h */ */',
  '\n\n// i\n\n// j\n',
  '/* k */ // l\n',
  '\n/* m */ /* n */\n',
  ' // o\r\n',
);

/** `text` with something else for each of its spaces, and something around its brackets and commas. */
function scatter(text: string, trivia: readonly string[]): string {
  let next = 0;
  const other = () => ` ${trivia[next++ % trivia.length]}`;
  return text.replace(/"""[^\r\n]*?""""?"?|"(?:\\.|[^"\\])*"|`(?:[^`]|``)*`|[ \n]+|!\[|[()[\],]/g, (part) => {
    if (/^["`]/.test(part)) return part;
    if (/^[ \n]/.test(part)) return other();
    return other() + part + other();
  });
}

const RUNS = Number(process.env.EQLITE_FORMAT_RUNS ?? 400);

describe.each(['elasticsearch', 'endpoint'] as const)('any query, dialect %s', (dialect) => {
  it('keeps its tokens, comments and meaning, and is formatted once and for all', () => {
    fc.assert(
      fc.property(
        queries({ dialect }),
        fc.array(TRIVIA, { minLength: 1 }),
        fc.integer({ min: 10, max: 120 }),
        (node, trivia, width) => {
          const text = scatter(print(node), trivia);
          const formatted = format(text, { dialect, width });
          expect(partsOf(formatted)).toEqual(partsOf(text));
          expect(withoutSpans(parse(formatted, { dialect }))).toEqual(withoutSpans(node as Node));
          expect(format(formatted, { dialect, width })).toBe(formatted);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('hostile queries', () => {
  it('what is no query is refused as by parse', () => {
    expect(() => format('process where')).toThrow(/^1:14: /);
  });

  it('an unknown option is an error', () => {
    expect(() => format('any where true', { indent: 4 } as object)).toThrow(
      new TypeError('unknown option "indent"; the options are dialect, limits, width'),
    );
  });

  const wrapped = (depth: number) => `any where ${'('.repeat(depth)}a${')'.repeat(depth)}`;
  it('nesting to the limit', () => {
    const text = wrapped(DEFAULT_LIMITS.maxDepth - 2);
    expect(format(text)).toBe(format(format(text)));
    expect(partsOf(format(text))).toEqual(partsOf(text));
  });

  it('time grows with the length', () => {
    const time = (count: number) => {
      const list = Array.from({ length: count }, (_, i) => `"value ${i}" /* ${i} */`).join(', ');
      const text = `any where a in (${list}) and ${Array.from({ length: count }, () => '(b or c)').join(' and ')}`;
      const start = performance.now();
      format(text);
      return performance.now() - start;
    };
    time(1000);
    expect(time(4000)).toBeLessThan(16 * Math.max(time(1000), 2));
  });
});
