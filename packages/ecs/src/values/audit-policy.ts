import { messageCodes } from './bits.js';
import { named } from './scalars.js';

const changeName = named({
  8448: 'Success removed',
  8449: 'Success Added',
  8450: 'Failure removed',
  8451: 'Failure added',
  8452: 'Success include removed',
  8453: 'Success include added',
  8454: 'Success exclude removed',
  8455: 'Success exclude added',
  8456: 'Failure include removed',
  8457: 'Failure include added',
  8458: 'Failure exclude removed',
  8459: 'Failure exclude added',
});

/** `AuditPolicyChanges`, message references, in words. */
export function auditPolicyChanges(changes: string): string[] | undefined {
  const names = (messageCodes(changes) ?? []).map(changeName).filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names;
}

/** The subcategories of audit policy under their categories. The key is what differs in their GUIDs. */
const SUBCATEGORIES: { readonly [category: string]: { readonly [id: string]: string } } = {
  System: {
    '9210': 'Security State Change',
    '9211': 'Security System Extension',
    '9212': 'System Integrity',
    '9213': 'IPsec Driver',
    '9214': 'Other System Events',
  },
  'Logon/Logoff': {
    '9215': 'Logon',
    '9216': 'Logoff',
    '9217': 'Account Lockout',
    '9218': 'IPsec Main Mode',
    '9219': 'IPsec Quick Mode',
    '921A': 'IPsec Extended Mode',
    '921B': 'Special Logon',
    '921C': 'Other Logon/Logoff Events',
    '9243': 'Network Policy Server',
    '9247': 'User / Device Claims',
    '9249': 'Group Membership',
  },
  'Object Access': {
    '921D': 'File System',
    '921E': 'Registry',
    '921F': 'Kernel Object',
    '9220': 'SAM',
    '9221': 'Certification Services',
    '9222': 'Application Generated',
    '9223': 'Handle Manipulation',
    '9224': 'File Share',
    '9225': 'Filtering Platform Packet Drop',
    '9226': 'Filtering Platform Connection',
    '9227': 'Other Object Access Events',
    '9244': 'Detailed File Share',
    '9245': 'Removable Storage',
    '9246': 'Central Policy Staging',
  },
  'Privilege Use': {
    '9228': 'Sensitive Privilege Use',
    '9229': 'Non Sensitive Privilege Use',
    '922A': 'Other Privilege Use Events',
  },
  'Detailed Tracking': {
    '922B': 'Process Creation',
    '922C': 'Process Termination',
    '922D': 'DPAPI Activity',
    '922E': 'RPC Events',
    '9248': 'Plug and Play Events',
    '924A': 'Token Right Adjusted Events',
  },
  'Policy Change': {
    '922F': 'Audit Policy Change',
    '9230': 'Authentication Policy Change',
    '9231': 'Authorization Policy Change',
    '9232': 'MPSSVC Rule-Level Policy Change',
    '9233': 'Filtering Platform Policy Change',
    '9234': 'Other Policy Change Events',
  },
  'Account Management': {
    '9235': 'User Account Management',
    '9236': 'Computer Account Management',
    '9237': 'Security Group Management',
    '9238': 'Distribution Group Management',
    '9239': 'Application Group Management',
    '923A': 'Other Account Management Events',
  },
  'DS Access': {
    '923B': 'Directory Service Access',
    '923C': 'Directory Service Changes',
    '923D': 'Directory Service Replication',
    '923E': 'Detailed Directory Service Replication',
  },
  'Account Logon': {
    '923F': 'Credential Validation',
    '9240': 'Kerberos Service Ticket Operations',
    '9241': 'Other Account Logon Events',
    '9242': 'Kerberos Authentication Service',
  },
};

const BY_GUID: ReadonlyMap<string, readonly [category: string, subcategory: string]> = new Map(
  Object.entries(SUBCATEGORIES).flatMap(([category, subcategories]) =>
    Object.entries(subcategories).map(
      ([id, name]) => [`{0CCE${id}-69AE-11D9-BED3-505054503030}`, [category, name]] as const,
    ),
  ),
);

/** Category and subcategory of audit policy by `SubcategoryGuid`. */
export function auditSubcategory(guid: string): readonly [category: string, subcategory: string] | undefined {
  return BY_GUID.get(guid.toUpperCase());
}
