import { sha1 } from '@noble/hashes/legacy.js';
import { at, type Draft, put } from '../event.js';
import { addressBytes } from './addresses.js';

/** In browsers and in Node alike, but not in the language's own library. */
declare function btoa(binary: string): string;

const PROTOCOLS: ReadonlyMap<unknown, number> = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['sctp', 132],
]);

interface Endpoint {
  readonly address: readonly number[];
  readonly port: number;
}

/**
 * `network.community_id`: one name for both directions of a flow, version 1, seed 0. Left out without two addresses
 * and ports, and for a transport without ports.
 * @see https://github.com/corelight/community-id-spec
 */
export function writeCommunityId(draft: Draft): void {
  const protocol = PROTOCOLS.get(at(draft, ['network', 'transport']));
  const source = endpoint(draft, 'source');
  const destination = endpoint(draft, 'destination');
  if (protocol === undefined || source === undefined || destination === undefined) return;
  const [low, high] = compare(source, destination) <= 0 ? [source, destination] : [destination, source];
  const ports = 2 + low.address.length + high.address.length + 2;
  const flow = new Uint8Array(ports + 4); // all zero: the seed, and what stands between protocol and ports
  flow.set(low.address, 2);
  flow.set(high.address, 2 + low.address.length);
  flow[ports - 2] = protocol;
  flow[ports] = low.port >> 8;
  flow[ports + 1] = low.port;
  flow[ports + 2] = high.port >> 8;
  flow[ports + 3] = high.port;
  put(draft, ['network', 'community_id'], `1:${base64(sha1(flow))}`);
}

/** Byte by byte: to spread the list, as to make one of another, takes ten times as long. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i++) binary += String.fromCharCode(bytes[i]!);
  return btoa(binary);
}

/** The addresses in the event are valid: nothing else is written there. */
function endpoint(draft: Draft, side: string): Endpoint | undefined {
  const ip = at(draft, [side, 'ip']);
  const port = at(draft, [side, 'port']);
  if (typeof ip !== 'string' || typeof port !== 'number') return undefined;
  return { address: addressBytes(ip), port };
}

function compare(a: Endpoint, b: Endpoint): number {
  for (let i = 0; i < Math.min(a.address.length, b.address.length); i++) {
    const difference = a.address[i]! - b.address[i]!;
    if (difference !== 0) return difference;
  }
  return a.port - b.port;
}
