import { bitNames, messageCodes } from './bits.js';
import { integer, named, words } from './scalars.js';

/** The names Windows shows for the codes of `AccessList`, by kind of object. */
const accessName = named({
  // any object
  1537: 'DELETE',
  1538: 'READ_CONTROL',
  1539: 'WRITE_DAC',
  1540: 'WRITE_OWNER',
  1541: 'SYNCHRONIZE',
  1542: 'ACCESS_SYS_SEC',
  1543: 'MAX_ALLOWED',
  // files
  4416: 'ReadData (or ListDirectory)',
  4417: 'WriteData (or AddFile)',
  4418: 'AppendData (or AddSubdirectory or CreatePipeInstance)',
  4419: 'ReadEA',
  4420: 'WriteEA',
  4421: 'Execute/Traverse',
  4422: 'DeleteChild',
  4423: 'ReadAttributes',
  4424: 'WriteAttributes',
  // registry keys
  4432: 'Query key value',
  4433: 'Set key value',
  4434: 'Create sub-key',
  4435: 'Enumerate sub-keys',
  4436: 'Notify about changes to keys',
  4437: 'Create Link',
  // processes
  4480: 'Force process termination',
  4481: 'Create new thread in process',
  4482: 'Set process session ID',
  4483: 'Perform virtual memory operation',
  4484: 'Read from process memory',
  4485: 'Write to process memory',
  4486: 'Duplicate handle into or out of process',
  4487: 'Create a subprocess of process',
  4488: 'Set process quotas',
  4489: 'Set process information',
  4490: 'Query process information',
  4491: 'Set process termination port',
  // the account database: server, domain, group, alias, user
  5376: 'ConnectToServer',
  5377: 'ShutdownServer',
  5378: 'InitializeServer',
  5379: 'CreateDomain',
  5380: 'EnumerateDomains',
  5381: 'LookupDomain',
  5392: 'ReadPasswordParameters',
  5393: 'WritePasswordParameters',
  5394: 'ReadOtherParameters',
  5395: 'WriteOtherParameters',
  5396: 'CreateUser',
  5397: 'CreateGlobalGroup',
  5398: 'CreateLocalGroup',
  5399: 'GetLocalGroupMembership',
  5400: 'ListAccounts',
  5401: 'LookupIDs',
  5402: 'AdministerServer',
  5408: 'ReadInformation',
  5409: 'WriteAccount',
  5410: 'AddMember',
  5411: 'RemoveMember',
  5412: 'ListMembers',
  5424: 'AddMember',
  5425: 'RemoveMember',
  5426: 'ListMembers',
  5427: 'ReadInformation',
  5428: 'WriteAccount',
  5440: 'ReadGeneralInformation',
  5441: 'ReadPreferences',
  5442: 'WritePreferences',
  5443: 'ReadLogon',
  5444: 'ReadAccount',
  5445: 'WriteAccount',
  5446: 'ChangePassword (with knowledge of old password)',
  5447: 'SetPassword (without knowledge of old password)',
  5448: 'ListGroups',
  5449: 'ReadGroupMembership',
  5450: 'ChangeGroupMembership',
  5649: 'Query secret value',
  // services
  7168: 'Connect to service controller',
  7169: 'Create a new service',
  7170: 'Enumerate services',
  7171: 'Lock service database for exclusive access',
  7172: 'Query service database lock state',
  7173: 'Set last-known-good state of service database',
  7184: 'Query service configuration information',
  7185: 'Set service configuration information',
  7186: 'Query status of service',
  7187: 'Enumerate dependencies of service',
  7188: 'Start the service',
  7189: 'Stop the service',
  7190: 'Pause or continue the service',
  7191: 'Query information from service',
  7192: 'Issue service-specific control commands',
  // directory objects
  7680: 'Create Child',
  7681: 'Delete Child',
  7682: 'List Contents',
  7683: 'Write Self',
  7684: 'Read Property',
  7685: 'Write Property',
  7686: 'Delete Tree',
  7687: 'List Object',
  7688: 'Control Access',
});

/** The codes of an access list. */
export const accessCodes = messageCodes;

/** The names of an access list's codes, those that have one. */
export function accessNames(list: string): string[] | undefined {
  const names = (messageCodes(list) ?? []).map(accessName).filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names;
}

/** The bits of an access mask, read as rights on a directory object whatever the object is, as the pipelines do. */
const MASK_BITS = [
  [0x1, 'Create Child'],
  [0x2, 'Delete Child'],
  [0x4, 'List Contents'],
  [0x8, 'SELF'],
  [0x10, 'Read Property'],
  [0x20, 'Write Property'],
  [0x40, 'Delete Treee'], // so in the pipelines
  [0x80, 'List Object'],
  [0x100, 'Control Access'],
  [0x10000, 'DELETE'],
  [0x20000, 'READ_CONTROL'],
  [0x40000, 'WRITE_DAC'],
  [0x80000, 'WRITE_OWNER'],
  [0x100000, 'SYNCHRONIZE'],
  [0x1000000, 'ADS_RIGHT_ACCESS_SYSTEM_SECURITY'],
] as const;

export const accessMasks = words;

/** The names of the bits of one or more masks, each once. */
export function accessMaskNames(masks: string): string[] | undefined {
  const names = new Set(words(masks).flatMap((mask) => bitNames(integer(mask) ?? 0, MASK_BITS)));
  return names.size === 0 ? undefined : [...names];
}
