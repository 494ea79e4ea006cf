import type { Draft } from './event.js';

type Os = 'windows' | 'linux';

/** What events of one host share. Frozen: it is one object in all of them. */
export interface Host {
  readonly fields: Draft;
  /** `related` of an event that relates to nothing else. */
  readonly related: Draft;
}

/** Hostile input may name a new host in every record; then they are made anew. */
const MAX_HOSTS = 1000;
const HOSTS: { readonly [O in Os | 'unknown']: Map<string, Host> } = {
  windows: new Map(),
  linux: new Map(),
  unknown: new Map(),
};

/** @param os left out when it is not known */
export function hostNamed(name: string, os?: Os): Host {
  const hosts = HOSTS[os ?? 'unknown'];
  let host = hosts.get(name);
  if (host === undefined) {
    const fields = { id: deriveId(name.toLowerCase()), name, ...hostWithout(os) };
    host = { fields: Object.freeze(fields), related: Object.freeze({ hosts: Object.freeze([name]) }) };
    if (hosts.size === MAX_HOSTS) hosts.clear();
    hosts.set(name, host);
  }
  return host;
}

/** `host` of an event that does not name it. */
export function hostWithout(os?: Os): Draft {
  return os === undefined ? NOTHING : OS_ONLY[os];
}

const NOTHING: Draft = Object.freeze({});
const OS_ONLY: { readonly [O in Os]: Draft } = { windows: osFields('windows'), linux: osFields('linux') };

function osFields(os: Os): Draft {
  return Object.freeze({ os: Object.freeze({ family: os, platform: os, type: os }) });
}

/**
 * A stable id in the form of a machine GUID: no raw record has the real one, and rules join on it. Four 32-bit FNV-1a
 * hashes with different seeds; it need not be more than stable.
 */
function deriveId(name: string): string {
  const hex = [0x811c9dc5, 0x9747b28c, 0x3c6ef372, 0xbb67ae85].map((seed) => fnv1a(name, seed)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
