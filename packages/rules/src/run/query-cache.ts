import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialect, QueryNode } from '@eqlite/syntax';
import { makeFolder } from '../file/make-folder.js';

/** A hash of what queries of every kind are parsed to; a test tells it anew when that changes. */
export const PARSED_SHAPE = 'hvbPdCfAy1tUeTRa0SJk1CVLUWzNpW141R1hRenaN18';
const FILE_NAME = 'parsed-queries.json';

/**
 * Parsed queries in a file, found by a hash of the query's text and dialect and of what parsing makes of queries: parsing
 * is what takes the longest before rules run. A file that is missing, damaged or of a version that parses otherwise
 * counts as empty.
 */
export class QueryCache {
  private readonly folder: string;
  private readonly stored: ReadonlyMap<string, QueryNode>;
  private readonly used = new Map<string, QueryNode>();

  private constructor(folder: string, stored: ReadonlyMap<string, QueryNode>) {
    this.folder = folder;
    this.stored = stored;
  }

  static async open(folder: string): Promise<QueryCache> {
    const text = await readFile(join(folder, FILE_NAME), 'utf8').catch(() => '');
    return new QueryCache(folder, parseStored(text) ?? new Map());
  }

  get(query: string, dialect: Dialect | undefined): QueryNode | undefined {
    return this.stored.get(keyOf(query, dialect));
  }

  /** To be stored by `save`: `query` has been parsed to `parsed`. */
  use(query: string, dialect: Dialect | undefined, parsed: QueryNode): void {
    this.used.set(keyOf(query, dialect), parsed);
  }

  /**
   * Stores the queries used, in the place of those that were, unless all are there already. Whoever reads meanwhile finds
   * the old file or the new one, whole.
   * @throws Error of the file system
   */
  async save(): Promise<void> {
    if (this.used.size <= this.stored.size && [...this.used.keys()].every((key) => this.stored.has(key))) return;
    const body = JSON.stringify([...this.used]);
    makeFolder(this.folder);
    const path = join(this.folder, FILE_NAME);
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, `${hash(body)}\n${body}`);
    await rename(draft, path);
  }
}

function parseStored(text: string): ReadonlyMap<string, QueryNode> | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== hash(body)) return undefined;
  try {
    return new Map(JSON.parse(body));
  } catch {
    return undefined; // not what `save` writes
  }
}

function keyOf(query: string, dialect: Dialect = 'elasticsearch'): string {
  return hash(`${dialect}\n${query}`);
}

function hash(text: string): string {
  return createHash('sha256').update(`${PARSED_SHAPE}\n`).update(text).digest('base64url');
}
