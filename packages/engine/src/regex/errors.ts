/** A pattern that is not in Lucene's dialect, or is too large. The engine turns it into an `EqlError` with a span. */
export class RegexError extends Error {
  override readonly name = 'RegexError';
  /** The pattern at fault: of a list, one member. */
  readonly pattern: string;
  /** Where in `pattern`, in UTF-16 code units. */
  readonly offset: number;
  /** What to do about it. */
  readonly hint: string;

  constructor(message: string, pattern: string, offset: number, hint: string) {
    super(message);
    this.pattern = pattern;
    this.offset = offset;
    this.hint = hint;
  }
}

type Place = readonly [pattern: string, offset: number];

const REPEAT_FORMS = 'a repeat reads {3}, {3,} or {3,5}; write \\{ for the character';
const INTERVAL_FORMS = 'a number range reads <1-100>; write \\< for the character';

/** Why the pattern cannot end with this character. */
const END_HINTS: { readonly [last: string]: string } = {
  '\\': 'write \\\\ for a backslash',
  '|': 'write () after | for the empty string, or \\| for the character',
  '&': 'write \\& for the character',
  '~': 'write \\~ for the character',
};

/** Control characters that other dialects write with a letter. */
const CONTROL_LETTERS = 'tnrfvae';

/** Every message, to be read in one sitting. */
export const errors = {
  unexpectedEnd: (...[pattern, offset]: Place) =>
    new RegexError(
      'the pattern ends where a character is expected',
      pattern,
      offset,
      END_HINTS[pattern.at(-1)!] ?? 'write what follows, or remove what asks for it',
    ),

  unclosedGroup: (...place: Place) =>
    new RegexError('this ( is never closed', ...place, 'add ), or write \\( for the character'),

  strayParenthesis: (...place: Place) =>
    new RegexError('this ) closes nothing', ...place, 'remove it, or write \\) for the character'),

  unclosedQuote: (...place: Place) =>
    new RegexError('this " is never closed', ...place, 'add ", or write \\" for the character'),

  unclosedClass: (...place: Place) =>
    new RegexError('this [ is never closed', ...place, 'add ], or write \\[ for the character'),

  hyphenBeforeBracket: (range: string, ...place: Place) =>
    new RegexError(
      `${range} is a range, so this [ is never closed`,
      ...place,
      'write \\- for a hyphen, or put it first',
    ),

  backwardRange: (first: string, last: string, ...place: Place) =>
    new RegexError(
      `the range ${first}-${last} runs backwards`,
      ...place,
      last === ']' || first === '-' ? 'write \\- for a hyphen, or put it first' : `write ${last}-${first}`,
    ),

  classEndsRange: (letter: string, ...place: Place) =>
    new RegexError(`a range cannot end with \\${letter}`, ...place, 'a range ends with one character: [a-z]'),

  unknownEscape: (letter: string, ...place: Place) =>
    new RegexError(
      `\\${letter} means nothing here`,
      ...place,
      CONTROL_LETTERS.includes(letter)
        ? 'there are no escapes for control characters; put the character itself into the pattern'
        : 'the classes are \\d \\D \\s \\S \\w \\W; a letter needs no \\',
    ),

  unclosedInterval: (...place: Place) => new RegexError('this < is never closed', ...place, INTERVAL_FORMS),

  badInterval: (text: string, ...place: Place) =>
    new RegexError(`<${text}> is not a number range`, ...place, INTERVAL_FORMS),

  numberTooLarge: (text: string, ...place: Place) =>
    new RegexError(`${text} is out of range`, ...place, 'numbers go up to 2147483647'),

  expectedCount: (...place: Place) => new RegexError('a number is expected after {', ...place, REPEAT_FORMS),

  unclosedCount: (...place: Place) => new RegexError('} is expected here', ...place, REPEAT_FORMS),

  backwardCount: (min: number, max: number, ...place: Place) =>
    new RegexError(`{${min},${max}} counts down`, ...place, `write {${max},${min}}`),

  tooLong: (pattern: string, maxLength: number) =>
    new RegexError(
      `the pattern has ${pattern.length} characters, more than ${maxLength}`,
      pattern,
      maxLength,
      'split it into several patterns, or raise limits.regex.maxLength',
    ),

  tooDeep: (maxDepth: number, ...place: Place) =>
    new RegexError(
      `nested more than ${maxDepth} deep`,
      ...place,
      'flatten the pattern, or raise limits.regex.maxDepth',
    ),

  tooManyStates: (maxStates: number, ...place: Place) =>
    new RegexError(
      `the pattern needs more than ${maxStates} states`,
      ...place,
      'lower the counts of its repeats, shorten the list, or raise limits.regex.maxStates',
    ),

  tooComplex: (...place: Place) =>
    new RegexError(
      'what this operator applies to needs too many states',
      ...place,
      'simplify it, let the operator span the whole pattern, or raise limits.regex.maxStates',
    ),
};
