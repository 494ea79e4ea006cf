import ipaddr from 'ipaddr.js';
import { named } from './scalars.js';

/** An IP address, an IPv4 one in IPv6 clothes (`::ffff:10.0.0.1`) without them; undefined for other text. */
export function address(text: string): string | undefined {
  const bare = text.replace(/^::ffff:(?=\d{1,3}\.)/i, '');
  const isValid = bare.includes(':') ? ipaddr.IPv6.isValid(bare) : ipaddr.IPv4.isValidFourPartDecimal(bare);
  return isValid ? bare : undefined;
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
