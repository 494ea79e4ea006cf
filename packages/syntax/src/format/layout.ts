import { TOKEN } from '../eql-grammar.generated.js';
import type { Tokens } from '../lexer.js';
import { type Doc, fill, group, indent, line, lineBreak } from './doc.js';
import { type Gap, gapsOf, hasLineBreak, joinGaps } from './gaps.js';

/** Terms about the kind of event at the start of a condition stay on the line of the `where`. */
const EVENT_KIND = /^(?:host\.os|event|data_stream)\./;

/** Classes behind which a sign is an operator, and not part of a number. */
const OPERAND_ENDS: ReadonlySet<string> = new Set([
  TOKEN.name,
  TOKEN.path,
  TOKEN.variable,
  TOKEN.string,
  TOKEN.integer,
  TOKEN.decimal,
  TOKEN.constant,
  TOKEN.close,
  TOKEN.closeStage,
]);
/** What a list that is wrapped consists of. */
const PLAIN: ReadonlySet<string> = new Set([
  TOKEN.string,
  TOKEN.integer,
  TOKEN.decimal,
  TOKEN.constant,
  TOKEN.sign,
  TOKEN.name,
  TOKEN.path,
  TOKEN.variable,
  TOKEN.optionalMark,
]);
const OPENERS: ReadonlySet<string> = new Set([TOKEN.open, TOKEN.openStage, TOKEN.openMissing]);
const CLOSERS: ReadonlySet<string> = new Set([TOKEN.close, TOKEN.closeStage]);
const STAGED: ReadonlySet<string> = new Set([TOKEN.sequence, TOKEN.sample, TOKEN.join]);
const STAGE_STARTS: ReadonlySet<string> = new Set([TOKEN.openStage, TOKEN.openMissing, TOKEN.until]);
/** Classes with no space before, and behind. */
const TIGHT_BEFORE: ReadonlySet<string> = new Set([TOKEN.comma, TOKEN.assign, TOKEN.dot]);
const TIGHT_BEHIND: ReadonlySet<string> = new Set([TOKEN.optionalMark, TOKEN.assign, TOKEN.dot]);

/** A range of tokens, `to` not among them. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The layout of a query, or of a part of one, that the grammar takes. The tokens stay as they are. */
export function layout(tokens: Tokens): Doc {
  return new Layout(tokens).whole();
}

class Layout {
  private readonly tokens: Tokens;
  private readonly gaps: readonly Gap[];
  /** The closing bracket of each opening one. */
  private readonly closers = new Map<number, number>();

  constructor(tokens: Tokens) {
    this.tokens = tokens;
    this.gaps = gapsOf(tokens);
    const open: number[] = [];
    for (let i = 0; i < tokens.classes.length; i++) {
      if (OPENERS.has(this.classAt(i))) open.push(i);
      else if (CLOSERS.has(this.classAt(i))) this.closers.set(open.pop() as number, i);
    }
  }

  whole(): Doc {
    const all = { from: 0, to: this.tokens.starts.length };
    const first = this.gapAt(0);
    const last = this.gapAt(all.to);
    const above = first.rows.flatMap((row, i) => [
      i > 0 && row.isDouble ? '\n' : '',
      row.comments.join(' '),
      lineBreak(),
    ]);
    if (above.length > 0 && first.isDouble) above.push(lineBreak());
    const below = last.rows.map((row) => [lineBreak(row.isDouble), row.comments.join(' ')]);
    const inline = first.inline.map((comment) => `${comment} `);
    return [...above, ...inline, this.statement(all), ...last.trailing.map((comment) => ` ${comment}`), ...below];
  }

  // ---------------------------------------------------------------- queries

  private statement(range: Range): Doc {
    const [query, ...pipes] = this.split(range, TOKEN.bar, 'before') as [Range, ...Range[]];
    if (pipes.length === 0) return this.query(query);
    return group([this.query(query), ...pipes.map((pipe) => [this.line(pipe.from, ' '), this.chunk(pipe)])]);
  }

  private query({ from, to }: Range): Doc {
    if (from === to) return '';
    if (!STAGED.has(this.classAt(from)) && !STAGE_STARTS.has(this.classAt(from))) return this.eventQuery({ from, to });
    const starts = this.positions({ from, to }, STAGE_STARTS).filter((at) => this.classAt(at - 1) !== TOKEN.until);
    const ranges = [from, ...starts.filter((at) => at > from)].map((at, i, all) => ({
      from: at,
      to: all[i + 1] ?? to,
    }));
    return ranges.map((range, i) => {
      const isUntil = this.classAt(range.from) === TOKEN.until;
      const part = [i > 0 ? this.lineBreak(range.from) : '', this.chunk(range)];
      return i > 0 && !isUntil ? indent(part) : part;
    });
  }

  private eventQuery(range: Range): Doc {
    return group(this.eventQueryParts(range));
  }

