/** Takes a line by the place of its bytes; `line` counts from 1. */
export type LineVisitor = (start: number, end: number, line: number) => void;

const NEWLINE = 10;
/** To look for more texts than this takes about as long as parsing. */
const MAX_TEXTS = 24;
/** Beyond this share of lines it is no use to look before parsing … */
const MAX_SHARE = 0.3;
/** … and it is tried again after so many pieces of input. */
const PAUSE = 64;

/**
 * Finds the lines that may matter by texts in their bytes, so that the others need not be parsed: many times as fast
 * where few matter. Pauses by itself where many do.
 */
export class LineFilter {
  /** Lines that were not parsed. */
  passedOver = 0;
  readonly #pattern: RegExp;
  #pause = 0;

  /** @param texts in lower case, of characters that JSON writes as they stand or as `\u00..` */
  private constructor(texts: readonly string[]) {
    const literals = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    // Without the flag `u` only ASCII letters match other ASCII letters.
    this.#pattern = new RegExp([...literals, '\\\\u00[2-7]'].join('|'), 'gi');
  }

  /** `undefined` where nothing is known to look for, or too much. */
  static for(texts: readonly string[] | undefined): LineFilter | undefined {
    return texts === undefined || texts.length > MAX_TEXTS ? undefined : new LineFilter(texts);
  }

  /** To be called where a part of a file may begin, so that what is passed over does not depend on who reads it. */
  restart(): void {
    this.#pause = 0;
  }

  /** Whether to look into the next piece of input; if not, all its lines are to be parsed. */
  isActive(): boolean {
    if (this.#pause === 0) return true;
    this.#pause--;
    return false;
  }

  /**
   * Visits the lines between two places that may matter, in order.
   * @param end where the last line ends
   * @param line the number of the first one
   * @returns how many lines there are
   */
  visit(bytes: Buffer, start: number, end: number, line: number, read: LineVisitor): number {
    const pattern = this.#pattern;
    const text = bytes.toString('latin1', start, end);
    let lines = 0;
    let visited = 0;
    let lineEnd = start;
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
      const at = start + hit.index;
      const lineStart = Math.max(start, bytes.lastIndexOf(NEWLINE, at) + 1);
      lines += countNewlines(bytes, lineEnd, lineStart);
      const next = bytes.indexOf(NEWLINE, at);
      lineEnd = next < 0 || next > end ? end : next;
      visited++;
      read(lineStart, lineEnd, line + lines);
      pattern.lastIndex = lineEnd - start;
    }
    lines += countNewlines(bytes, lineEnd, end) + 1;
    if (visited > MAX_SHARE * lines) this.#pause = PAUSE;
    this.passedOver += lines - visited;
    return lines;
  }
}

function countNewlines(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
