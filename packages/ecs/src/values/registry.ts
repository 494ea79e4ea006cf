import { child, type Draft } from '../event.js';
import { baseName } from './paths.js';

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
  const root = path.indexOf('\\');
  const hive = root < 0 ? undefined : HIVES.get(path.slice(0, root));
  const value = baseName(path) ?? path;
  draft.registry = hive === undefined ? { path, value } : { path, hive, key: path.slice(root + 1), value };
}

/** `registry.data` of Sysmon's `Details`. Numbers are in decimal, unlike Elastic Defend's. */
export function writeRegistryData(details: string, draft: Draft): void {
  const [type, text] = registryData(details);
  child(draft, 'registry').data = { type, strings: [text] };
}

function registryData(details: string): readonly [type: string, text: string] {
  if (details === 'Binary Data') return ['REG_BINARY', details];
  const number = details.startsWith('DWORD (')
    ? dword(details)
    : details.startsWith('QWORD (')
      ? qword(details)
      : undefined;
  return number === undefined ? ['REG_SZ', details] : [`SZ_${details.slice(0, 5)}`, number];
}

/** `DWORD (0x00000001)` in decimal. */
function dword(details: string): string | undefined {
  const number = details.endsWith(')') ? Number(details.slice(7, -1)) : Number.NaN;
  return Number.isInteger(number) ? String(number) : undefined;
}

/** `QWORD (0x00000000-0x00000001)`, high half first, in decimal. (Elastic's pipelines shift the high half by 8 bits.) */
function qword(details: string): string | undefined {
  const halves = /^QWORD \((0x[0-9a-f]{1,8})-(0x[0-9a-f]{1,8})\)$/i.exec(details);
  return halves === null ? undefined : String((BigInt(halves[1]!) << 32n) + BigInt(halves[2]!));
}
