import type {
  Dialect,
  EventQueryNode,
  ExpressionNode,
  FieldNode,
  LiteralNode,
  NodeOf,
  QueryNode,
  SampleNode,
  SequenceNode,
  Span,
  StageNode,
} from '../ast.js';
import { type Diagnostic, EqlSyntaxError } from '../errors.js';
import { FUNCTIONS, type FunctionParam, type FunctionSignature, findFunction } from '../functions.js';
import { KEYWORDS } from '../lexer.js';
import { DEFAULT_LIMITS, type Limits } from '../limits.js';
import * as messages from '../messages.js';
import { checkDialect, checkOptions } from '../options.js';
import { parse, parseExpression } from '../parse.js';
import { printFlat } from '../print.js';
import { isCidr, isComparable } from './constants.js';
import { type FieldType, fieldInfo, fieldsNear, type Schema } from './schema.js';
import { CONDITION, canBe, fits, isListable, isNumber, NULL, returnType, type Typed, UNKNOWN } from './value-type.js';

export interface CheckOptions {
  /** Field → Elasticsearch's type. Without one every field exists, and types are known of constants and calls only. */
  readonly schema?: Schema;
  /** Default `elasticsearch`. */
  readonly dialect?: Dialect;
  /** Where the category before `where` is looked up. Default `event.category`. */
  readonly eventCategoryField?: string;
  /** Caps on hostile query texts; those not given keep their defaults. */
  readonly limits?: Partial<Limits>;
}

/**
 * Everything wrong with a query, in source order: what its text shows and, with a schema, what its fields' types do.
 * A text that does not parse has one diagnostic. A query without any of severity `error` can run, regular expressions
 * aside, which the engine looks at.
 * @throws TypeError for an option, limit or dialect that does not exist
 */
export function check(query: string | QueryNode, options: CheckOptions = {}): readonly Diagnostic[] {
  return checking(options, (dialect, limits) => {
    const tree = typeof query === 'string' ? parse(query, { dialect, limits }) : query;
    return new Checker(dialect, options).check(tree);
  });
}

/**
 * Everything wrong with a condition or another expression, as `check` does for a query. Anything may be its value.
 * @throws TypeError for an option, limit or dialect that does not exist
 */
export function checkExpression(
  expression: string | ExpressionNode,
  options: Omit<CheckOptions, 'eventCategoryField'> = {},
): readonly Diagnostic[] {
  return checking(options, (dialect, limits) => {
    const tree = typeof expression === 'string' ? parseExpression(expression, { dialect, limits }) : expression;
    return new Checker(dialect, options).checkExpression(tree);
  });
}

function checking(
  options: CheckOptions,
  run: (dialect: Dialect, limits: Partial<Limits>) => readonly Diagnostic[],
): readonly Diagnostic[] {
  checkOptions(options, ['schema', 'dialect', 'eventCategoryField', 'limits']);
  checkOptions(options.limits ?? {}, Object.keys(DEFAULT_LIMITS));
  const { dialect = 'elasticsearch', limits = {} } = options;
  checkDialect(dialect);
  try {
    return run(dialect, limits);
  } catch (error) {
    if (!(error instanceof EqlSyntaxError)) throw error;
    const { code, summary, span, hint } = error;
    return [{ severity: 'error', code, message: summary, span, hint }];
  }
}

/** The names that mean something at one place of the query. */
interface Scope {
  /** Stages that have been matched. */
  readonly aliases: ReadonlySet<string>;
  /** Stages that have not: this one and those behind it. */
  readonly laterAliases: ReadonlySet<string>;
  /** Whether this is a `![…]` stage. */
  readonly isMissing?: boolean;
  readonly variables: ReadonlySet<string>;
}

const EMPTY: ReadonlySet<string> = new Set();
const NO_NAMES: Scope = { aliases: EMPTY, laterAliases: EMPTY, variables: EMPTY };

/** An expression's type, and whether every event gives the same value. */
interface Checked extends Typed {
  readonly isConstant: boolean;
}

/** Looking for similar names takes time; a query with more strange ones than this has another problem. */
const MAX_LOOK_UPS = 50;

class Checker {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly isEndpoint: boolean;
  private readonly schema: Schema | undefined;
  private readonly categoryField: string;
  private lookUps = 0;

  constructor(dialect: Dialect, { schema, eventCategoryField = 'event.category' }: CheckOptions) {
    this.isEndpoint = dialect === 'endpoint';
    this.schema = schema;
    this.categoryField = eventCategoryField;
  }

