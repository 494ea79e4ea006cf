import ipaddr from 'ipaddr.js';
import { named } from './scalars.js';

/** An IP address, an IPv4 one in IPv6 clothes (`::ffff:10.0.0.1`) without them; undefined for other text. */
export function address(text: string): string | undefined {
  if (isIpv4(text)) return text;
  if (!text.includes(':')) return undefined;
  const bare = text.replace(/^::ffff:(?=\d{1,3}\.)/i, '');
  return isIpv4(bare) || ipaddr.IPv6.isValid(bare) ? bare : undefined;
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
  return ipv4Bytes(address) ?? ipaddr.parse(address).toByteArray();
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
