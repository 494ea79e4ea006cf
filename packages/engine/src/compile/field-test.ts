import type { ComparisonOperator, LiteralNode } from '@eqlite/syntax';
import type { Value, ValueTest } from '../event.js';
import { compileRegex, type RegexLimits } from '../regex/index.js';
import { compileAnyLiteral } from '../text/any-literal.js';
import { compileAnyWildcard } from '../text/any-wildcard.js';
import { foldCase, foldedAt, indexOfFolded } from '../text/fold-case.js';
import type { TextTest } from '../text/wildcard.js';
import { compareKeywords, compareValues, HOLDS } from '../value/compare.js';
import { type DateRange, parseDateMath, toTimestampMs } from '../value/date.js';
import { asField, type FieldClass, isField } from '../value/field-type.js';
import { compileCidr, parseCidr, parseIp } from '../value/ip.js';
import { alignedWith, literalText, literalValue } from '../value/literal.js';
import { parseDecimal } from '../value/number.js';
import { versionKey } from '../value/version.js';

/** A test of a field against constants: plain data, so that it can be costed, compared, shared and indexed. */
export type FieldTest =
  /** Has a value at all. */
  | { readonly kind: 'exists' }
  /** `==`, `in`: equals any of the constants. `in~` ignores the case of texts. */
  | { readonly kind: 'equals'; readonly literals: readonly LiteralNode[]; readonly foldCase: boolean }
  | { readonly kind: 'order'; readonly operator: '<' | '<=' | '>' | '>='; readonly literal: LiteralNode }
  /** `:`, `like`: is any of the texts, or matches any of the wildcard patterns. */
  | {
      readonly kind: 'text';
      readonly texts: readonly string[];
      readonly wildcards: readonly string[];
      readonly foldCase: boolean;
    }
  | { readonly kind: 'regex'; readonly patterns: readonly string[]; readonly foldCase: boolean }
  | {
      readonly kind: 'startsWith' | 'endsWith' | 'stringContains';
      readonly text: string;
      readonly foldCase: boolean;
    }
  | { readonly kind: 'cidr'; readonly blocks: readonly string[] };

/** What compiling a test needs to know besides the test. */
interface TestContext {
  readonly fieldClass: FieldClass;
  /** What `now` in date math stands for, ms since 1970. */
  readonly nowMs: number;
  readonly regexLimits?: Partial<RegexLimits> | undefined;
}

const never: ValueTest = () => false;

/** Prepares everything that the constants decide; the closure looks at one value and allocates nothing on a miss. */
export function compileFieldTest(test: FieldTest, context: TestContext): ValueTest {
  const { fieldClass } = context;
  switch (test.kind) {
    case 'exists':
      return fieldClass === undefined ? isScalar : (value) => isField(value, fieldClass);
    case 'equals':
      return compileEquals(test.literals, test.foldCase, context);
    case 'order':
      return compileOrder(test.operator, test.literal, context);
    case 'text':
      return (
        compileSingleText(test, fieldClass) ??
        onText(compileTexts(test.texts, test.wildcards, test.foldCase), fieldClass)
      );
    case 'regex':
      return onText(compileRegex(test.patterns, { foldCase: test.foldCase, limits: context.regexLimits }), fieldClass);
    case 'startsWith':
    case 'endsWith':
    case 'stringContains':
      return onText(compileAffix(test.kind, test.text, test.foldCase), fieldClass);
    case 'cidr': {
      const blocks = test.blocks.map(parseCidr).filter((block) => block !== null);
      return onText(compileCidr(blocks), fieldClass);
    }
  }
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
  );
}

/** A text test as a test of values: other types fail, unless the field's type makes them texts. */
function onText(test: TextTest, fieldClass: FieldClass): ValueTest {
  if (fieldClass === undefined || fieldClass === 'ip' || fieldClass === 'version') {
    return (value) => typeof value === 'string' && test(value);
  }
  return (value) => {
    const text = asField(value, fieldClass);
    return typeof text === 'string' && test(text);
  };
}

/** `process.name : "cmd.exe"` on a field of unknown type: the test that rules start with most, in one closure. */
function compileSingleText(
  { texts, wildcards, foldCase: foldsCase }: Extract<FieldTest, { kind: 'text' }>,
  fieldClass: FieldClass,
): ValueTest | undefined {
  if (fieldClass !== undefined || texts.length !== 1 || wildcards.length > 0) return undefined;
  const [wanted] = texts as readonly [string];
  if (!foldsCase) return (value) => value === wanted;
  const folded = foldCase(wanted);
  const { length } = folded;
  return (value) => typeof value === 'string' && value.length === length && foldedAt(value, folded, 0);
}

