import ipaddr from 'ipaddr.js';
import { named } from './scalars.js';

/** An IP address, an IPv4 one in IPv6 clothes (`::ffff:10.0.0.1`) without them; undefined for other text. */
export function address(text: string): string | undefined {
  if (isIpv4(text)) return text;
  if (!text.includes(':')) return undefined;
  const bare = text.replace(/^::ffff:(?=\d{1,3}\.)/i, '');
  return isIpv4(bare) || ipv6Bytes(bare) !== undefined ? bare : undefined;
}

/** Four decimal numbers up to 255. */
function isIpv4(text: string): boolean {
  return ipv4Bytes(text) !== undefined;
}

function ipv4Bytes(text: string): number[] | undefined {
  if (text.length > 15) return undefined;
  const bytes: number[] = [];
  let byte = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT && byte >= 0) {
      bytes.push(byte);
      byte = -1;
    } else if (code >= ZERO && code <= ZERO + 9 && byte !== 0) byte = Math.max(byte, 0) * 10 + code - ZERO;
    else return undefined;
    if (byte > 255) return undefined;
  }
  if (byte < 0 || bytes.length !== 3) return undefined;
  bytes.push(byte);
  return bytes;
}

const DOT = 46;
const ZERO = 48;

/** The bytes of a valid address, 4 or 16. */
export function addressBytes(address: string): readonly number[] {
  return ipv4Bytes(address) ?? ipv6Bytes(address)!;
}

/** Hostile input may name a new address in every record, or one with a zone as long as it likes: those are parsed anew. */
const MAX_ADDRESSES = 1000;
const MAX_KEPT_LENGTH = 64;
const IPV6_BYTES = new Map<string, readonly number[]>();

/** Each address is parsed once: that takes longer than all else that is done to a record, and a log names few. */
function ipv6Bytes(text: string): readonly number[] | undefined {
  const known = IPV6_BYTES.get(text);
  if (known !== undefined) return known;
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const bytes = ipaddr.IPv6.parse(text).toByteArray();
  if (text.length > MAX_KEPT_LENGTH) return bytes;
  if (IPV6_BYTES.size === MAX_ADDRESSES) IPV6_BYTES.clear();
  IPV6_BYTES.set(text, bytes);
  return bytes;
}

/** `network.transport` by IANA's protocol number. */
export const transport = named({
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  58: 'ipv6-icmp',
  132: 'sctp',
});