  check({ query }: QueryNode): readonly Diagnostic[] {
    switch (query.kind) {
      case 'EventQuery':
        this.eventQuery(query, NO_NAMES);
        break;
      case 'Sequence':
        this.stages(query, query.until ? [...query.stages, query.until] : query.stages);
        break;
      case 'Sample':
        this.stages(query, query.stages);
        this.sampleKeys(query);
        break;
      case 'Join':
        this.report(messages.joinUnsupported(keywordOf(query.span, 'join')));
    }
    return this.sorted();
  }

  checkExpression(node: ExpressionNode): readonly Diagnostic[] {
    this.visit(node, NO_NAMES);
    return this.sorted();
  }

  private sorted(): readonly Diagnostic[] {
    return this.diagnostics.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  private report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }

  /** The names to look for ones similar to `path` in. */
  private namesOfFields(path: readonly string[]): readonly string[] {
    return this.schema && this.lookUps++ < MAX_LOOK_UPS ? fieldsNear(this.schema, path) : [];
  }

  // ---------------------------------------------------------------- queries

  private eventQuery({ category, condition, span }: EventQueryNode, scope: Scope): void {
    if (category !== null && this.schema && fieldInfo(this.schema, this.categoryField.split('.')).kind !== 'value') {
      this.report(messages.noCategoryField({ start: span.start, end: span.start }, category, this.categoryField));
    }
    this.condition(condition, scope);
  }

  private stages({ joinKeys }: SequenceNode | SampleNode, stages: readonly StageNode[]): void {
    for (const key of joinKeys) this.visit(key, NO_NAMES);
    const aliases = new Set<string>();
    const laterAliases = new Set(stages.flatMap(({ alias }) => alias ?? []));
    const firstKeys: Checked[] = [];
    for (const stage of stages) {
      this.eventQuery(stage.query, {
        aliases: new Set(aliases),
        laterAliases: new Set(laterAliases),
        variables: EMPTY,
        isMissing: stage.isMissing,
      });
      this.joinKeysOf(stage, stages[0] as StageNode, firstKeys);
      if (stage.alias !== null) this.alias(stage.alias, stage, aliases, laterAliases);
    }
  }

  private alias(name: string, stage: StageNode, aliases: Set<string>, laterAliases: Set<string>): void {
    const { end } = stage.span;
    const span = { start: end - name.length, end };
    if (!this.isEndpoint) this.report(messages.aliasOutsideEndpoint(span));
    else if (stage.isMissing) this.report(messages.aliasOfMissing(span, name));
    else if (aliases.has(name)) this.report(messages.duplicateAlias(span, name));
    aliases.add(name);
    laterAliases.delete(name);
  }

  /** Keys join by position: each stage has as many as the first one, of the same types. */
  private joinKeysOf(stage: StageNode, first: StageNode, firstKeys: Checked[]): void {
    const keys = stage.joinKeys.map((key) => this.visit(key, NO_NAMES));
    if (stage === first) {
      firstKeys.push(...keys);
      return;
    }
    if (keys.length !== firstKeys.length) {
      const span = keys.length > 0 ? spanOfAll(stage.joinKeys) : stage.span;
      this.report(messages.joinKeyCount(span, keys.length, firstKeys.length));
      return;
    }
    keys.forEach((key, i) => {
      const [node, other] = [stage.joinKeys[i] as FieldNode, first.joinKeys[i] as FieldNode];
      const otherType = firstKeys[i] as Checked;
      if (haveCommonValues(key, otherType)) return;
      this.report(messages.joinKeyType(node.span, nameOf(node), key.name, nameOf(other), otherType.name));
    });
  }

  private sampleKeys({ joinKeys, stages, span }: SampleNode): void {
    if (joinKeys.length === 0 && stages.every((stage) => stage.joinKeys.length === 0)) {
      this.report(messages.noJoinKey(keywordOf(span, 'sample')));
    }
    const shared = new Set<string>();
    this.reportRepeated(joinKeys, shared);
    for (const stage of stages) this.reportRepeated(stage.joinKeys, new Set(shared));
  }

  private reportRepeated(keys: readonly FieldNode[], seen: Set<string>): void {
    for (const key of keys) {
      if (seen.has(nameOf(key))) this.report(messages.duplicateJoinKey(key.span, nameOf(key)));
      seen.add(nameOf(key));
    }
  }

  // ---------------------------------------------------------------- conditions

  private condition(node: ExpressionNode, scope: Scope): Checked {
    const checked = this.visit(node, scope);
    if (!canBe(checked, 'boolean')) {
      const field = node.kind === 'Field' ? printFlat(node) : undefined;
      this.report(messages.conditionType(node.span, checked.name, field));
    }
    return checked;
  }

