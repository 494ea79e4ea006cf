import { shapeOf, toEcs } from '@eqlite/ecs';
import { describe, expect, test } from 'vitest';
import { ENDGAME as ENDGAME_TABLE } from '../src/sources/endgame.js';
import { SOURCES as TABLES } from '../src/sources/index.js';
import { type CaseSource, expectedEvent, flat } from './mapping/case.js';
import { ENDGAME } from './mapping/endgame.js';
import { POWERSHELL, WINDOWS_POWERSHELL } from './mapping/powershell.js';
import { SECURITY } from './mapping/security.js';
import { commonFields, SHAPES } from './mapping/shapes.js';
import { SYSMON } from './mapping/sysmon.js';
import { SYSTEM } from './mapping/system.js';

/** Each record of the tables in `mapping/`, in every shape there is: the whole event. */

const SOURCES: readonly CaseSource[] = [SYSMON, SECURITY, SYSTEM, POWERSHELL, WINDOWS_POWERSHELL];

describe.each(SOURCES)('$name', (source) => {
  test.each(source.cases)('$id, $what', (one) => {
    for (const shape of SHAPES) {
      if (one.except?.includes(shape.shape)) continue;
      const record = shape.dress(source, one);
      const before = structuredClone(record);
      expect(shapeOf(record), shape.name).toBe(shape.shape);
      const event = flat(toEcs(record));
      expect(event, shape.name).toEqual({ ...commonFields(source, shape, one), ...expectedEvent(one) });
      expect(record, `${shape.name}: the record is left as it was`).toEqual(before);
    }
  });
});

test.each(ENDGAME)('Endgame, $what', ({ record, event }) => {
  expect(shapeOf(record)).toBe('endgame');
  expect(flat(toEcs(record))).toEqual(event);
});

test('there is a case for every entry of the tables', () => {
  const hasCase = new Set(SOURCES.flatMap(({ channel, cases }) => cases.map(({ id }) => `${channel} ${id}`)));
  const entries = TABLES.flatMap(({ channels, entries }) => Object.keys(entries).map((id) => `${channels[0]} ${id}`));
  expect(entries.filter((entry) => !hasCase.has(entry))).toEqual([]);
  expect(entries.length).toBeGreaterThan(130);
  const kinds = new Set(ENDGAME.map(({ record }) => record.event_type_full));
  expect(Object.keys(ENDGAME_TABLE.entries).filter((kind) => !kinds.has(`${kind}_event`))).toEqual([]);
});
