import type { Draft } from './event.js';
import type { Host } from './host.js';

/** The parts of an event that `related` copies from. Whatever is there was written by a table. */
interface Written {
  readonly user?: Named & { readonly target?: Named; readonly effective?: Named; readonly changes?: Named };
  readonly source?: Endpoint;
  readonly destination?: Endpoint;
  readonly dns?: { readonly resolved_ip?: readonly string[] };
  readonly process?: Hashed;
  readonly file?: Hashed;
}
interface Named {
  readonly name?: string;
}
interface Endpoint {
  readonly ip?: string;
  readonly domain?: string;
  readonly user?: Named;
}
interface Hashed {
  readonly hash?: { readonly [algorithm: string]: string };
}

/** Whether a field may be one that `writeRelated` collects from. */
export function isRelated(path: string): boolean {
  return /^(?:user|source|destination|dns)\b|\bhash\b/.test(path);
}

/** Collects host names, addresses, user names and hashes into `related`, each once. */
export function writeRelated(draft: Draft, host: Host | undefined): void {
  const { user, source, destination, dns, process, file } = draft as Written;
  const related = new Related(host);
  if (source !== undefined || destination !== undefined) {
    related.add('hosts', source?.domain);
    related.add('hosts', destination?.domain);
    related.add('ip', source?.ip);
    related.add('ip', destination?.ip);
    related.add('user', destination?.user?.name);
  }
  if (dns?.resolved_ip !== undefined) for (const ip of dns.resolved_ip) related.add('ip', ip);
  if (user !== undefined) {
    related.add('user', user.name);
    related.add('user', user.target?.name);
    related.add('user', user.effective?.name);
    related.add('user', user.changes?.name);
  }
  related.addHashes(process?.hash);
  related.addHashes(file?.hash);
  if (related.fields !== undefined) draft.related = related.fields;
}

/** `related` as it grows: what all events of the host share, until there is more. */
class Related {
  fields: Draft | undefined;
  isShared = true;

  constructor(host: Host | undefined) {
    this.fields = host?.related;
  }

  add(name: string, value: string | undefined): void {
    if (value === undefined) return;
    if (this.isShared) {
      const hosts = this.fields?.hosts as readonly string[] | undefined;
      this.fields = hosts === undefined ? {} : { hosts: [...hosts] };
      this.isShared = false;
    }
    const list = this.fields![name] as string[] | undefined;
    if (list === undefined) this.fields![name] = [value];
    else if (!list.includes(value)) list.push(value);
  }

  addHashes(hashes: Hashed['hash']): void {
    if (hashes !== undefined) for (const algorithm in hashes) this.add('hash', hashes[algorithm]);
  }
}
