import { compile, type Event } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';

/**
 * Conditions that rules ask most, over events that they miss: nothing is allocated for a miss. A condition that makes a
 * text (`concat`, `substring`) has to allocate that text, and is not among them.
 */
const list = (count: number, item: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `"${item(i)}"`).join(', ');

const MISSES: readonly string[] = [
  'process.name == "cmd.exe"',
  'process.name : "cmd.exe"',
  `process.name : (${list(30, (i) => `tool${i}.exe`)})`,
  `process.name : (${list(30, (i) => `*tool${i}*.exe`)})`,
  `process.name in (${list(30, (i) => `tool${i}.exe`)})`,
  `process.name in~ (${list(30, (i) => `POWERSHELL${i}.EXX`)})`,
  'process.name like ("tool*.exe", "*?x?*")',
  'process.name regex~ ".*tool[0-9]+.*"',
  'process.args : ("-x*", "-y")',
  'process.pid > 5000',
  'process.pid in (1, 2, 3)',
  'process.missing != null',
  'not process.name != null',
  'startsWith(process.name, "cmd")',
  'startsWith~(process.name, "cmd")',
  'endsWith~(process.name, ".dll")',
  'stringContains(process.executable, "mimikatz")',
  'stringContains~(process.executable, "mimikatz")',
  'startsWith(process.name, process.parent.name)',
  'length(process.name) > 100',
  'length(process.name) + length(process.parent.name) > 1000',
  'indexOf(process.name, "zz") == 1',
  'indexOf~(process.name, "zz") == 1',
  'cidrMatch(source.ip, "10.0.0.0/8", "172.16.0.0/12", "::1", "fe80::/10")',
  'cidrMatch(source.six, "10.0.0.0/8", "172.16.0.0/12", "::1", "fe90::/16")',
];

const SCHEMA = {
  'process.name': 'keyword',
  'process.executable': 'wildcard',
  'process.parent.name': 'keyword',
  'process.args': 'keyword',
  'process.pid': 'long',
  'process.missing': 'keyword',
  'source.ip': 'ip',
  'source.six': 'ip',
};

/** As a reader delivers them: parsed from text. */
const EVENTS: readonly Event[] = JSON.parse(
  JSON.stringify(
    Array.from({ length: 50 }, (_, i) => ({
      process: {
        name: `PowerShell${i}.EXE`,
        executable: `C:\\Windows\\System32\\PowerShell${i}.exe`,
        parent: { name: 'Explorer.EXE' },
        args: ['-enc', `abc${i}`],
        pid: 1000 + i,
      },
      source: { ip: `192.168.1.${i}`, six: `fe80::${i}` },
    })),
  ),
);

const CALLS = 20_000;
/** The least object takes 12 bytes or more; collections of garbage in between make a round useless, not wrong. */
const BYTES_PER_CALL = 2;

describe.each([
  ['without a schema', {}],
  ['with a schema', { schema: SCHEMA }],
])('%s', (_name, options) => {
  test.each(MISSES)('%s', (condition) => {
    const { matches } = compile(`any where ${condition}`, options);
    let hits = 0;
    const run = (calls: number) => {
      for (let i = 0; i < calls; i++) if (matches(EVENTS[i % EVENTS.length]!)) hits++;
    };
    const grownBy = (): number => {
      const before = process.memoryUsage().heapUsed;
      run(CALLS);
      return process.memoryUsage().heapUsed - before;
    };
    run(2 * CALLS);
    const rounds = Array.from({ length: 9 }, grownBy).map(Math.abs);
    expect(Math.min(...rounds) / CALLS).toBeLessThan(BYTES_PER_CALL);
    expect(hits).toBe(0);
  });
});
