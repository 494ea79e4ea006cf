/** An address as a number of 128 bits; IPv4 as its IPv4-mapped IPv6 form, as Elasticsearch stores it. */
type IpNumber = bigint;

const IPV4_MAPPED = 0xffffn << 32n;

const COLON = 58;
const DOT = 46;
const END = -1;

/** The number of the IPv4 address in dotted decimal from `start` on, 0 to 2^32 - 1, or -1. By hand: it is on the event path. */
function parseIpv4(text: string, start = 0): number {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 48 && unit <= 57) {
      // A leading zero would make it octal to some readers; Elasticsearch refuses it.
      if (digits > 0 && part === 0) return -1;
      part = part * 10 + unit - 48;
      if (++digits > 3 || part > 255) return -1;
    } else if (unit === DOT) {
      if (digits === 0 || ++dots > 3) return -1;
      address = address * 256 + part;
      part = 0;
      digits = 0;
    } else return -1;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : -1;
}

/** The longest text an address can have: longer ones are not looked at. */
const MAX_ADDRESS_LENGTH = 45;
const GROUPS = 8;

/** What `readIpv6` read last: eight groups of 16 bits. Nothing is allocated for an address on the event path. */
const groups = new Uint16Array(GROUPS);

/** Reads an IPv6 address into `groups`; false when `text` is none. A zone (`%eth0`) is not part of an address. */
function readIpv6(text: string): boolean {
  const { length } = text;
  if (length < 2 || length > MAX_ADDRESS_LENGTH) return false;
  let count = 0;
  /** How many groups come before the `::`. */
  let gap = -1;
  let value = 0;
  let digits = 0;
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    at = 1;
  }
  for (; at <= length; at++) {
    const unit = at < length ? text.charCodeAt(at) : END;
    const digit = hexDigit(unit);
    if (digit >= 0) {
      if (++digits > 4) return false;
      value = value * 16 + digit;
    } else if (unit === COLON) {
      if (digits === 0) {
        if (gap >= 0) return false;
        gap = count;
        continue;
      }
      if (count === GROUPS || at + 1 === length) return false;
      groups[count++] = value;
      value = 0;
      digits = 0;
    } else if (unit === DOT) {
      const ipv4 = count > GROUPS - 2 ? -1 : parseIpv4(text, at - digits);
      if (ipv4 < 0) return false;
      groups[count++] = ipv4 >>> 16;
      groups[count++] = ipv4 & 0xffff;
      break;
    } else if (unit === END) {
      if (digits === 0) break;
      if (count === GROUPS) return false;
      groups[count++] = value;
    } else return false;
  }
  if (gap < 0) return count === GROUPS;
  if (count === GROUPS) return false;
  groups.copyWithin(GROUPS - count + gap, gap, count);
  groups.fill(0, gap, GROUPS - count + gap);
  return true;
}

function hexDigit(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48;
  const lower = unit | 32;
  return unit !== END && lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Whether `groups` is an IPv4-mapped address; the IPv4 address is in its last two. */
function isMapped(): boolean {
  for (let i = 0; i < 5; i++) if (groups[i] !== 0) return false;
  return groups[5] === 0xffff;
}

/** The address that `text` is, or `null`. */
export function parseIp(text: string): IpNumber | null {
  const ipv4 = parseIpv4(text);
  if (ipv4 >= 0) return IPV4_MAPPED | BigInt(ipv4);
  return readIpv6(text) ? groups.reduce((number, group) => (number << 16n) | BigInt(group), 0n) : null;
}

export function isIp(text: string): boolean {
  return parseIpv4(text) >= 0 || readIpv6(text);
}

/** An address in its one short form (RFC 5952), an IPv4-mapped one as IPv4; `null` when `text` is none. */
export function ipText(text: string): string | null {
  if (parseIpv4(text) >= 0) return text;
  if (!readIpv6(text)) return null;
  if (isMapped()) return [groups[6]! >> 8, groups[6]! & 0xff, groups[7]! >> 8, groups[7]! & 0xff].join('.');
  const written = Array.from(groups, (group) => group.toString(16)).join(':');
  // The longest run of zero groups is left out, the first of several; a single zero is not.
  const [longest = ''] = (written.match(/\b0(?::0\b)+/g) ?? []).sort((a, b) => b.length - a.length);
  if (longest === '') return written;
  const start = written.search(new RegExp(`\\b${longest}\\b`));
  return `${written.slice(0, start).replace(/:$/, '')}::${written.slice(start + longest.length).replace(/^:/, '')}`;
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

const LAST_IPV4 = IPV4_MAPPED | 0xffffffffn;

/** A test whether a text is an address in any of the blocks. Both kinds of addresses are compared as integers. */
export function compileCidr(blocks: readonly CidrBlock[]): (text: string) => boolean {
  // An IPv6 block as wide as ::/0 holds IPv4 addresses too, as their IPv4-mapped forms.
  const ipv4Blocks = blocks.filter(({ first, last }) => first <= LAST_IPV4 && last >= IPV4_MAPPED);
  const ipv4Firsts = Float64Array.from(ipv4Blocks, ({ first }) =>
    first < IPV4_MAPPED ? 0 : Number(first & 0xffffffffn),
  );
  const ipv4Lasts = Float64Array.from(ipv4Blocks, ({ last }) =>
    last > LAST_IPV4 ? 0xffffffff : Number(last & 0xffffffffn),
  );
  const firsts = blocks.map(({ first }) => groupsOf(first));
  const lasts = blocks.map(({ last }) => groupsOf(last));
  return (text) => {
    const ipv4 = parseIpv4(text);
    if (ipv4 >= 0) {
      for (let i = 0; i < ipv4Firsts.length; i++) {
        if (ipv4 >= ipv4Firsts[i]! && ipv4 <= ipv4Lasts[i]!) return true;
      }
      return false;
    }
    if (!readIpv6(text)) return false;
    for (let i = 0; i < firsts.length; i++) {
      if (isUpTo(firsts[i]!, groups) && isUpTo(groups, lasts[i]!)) return true;
    }
    return false;
  };
}

function groupsOf(address: IpNumber): Uint16Array {
  return Uint16Array.from({ length: GROUPS }, (_, i) => Number((address >> BigInt(16 * (GROUPS - 1 - i))) & 0xffffn));
}

function isUpTo(left: Uint16Array, right: Uint16Array): boolean {
  for (let i = 0; i < GROUPS; i++) if (left[i] !== right[i]) return left[i]! < right[i]!;
  return true;
}

export function isInAny(address: IpNumber, blocks: readonly CidrBlock[]): boolean {
  for (const { first, last } of blocks) if (address >= first && address <= last) return true;
  return false;
}
