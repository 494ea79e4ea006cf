import { type Place, type ProblemKind, Problems, SHOWN_PER_FILE } from '../input/problems.js';
import type { Finding } from './messages.js';

/** Problems to be told by another thread: those that may be shown, and how many more. */
export class RecordedProblems extends Problems {
  readonly #record: (finding: Finding) => void;
  readonly #counts = new Map<ProblemKind, number>();

  constructor(isStrict: boolean, record: (finding: Finding) => void) {
    super({ isStrict, print: () => {} });
    this.#record = record;
  }

  override report(kind: ProblemKind, file: string, place: Place, text: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const { line = null, column = null } = place;
    if (count <= SHOWN_PER_FILE) this.#record({ problem: [kind, file, line, column, text] });
    super.report(kind, file, place, text);
  }

  override endFile(file: string): void {
    this.endPart(file);
    this.#record({ endFile: file });
  }

  /** The file goes on elsewhere. */
  endPart(file: string): void {
    for (const [kind, count] of this.#counts) {
      if (count > SHOWN_PER_FILE) this.#record({ more: [kind, count - SHOWN_PER_FILE] });
    }
    this.#counts.clear();
    super.endFile(file);
  }
}
