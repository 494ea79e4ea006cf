import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCidr, ipText, isInAny, parseCidr, parseIp } from '../src/value/ip.js';

/** Addresses, and texts that are all but. */
const text = fc.oneof(
  fc.ipV6(),
  fc.ipV4(),
  fc
    .array(fc.constantFrom('0', '1', 'ff', 'FFFF', '::', ':', '0:0', '.', '1.2.3.4', 'g', '12345', '%1'), {
      maxLength: 10,
    })
    .map((parts) => parts.join(':')),
  fc.array(fc.constantFrom('0', '0', '1', 'abcd'), { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')),
);

/** The number of an address, the obvious way: all groups written out. */
function numberOf(address: string): bigint {
  const octets = (dotted: string) => dotted.split('.').map(Number) as [number, number, number, number];
  if (!address.includes(':')) return numberOf(`::ffff:${address}`);
  const hex = address.replace(/[^:]*\..*/, (dotted) => {
    const [a, b, c, d] = octets(dotted);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const halves = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [before = [], after] = halves;
  const zeros = after === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...(after ?? [])].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

test('addresses are read, and written in one form', () => {
  fc.assert(
    fc.property(text, (address) => {
      const isAddress = isIP(address) !== 0 && !address.includes('%');
      const number = isAddress ? numberOf(address) : null;
      expect([address, parseIp(address)]).toEqual([address, number]);
      const short = ipText(address);
      if (number === null) expect(short).toBe(null);
      else if (number >> 32n === 0xffffn) expect([isIP(short!), numberOf(short!)]).toEqual([4, number]);
      else expect(`[${short}]`).toBe(new URL(`http://[${address}]/`).hostname);
    }),
    { numRuns: 20_000 },
  );
});

test('a compiled list of blocks holds what any of its blocks holds', () => {
  const block = fc
    .oneof(
      fc.tuple(fc.ipV4(), fc.nat(32)),
      fc.tuple(fc.ipV6(), fc.nat(128)),
      fc.constantFrom(['::', 0], ['::ffff:0:0', 96]),
    )
    .map(([address, length]) => `${address}/${length}`);
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), fc.array(text, { maxLength: 6 }), (blocks, texts) => {
      const parsed = blocks.map((one) => parseCidr(one)!);
      const isInBlock = compileCidr(parsed);
      const near = blocks.map((one) => one.replace(/\/.*/, ''));
      for (const address of [...texts, ...near]) {
        const number = parseIp(address);
        expect([address, isInBlock(address)]).toEqual([address, number !== null && isInAny(number, parsed)]);
      }
    }),
    { numRuns: 5_000 },
  );
});
