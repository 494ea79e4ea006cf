import {
  type Chunks,
  CutChunks,
  fileChunks,
  lineChunks,
  peek,
  type ReadOptions,
  skip,
  streamChunks,
} from './chunks.js';
import { readDocuments } from './documents.js';
import { hasKnownExtension, type InputFile, KNOWN_ENDINGS, readError, STDIN } from './find-files.js';
import { HEAD_BYTES, recogniseFormat, UTF8_MARK } from './formats.js';
import { gunzip } from './gzip.js';
import type { LineFilter } from './line-filter.js';
import { readLines } from './lines.js';
import { type Problems, StrictError } from './problems.js';
import { isAbort, RecordParser, type RecordVisitor } from './record-parser.js';
import { utf16ToUtf8 } from './utf16.js';

/** Takes the records of many files. */
interface RecordSink {
  /** Called before the records of each file, or member of an archive; `name` is the file as people know it. */
  open(name: string): RecordVisitor;
  /** Called for an ECS document that cannot matter; false where its record is wanted all the same. */
  passOver(): boolean;
  /** Called after the last of them. */
  close(): void;
  /** Called now and then; reading goes on once the promise, if any, is fulfilled. */
  betweenChunks(): Promise<void> | undefined;
}

export interface ReadContext extends ReadOptions {
  readonly problems: Problems;
  readonly sink: RecordSink;
  /** Knows which lines of NDJSON need not be parsed. */
  readonly filter?: LineFilter | undefined;
}

/** Compressed data may hold compressed data; beyond this depth it is hostile. */
const MAX_LAYERS = 4;

/**
 * Reads the records of a file, whatever its format: the first bytes tell it, not the name. Bad input is reported; only
 * `StrictError` is thrown. Stops early, and says nothing, when the signal is aborted.
 * @returns the number of records handed to the sink
 */
export async function readRecords(file: InputFile, context: ReadContext): Promise<number> {
  const isStdin = file.path === STDIN;
  const name = isStdin ? '(stdin)' : file.path;
  try {
    const chunks = isStdin ? streamChunks(process.stdin, context) : fileChunks(file.path, context);
    return await readLayer({ name, chunks, depth: 0, path: isStdin ? undefined : file.path }, context);
  } catch (error) {
    if (error instanceof StrictError) throw error;
    if (!isAbort(error)) context.problems.report('unreadable', name, {}, readError(error));
    return 0;
  } finally {
    context.problems.endFile(name);
  }
}

/** The lines of a file that begin between two offsets in bytes. */
export interface Part {
  readonly start: number;
  /** Where it is no longer; may be Infinity. */
  readonly end: number;
}

/**
 * Reads the records of a part of an NDJSON file: those of all its parts are those of the file.
 * @param firstLine the number of its first line
 * @returns how many lines it has, how many records were handed to the sink, and whether it could not be read to its end
 */
export async function readPart(
  { path }: InputFile,
  part: Part,
  { problems, sink, filter, ...options }: ReadContext,
  firstLine = 1,
): Promise<{ readonly lines: number; readonly records: number; readonly isCut: boolean }> {
  const parser = new RecordParser(path, sink.open(path), problems, () => sink.passOver());
  const chunks = new CutChunks(lineChunks(path, part, options));
  const lines = await readLines(chunks, parser, () => sink.betweenChunks(), filter, firstLine);
  sink.close();
  return { lines, records: parser.records, isCut: chunks.error !== undefined };
}

/** Bytes to be recognised: those of a file, or what a decoder makes of them. */
interface Layer {
  readonly name: string;
  readonly chunks: Chunks;
  /** How many decoders they have been through. */
  readonly depth: number;
  /** The file that these bytes are, if no decoder has touched them: zip archives are read from their end. */
  readonly path: string | undefined;
}

async function readLayer({ name, chunks, depth, path }: Layer, context: ReadContext): Promise<number> {
  const { head, chunks: all, error } = await peek(chunks, HEAD_BYTES);
  if (error !== undefined && depth === 0) throw error;
  const format = depth > MAX_LAYERS ? { foreign: 'compressed too many times over' } : recogniseFormat(head);
  const next = (decoded: Chunks) => readLayer({ name, chunks: decoded, depth: depth + 1, path: undefined }, context);
  switch (format) {
    case 'gzip':
      return next(gunzip(all));
    case 'zstd': {
      const { unzstd } = await import('./zstd.js');
      return next(unzstd(all));
    }
    case 'marked':
      return next(skip(all, UTF8_MARK.length));
    case 'utf-16le':
    case 'utf-16be':
      return next(utf16ToUtf8(all, format));
    case 'lines':
    case 'documents':
    case 'event-log':
    case 'event-xml':
      return readContent(name, all, format, context);
    case 'zip':
      await close(all);
      if (path !== undefined) return readArchive(path, context);
      return refuse(name, 'a zip archive inside another file, or on standard input; unpack it first', context);
    default:
      await close(all);
      return refuse(name, format.foreign, context);
  }
}

type Content = 'lines' | 'documents' | 'event-log' | 'event-xml';

async function readContent(name: string, chunks: Chunks, format: Content, context: ReadContext): Promise<number> {
  const { sink, problems, filter } = context;
  const parser = new RecordParser(name, sink.open(name), problems, () => sink.passOver());
  const passedOver = filter?.passedOver;
  const source = new CutChunks(chunks);
  const betweenChunks = () => sink.betweenChunks();
  if (format === 'event-log') {
    const { readEventLog } = await import('./event-log.js');
    await readEventLog(name, source, parser, problems, betweenChunks);
  } else if (format === 'event-xml') {
    const { readEventXml } = await import('./event-xml.js');
    await readEventXml(name, source, parser, problems, betweenChunks);
  } else if (format === 'lines') await readLines(source, parser, betweenChunks, filter);
  else await readDocuments(source, parser, betweenChunks);
  sink.close();
  if (filter?.passedOver === passedOver) reportIfEmpty(name, parser.records, context);
  problems.endFile(name);
  return parser.records;
}

/** @param records that the file has had */
export function reportIfEmpty(name: string, records: number, { problems, signal }: ReadContext): void {
  if (records > 0 || problems.hasSome || signal.aborted) return;
  problems.report('no_records', name, {}, 'empty: it holds no records');
}

/** An archive is like a folder: of what it holds, only files with known extensions are read. */
async function readArchive(path: string, context: ReadContext): Promise<number> {
  const { zipMembers } = await import('./zip.js');
  let records = 0;
  let members = 0;
  for await (const member of zipMembers(path, context)) {
    if (!hasKnownExtension(member.name) || isHidden(member.name)) continue;
    members++;
    const name = `${path}/${member.name}`;
    if (member.foreign !== undefined) refuse(name, member.foreign, context);
    else records += await readLayer({ name, chunks: member.chunks, depth: 1, path: undefined }, context);
  }
  if (members === 0) context.problems.report('no_records', path, {}, `no file in it ends in ${KNOWN_ENDINGS}`);
  return records;
}

const isHidden = (name: string) => name.split('/').some((part) => /^\.+[^.]/.test(part) || part === '__MACOSX');

function refuse(name: string, foreign: string, { problems }: ReadContext): number {
  problems.report('unsupported', name, {}, `cannot be read: it is ${foreign}`);
  problems.endFile(name);
  return 0;
}

/** Ends reading that has not begun. A generator that has given nothing yet would end without closing its file. */
async function close(chunks: Chunks): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.();
}