  private visit(node: ExpressionNode, scope: Scope): Checked {
    switch (node.kind) {
      case 'Literal':
        return { type: typeOfLiteral(node), name: node.type, isConstant: true };
      case 'Field':
        return this.field(node, scope, false);
      case 'Variable':
        return this.variable(node, scope);
      case 'FunctionCall':
        return this.call(node, scope);
      case 'Arithmetic':
        return this.arithmetic([node.left, node.right], node.operator, scope);
      case 'Negate':
        return this.arithmetic([node.operand], '-', scope);
      case 'Comparison':
        return this.comparison(node, scope);
      case 'InSet':
        return this.inSet(node, scope);
      case 'TextMatch':
        return this.textMatch(node, scope);
      case 'Not':
        return { ...CONDITION, isConstant: this.condition(node.term, scope).isConstant };
      case 'And':
      case 'Or': {
        const terms = node.terms.map((term) => this.condition(term, scope));
        return { ...CONDITION, isConstant: terms.every(({ isConstant }) => isConstant) };
      }
      case 'Relation': {
        const name = keywordOf(node.span, node.relation);
        if (this.isEndpoint) this.eventQuery(node.query, scope);
        else this.report(messages.relation(name, node.relation));
        return { ...CONDITION, isConstant: false };
      }
    }
  }

  private comparison({ operator, left, right }: NodeOf<'Comparison'>, scope: Scope): Checked {
    const isNullTest = isNull(left) || isNull(right);
    const operand = (node: ExpressionNode) =>
      node.kind === 'Field' ? this.field(node, scope, isNullTest) : this.visit(node, scope);
    const checked = [operand(left), operand(right)] as const;
    const isConstant = checked.every((one) => one.isConstant);
    if (!this.isEndpoint && checked.every((one) => !one.isConstant)) {
      this.report(messages.fieldComparison(right.span, operator));
    }
    this.constant(left, checked[0], right);
    this.constant(right, checked[1], left);
    if (operator === '==' || operator === '!=') for (const side of [left, right]) this.wildcard(side, operator);
    return { ...CONDITION, isConstant };
  }

  private inSet({ value, items, foldCase }: NodeOf<'InSet'>, scope: Scope): Checked {
    const operator = foldCase ? 'in~' : 'in';
    const checkedValue = this.visit(value, scope);
    let isConstant = checkedValue.isConstant;
    for (const item of items) {
      const checked = this.visit(item, scope);
      isConstant &&= checked.isConstant;
      if (!checked.isConstant && !this.isEndpoint) this.report(messages.fieldInList(item.span, operator));
      if (!isListable(checkedValue, checked)) {
        this.report(messages.listType(item.span, checkedValue.name, checked.name));
      } else {
        this.constant(value, checkedValue, item);
      }
      this.wildcard(item, operator);
    }
    return { ...CONDITION, isConstant };
  }

  private textMatch({ operator, value, patterns }: NodeOf<'TextMatch'>, scope: Scope): Checked {
    const checked = this.visit(value, scope);
    if (!canBe(checked, 'string')) {
      this.report(messages.matchOperand(value.span, operator, checked.name, printFlat(value)));
    } else {
      for (const { type, span } of patterns) {
        if (type !== 'string') this.report(messages.patternType(span, operator, type));
      }
    }
    return { ...CONDITION, isConstant: checked.isConstant };
  }

  private arithmetic(operands: readonly ExpressionNode[], operator: string, scope: Scope): Checked {
    const checked = operands.map((operand) => {
      const one = this.visit(operand, scope);
      if (!canBe(one, 'number')) this.report(messages.operandType(operand.span, operator, one.name));
      return one;
    });
    this.division(operator, operands, checked);
    return { ...resultOf(checked), isConstant: checked.every(({ isConstant }) => isConstant) };
  }

  /** Reports what has no value whatever the event. Of doubles it is infinite, or not a number. */
  private division(operator: string, [, divisor]: readonly ExpressionNode[], operands: readonly Checked[]): void {
    if (this.isEndpoint || divisor === undefined || !DIVISIONS.has(operator)) return;
    const isZero = literalOf(divisor)?.value === 0;
    if (isZero && operands.every(({ isConstant, type }) => isConstant && type === 'integer')) {
      this.report(messages.divisionByZero(divisor.span));
    }
  }

