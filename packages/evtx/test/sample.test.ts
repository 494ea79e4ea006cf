import { readEvtxSync } from '@eqlite/evtx';
import { describe, expect, test } from 'vitest';
import { SAMPLE } from './sample.js';
import { writeEvtx } from './writer.js';

describe('a record is read whole', () => {
  const read = [...readEvtxSync(writeEvtx(SAMPLE.map((entry) => entry.record)))];
  for (const [i, { name, read: expected }] of SAMPLE.entries()) {
    test(name, () => expect(read[i]).toEqual(expected));
  }

  test('and as JSON', () => expect(JSON.parse(JSON.stringify(read))).toEqual(read));
});
