import { at, child, type Draft } from './event.js';

/** Where the values of `related.*` are copied from. */
const RELATED: { readonly [name: string]: readonly (readonly string[])[] } = {
  hosts: paths('host.name', 'source.domain', 'destination.domain'),
  ip: paths('source.ip', 'destination.ip', 'dns.resolved_ip'),
  user: paths('user.name', 'user.target.name', 'user.effective.name', 'user.changes.name', 'source.user.name'),
};
const HASHES = paths('process.hash', 'file.hash');

function paths(...names: string[]): string[][] {
  return names.map((name) => name.split('.'));
}

const NAMES = Object.keys(RELATED);

/** Collects user names, addresses, host names and hashes into `related`, each once. */
export function writeRelated(draft: Draft): void {
  for (const name of NAMES) {
    for (const path of RELATED[name]!) {
      const value = at(draft, path);
      if (typeof value === 'string') add(draft, name, value);
      else if (Array.isArray(value)) for (const item of value) add(draft, name, item);
    }
  }
  for (const path of HASHES) {
    const hashes = at(draft, path) as Draft | undefined;
    if (hashes !== undefined) for (const algorithm in hashes) add(draft, 'hash', hashes[algorithm]);
  }
}

function add(draft: Draft, name: string, value: unknown): void {
  const related = child(draft, 'related');
  const list = related[name] as unknown[] | undefined;
  if (list === undefined) related[name] = [value];
  else if (!list.includes(value)) list.push(value);
}
