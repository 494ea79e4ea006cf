import { describe, expect, it } from 'vitest';
import type { Row } from '../src/output/rows.js';
import { renderTable } from '../src/output/table.js';

const ROW: Row = {
  time: '2026-02-03T04:05:06.000Z',
  rule: 'WMIC Remote Command',
  host: 'FS-01',
  user: 'svc-inventory',
  what: '"C:\\Windows\\System32\\wbem\\WMIC.exe" /node:WS-014 process call create "calc.exe"',
  where: 'logs/2026/02/sysmon.ndjson.gz:1234',
};

const table = (width: number, ...rows: Partial<Row>[]) =>
  renderTable(
    rows.map((row) => ({ ...ROW, ...row })),
    width,
  ).replaceAll(/\x1b\[\d+m/g, '');

describe('a table', () => {
  it('gives every column its room where there is enough', () => {
    expect(table(200, {}, { rule: 'Other', where: 'a:1' })).toBe(
      `time                      rule                 host   user           what                                                                             where
2026-02-03T04:05:06.000Z  WMIC Remote Command  FS-01  svc-inventory  "C:\\Windows\\System32\\wbem\\WMIC.exe" /node:WS-014 process call create "calc.exe"  logs/2026/02/sysmon.ndjson.gz:1234
2026-02-03T04:05:06.000Z  Other                FS-01  svc-inventory  "C:\\Windows\\System32\\wbem\\WMIC.exe" /node:WS-014 process call create "calc.exe"  a:1
`,
    );
  });

  it('cuts the longest where there is not, of places the front', () => {
    expect(table(120, {})).toMatchInlineSnapshot(`
      "time                      rule           host   user           what                                where
      2026-02-03T04:05:06.000Z  WMIC Remote …  FS-01  svc-inventory  "…\\WMIC.exe" /node:WS-014 process…  …ysmon.ndjson.gz:1234
      "
    `);
  });

  it('leaves columns out rather than cut them to nothing', () => {
    expect(table(80, {})).toMatchInlineSnapshot(`
      "time                      rule        host   what                   where
      2026-02-03T04:05:06.000Z  WMIC Remo…  FS-01  "…\\WMIC.exe" /node:W…  …son.gz:1234
      "
    `);
    expect(table(60, {})).toMatchInlineSnapshot(`
      "time                      rule        what
      2026-02-03T04:05:06.000Z  WMIC Remo…  "…\\WMIC.exe" /node:WS…
      "
    `);
  });

  it('keeps the time and the beginning of the command line, however narrow', () => {
    expect(table(20, {})).toMatchInlineSnapshot(`
      "time                      what
      2026-02-03T04:05:06.000Z  "…\\WMIC.exe" /node:…
      "
    `);
  });

  it('has no columns that are empty in every row', () => {
    expect(table(120, { rule: undefined, user: '', where: '' })).toMatchInlineSnapshot(`
      "time                      host   what
      2026-02-03T04:05:06.000Z  FS-01  "C:\\Windows\\System32\\wbem\\WMIC.exe" /node:WS-014 process call create "calc.exe"
      "
    `);
  });

  it('counts wide characters as two columns and marks as none', () => {
    expect(
      table(120, { host: '服务器', what: 'e\u0301' }, { host: 'PC', what: 'x' }, { host: '🖥', what: 'y' }),
    ).toMatchInlineSnapshot(`
      "time                      rule                 host    user           what  where
      2026-02-03T04:05:06.000Z  WMIC Remote Command  服务器  svc-inventory  é     logs/2026/02/sysmon.ndjson.gz:1234
      2026-02-03T04:05:06.000Z  WMIC Remote Command  PC      svc-inventory  x     logs/2026/02/sysmon.ndjson.gz:1234
      2026-02-03T04:05:06.000Z  WMIC Remote Command  🖥       svc-inventory  y     logs/2026/02/sysmon.ndjson.gz:1234
      "
    `);
    expect(table(60, { rule: undefined, where: '', user: '', host: '', what: '服'.repeat(30) })).toMatchInlineSnapshot(`
      "time                      what
      2026-02-03T04:05:06.000Z  服服服服服服服服服服服服服服服服…
      "
    `);
  });

  it('shows what would steer a terminal as dots', () => {
    expect(
      table(200, { rule: 'a\x1b[31mb\r\n\tc', host: '\u202eabc', user: 'x\u0000', what: '\u{e0001}', where: '\ud800' }),
    ).toMatchInlineSnapshot(`
      "time                      rule         host  user  what  where
      2026-02-03T04:05:06.000Z  a·[31mb···c  ·abc  x·    ·     ·
      "
    `);
  });

  it.each([
    ['"C:\\Program Files\\Tool Box\\tool.exe" --all --of --it', '"…\\tool.exe" --all --of…'],
    ['C:\\Windows\\System32\\cmd.exe /c dir C:\\Users\\x', '…\\cmd.exe /c dir C:\\Use…'],
    ['\\\\FS-01\\share\\tool.exe --all --of --it', '…\\tool.exe --all --of -…'],
    ['/usr/local/bin/python3 -c "import os; os.x()"', '…/python3 -c "import os…'],
    ['rundll32 C:\\Windows\\System32\\x.dll,Run', 'rundll32 C:\\Windows\\Sys…'],
    ['cmd.exe /c', 'cmd.exe /c'],
  ])('of the command line %s leaves out the folder first', (what, shown) => {
    const lines = table(50, { what, rule: '', user: '', host: '', where: '' }).split('\n');
    expect(lines[1]).toBe(`2026-02-03T04:05:06.000Z  ${shown}`);
  });

  it('is of lines no longer than told, whatever it shows', () => {
    for (let width = 46; width <= 220; width++) {
      for (const line of table(width, {}, { what: '' }).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});
