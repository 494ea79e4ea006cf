import type { Draft } from './event.js';

/** A stable id for a host name, in the form of a machine GUID: no raw record has the real one, and rules join on it. */
export function hostId(name: string): string {
  let id = IDS.get(name);
  if (id === undefined) {
    id = deriveId(name.toLowerCase());
    if (IDS.size >= 10_000) IDS.clear(); // hostile input may name a new host in every record
    IDS.set(name, id);
  }
  return id;
}

const IDS = new Map<string, string>();

/** Four 32-bit FNV-1a hashes with different seeds, written as a GUID. Not cryptographic: it only has to be stable. */
function deriveId(name: string): string {
  const hex = [0x811c9dc5, 0x9747b28c, 0x3c6ef372, 0xbb67ae85].map((seed) => fnv1a(name, seed)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

export type Os = 'windows' | 'linux';

/** `host` of an event; what is not known is left out. */
export function hostFields(name: string | undefined, os: Os | undefined): Draft {
  const host: Draft = name === undefined ? {} : { id: hostId(name), name };
  if (os !== undefined) host.os = { family: os, platform: os, type: os };
  return host;
}
