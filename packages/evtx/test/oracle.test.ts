import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAll } from './read-one.js';
import { eventOf, textsOf } from './reference.js';
import { parseXml, printXml } from './xml-tree.js';

/** Libyal's reader, of Debian's package libevtx-utils: the oracle. */
const ORACLE = 'evtxexport';
const DATA = join(process.env.EQLITE_DATA ?? join(import.meta.dirname, '../../../../shared/data'), 'evtx');

const hasOracle = spawnSync(ORACLE, ['-V']).status === 0;
const logs = existsSync(DATA) ? readdirSync(DATA).filter((name) => name.endsWith('.evtx')) : [];
if (!hasOracle) console.warn(`oracle.test.ts skipped: no ${ORACLE} here (Debian: apt-get install libevtx-utils)`);
if (logs.length === 0) console.warn(`oracle.test.ts skipped: no logs in ${DATA}. Set EQLITE_DATA.`);
/** A file without a test is an error; one with a test that is skipped is not. */
const names = logs.length === 0 ? ['no log'] : logs;

/** The oracle pads numbers in hex to their size; Windows, and we, do not. */
const unpadded = (text: string) => text.replace(/"0x0+(?=[0-9a-f])/g, '"0x');

test.skipIf(!hasOracle || logs.length === 0).each(names)('%s is read as by the oracle', (name) => {
  const path = join(DATA, name);
  const text = execFileSync(ORACLE, ['-f', 'xml', path], { encoding: 'utf8', maxBuffer: 1e9 });
  const theirs = parseXml(text.slice(text.indexOf('<Event')));
  const { records, problems } = readAll(readFileSync(path), true);
  expect(problems).toEqual([]);
  expect(records.length).toBe(theirs.length);
  expect(records.map(({ xml }) => unpadded(printXml(parseXml(xml!)[0]!)))).toEqual(
    theirs.map((element) => unpadded(printXml(element))),
  );
  // The objects too: ids, and every value of System, EventData and UserData.
  expect(records.map(({ event }) => textsOf(event))).toEqual(
    theirs.map((element) => JSON.parse(unpadded(JSON.stringify(eventOf(element))))),
  );
});
