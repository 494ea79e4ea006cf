import { child, type Draft } from '../event.js';

/** The roots, in both spellings. */
const HIVES: ReadonlyMap<string, string> = new Map([
  ['HKEY_CLASSES_ROOT', 'HKCR'],
  ['HKEY_CURRENT_CONFIG', 'HKCC'],
  ['HKEY_CURRENT_USER', 'HKCU'],
  ['HKEY_DYN_DATA', 'HKDD'],
  ['HKEY_LOCAL_MACHINE', 'HKLM'],
  ['HKEY_PERFORMANCE_DATA', 'HKPD'],
  ['HKEY_USERS', 'HKU'],
  ...['HKCR', 'HKCC', 'HKCU', 'HKDD', 'HKLM', 'HKPD', 'HKU'].map((hive) => [hive, hive] as const),
]);

/**
 * `registry.path`, `.hive`, `.key`, `.value` of Sysmon's `TargetObject`. The key is all that follows the hive, the value
 * name included, and the value is the last part even when the event is about a key. Without a known root there is
 * neither hive nor key.
 */
export function writeRegistryPath(path: string, draft: Draft): void {
  const registry = child(draft, 'registry');
  registry.path = path;
  const root = path.indexOf('\\');
  const hive = root < 0 ? undefined : HIVES.get(path.slice(0, root));
  if (hive !== undefined) {
    registry.hive = hive;
    registry.key = path.slice(root + 1);
  }
  registry.value = path.slice(path.lastIndexOf('\\') + 1);
}

/** `registry.data` of Sysmon's `Details`. Numbers are in decimal, unlike Elastic Defend's. */
export function writeRegistryData(details: string, draft: Draft): void {
  const [type, text] = registryData(details);
  child(draft, 'registry').data = { type, strings: [text] };
}

function registryData(details: string): readonly [type: string, text: string] {
  if (details === 'Binary Data') return ['REG_BINARY', details];
  const number = /^(DWORD|QWORD) \((0x[0-9a-f]{1,8})(?:-0x([0-9a-f]{1,8}))?\)$/i.exec(details);
  if (number === null) return ['REG_SZ', details];
  const [, type, high, low] = number as unknown as [string, string, string, string | undefined];
  // A QWORD is written as its two halves. (Elastic's pipelines shift the high one by 8 bits only.)
  const value = low === undefined ? BigInt(high) : (BigInt(high) << 32n) + BigInt(`0x${low}`);
  return [`SZ_${type.toUpperCase()}`, String(value)];
}
