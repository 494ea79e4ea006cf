import { isUtf8 } from 'node:buffer';
import { parseEventXml } from '@eqlite/ecs';
import type { CutChunks } from './chunks.js';
import { GrowingBuffer } from './growing-buffer.js';
import type { Problems } from './problems.js';
import { type JsonRecord, MAX_RECORD_BYTES, type RecordParser } from './record-parser.js';

const NEWLINE = 10;
const LESS = 60;
const SLASH = 47;
const NAME = 'Event';
/** What may follow a tag's name, so that `<EventData>` and `<Events>` are not taken for it. */
const ENDS_NAME = new Set([...Buffer.from(' \t\r\n/>')]);

/**
 * Reads Windows events as XML: alone, one after the other, or within `<Events>`, as Event Viewer and `wevtutil` write
 * them. Holds no more than one of them. A record's place is the line on which its event begins.
 */
export async function readEventXml(
  name: string,
  chunks: CutChunks,
  parser: RecordParser,
  problems: Problems,
  betweenChunks: () => Promise<void> | undefined,
): Promise<void> {
  const splitter = new EventSplitter(name, parser, problems);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    const pause = betweenChunks();
    if (pause !== undefined) await pause;
  }
  splitter.end(chunks.error);
}

const NONE = -1;

/**
 * Finds events by their tags alone: text has no `<` in it. An event within which another begins has lost its end, and
 * is given up for the other.
 */
class EventSplitter {
  readonly #name: string;
  readonly #parser: RecordParser;
  readonly #problems: Problems;
  readonly #buffer = new GrowingBuffer();
  /** Offsets into the buffer: how far it is searched, where the event being read begins, how far lines are counted. */
  #at = 0;
  #start = NONE;
  #counted = 0;
  #line = 1;

  constructor(name: string, parser: RecordParser, problems: Problems) {
    this.#name = name;
    this.#parser = parser;
    this.#problems = problems;
  }

  push(chunk: Buffer): void {
    this.#buffer.append(chunk);
    while (this.#nextTag());
    if (this.#start !== NONE && this.#buffer.length - this.#start > MAX_RECORD_BYTES) {
      this.#parser.refuseLength(this.#line);
      this.#start = NONE;
    }
    this.#drop(this.#start === NONE ? Math.max(0, this.#at - '</'.length) : this.#start);
  }

  /** @param error why the input ends here, if it should not */
  end(error: unknown): void {
    if (error !== undefined) this.#parser.reportDamage(this.#line, error);
    else if (this.#start !== NONE) this.#refuse('it has no end');
  }

  /** Whether there is another `Event`, and a tag's end after it, in what has come so far. */
  #nextTag(): boolean {
    const bytes = this.#buffer.bytes.subarray(0, this.#buffer.length);
    const at = bytes.indexOf(NAME, this.#at);
    const end = at + NAME.length;
    if (at < 0 || end === bytes.length) {
      this.#at = Math.max(this.#at, bytes.length - NAME.length);
      return false;
    }
    if (ENDS_NAME.has(bytes[end]!)) {
      if (bytes[at - 1] === LESS) this.#begin(at - 1);
      else if (bytes[at - 1] === SLASH && bytes[at - 2] === LESS && this.#start !== NONE) {
        const close = bytes.indexOf('>', end);
        if (close < 0) {
          this.#at = at;
          return false;
        }
        this.#take(this.#start, close + 1);
        this.#start = NONE;
      }
    }
    this.#at = end;
    return true;
  }

  #begin(start: number): void {
    if (this.#start !== NONE) this.#refuse('it has no end');
    this.#countLines(start);
    this.#start = start;
  }

  #take(start: number, end: number): void {
    const bytes = this.#buffer.bytes.subarray(start, end);
    if (!isUtf8(bytes)) {
      this.#problems.report('invalid_utf8', this.#name, { line: this.#line }, 'not valid UTF-8; skipped');
      return;
    }
    const event = parseEventXml(bytes.toString('utf8'));
    if (event === undefined) this.#refuse('it is not well formed');
    else this.#parser.take(event as JsonRecord, this.#line);
  }

  #refuse(why: string): void {
    this.#problems.report('not_xml', this.#name, { line: this.#line }, `not the XML of an event: ${why}; skipped`);
  }

  #countLines(to: number): void {
    const bytes = this.#buffer.bytes.subarray(0, to);
    for (let at = bytes.indexOf(NEWLINE, this.#counted); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) this.#line++;
    this.#counted = to;
  }

  #drop(count: number): void {
    if (this.#start === NONE) this.#countLines(count);
    this.#buffer.drop(count);
    this.#at -= count;
    this.#counted -= count;
    if (this.#start !== NONE) this.#start -= count;
  }
}