export function compileTexts(texts: readonly string[], wildcards: readonly string[], foldsCase: boolean): TextTest {
  const isText = texts.length > 0 ? compileAnyLiteral(texts, foldsCase) : undefined;
  const matches = wildcards.length > 0 ? compileAnyWildcard(wildcards, foldsCase) : undefined;
  if (isText === undefined) return matches ?? (() => false);
  if (matches === undefined) return isText;
  return (text) => isText(text) || matches(text);
}

function compileAffix(kind: 'startsWith' | 'endsWith' | 'stringContains', text: string, foldsCase: boolean): TextTest {
  const wanted = foldsCase ? foldCase(text) : text;
  if (kind === 'stringContains') {
    // An empty text is contained in nothing.
    if (wanted === '') return () => false;
    return foldsCase ? (value) => indexOfFolded(value, wanted, 0) >= 0 : (value) => value.includes(wanted);
  }
  if (kind === 'startsWith') {
    return foldsCase
      ? (value) => value.length >= wanted.length && foldedAt(value, wanted, 0)
      : (value) => value.startsWith(wanted);
  }
  return foldsCase
    ? (value) => value.length >= wanted.length && foldedAt(value, wanted, value.length - wanted.length)
    : (value) => value.endsWith(wanted);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

// ---------------------------------------------------------------- equality

function compileEquals(literals: readonly LiteralNode[], foldsCase: boolean, context: TestContext): ValueTest {
  const { fieldClass } = context;
  switch (fieldClass) {
    case undefined:
      return compileUntypedEquals(literals, foldsCase);
    case 'string':
      return compileTextEquals(literals, foldsCase, (value) => asField(value, 'string'));
    case 'integer':
    case 'double':
    case 'boolean': {
      const wanted: ReadonlySet<Value> = new Set(equalityKeys(literals, fieldClass)?.values);
      return (value) => {
        const given = asField(value, fieldClass);
        return given !== null && wanted.has(given);
      };
    }
    case 'version': {
      const keys = new Set(literals.map((literal) => versionKey(literalText(literal) ?? '')));
      return (value) => typeof value === 'string' && keys.has(versionKey(value));
    }
    case 'ip': {
      const blocks = literals.map((literal) => (literal.type === 'string' ? parseCidr(literal.value) : null));
      const isInBlock = compileCidr(blocks.filter((block) => block !== null));
      return (value) => typeof value === 'string' && isInBlock(value);
    }
    case 'date': {
      const ranges = literals.map((literal) => dateRange(literal, context)).filter((range) => range !== null);
      return (value) => {
        const ms = typeof value === 'boolean' ? Number.NaN : toTimestampMs(value);
        return ranges.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
      };
    }
  }
}

/** Keyword fields: everything is compared as text. */
function compileTextEquals(
  literals: readonly LiteralNode[],
  foldsCase: boolean,
  textOf: (value: unknown) => Value,
): ValueTest {
  // Numbers and booleans are compared by `==` even under `in~`: their text has a case of its own (`1.0E7`).
  const folded = literals.filter((literal) => literal.type === 'string').map(({ value }) => value as string);
  const exact = literals.map(literalText).filter(isString);
  const test = foldsCase ? compileTexts(folded, [], true) : undefined;
  const isExact = compileAnyLiteralOrNone(exact);
  return (value) => {
    const text = textOf(value);
    return typeof text === 'string' && (isExact(text) || (test?.(text) ?? false));
  };
}

function compileAnyLiteralOrNone(texts: readonly string[]): TextTest {
  return texts.length === 0 ? () => false : compileAnyLiteral(texts, false);
}

/** Nothing is known of the field: a text is compared with the constant's text, a number with its number. */
function compileUntypedEquals(literals: readonly LiteralNode[], foldsCase: boolean): ValueTest {
  const texts = literals.filter((literal) => literal.type === 'string').map(({ value }) => value as string);
  const numberTexts = literals.filter(isNumberLiteral).map(literalText).filter(isString);
  const others: ReadonlySet<Value> = new Set(untypedValues(literals));

  const isText = foldsCase
    ? either(compileTexts(texts, [], true), compileAnyLiteralOrNone(numberTexts))
    : compileAnyLiteralOrNone([...texts, ...numberTexts]);
  if (others.size === 0) return (value) => typeof value === 'string' && isText(value);
  return (value) => {
    switch (typeof value) {
      case 'string':
        return isText(value);
      case 'number':
      case 'boolean':
        return others.has(value);
      case 'bigint':
        return others.has(asField(value, 'integer'));
      default:
        return false;
    }
  };
}

/** The numbers and booleans that equal one of the constants. */
function untypedValues(literals: readonly LiteralNode[]): readonly Value[] {
  return literals.flatMap((literal) => {
    const value = literal.type === 'string' ? parseDecimal(literal.value) : literalValue(literal);
    return typeof value === 'boolean' ? [value] : withRounded([value]);
  });
}

/**
 * All values that equal one of the constants: texts (for `in~` in any mixture of case), numbers and booleans, as a field
 * of the class holds them. `undefined` where equality is more than being one of a list: addresses, dates, versions.
 */
export function equalityKeys(
  literals: readonly LiteralNode[],
  fieldClass: FieldClass,
): { readonly texts: readonly string[]; readonly values: readonly Value[] } | undefined {
  switch (fieldClass) {
    case undefined:
      return {
        texts: literals
          .filter(({ type }) => type !== 'boolean')
          .map(literalText)
          .filter(isString),
        values: untypedValues(literals),
      };
    case 'string':
      return { texts: literals.map(literalText).filter(isString), values: [] };
    case 'integer':
    case 'double':
    case 'boolean':
      return { texts: [], values: withRounded(literals.map((literal) => asConstant(literal, fieldClass))) };
    default:
      return undefined;
  }
}

/** The values without nulls; an integer beyond 2^53 also as the double that `JSON.parse` rounds it to. */
function withRounded(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => {
    const rounded = alignedWith(0, value);
    return value === null ? [] : rounded === value ? [value] : [value, rounded];
  });
}

