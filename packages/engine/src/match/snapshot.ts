import type { Event, Value } from '../event.js';

/** Why a snapshot is refused. */
export type SnapshotErrorCode =
  /** It was written by a version of Eqlite whose state this one does not know. */
  | 'snapshot_version'
  /** It belongs to another query, or to the same one with other settings. */
  | 'snapshot_query'
  /** It is no snapshot, or not a whole one. */
  | 'snapshot_damaged';

/** A snapshot that cannot be restored. The matcher is as it was before. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly code: SnapshotErrorCode;

  constructor(code: SnapshotErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An event in a snapshot. */
export interface HeldEvent {
  readonly event: Event;
  readonly origin?: unknown;
  readonly position: number;
}

/** JSON has no 64-bit integers: those beyond 2^53 are written as text. */
export type KeySnapshot = readonly (string | number | boolean | null | { readonly long: string })[];

export function keySnapshot(key: readonly Value[]): KeySnapshot {
  return key.map((value) => (typeof value === 'bigint' ? { long: String(value) } : value));
}

/**
 * Reads what was written as JSON, and refuses whatever is not as it was written: a snapshot may come from a disk that
 * was full.
 */
export class SnapshotReader {
  private readonly value: unknown;
  private readonly path: string;

  constructor(value: unknown, path = 'snapshot') {
    this.value = value;
    this.path = path;
  }

  get(name: string): SnapshotReader {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.refuse('an object');
    return new SnapshotReader(
      Object.hasOwn(value as object, name) ? (value as Event)[name] : undefined,
      `${this.path}.${name}`,
    );
  }

  list(): readonly SnapshotReader[] {
    const { value } = this;
    if (!Array.isArray(value)) this.refuse('a list');
    return (value as readonly unknown[]).map((item, i) => new SnapshotReader(item, `${this.path}[${i}]`));
  }

  isThere(): boolean {
    return this.value !== undefined;
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('a text');
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.refuse('true or false');
  }

  number(): number {
    return typeof this.value === 'number' && Number.isFinite(this.value) ? this.value : this.refuse('a number');
  }

  /** A whole number from 0 to less than `limit`. */
  index(limit = Number.MAX_SAFE_INTEGER): number {
    const value = this.number();
    return Number.isInteger(value) && value >= 0 && value < limit ? value : this.refuse(`a number below ${limit}`);
  }

  event(): Event {
    const { value } = this;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Event)
      : this.refuse('an event');
  }

  /** Whatever it is. */
  any(): unknown {
    return this.value;
  }

  scalar(): Value {
    const { value } = this;
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return value;
    }
    const long = this.get('long').text();
    return /^-?\d{1,20}$/.test(long) ? BigInt(long) : this.refuse('a whole number');
  }

  key(width: number): readonly Value[] {
    const key = this.list().map((value) => value.scalar());
    return key.length === width ? key : this.refuse(`a key of ${width} values`);
  }

  refuse(expected: string): never {
    throw new SnapshotError('snapshot_damaged', `the snapshot is damaged: ${this.path} must be ${expected}`);
  }
}