  /** Reports a constant that the field on the other side of an operator never is. */
  private constant(field: ExpressionNode, { type }: Typed, node: ExpressionNode): void {
    const literal = literalOf(node);
    if (field.kind !== 'Field' || !literal || type === 'unknown' || type === 'null') return;
    if (!isComparable(literal, type)) {
      this.report(messages.badConstant(node.span, nameOf(field), type, printFlat(node)));
    }
  }

  private wildcard(node: ExpressionNode, operator: string): void {
    if (node.kind === 'Literal' && node.type === 'string' && node.value.includes('*')) {
      this.report(messages.literalWildcard(node.span, operator));
    }
  }

  // ---------------------------------------------------------------- fields

  /** @param isNullTest whether only its being there matters, which is known of any field */
  private field(node: FieldNode, scope: Scope, isNullTest: boolean): Checked {
    const [first, ...rest] = node.path as [string, ...string[]];
    const isAlias = this.isEndpoint && (scope.aliases.has(first) || scope.laterAliases.has(first));
    if (isAlias && rest.length === 0) this.report(messages.aliasAlone(node.span, first));
    else if (isAlias && !scope.aliases.has(first)) this.report(messages.laterAlias(node.span, first));
    else if (isAlias && scope.isMissing) this.report(messages.aliasInMissing(node.span, first));
    else if (!isAlias && this.isEndpoint && rest.length > 0 && /^event\d+$/.test(first)) {
      this.report(messages.unknownAlias(node.span, first, scope.aliases));
      return { ...UNKNOWN, isConstant: false };
    }
    if (isAlias && rest.length === 0) return { ...UNKNOWN, isConstant: false };
    return this.pathInSchema(node, isAlias ? rest : node.path, isNullTest);
  }

  private pathInSchema(node: FieldNode, path: readonly string[], isNullTest: boolean): Checked {
    const name = path.join('.');
    if (!this.schema) {
      if (path.length === 1 && isCapitalKeyword(name)) this.report(messages.capitalField(node.span, name));
      return { ...UNKNOWN, isConstant: false };
    }
    const info = fieldInfo(this.schema, path);
    switch (info.kind) {
      case 'value':
        if (info.isText && !isNullTest) this.report(messages.textField(node.span, name, info.esType));
        return { type: info.type, name: info.esType, isConstant: false };
      case 'object':
        this.report(messages.objectField(node.span, name, info.example));
        break;
      case 'unsupported':
        this.report(messages.unsupportedField(node.span, name, info.name, info.esType));
        break;
      case 'unknown':
        if (node.isOptional) return { ...NULL, isConstant: true };
        this.report(messages.unknownField(node.span, name, this.namesOfFields(path)));
    }
    return { ...UNKNOWN, isConstant: false };
  }

  private variable({ name, span }: NodeOf<'Variable'>, { variables }: Scope): Checked {
    if (!this.isEndpoint) this.report(messages.variableOutsideEndpoint(span));
    else if (!variables.has(name)) {
      this.report(
        messages.unknownVariable(
          span,
          name,
          [...variables].map((one) => `$${one}`),
        ),
      );
    }
    return { ...UNKNOWN, isConstant: false };
  }

  // ---------------------------------------------------------------- calls

  private call(node: NodeOf<'FunctionCall'>, scope: Scope): Checked {
    const { name, foldCase, arguments: args, span } = node;
    const nameSpan = { start: span.start, end: span.start + name.length + (foldCase ? 1 : 0) };
    const signature = findFunction(name, this.isEndpoint ? 'endpoint' : 'elasticsearch');
    if (!signature) {
      this.report(this.unknownFunction(nameSpan, name));
      // It may be a misspelt `_arraysearch`, whose variable is not to blame.
      const named = args.flatMap((argument) => (argument.kind === 'Variable' ? argument.name : []));
      const inner = { ...scope, variables: new Set([...scope.variables, ...named]) };
      for (const argument of args) this.visit(argument, inner);
      return { ...UNKNOWN, isConstant: false };
    }
    if (foldCase && !signature.caseFolding) this.report(messages.noCaseFolding(nameSpan, signature.name));
    this.arity(nameSpan, signature, args);
    let inner = scope;
    const checked = args.map((argument, i) => {
      const last = signature.params.at(-1);
      const param = signature.params[i] ?? (last?.isVariadic ? last : undefined);
      if (!param) return this.visit(argument, inner);
      const one = this.argument(argument, signature, param, inner);
      if (param.type === 'variable' && argument.kind === 'Variable') {
        inner = { ...inner, variables: new Set([...inner.variables, argument.name]) };
      }
      return one;
    });
    const isConstant = checked.every((one) => one.isConstant);
    this.division(signature.name, args, checked);
    const isArithmetic = signature.returns === 'number' && signature.params.every(({ type }) => type === 'number');
    return { ...(isArithmetic ? resultOf(checked) : returnType(signature)), isConstant };
  }