function isNumberLiteral({ type }: LiteralNode): boolean {
  return type === 'integer' || type === 'long' || type === 'double';
}

function either(first: TextTest, second: TextTest): TextTest {
  return (text) => first(text) || second(text);
}

// ---------------------------------------------------------------- order

function compileOrder(operator: '<' | '<=' | '>' | '>=', literal: LiteralNode, context: TestContext): ValueTest {
  const { fieldClass } = context;
  const holds = HOLDS[operator];
  switch (fieldClass) {
    case undefined: {
      const text = literal.type === 'boolean' ? null : literalText(literal);
      const number = literal.type === 'string' ? parseDecimal(literal.value) : literalValue(literal);
      const exact = alignedWith(null, number);
      const rounded = alignedWith(0, number);
      return (value) => {
        const order =
          typeof value === 'string'
            ? compareValues(value, text)
            : typeof value === 'number'
              ? compareValues(value + 0, rounded)
              : compareValues(value as Value, exact);
        return order !== null && holds(order);
      };
    }
    case 'date': {
      const range = dateRange(literal, context);
      if (range === null) return never;
      const { fromMs, toMs } = range;
      const inRange: { readonly [O in ComparisonOperator]?: (ms: number) => boolean } = {
        '<': (ms) => ms < fromMs,
        '<=': (ms) => ms < toMs,
        '>': (ms) => ms >= toMs,
        '>=': (ms) => ms >= fromMs,
      };
      const test = inRange[operator]!;
      return (value) => typeof value !== 'boolean' && test(toTimestampMs(value));
    }
    case 'ip': {
      const block = literal.type === 'string' ? parseCidr(literal.value) : null;
      if (block === null) return never;
      return (value) => {
        const address = typeof value === 'string' ? parseIp(value) : null;
        return address !== null && holds(address < block.first ? -1 : address > block.first ? 1 : 0);
      };
    }
    case 'version': {
      const key = versionKey(literalText(literal) ?? '');
      return (value) => typeof value === 'string' && holds(compareValues(versionKey(value), key)!);
    }
    case 'string': {
      const text = literalText(literal);
      if (text === null) return never;
      return (value) => {
        const given = asField(value, 'string');
        return typeof given === 'string' && holds(compareKeywords(given, text));
      };
    }
    default: {
      const constant = asConstant(literal, fieldClass);
      return (value) => {
        const given = asField(value, fieldClass);
        const order = compareValues(given, alignedWith(given, constant));
        return order !== null && holds(order);
      };
    }
  }
}

/** A constant read as a field's type: `"123"` for a long field is the number, `5` for a keyword field the text. */
function asConstant(literal: LiteralNode, fieldClass: 'integer' | 'double' | 'boolean'): Value {
  const value = literalValue(literal);
  if (fieldClass === 'boolean') return value === 'true' ? true : value === 'false' || value === '' ? false : value;
  // A fraction stays one: it equals no integer, and orders among them.
  return typeof value === 'string' ? parseDecimal(value) : value;
}

function dateRange(literal: LiteralNode, { nowMs }: TestContext): DateRange | null {
  if (literal.type === 'string') return parseDateMath(literal.value, nowMs);
  const value = literalValue(literal);
  return typeof value === 'number' || typeof value === 'bigint'
    ? { fromMs: Number(value), toMs: Number(value) + 1 }
    : null;
}