  /** Without a group of its own. */
  private eventQueryParts({ from, to }: Range): Doc {
    const [where] = this.positions({ from, to }, new Set([TOKEN.where]));
    if (where === undefined) return this.condition({ from, to });
    const category = this.chunk({ from, to: where + 1 });
    const condition = { from: where + 1, to };
    const terms = this.split(condition, TOKEN.and);
    const head = this.split(condition, TOKEN.or).length > 1 ? [] : terms.slice(0, this.headLength(terms));
    if (head.length === 0) return [category, indent([this.line(where + 1, ' '), this.condition(condition)])];
    const rest = terms.slice(head.length);
    const headDoc = fill(
      head.map((term) => this.chunk(term)),
      head.slice(1).map((term) => this.operator(term.from - 1)),
    );
    const restDoc = rest.map((term) => [this.operator(term.from - 1), this.chunk(term)]);
    return [category, indent([this.gap(where + 1, ' '), headDoc, ...restDoc])];
  }

  /** How many of `terms` stay on the line of the `where`. */
  private headLength(terms: readonly Range[]): number {
    const other = terms.findIndex(({ from }) => {
      const at = this.classAt(from) === TOKEN.optionalMark ? from + 1 : from;
      return this.classAt(at) !== TOKEN.path || !EVENT_KIND.test(this.textAt(at)) || hasLineBreak(this.gapAt(from));
    });
    return other < 0 ? terms.length : other;
  }

  // ---------------------------------------------------------------- conditions

  /** Terms between operators; the lines between them belong to the group around. */
  private condition(range: Range): Doc {
    const alternatives = this.split(range, TOKEN.or);
    if (alternatives.length === 1) return this.conjunction(range);
    return alternatives.map((alternative, i) => {
      const isOneTerm = this.split(alternative, TOKEN.and).length === 1;
      const conjunction = this.conjunction(alternative);
      return [i > 0 ? this.operator(alternative.from - 1) : '', isOneTerm ? conjunction : group(indent(conjunction))];
    });
  }

  private conjunction(range: Range): Doc {
    return this.split(range, TOKEN.and).map((term, i) => [i > 0 ? this.operator(term.from - 1) : '', this.chunk(term)]);
  }

  /** ` and` and a line; comments that stood before the operator come behind it. */
  private operator(at: number): Doc {
    return [this.before(at), ' ', this.textAt(at), this.lineOf(this.gapAround(at), ' ')];
  }

  // ---------------------------------------------------------------- tokens

  /** Tokens with nothing between them that a line may be broken at, but in brackets. */
  private chunk({ from, to }: Range): Doc {
    const parts: Doc[] = [];
    for (let at = from; at < to; at++) {
      const isSeparated = this.classAt(at) === TOKEN.comma;
      if (at > from && !isSeparated) {
        const isBehindComma = this.classAt(at - 1) === TOKEN.comma;
        parts.push(isBehindComma ? this.gapOf(this.gapAround(at - 1), ' ') : this.gap(at, this.spaceBefore(at)));
      } else if (at > from) {
        parts.push(this.before(at));
      }
      const closer = this.closers.get(at);
      if (closer === undefined) parts.push(this.textAt(at));
      else {
        parts.push(this.brackets(at, closer));
        at = closer;
      }
    }
    return parts;
  }

  private brackets(open: number, close: number): Doc {
    const inside = { from: open + 1, to: close };
    const [from, to] = [this.textAt(open), this.textAt(close)];
    if (inside.from === inside.to) return [from, this.gap(close, ''), to];
    if (this.classAt(open) !== TOKEN.open) {
      const parts = this.eventQueryParts(inside);
      return group([from, this.gap(open + 1, ''), parts, this.beforeCloser(close), to]);
    }
    const isOneToken = inside.to - inside.from === 1;
    if (isOneToken && !hasLineBreak(this.gapAt(open + 1)) && !hasLineBreak(this.gapAt(close))) {
      return [from, this.gap(open + 1, ''), this.textAt(open + 1), this.before(close), to];
    }
    return group([from, indent([this.line(open + 1, ''), this.items(inside)]), this.beforeCloser(close), to]);
  }

  /** A list's items, or a condition in parentheses. */
  private items(range: Range): Doc {
    const items = this.split(range, TOKEN.comma);
    if (items.length === 1) return this.condition(range);
    const separators = items
      .slice(1)
      .map(({ from }) => [this.before(from - 1), ',', this.lineOf(this.gapAround(from - 1), ' ')]);
    if (items.every((item) => this.isPlain(item))) {
      return fill(
        items.map((item) => this.chunk(item)),
        separators,
      );
    }
    return items.map((item, i) => [separators[i - 1] ?? '', group(this.condition(item))]);
  }

  private isPlain({ from, to }: Range): boolean {
    for (let at = from; at < to; at++) if (!PLAIN.has(this.classAt(at))) return false;
    return true;
  }

