/** Where an event came from. */
export interface Origin {
  /** File as the reader names it. */
  readonly file?: string;
  /** 1-based line in the file. */
  readonly line?: number;
  /** Which event of the input, from 0. */
  readonly position?: number;
  /** Elasticsearch index and document id, for an event that was exported from there. */
  readonly index?: string;
  readonly id?: string;
}
