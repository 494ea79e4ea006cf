import type { CutChunks } from './chunks.js';
import { GrowingBuffer } from './growing-buffer.js';
import { MAX_RECORD_BYTES, type RecordParser } from './record-parser.js';

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** What tells the structure of a record, outside its strings. */
const IS_STRUCTURE = new Uint8Array(256);
for (const byte of [NEWLINE, QUOTE, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]) IS_STRUCTURE[byte] = 1;

const isSeparator = (byte: number) => byte <= SPACE || byte === COMMA;

const NONE = -1;

/**
 * Reads records that do not stand one a line: arrays of records, pretty-printed records, one after the other. Finds
 * where records begin and end by their brackets, and holds no more than one of them.
 */
export async function readDocuments(
  chunks: CutChunks,
  parser: RecordParser,
  betweenChunks: () => Promise<void> | undefined,
): Promise<void> {
  const splitter = new DocumentSplitter(parser);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    const pause = betweenChunks();
    if (pause !== undefined) await pause;
  }
  splitter.end(chunks.error);
}

/** A line on which another record may begin, should the one being read turn out to be broken. */
interface Restart {
  readonly offset: number;
  readonly line: number;
  readonly lineStart: number;
}

/**
 * A broken record has no end that its brackets tell. So while a record is read, the first line that begins with `{` as
 * far left as the record itself is kept in mind: good JSON may have such a line, but where the record does not parse,
 * or the input ends within it, reading starts again there. From there to where reading had come, such a line ends a
 * record at once, so that nothing is read more than twice.
 */
class DocumentSplitter {
  readonly #parser: RecordParser;
  readonly #buffer = new GrowingBuffer();

  /** Offsets into the buffer; `#lineStart` may lie before it. */
  #at = 0;
  #lineStart = 0;
  #recordStart = NONE;
  #distrustedUntil = 0;
  #restart: Restart | undefined;

  #line = 1;
  /** The line of the `[` around the records; 0 outside. */
  #listLine = 0;
  #recordLine = 1;
  #recordColumn = 0;
  /** Brackets open within the record. */
  #depth = 0;
  /** Whether the record is no object or list, and ends before the next structure outside a string. */
  #isScalar = false;
  #isTooLong = false;
  #isInString = false;
  #isEscaped = false;

  constructor(parser: RecordParser) {
    this.#parser = parser;
  }