  private spaceBefore(at: number): '' | ' ' {
    const [before, own] = [this.classAt(at - 1), this.classAt(at)];
    if (TIGHT_BEFORE.has(own) || TIGHT_BEHIND.has(before)) return '';
    if (own === TOKEN.open && (before === TOKEN.name || before === TOKEN.tildeName)) return '';
    if (before === TOKEN.sign && !OPERAND_ENDS.has(this.classAt(at - 2))) return '';
    // `30s`
    return own === TOKEN.name && (before === TOKEN.integer || before === TOKEN.decimal) ? '' : ' ';
  }

  private readonly classAt = (at: number): string => this.tokens.classes[at] ?? '';
  private readonly gapAt = (at: number): Gap => this.gaps[at] as Gap;

  private textAt(at: number): string {
    const text = this.tokens.source.slice(this.tokens.starts[at], this.tokens.ends[at]);
    const hasPieces = this.classAt(at) === TOKEN.path || this.classAt(at) === TOKEN.variable;
    return hasPieces ? withoutSpace(text) : text;
  }

  // ---------------------------------------------------------------- gaps

  /** `flat`, and the comments between the tokens. */
  private readonly gap = (at: number, flat: '' | ' '): Doc => this.gapOf(this.gapAt(at), flat);

  /** The same, and the line may be broken. */
  private line(at: number, flat: '' | ' '): Doc {
    const { rows, ...gap } = this.gapAt(at);
    // What is opened does not start with an empty line.
    return this.lineOf(
      {
        ...gap,
        rows: rows.map((row, i) => (i > 0 ? row : { ...row, isDouble: false })),
        isDouble: rows.length > 0 && gap.isDouble,
      },
      flat,
    );
  }

  private lineBreak(at: number): Doc {
    const gap = this.gapAt(at);
    return hasLineBreak(gap) ? this.gapOf(gap, '') : [lineBreak(gap.isDouble), ...gap.inline.map((one) => `${one} `)];
  }

  /** The gap of the tokens around the operator or comma `at`, with what stands there before it. */
  private gapAround(at: number): Gap {
    return joinGaps(this.gapAt(at), this.gapAt(at + 1));
  }

  private gapOf(gap: Gap, flat: '' | ' '): Doc {
    const inline = gap.inline.map((comment) => `${comment} `);
    if (!hasLineBreak(gap)) return [gap.inline.length > 0 ? ' ' : flat, ...inline];
    const trailing = gap.trailing.map((comment) => ` ${comment}`);
    const rows = gap.rows.map(({ comments, isDouble }) => [lineBreak(isDouble), comments.join(' ')]);
    return [...trailing, ...rows, lineBreak(gap.isDouble), ...inline];
  }

  private lineOf(gap: Gap, flat: '' | ' '): Doc {
    if (hasLineBreak(gap)) return this.gapOf(gap, flat);
    return [line(flat, gap.isDouble), ...gap.inline.map((comment) => `${comment} `)];
  }

  /** The comments before a comma, an operator or a closing bracket on the same line. */
  private before(at: number): Doc {
    const gap = this.gapAt(at);
    return hasLineBreak(gap) ? '' : gap.inline.map((comment) => ` ${comment}`);
  }

  /** The last line of what stands in brackets. */
  private beforeCloser(at: number): Doc {
    const gap = this.gapAt(at);
    if (!hasLineBreak(gap)) return [this.before(at), line('')];
    const rows = [...gap.rows, ...(gap.inline.length > 0 ? [{ comments: gap.inline, isDouble: gap.isDouble }] : [])];
    return [
      ...gap.trailing.map((comment) => ` ${comment}`),
      indent(rows.map(({ comments, isDouble }) => [lineBreak(isDouble), comments.join(' ')])),
      lineBreak(),
    ];
  }

  // ---------------------------------------------------------------- ranges

  /** Where in `range`, outside brackets, tokens of `classes` stand. */
  private positions({ from, to }: Range, classes: ReadonlySet<string>): number[] {
    const found: number[] = [];
    for (let at = from; at < to; at++) {
      if (classes.has(this.classAt(at))) found.push(at);
      at = this.closers.get(at) ?? at;
    }
    return found;
  }

  /** The parts between tokens of a class; each with the token before it where `keep` says so. */
  private split({ from, to }: Range, tokenClass: string, keep?: 'before'): Range[] {
    const cuts = this.positions({ from, to }, new Set([tokenClass]));
    const starts = [from, ...cuts.map((cut) => (keep ? cut : cut + 1))];
    return starts.map((start, i) => ({ from: start, to: cuts[i] ?? to }));
  }
}

/** The path `text` without white space around its dots; as it is where comments stand there. */
function withoutSpace(text: string): string {
  if (!/[ \t\r\n]/.test(text) || text.replace(/`(?:[^`]|``)*`/g, '').includes('/')) return text;
  return text.replace(/(`(?:[^`]|``)*`)|[ \t\r\n]+/g, (_, quoted: string | undefined) => quoted ?? '');
}
