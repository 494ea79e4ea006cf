/**
 * What can be wrong with input, one entry a kind. `loses` tells what does not reach the rules because of it, `many`
 * names further cases once enough have been shown.
 */
const PROBLEM_KINDS = {
  // Records
  not_json: { loses: 'record', many: 'more records are not valid JSON' },
  not_an_object: { loses: 'record', many: 'more records are not JSON objects' },
  not_xml: { loses: 'record', many: 'more events are not well formed' },
  invalid_utf8: { loses: 'record', many: 'more records are not valid UTF-8' },
  too_long: { loses: 'record', many: 'more records are too long' },
  unknown_shape: { loses: 'record', many: 'more records are of no raw shape known' },
  not_processed: { loses: 'record', many: 'more records could not be processed' },
  damaged_record: { loses: 'record', many: 'more records are damaged' },
  rounded_number: { loses: 'nothing', many: 'more numbers are rounded' },
  // Files
  no_records: { loses: 'nothing', many: '' },
  damaged_log: { loses: 'nothing', many: 'more places are damaged' },
  damaged: { loses: 'rest of the file', many: '' },
  unreadable: { loses: 'file', many: '' },
  unsupported: { loses: 'file', many: '' },
  not_found: { loses: 'file', many: '' },
  // Folders
  no_files: { loses: 'folder', many: '' },
} as const satisfies Record<
  string,
  { loses: 'nothing' | 'record' | 'rest of the file' | 'file' | 'folder'; many: string }
>;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** Messages of one kind that one file gets; what exceeds it is counted and told at the end of the file. */
export const SHOWN_PER_FILE = 3;

/** Thrown at the first problem under `--strict`, once it has been told. */
export class StrictError extends Error {
  override readonly name = 'StrictError';
}

/** Where a problem is: lines count from 1, columns too. */
export interface Place {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Tells people about the problems of the input, a few of each kind a file, and counts them all. */
export class Problems {
  /** Records that did not reach the rules. */
  skippedRecords = 0;
  /** Files that were cut short. */
  damagedFiles = 0;
  /** Files and folders that are not there or cannot be read at all. */
  unreadFiles = 0;
  /** Folders that hold no file to read. */
  emptyFolders = 0;

  readonly #isStrict: boolean;
  readonly #print: (message: string) => void;
  /** Of the file being read. */
  readonly #counts = new Map<ProblemKind, number>();

  /** @param print takes one line, without its end */
  constructor(options: { readonly isStrict: boolean; readonly print: (message: string) => void }) {
    this.#isStrict = options.isStrict;
    this.#print = options.print;
  }

  /** @throws StrictError under `--strict` */
  report(kind: ProblemKind, file: string, place: Place, text: string): void {
    if (this.count(kind, 1) <= SHOWN_PER_FILE) {
      const at = [file, place.line, place.column].filter((part) => part !== undefined).join(':');
      this.#print(`${at}: ${text}`);
    }
    if (this.#isStrict) throw new StrictError(`${file}: ${text}`);
  }

  /**
   * Counts problems without telling them.
   * @returns how many of the kind the file being read has had
   */
  count(kind: ProblemKind, more: number): number {
    const { loses } = PROBLEM_KINDS[kind];
    if (loses === 'record') this.skippedRecords += more;
    else if (loses === 'file') this.unreadFiles += more;
    else if (loses === 'folder') this.emptyFolders += more;
    else if (loses === 'rest of the file') this.damagedFiles += more;
    const count = this.countOf(kind) + more;
    this.#counts.set(kind, count);
    return count;
  }

  /** How many of the kind the file being read has had. */
  countOf(kind: ProblemKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Whether something that was named could not be read. */
  get hasUnread(): boolean {
    return this.unreadFiles + this.emptyFolders > 0;
  }

  /** Whether the file being read has had problems. */
  get hasSome(): boolean {
    return this.#counts.size > 0;
  }

  /** Tells how many problems of the file were not shown, and starts afresh. */
  endFile(file: string): void {
    for (const [kind, count] of this.#counts) {
      if (count > SHOWN_PER_FILE) this.#print(`${file}: ${count - SHOWN_PER_FILE} ${PROBLEM_KINDS[kind].many}`);
    }
    this.#counts.clear();
  }
}