  push(chunk: Buffer): void {
    this.#buffer.append(chunk);
    this.#scan();
    while (this.#recordStart !== NONE && !this.#isTooLong && this.#at - this.#recordStart > MAX_RECORD_BYTES) {
      this.#parser.refuseLength(this.#recordLine);
      if (this.#restart === undefined) this.#isTooLong = true;
      else {
        this.#goBack(this.#restart);
        this.#scan();
      }
    }
    this.#drop(this.#recordStart === NONE || this.#isTooLong ? this.#at : this.#recordStart);
  }

  /** @param error why the input ends here, if it should not */
  end(error: unknown): void {
    while (this.#recordStart !== NONE && !this.#isTooLong) {
      if (this.#isScalar) this.#finish(this.#at);
      else if (this.#restart !== undefined) {
        this.#refuse(this.#restart.offset);
        this.#goBack(this.#restart);
      } else break;
      this.#scan();
    }
    const isWithinRecord = this.#recordStart !== NONE && !this.#isTooLong;
    if (error !== undefined) this.#parser.reportDamage(isWithinRecord ? this.#recordLine : this.#line, error);
    else if (isWithinRecord) this.#refuse(this.#at);
    else if (this.#listLine > 0) {
      this.#parser.reportDamage(this.#line, new Error(`the list that begins in line ${this.#listLine} has no end`));
    }
  }

  #scan(): void {
    const { bytes, length } = this.#buffer;
    while (this.#at < length) {
      if (this.#isInString) this.#scanString(bytes, length);
      else if (this.#recordStart === NONE) this.#scanBetween(bytes[this.#at]!);
      else this.#scanRecord(bytes, length);
    }
  }

  #scanBetween(byte: number): void {
    if (byte === NEWLINE) this.#line++;
    if (byte === NEWLINE) this.#lineStart = this.#at + 1;
    if (isSeparator(byte)) this.#at++;
    else if (byte === OPEN_LIST && this.#listLine === 0) {
      this.#listLine = this.#line;
      this.#at++;
    } else if (byte === CLOSE_LIST && this.#listLine > 0) {
      this.#listLine = 0;
      this.#at++;
    } else {
      this.#recordStart = this.#at;
      this.#recordLine = this.#line;
      this.#recordColumn = this.#at - this.#lineStart;
      this.#isScalar = byte !== OPEN_OBJECT && byte !== OPEN_LIST;
      if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#at++; // stray: a record of its own, to be refused
    }
  }

  /** From within a record to its end, or to its next string. */
  #scanRecord(bytes: Buffer, length: number): void {
    for (let at = this.#at; at < length; at++) {
      const byte = bytes[at]!;
      if (IS_STRUCTURE[byte] === 0) continue;
      if (this.#isScalar && byte !== QUOTE) {
        this.#finish(at);
        return;
      }
      if (byte === QUOTE) {
        this.#isInString = true;
        this.#at = at + 1;
        return;
      }
      if (byte === NEWLINE) {
        this.#line++;
        this.#lineStart = at + 1;
      } else if (byte === OPEN_OBJECT && this.#depth > 0 && this.#mayBeginRecord(bytes, at)) {
        if (at < this.#distrustedUntil || this.#isTooLong) {
          if (!this.#isTooLong) this.#refuse(at);
          this.#leaveRecord(at);
          return;
        }
        this.#restart ??= { offset: at, line: this.#line, lineStart: this.#lineStart };
        this.#depth++;
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth++;
      else if (byte !== COMMA && --this.#depth === 0) {
        this.#finish(at + 1);
        return;
      }
    }
    this.#at = length;
  }

  /** From within a string past its end. A newline ends it too, since JSON has none in a string. */
  #scanString(bytes: Buffer, length: number): void {
    for (let at = this.#at; at < length; at++) {
      const byte = bytes[at];
      if (byte === NEWLINE || (byte === QUOTE && !this.#isEscaped)) {
        this.#isInString = false;
        this.#isEscaped = false;
        this.#at = byte === NEWLINE ? at : at + 1;
        return;
      }
      this.#isEscaped = byte === BACKSLASH && !this.#isEscaped;
    }
    this.#at = length;
  }

  /** Whether nothing but space and commas stands before `at` on its line, which is no deeper than the record's. */
  #mayBeginRecord(bytes: Buffer, at: number): boolean {
    if (at - this.#lineStart > this.#recordColumn) return false;
    for (let before = at - 1; before >= Math.max(this.#lineStart, 0); before--) {
      if (!isSeparator(bytes[before]!)) return false;
    }
    return true;
  }

  #finish(end: number): void {
    const { bytes } = this.#buffer;
    const start = this.#recordStart;
    if (!this.#isTooLong) {
      if (this.#parser.parse(bytes, start, end, this.#recordLine)) {
        this.#parser.checkNumbers(bytes, start, end, this.#recordLine);
      } else {
        this.#refuse(this.#restart?.offset ?? end);
        if (this.#restart !== undefined) {
          this.#at = end;
          this.#goBack(this.#restart);
          return;
        }
      }
    }
    this.#leaveRecord(end);
  }

  #refuse(end: number): void {
    const { bytes } = this.#buffer;
    let last = end;
    while (last > this.#recordStart && isSeparator(bytes[last - 1]!)) last--;
    this.#parser.refuse(bytes, this.#recordStart, last, this.#recordLine, this.#recordColumn);
  }

  #leaveRecord(at: number): void {
    this.#at = at;
    this.#recordStart = NONE;
    this.#restart = undefined;
    this.#depth = 0;
    this.#isTooLong = false;
    this.#isInString = false;
    this.#isEscaped = false;
  }

  #goBack({ offset, line, lineStart }: Restart): void {
    this.#distrustedUntil = Math.max(this.#distrustedUntil, this.#at);
    this.#leaveRecord(offset);
    this.#line = line;
    this.#lineStart = lineStart;
  }

  #drop(count: number): void {
    this.#buffer.drop(count);
    this.#at -= count;
    this.#lineStart -= count;
    this.#distrustedUntil -= count;
    if (this.#isTooLong) this.#restart = undefined;
    if (this.#restart !== undefined)
      this.#restart = {
        ...this.#restart,
        offset: this.#restart.offset - count,
        lineStart: this.#restart.lineStart - count,
      };
    if (this.#recordStart !== NONE) this.#recordStart = Math.max(0, this.#recordStart - count);
  }
}
