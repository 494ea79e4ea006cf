/** What kind of damage a problem is: for programs to switch on. */
export type EvtxProblemCode =
  | 'not_evtx'
  | 'file_header'
  | 'chunk_count'
  | 'chunk_missing'
  | 'chunk_header'
  | 'chunk_checksum'
  | 'chunk_truncated'
  | 'record_header'
  | 'record_content';

/** Something wrong with the file: what was found, where, and what the reader did about it. */
export interface EvtxProblem {
  readonly code: EvtxProblemCode;
  /** Where in the file, in bytes from its start. */
  readonly offset: number;
  /** Which 64 KiB chunk, counted from 0; absent when it concerns the file as a whole. */
  readonly chunk?: number;
  /** Id of the record that was skipped, in decimal, where its header could be read. */
  readonly record?: string;
  /** One sentence, without the location. */
  readonly message: string;
}

/** Thrown inside the package where a record cannot be understood; becomes a problem where records are read. */
export class Damage extends Error {
  /** From the start of the chunk; `undefined` for the whole record. */
  readonly offset: number | undefined;

  constructor(offset: number | undefined, message: string) {
    super(message);
    this.offset = offset;
  }
}

const hex = (value: number): string => `0x${value.toString(16)}`;

/** Every sentence a user may read, in one place. */
export const messages = {
  empty: 'the file is empty',
  notEvtx: 'not a Windows event log (EVTX): there is neither a file header nor a chunk behind it',
  fileSignature: 'the file does not start with "ElfFile"; its chunks are read all the same',
  fileChecksum: 'the checksum of the file header is wrong; the chunks are read all the same',
  fileVersion: (major: number, minor: number) => `unknown format version ${major}.${minor}; read as 3.1`,
  chunkCount: (stated: number, found: number) => `the file header counts ${stated} chunks, found were ${found}`,
  chunkMissing: (bytes: number) => `no chunk starts here; skipped ${bytes} bytes`,
  chunkTruncated: (length: number) => `the file ends ${length} bytes into this chunk`,
  chunkSignature: 'the chunk does not start with "ElfChnk"; its records are read all the same',
  chunkChecksum: 'the checksum of the chunk header is wrong; the records are read all the same',
  recordsChecksum: (isDirty: boolean) =>
    isDirty
      ? 'the checksum of the records is wrong: one is damaged, or the log was in use when it was copied'
      : 'the checksum of the records is wrong: at least one of them is damaged',
  noRecord: (bytes: number) => `no record starts here; skipped ${bytes} bytes`,
  recordSize: (size: number) => `a record cannot be ${size} bytes long here; skipped`,
  recordSizeCopy: (size: number, copy: number) => `the two sizes of the record disagree, ${size} and ${copy}; skipped`,

  truncated: (what: string) => `${what} runs past the end of its container`,
  token: (token: number) => `unknown binary XML token ${hex(token)}`,
  unclosed: (name: string) => `<${name}> is not closed`,
  unopened: 'an end tag without a start tag',
  startTag: (name: string) => `the start tag of <${name}> does not end`,
  textType: (type: number) => `a text of value type ${hex(type)}`,
  nameOffset: (offset: number) => `a name at offset ${hex(offset)}, outside the chunk`,
  templateOffset: (offset: number) => `a template at offset ${hex(offset)}, outside the chunk`,
  overlappingNames: 'the names of this chunk overlap',
  overlappingTemplates: 'the templates of this chunk overlap',
  valueIndex: (index: number) => `value ${index} is referred to but not there`,
  valueType: (type: number) => `unknown value type ${hex(type)}`,
  valueSize: (type: string, size: number) => `a value of type ${type} cannot be ${size} bytes long`,
  depth: 'elements are nested too deeply',
  work: 'the record unfolds to far more than its size',
  noEvent: 'the record holds no <Event> with a <System> part',
} as const;
