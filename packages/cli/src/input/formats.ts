/** Bytes that `recogniseFormat` looks at. */
export const HEAD_BYTES = 1024;

/** How the bytes of a file are to be read. */
export type Format =
  | 'gzip'
  | 'zstd'
  | 'zip'
  | 'utf-16le'
  | 'utf-16be'
  /** JSON, one record a line. */
  | 'lines'
  /** JSON, records in a list or on several lines each. */
  | 'documents'
  /** A Windows event log (EVTX). */
  | 'event-log'
  /** Windows events as XML. */
  | 'event-xml'
  /** UTF-8 with a byte order mark; what follows is to be recognised. */
  | 'marked';

/** A format that is recognised only to be refused, as people call it. */
interface ForeignFormat {
  readonly foreign: string;
}

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18];
const ZIP = ascii('PK\x03\x04');
const EMPTY_ZIP = ascii('PK\x05\x06');
const EVENT_LOG = ascii('ElfFile\0');
const UTF16LE_MARK = [0xff, 0xfe];
const UTF16BE_MARK = [0xfe, 0xff];
export const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** `offset` is where the bytes stand. */
const FOREIGN: readonly { readonly name: string; readonly bytes: readonly number[]; readonly offset?: number }[] = [
  { name: 'a bzip2 file; decompress it first', bytes: ascii('BZh') },
  { name: 'an xz file; decompress it first', bytes: [0xfd, ...ascii('7zXZ')] },
  { name: 'an lz4 file; decompress it first', bytes: [0x04, 0x22, 0x4d, 0x18] },
  { name: 'a 7-Zip archive; unpack it first', bytes: ascii("7z\xbc\xaf'\x1c") },
  { name: 'a tar archive; unpack it first', bytes: ascii('ustar'), offset: 257 },
  { name: 'a Parquet file; export it as NDJSON first', bytes: ascii('PAR1') },
  { name: 'a PDF', bytes: ascii('%PDF-') },
];

/** Bytes of the byte order mark of UTF-8 that a text begins with, if it does. */
export const markLength = (head: Buffer) => (startsWith(head, UTF8_MARK) ? UTF8_MARK.length : 0);

/** Tells the format from the first bytes, whatever the file is called. */
export function recogniseFormat(head: Buffer): Format | ForeignFormat {
  if (startsWith(head, GZIP)) return 'gzip';
  if (startsWith(head, ZSTD) || ((head[0]! & 0xf0) === 0x50 && startsWith(head, ZSTD_SKIPPABLE, 1))) return 'zstd';
  if (startsWith(head, ZIP) || startsWith(head, EMPTY_ZIP)) return 'zip';
  if (startsWith(head, EVENT_LOG)) return 'event-log';
  if (startsWith(head, UTF8_MARK)) return 'marked';
  if (startsWith(head, UTF16LE_MARK)) return 'utf-16le';
  if (startsWith(head, UTF16BE_MARK)) return 'utf-16be';
  const foreign = FOREIGN.find(({ bytes, offset }) => startsWith(head, bytes, offset));
  if (foreign !== undefined) return { foreign: foreign.name };
  return textFormat(head);
}

const OPENS_RECORD = new Set(ascii('{[< \t\r\n'));

function textFormat(head: Buffer): Format | ForeignFormat {
  const [first, second] = head;
  if (second === 0 && OPENS_RECORD.has(first!)) return 'utf-16le';
  if (first === 0 && OPENS_RECORD.has(second!)) return 'utf-16be';
  if (head.subarray(0, HEAD_BYTES).includes(0)) return { foreign: 'a binary file' };
  const text = head.toString('latin1', 0, HEAD_BYTES).trimStart();
  if (EVENT_XML.test(text)) return 'event-xml';
  if (text.startsWith('<?xml')) return { foreign: 'XML, but not of Windows events' };
  return text.startsWith('[') || /^\{[ \t\r]*\n/.test(text) ? 'documents' : 'lines';
}

/** The first tag of Windows events as XML, after the declaration; of a slow stream that may be all there is yet. */
const EVENT_XML = /^(?:<\?xml\s[^>]*>\s*)?<Events?[\s/>]|^<\?xml\s[^>]*>\s*$/;

const startsWith = (head: Buffer, bytes: readonly number[], offset = 0) =>
  bytes.every((byte, index) => head[offset + index] === byte);

function ascii(text: string): readonly number[] {
  return [...Buffer.from(text, 'latin1')];
}
