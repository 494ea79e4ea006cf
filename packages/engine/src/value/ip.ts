import ipaddr from 'ipaddr.js';

/** An address as a number of 128 bits; IPv4 as its IPv4-mapped IPv6 form, as Elasticsearch stores it. */
export type IpNumber = bigint;

const IPV4_MAPPED = 0xffffn << 32n;

/** The number of an IPv4 address in dotted decimal, 0 to 2^32 - 1, or -1. By hand: it is on the event path. */
export function parseIpv4(text: string): number {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 48 && unit <= 57) {
      // A leading zero would make it octal to some readers; Elasticsearch refuses it.
      if (digits > 0 && part === 0) return -1;
      part = part * 10 + unit - 48;
      if (++digits > 3 || part > 255) return -1;
    } else if (unit === 46) {
      if (digits === 0 || ++dots > 3) return -1;
      address = address * 256 + part;
      part = 0;
      digits = 0;
    } else return -1;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : -1;
}

/** The longest text an address can have, zone aside: longer ones are not looked at. */
const MAX_ADDRESS_LENGTH = 45;

/** The address that `text` is, or `null`. */
export function parseIp(text: string): IpNumber | null {
  const ipv4 = parseIpv4(text);
  if (ipv4 >= 0) return IPV4_MAPPED | BigInt(ipv4);
  if (text.length > MAX_ADDRESS_LENGTH || !text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) {
    return null;
  }
  return ipaddr.IPv6.parse(text).parts.reduce((number, part) => (number << 16n) | BigInt(part), 0n);
}

export function isIp(text: string): boolean {
  return parseIpv4(text) >= 0 || parseIp(text) !== null;
}

/** An address in its one short form, `fe80::17`; `null` when `text` is none. */
export function ipText(text: string): string | null {
  if (parseIpv4(text) >= 0) return text;
  if (parseIp(text) === null) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** A CIDR block: every address whose first `prefixLength` bits (of 128) are those of `network`. */
export interface CidrBlock {
  readonly first: IpNumber;
  readonly last: IpNumber;
}

/** The block that `text` names, host bits ignored; a bare address is a block of one. `null` when it names none. */
export function parseCidr(text: string): CidrBlock | null {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const address = match === null ? null : parseIp(match[1]!);
  if (match === null || address === null) return null;
  const isIpv4 = !match[1]!.includes(':');
  const width = isIpv4 ? 32 : 128;
  const prefixLength = match[2] === undefined ? width : Number(match[2]);
  if (prefixLength > width) return null;
  const hostBits = (1n << BigInt(width - prefixLength)) - 1n;
  return { first: address & ~hostBits, last: address | hostBits };
}

/** A test whether a text is an address in any of the blocks. IPv4 blocks are compared as 32-bit integers. */
export function compileCidr(blocks: readonly CidrBlock[]): (text: string) => boolean {
  const ranges = blocks
    .filter(({ first, last }) => first >= IPV4_MAPPED && last <= (IPV4_MAPPED | 0xffffffffn))
    .map(({ first, last }) => ({ first: Number(first & 0xffffffffn), last: Number(last & 0xffffffffn) }));
  const ipv4Firsts = Float64Array.from(ranges, (range) => range.first);
  const ipv4Lasts = Float64Array.from(ranges, (range) => range.last);
  return (text) => {
    const ipv4 = parseIpv4(text);
    if (ipv4 >= 0) {
      for (let i = 0; i < ipv4Firsts.length; i++) {
        if (ipv4 >= ipv4Firsts[i]! && ipv4 <= ipv4Lasts[i]!) return true;
      }
      // An IPv6 block as wide as ::/0 holds the mapped addresses too.
      return blocks.length > ipv4Firsts.length && isInAny(IPV4_MAPPED | BigInt(ipv4), blocks);
    }
    const address = parseIp(text);
    return address !== null && isInAny(address, blocks);
  };
}

export function isInAny(address: IpNumber, blocks: readonly CidrBlock[]): boolean {
  for (const { first, last } of blocks) if (address >= first && address <= last) return true;
  return false;
}
