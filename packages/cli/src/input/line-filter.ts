import { endOfPlainEcs } from '@eqlite/ecs';

/** Takes a line by the place of its bytes; `line` counts from 0. */
type LineVisitor = (start: number, end: number, line: number) => void;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** Larger strings would not be where new ones are collected at next to no cost. */
const PIECE_BYTES = 64 * 2 ** 10;
/** To look for more texts than this takes about as long as parsing. */
const MAX_TEXTS = 24;
/** Beyond this share of lines it is no use to look before parsing … */
const MAX_SHARE = 0.3;
/** … and it is tried again after so many pieces of input. */
const PAUSE = 64;

/**
 * Finds the lines that may matter by texts in their bytes, so that the others need not be parsed. Pauses by itself where
 * many matter.
 *
 * When it is checking, it passes over none but ECS documents that are valid JSON, by their bytes: what is wrong with a line
 * is told, raw records are converted, and events are counted as if all had been parsed, in half the time. When it is not,
 * it knows nothing of the lines it passes over, and takes a quarter.
 */
export class LineFilter {
  /** Lines of which nothing is known but that they cannot matter. */
  passedOver = 0;
  readonly isChecking: boolean;
  readonly #pattern: RegExp;
  #pause = 0;

  /** @param texts in lower case, of characters that JSON writes as they stand or as `\u00..` */
  private constructor(texts: readonly string[], isChecking: boolean) {
    const literals = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    // Without the flag `u` only ASCII letters match other ASCII letters.
    this.#pattern = new RegExp([...literals, '\\\\u00[2-7]'].join('|'), 'gi');
    this.isChecking = isChecking;
  }

  /** `undefined` where nothing is known to look for, or too much. */
  static for(texts: readonly string[] | undefined, options: { readonly isChecking: boolean }): LineFilter | undefined {
    return texts === undefined || texts.length > MAX_TEXTS ? undefined : new LineFilter(texts, options.isChecking);
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
   * @param end where the last line ends, at its newline
   * @param passOver called for each ECS document that holds none of the texts; false to visit it. For a filter that checks
   * @returns how many lines there are
   */
  visit(bytes: Buffer, start: number, end: number, visit: LineVisitor, passOver?: () => boolean): number {
    const pattern = this.#pattern;
    let lines = 0;
    let visited = 0;
    let next = start;
    const read = (to: number) => {
      visit(next, to, lines++);
      visited++;
      next = to + 1;
    };
    /** Up to the line that begins at `limit`. */
    const skip = (limit: number) => {
      while (next < limit) {
        const last = passOver === undefined ? bytes.indexOf(NEWLINE, next) : endOfDocument(bytes, next);
        if (last < 0 || passOver?.() === false) read(bytes.indexOf(NEWLINE, next));
        else {
          next = last + 1;
          lines++;
          if (passOver === undefined) this.passedOver++;
        }
      }
    };
    for (let from = start; from <= end; from = next) {
      const to = endOfPiece(bytes, from, end);
      const text = bytes.toString('latin1', from, to);
      pattern.lastIndex = 0;
      for (let hit = pattern.exec(text); hit !== null; hit = pattern.exec(text)) {
        const at = from + hit.index;
        skip(bytes.lastIndexOf(NEWLINE, at) + 1);
        read(bytes.indexOf(NEWLINE, at));
        pattern.lastIndex = next - from;
      }
      skip(to + 1);
    }
    if (visited > MAX_SHARE * lines) this.#pause = PAUSE;
    return lines;
  }
}

/** The end of a line, so that a piece begins at `start` that is worth the while and still cheap to make a string of. */
function endOfPiece(bytes: Buffer, start: number, end: number): number {
  if (end - start <= PIECE_BYTES) return end;
  const last = bytes.lastIndexOf(NEWLINE, start + PIECE_BYTES);
  return last > start ? last : bytes.indexOf(NEWLINE, start + PIECE_BYTES);
}

/** The end of a line that is an ECS document, or -1. */
function endOfDocument(bytes: Buffer, start: number): number {
  const end = endOfPlainEcs(bytes, start);
  const last = bytes[end] === CARRIAGE_RETURN ? end + 1 : end;
  return bytes[last] === NEWLINE ? last : -1;
}