  private unknownFunction(span: Span, name: string): Diagnostic {
    if (findFunction(name, 'endpoint')) return messages.functionOfEndpoint(span, name);
    const known = FUNCTIONS.filter((one) => this.isEndpoint || !('dialect' in one));
    return messages.unknownFunction(
      span,
      name,
      known.map((one) => one.name),
    );
  }

  private arity(nameSpan: Span, signature: FunctionSignature, args: readonly ExpressionNode[]): void {
    const { params } = signature;
    const least = params.filter(({ isOptional }) => !isOptional).length;
    const most = params.at(-1)?.isVariadic ? Number.POSITIVE_INFINITY : params.length;
    if (args.length >= least && args.length <= most) return;
    const surplus = args.slice(params.length);
    this.report(messages.wrongArity(surplus.length > 0 ? spanOfAll(surplus) : nameSpan, signature, args.length));
  }

  private argument(node: ExpressionNode, signature: FunctionSignature, param: FunctionParam, scope: Scope): Checked {
    const refuse = (found: string, text?: string) =>
      this.report(messages.argumentType(node.span, signature, param, found, text));
    if (param.type === 'array' || param.type === 'variable') {
      const isRight =
        node.kind === 'Variable'
          ? param.type === 'array' || node.path.length === 0
          : node.kind === 'Field' && param.type === 'array';
      if (!isRight) refuse(describe(node));
      else if (node.kind === 'Variable' && param.type === 'array') return this.variable(node, scope);
      else if (node.kind === 'Field') this.array(node);
      return { ...UNKNOWN, isConstant: false };
    }
    const checked = this.visit(node, scope);
    if (!fits(checked, param.type, node)) {
      refuse(checked.name, param.type === 'string' && node.kind !== 'Literal' ? printFlat(node) : undefined);
    }
    if (param.isConstant && !checked.isConstant) this.report(messages.constantRequired(node.span, signature, param));
    if (signature.name === 'cidrMatch' && param.name === 'cidr' && node.kind === 'Literal' && node.type === 'string') {
      if (!isCidr(node.value)) this.report(messages.badCidr(node.span, node.value));
    }
    return checked;
  }

  /** A field that may hold objects, as no other place takes them. */
  private array(node: FieldNode): void {
    if (!this.schema || node.isOptional || fieldInfo(this.schema, node.path).kind !== 'unknown') return;
    this.report(messages.unknownField(node.span, nameOf(node), this.namesOfFields(node.path)));
  }
}

const nameOf = ({ path }: FieldNode): string => path.join('.');

const isNull = (node: ExpressionNode): boolean => node.kind === 'Literal' && node.type === 'null';

const isCapitalKeyword = (name: string): boolean => name !== name.toLowerCase() && KEYWORDS.has(name.toLowerCase());

/** Where a keyword stands that starts `span`. */
const keywordOf = ({ start }: Span, keyword: string): Span => ({ start, end: start + keyword.length });

const spanOfAll = (nodes: readonly { readonly span: Span }[]): Span => ({
  start: (nodes[0] as { span: Span }).span.start,
  end: (nodes.at(-1) as { span: Span }).span.end,
});

/** What to call an argument where only its form matters. */
const describe = (node: ExpressionNode): string =>
  node.kind === 'Field' ? 'field' : node.kind === 'Literal' ? node.type : 'expression';

const typeOfLiteral = ({ type }: LiteralNode): FieldType | 'null' => (type === 'long' ? 'integer' : type);

/** Operators, and functions that do the same. */
const DIVISIONS: ReadonlySet<string> = new Set(['/', '%', 'divide', 'modulo']);

/** A literal, or the negative of one. */
const literalOf = (node: ExpressionNode): LiteralNode | undefined =>
  node.kind === 'Literal' ? node : node.kind === 'Negate' ? literalOf(node.operand) : undefined;

/** What arithmetic gives: whole numbers when all operands are whole. */
const resultOf = (operands: readonly Typed[]): Typed =>
  operands.every(({ type }) => type === 'integer')
    ? { type: 'integer', name: 'integer' }
    : { type: 'double', name: operands.every(isNumber) ? 'double' : 'number' };

/** Whether keys of the two types can be equal. */
const haveCommonValues = (a: Typed, b: Typed): boolean =>
  a.type === b.type || [a, b].some(({ type }) => type === 'unknown' || type === 'null') || (isNumber(a) && isNumber(b));
