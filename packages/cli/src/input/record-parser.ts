import { isAscii, isUtf8 } from 'node:buffer';
import { findJsonError } from './json-error.js';
import { type Problems, StrictError } from './problems.js';
import { findRoundedInteger } from './rounded-integer.js';

/** A JSON object, as it stands in a file. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Takes the records of one file in order; `line` is where the record begins, from 1, or its number in an event log; `text`
 * is JSON of the record, if it was that.
 */
export type RecordVisitor = (record: JsonRecord, line: number, text?: string) => void;

/**
 * Longer records are skipped: it bounds memory whatever the file holds. Elasticsearch takes no request beyond 100 MB,
 * so no event that was ever indexed is longer.
 */
export const MAX_RECORD_BYTES = 128 * 2 ** 20;

const NEWLINE = 10;

/** What is known of bytes before they are parsed. */
export type TextKind = 'ascii' | 'utf8' | 'unknown';

/** Looks at many records at once, since asking for each would cost a twentieth of parsing it. */
export function textKindOf(bytes: Buffer): TextKind {
  if (isAscii(bytes)) return 'ascii';
  return isUtf8(bytes) ? 'utf8' : 'unknown';
}

/** Turns the bytes of records into records, or tells what is wrong with them. */
export class RecordParser {
  /** Records handed on, and those that need not be. */
  records = 0;
  readonly #name: string;
  readonly #visit: RecordVisitor;
  readonly #problems: Problems;
  readonly #passOver: () => boolean;
  #hasRoundedNumber: boolean;

  /**
   * @param name the file as people know it
   * @param passOver called for an ECS document that cannot matter; false where its record is wanted all the same
   */
  constructor(name: string, visit: RecordVisitor, problems: Problems, passOver = () => false) {
    this.#name = name;
    this.#visit = visit;
    this.#problems = problems;
    this.#passOver = passOver;
    // An earlier part of the file may have been read elsewhere.
    this.#hasRoundedNumber = problems.countOf('rounded_number') > 0;
  }

  /** Hands on the record in these bytes. Returns false, and tells nobody, when they are not JSON. */
  parse(bytes: Buffer, start: number, end: number, line: number, kind: TextKind = 'unknown'): boolean {
    const text = bytes.toString(kind === 'ascii' ? 'latin1' : 'utf8', start, end);
    if (kind === 'unknown' && !isUtf8(bytes.subarray(start, end))) {
      this.#problems.report('invalid_utf8', this.#name, { line }, 'not valid UTF-8; skipped');
      return true;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return false;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const text = `expected a JSON object but found ${nameOf(value)}; skipped`;
      this.#problems.report('not_an_object', this.#name, { line }, text);
      return true;
    }
    this.take(value as JsonRecord, line, text);
    return true;
  }

  /** Hands on a record that is parsed already. */
  take(record: JsonRecord, line: number, text?: string): void {
    this.records++;
    try {
      this.#visit(record, line, text);
    } catch (error) {
      reportNotProcessed(this.#problems, this.#name, line, error);
    }
  }

  /** Takes note of an ECS document that cannot matter; false where it must be parsed all the same. */
  passOver(): boolean {
    if (!this.#passOver()) return false;
    this.records++;
    return true;
  }

  /**
   * Tells why bytes that `parse` refused are not JSON.
   * @param column how far right they begin, from 0
   */
  refuse(bytes: Buffer, start: number, end: number, line: number, column = 0): void {
    const text = bytes.toString('utf8', start, end);
    const { offset, summary } = findJsonError(text)!; // as `parse` found
    const before = text.slice(0, offset).split('\n');
    const indent = before.length === 1 ? column : 0;
    const place = { line: line + before.length - 1, column: indent + before.at(-1)!.length + 1 };
    this.#problems.report('not_json', this.#name, place, `not valid JSON: ${summary}; skipped`);
  }

  refuseLength(line: number): void {
    const text = `longer than ${MAX_RECORD_BYTES / 2 ** 20} MiB; skipped`;
    this.#problems.report('too_long', this.#name, { line }, text);
  }

  /** Warns once a file of integers that lose digits. The bytes are whole records; `line` is where they begin. */
  checkNumbers(bytes: Buffer, start: number, end: number, line: number): void {
    if (this.#hasRoundedNumber) return;
    const at = findRoundedInteger(bytes, start, end);
    if (at < 0) return;
    this.#hasRoundedNumber = true;
    const place = { line: line + countNewlines(bytes, start, at) };
    const text = 'an integer beyond 2^53 is rounded, perhaps more in this file; write such numbers as strings';
    this.#problems.report('rounded_number', this.#name, place, text);
  }

  /** Tells that nothing can be read from here on. */
  reportDamage(line: number | undefined, error: unknown): void {
    if (isAbort(error)) return;
    const text = `${messageOf(error)}; what stands before is read, the rest is lost`;
    this.#problems.report('damaged', this.#name, { line }, text);
  }
}

/** Tells that a record has made its visitor fail. */
export function reportNotProcessed(problems: Problems, file: string, line: number, error: unknown): void {
  if (error instanceof StrictError) throw error;
  problems.report('not_processed', file, { line }, `could not be processed (${error}); skipped`);
}

function countNewlines(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

/** Whether an error is no damage but the wish to stop, by `AbortController.abort()`. */
export const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
