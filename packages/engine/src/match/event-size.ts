let lastEvent: object | undefined;
let lastSize = 0;

/** `sizeOf` an event, which many matchers ask for one after the other. */
export function sizeOfEvent(event: object): number {
  if (event !== lastEvent) {
    lastSize = sizeOf(event);
    lastEvent = event;
  }
  return lastSize;
}

/**
 * About how many bytes a value takes in V8's heap, everything below it included. It errs on the high side: shared texts
 * count each time, object shapes count as if each object had its own slots.
 */
export function sizeOf(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'string':
      return 16 + value.length;
    case 'number':
      // Small integers stand in the slot itself.
      return (value | 0) === value ? 0 : 16;
    case 'bigint':
      return 24;
    case 'object':
      break;
    default:
      return 0;
  }
  if (depth === 0) tablesLeft = MOST_TABLES;
  if (value === null || depth > MAX_DEPTH || --tablesLeft < 0) return 0;
  if (Array.isArray(value)) {
    let bytes = 32;
    for (let i = 0; i < value.length; i++) bytes += 8 + sizeBelow(value[i], depth);
    return bytes;
  }
  let bytes = 24;
  for (const key in value) bytes += 8 + sizeBelow((value as { readonly [key: string]: unknown })[key], depth);
  return bytes;
}

/** `sizeOf` what is within. Most of it is texts, for which there is no call. */
function sizeBelow(value: unknown, depth: number): number {
  return typeof value === 'string' ? 16 + value.length : sizeOf(value, depth + 1);
}

const MAX_DEPTH = 64;

/** Objects and lists that are counted of an event: one that holds itself has no end of them. */
const MOST_TABLES = 1_000_000;
let tablesLeft = MOST_TABLES;
