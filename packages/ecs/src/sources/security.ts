import { convert, copy, copyBy, type Entry, executable, move, type Source, type Step } from '../entries.js';
import { at, child, put } from '../event.js';
import { field } from '../raw-record.js';
import { accessCodes, accessMaskNames, accessMasks, accessNames } from '../values/access.js';
import { address, transport } from '../values/addresses.js';
import { auditPolicyChanges, auditSubcategory } from '../values/audit-policy.js';
import { messageCodes } from '../values/bits.js';
import { splitAtWhitespace } from '../values/command-line.js';
import { kerberosStatus, ticketEncryption, ticketOptionNames } from '../values/kerberos.js';
import { failureReason, logonStatus, logonType } from '../values/logon.js';
import { extensionOf } from '../values/paths.js';
import { integer, named, textsOf, words } from '../values/scalars.js';
import { serviceType } from '../values/service.js';
import { accountFlags } from '../values/user-account-control.js';

/** Fields that mean the same whatever the id. */
const COMMON: readonly Step[] = [
  copy('SubjectLogonId', 'winlog.logon.id'),
  copy('LogonType', 'winlog.logon.type', logonType),
  copy('ServiceName', 'service.name'),
  copy('ServiceType', 'service.type', serviceType),
  copy('AccessList', 'winlog.event_data.AccessListDescription', accessNames),
  convert('AccessList', accessCodes),
  copy('AccessMask', 'winlog.event_data.AccessMaskDescription', accessMaskNames),
  convert('AccessMask', accessMasks),
];

/** The acting user. */
const SUBJECT: readonly Step[] = [
  copy('SubjectUserSid', 'user.id'),
  copy('SubjectUserName', 'user.name'),
  copy('SubjectDomainName', 'user.domain'),
];

/** The user who logs on or off. */
const LOGGING_ON: readonly Step[] = [
  copy('TargetSid', 'user.id'),
  copy('TargetUserSid', 'user.id'),
  copy('TargetUserName', 'user.name', (name) => name.split('@', 1)[0]),
  copy('TargetDomainName', 'user.domain'),
];

/** The user acted on. */
const TARGET_USER: readonly Step[] = [
  copy('TargetSid', 'user.target.id'),
  copy('TargetUserName', 'user.target.name'),
  copy('TargetDomainName', 'user.target.domain'),
];

/** The user a new process has, or whose credentials were used. */
const EFFECTIVE_USER: readonly Step[] = [
  copy('TargetUserSid', 'user.effective.id'),
  copy('TargetUserName', 'user.effective.name'),
  copy('TargetDomainName', 'user.effective.domain'),
];

const GROUP: readonly Step[] = [
  copy('TargetUserSid', 'group.id'),
  copy('TargetSid', 'group.id'),
  copy('TargetUserName', 'group.name'),
  copy('TargetDomainName', 'group.domain'),
];

/** A group and the member it gains or loses, a distinguished name: `CN=Jo Doe,OU=Staff,DC=corp,DC=example`. */
const GROUP_MEMBER: readonly Step[] = [
  ...GROUP,
  copyBy('MemberName', (name, draft) => {
    const parts = name.split(',');
    const target = child(child(draft, 'user'), 'target');
    target.name = parts[0]!.replace(/^CN=/i, '');
    if (parts[3] !== undefined) target.domain = parts[3].replace(/^DC=/i, '');
    const group = at(draft, ['group']);
    if (group !== undefined) target.group = { ...(group as object) };
  }),
];

const COMPUTER: readonly Step[] = [
  copy('TargetSid', 'winlog.computerObject.id'),
  copy('TargetUserName', 'winlog.computerObject.name'),
  copy('TargetDomainName', 'winlog.computerObject.domain'),
];

/** The process that asked, and where the request came from. */
const CALLER: readonly Step[] = [
  move('ProcessId', 'process.pid', integer),
  executable('ProcessName', 'process', true),
  move('IpAddress', 'source.ip', address),
  move('IpPort', 'source.port', integer),
  move('WorkstationName', 'source.domain'),
];

/** The session the event is about, where that is not the subject's. */
const TARGET_LOGON_ID: readonly Step[] = [copy('TargetLogonId', 'winlog.logon.id')];

/** A remote desktop session that is taken up or left. */
const WINDOW_STATION: readonly Step[] = [
  copy('AccountName', 'user.name'),
  copy('AccountDomain', 'user.domain'),
  copy('LogonID', 'winlog.logon.id'),
  move('ClientAddress', 'source.ip', address),
  move('ClientName', 'source.domain'),
];

const FAILURE: readonly Step[] = [
  copy('FailureReason', 'winlog.logon.failure.reason', failureReason),
  copy('Status', 'winlog.logon.failure.status', logonStatus),
  copy('SubStatus', 'winlog.logon.failure.sub_status', logonStatus),
];

const PRIVILEGES: readonly Step[] = [convert('PrivilegeList', words)];

const ACCOUNT_FLAGS: readonly Step[] = [
  copy('NewUacValue', 'winlog.event_data.NewUACList', accountFlags),
  convert('UserAccountControl', messageCodes),
];

const SCHEDULED_TASK: readonly Step[] = [...SUBJECT, copy('TaskName', 'winlog.scheduled_task.name')];

const KERBEROS: readonly Step[] = [
  ...LOGGING_ON,
  ...CALLER,
  copy('TicketOptions', 'winlog.event_data.TicketOptionsDescription', ticketOptionNames),
  copy('TicketEncryptionType', 'winlog.event_data.TicketEncryptionTypeDescription', ticketEncryption),
  copy('Status', 'winlog.event_data.StatusDescription', kerberosStatus),
];

const SHARE: readonly Step[] = [
  ...SUBJECT,
  ...CALLER,
  copy('ShareLocalPath', 'file.directory'),
  copyBy('RelativeTargetName', (name, draft, record) => {
    const file = child(draft, 'file');
    const directory = field(record, 'ShareLocalPath');
    const share = field(record, 'ShareName');
    file.name = name;
    if (directory !== undefined) file.path = directory.endsWith('\\') ? directory + name : `${directory}\\${name}`;
    if (share !== undefined) file.target_path = `${share}\\${name}`;
    const extension = extensionOf(name);
    if (extension !== undefined) file.extension = extension;
  }),
];

const FIREWALL: readonly Step[] = [
  move('ProcessId', 'process.pid', integer),
  move('ProcessID', 'process.pid', integer),
  executable('Application', 'process', true),
  move('SourceAddress', 'source.ip', address),
  move('SourcePort', 'source.port', integer),
  move('DestAddress', 'destination.ip', address),
  move('DestPort', 'destination.port', integer),
  copy('Protocol', 'network.iana_number'),
  copy('Protocol', 'network.transport', transport),
  move('Direction', 'network.direction', named({ '%%14592': 'inbound', '%%14593': 'outbound' })),
];

/** A change of an account, by the subject, with the process that asked. */
function userChange(type: string, action: string, ...fields: (readonly Step[])[]): Entry {
  return { category: ['iam'], type: ['user', type], action, fields: [SUBJECT, CALLER, ...fields].flat() };
}

function groupChange(type: string, action: string, fields: readonly Step[] = GROUP): Entry {
  return { category: ['iam'], type: ['group', type], action, fields: [...SUBJECT, ...CALLER, ...fields] };
}

function computerChange(type: string, action: string): Entry {
  const fields = [...SUBJECT, ...CALLER, ...COMPUTER, ...PRIVILEGES, ...ACCOUNT_FLAGS];
  return { category: ['iam'], type: [type, 'admin'], action, fields };
}

/** A change of the system's configuration. */
function configurationChange(type: readonly string[], action: string, ...fields: (readonly Step[])[]): Entry {
  return { category: ['iam', 'configuration'], type, action, fields: fields.flat() };
}

function logon(type: string, action: string, ...fields: (readonly Step[])[]): Entry {
  return { category: ['authentication'], type: [type], action, fields: fields.flat() };
}

function connection(type: readonly string[], action: string): Entry {
  return { category: ['network'], type, action, fields: FIREWALL };
}

const ADMIN_CHANGE = ['admin', 'change'];

export const SECURITY: Source = {
  name: 'security',
  providers: ['Microsoft-Windows-Security-Auditing'],
  channels: ['Security'],
  module: 'system',
  dataset: 'system.security',
  common: COMMON,
  entries: {
    1102: { category: ['iam'], type: ADMIN_CHANGE, action: 'audit-log-cleared', fields: SUBJECT },
    4624: logon('start', 'logged-in', LOGGING_ON, CALLER),
    4625: logon('start', 'logon-failed', LOGGING_ON, CALLER, FAILURE),
    4634: logon('end', 'logged-out', LOGGING_ON, TARGET_LOGON_ID),
    4647: logon('end', 'logged-out', LOGGING_ON, TARGET_LOGON_ID),
    4648: logon('start', 'logged-in-explicit', LOGGING_ON, SUBJECT, EFFECTIVE_USER, CALLER),
    4656: {},
    4657: {
      category: ['registry', 'configuration'],
      type: ['change'],
      action: 'registry-value-modified',
      fields: SUBJECT,
    },
    4658: {},
    4660: {},
    4661: {},
    4662: {
      category: ['iam', 'configuration'],
      type: ADMIN_CHANGE,
      action: 'object-operation-performed',
      fields: SUBJECT,
    },
    4663: {},
    4670: configurationChange(ADMIN_CHANGE, 'permissions-changed', SUBJECT, TARGET_USER, CALLER),
    4672: { category: ['iam'], type: ['admin'], action: 'logged-in-special', fields: [...SUBJECT, ...PRIVILEGES] },
    4673: {
      category: ['iam'],
      type: ['admin'],
      action: 'privileged-service-called',
      fields: [...SUBJECT, ...CALLER, ...PRIVILEGES],
    },
    4674: {
      category: ['iam'],
      type: ['admin'],
      action: 'privileged-operation',
      fields: [...SUBJECT, ...CALLER, ...PRIVILEGES],
    },
    4688: {
      category: ['process'],
      type: ['start'],
      action: 'created-process',
      fields: [
        ...SUBJECT,
        ...EFFECTIVE_USER,
        move('NewProcessId', 'process.pid', integer),
        executable('NewProcessName', 'process', true),
        copy('CommandLine', 'process.command_line'),
        copy('CommandLine', 'process.args', splitAtWhitespace),
        copy('ProcessId', 'process.parent.pid', integer),
        executable('ParentProcessName', 'process.parent', true),
      ],
    },
    4689: { category: ['process'], type: ['end'], action: 'exited-process', fields: [...SUBJECT, ...CALLER] },
    4690: {},
    4697: configurationChange(ADMIN_CHANGE, 'service-installed', SUBJECT, CALLER),
    4698: configurationChange(['creation', 'admin'], 'scheduled-task-created', SCHEDULED_TASK),
    4699: configurationChange(['deletion', 'admin'], 'scheduled-task-deleted', SCHEDULED_TASK),
    4700: configurationChange(['change', 'admin'], 'scheduled-task-enabled', SCHEDULED_TASK),
    4701: configurationChange(['change', 'admin'], 'scheduled-task-disabled', SCHEDULED_TASK),
    4702: configurationChange(['change', 'admin'], 'scheduled-task-updated', SCHEDULED_TASK),
    4703: { fields: [convert('EnabledPrivilegeList', words), convert('DisabledPrivilegeList', words)] },
    4719: configurationChange(ADMIN_CHANGE, 'changed-audit-config', SUBJECT, CALLER, [
      copy('AuditPolicyChanges', 'winlog.event_data.AuditPolicyChangesDescription', auditPolicyChanges),
      copyBy('SubcategoryGuid', (guid, draft) => {
        const names = auditSubcategory(guid);
        if (names === undefined) return;
        put(draft, ['winlog', 'event_data', 'Category'], names[0]);
        put(draft, ['winlog', 'event_data', 'SubCategory'], names[1]);
      }),
    ]),
    4720: userChange('creation', 'added-user-account', TARGET_USER, ACCOUNT_FLAGS),
    4722: userChange('change', 'enabled-user-account', TARGET_USER),
    4723: userChange('change', 'changed-password', TARGET_USER),
    4724: userChange('change', 'reset-password', TARGET_USER),
    4725: userChange('deletion', 'disabled-user-account', TARGET_USER),
    4726: userChange('deletion', 'deleted-user-account', TARGET_USER),
    4727: groupChange('creation', 'added-group-account'),
    4728: groupChange('change', 'added-member-to-group', GROUP_MEMBER),
    4729: groupChange('change', 'removed-member-from-group', GROUP_MEMBER),
    4730: groupChange('deletion', 'deleted-group-account'),
    4731: groupChange('creation', 'added-group-account'),
    4732: groupChange('change', 'added-member-to-group', GROUP_MEMBER),
    4733: groupChange('change', 'removed-member-from-group', GROUP_MEMBER),
    4734: groupChange('deletion', 'deleted-group-account'),
    4735: groupChange('change', 'modified-group-account'),
    4737: groupChange('change', 'modified-group-account'),
    4738: userChange('change', 'modified-user-account', TARGET_USER, ACCOUNT_FLAGS),
    4740: userChange('change', 'locked-out-user-account', TARGET_USER),
    4741: computerChange('creation', 'added-computer-account'),
    4742: computerChange('change', 'changed-computer-account'),
    4743: computerChange('deletion', 'deleted-computer-account'),
    4744: groupChange('creation', 'added-distribution-group-account'),
    4745: groupChange('change', 'changed-distribution-group-account'),
    4746: groupChange('change', 'added-member-to-distribution-group', GROUP_MEMBER),
    4747: groupChange('change', 'removed-member-from-distribution-group', GROUP_MEMBER),
    4748: groupChange('deletion', 'deleted-distribution-group-account'),
    4749: groupChange('creation', 'added-distribution-group-account'),
    4750: groupChange('change', 'changed-distribution-group-account'),
    4751: groupChange('change', 'added-member-to-distribution-group', GROUP_MEMBER),
    4752: groupChange('change', 'removed-member-from-distribution-group', GROUP_MEMBER),
    4753: groupChange('deletion', 'deleted-distribution-group-account'),
    4754: groupChange('creation', 'added-group-account'),
    4755: groupChange('change', 'modified-group-account'),
    4756: groupChange('change', 'added-member-to-group', GROUP_MEMBER),
    4757: groupChange('change', 'removed-member-from-group', GROUP_MEMBER),
    4758: groupChange('deletion', 'deleted-group-account'),
    4759: groupChange('creation', 'added-distribution-group-account'),
    4760: groupChange('change', 'changed-distribution-group-account'),
    4761: groupChange('change', 'added-member-to-distribution-group', GROUP_MEMBER),
    4762: groupChange('change', 'removed-member-from-distribution-group', GROUP_MEMBER),
    4763: groupChange('deletion', 'deleted-distribution-group-account'),
    4764: groupChange('change', 'type-changed-group-account'),
    4767: userChange('change', 'unlocked-user-account', TARGET_USER),
    4768: logon('start', 'kerberos-authentication-ticket-requested', KERBEROS),
    4769: logon('start', 'kerberos-service-ticket-requested', KERBEROS),
    4770: logon('start', 'kerberos-service-ticket-renewed', KERBEROS),
    4771: logon('start', 'kerberos-preauth-failed', KERBEROS),
    4776: logon('start', 'credential-validated', LOGGING_ON, FAILURE),
    4778: {
      category: ['authentication', 'session'],
      type: ['start'],
      action: 'session-reconnected',
      fields: WINDOW_STATION,
    },
    4779: {
      category: ['authentication', 'session'],
      type: ['end'],
      action: 'session-disconnected',
      fields: WINDOW_STATION,
    },
    4781: {
      category: ['iam'],
      type: ['user', 'change'],
      action: 'renamed-user-account',
      fields: [
        ...SUBJECT,
        copy('OldTargetUserName', 'user.target.name'),
        copy('NewTargetUserName', 'user.changes.name'),
      ],
    },
    4797: {
      category: ['iam'],
      type: ['user', 'info'],
      action: 'query-existence-of-blank-password',
      fields: [...SUBJECT, ...TARGET_USER],
    },
    4798: userChange('info', 'group-membership-enumerated', TARGET_USER),
    4799: groupChange('info', 'user-member-enumerated'),
    4817: configurationChange(ADMIN_CHANGE, 'object-audit-changed', SUBJECT, TARGET_USER, CALLER),
    4904: configurationChange(ADMIN_CHANGE, 'security-event-source-added', SUBJECT, CALLER),
    4905: configurationChange(['admin', 'deletion'], 'security-event-source-removed', SUBJECT, CALLER),
    4906: configurationChange(ADMIN_CHANGE, 'crash-on-audit-changed'),
    4907: configurationChange(ADMIN_CHANGE, 'audit-setting-changed', SUBJECT, TARGET_USER, CALLER),
    4912: configurationChange(ADMIN_CHANGE, 'per-user-audit-policy-changed', SUBJECT, CALLER),
    4964: {
      category: ['iam'],
      type: ['admin', 'group'],
      action: 'logged-in-special',
      fields: [...LOGGING_ON, ...TARGET_LOGON_ID],
    },
    5136: configurationChange(ADMIN_CHANGE, 'directory-service-object-modified', SUBJECT),
    5140: {
      category: ['network', 'file'],
      type: ['info', 'access'],
      action: 'network-share-object-accessed',
      fields: SHARE,
    },
    5145: {
      category: ['network', 'file'],
      type: ['info', 'access'],
      action: 'network-share-object-access-checked',
      fields: SHARE,
    },
    5152: connection(['connection', 'info', 'denied'], 'windows-firewall-packet-drop'),
    5156: connection(['connection', 'info', 'allowed'], 'windows-firewall-connection'),
    5157: connection(['connection', 'info', 'denied'], 'windows-firewall-packet-block'),
    5158: connection(['info'], 'windows-firewall-bind-local-port'),
    5379: {
      category: ['iam'],
      type: ['user', 'info'],
      action: 'credential-manager-credentials-were-read',
      fields: SUBJECT,
    },
    5380: { fields: SUBJECT },
    5381: { fields: SUBJECT },
    5382: { fields: SUBJECT },
  },
  tasks: textsOf({
    12288: 'Security State Change',
    12289: 'Security System Extension',
    12290: 'System Integrity',
    12292: 'Other System Events',
    12544: 'Logon',
    12545: 'Logoff',
    12546: 'Account Lockout',
    12548: 'Special Logon',
    12551: 'Other Logon/Logoff Events',
    12554: 'Group Membership',
    12800: 'File System',
    12801: 'Registry',
    12802: 'Kernel Object',
    12803: 'SAM',
    12804: 'Other Object Access Events',
    12806: 'Application Generated',
    12807: 'Handle Manipulation',
    12808: 'File Share',
    12809: 'Filtering Platform Packet Drop',
    12810: 'Filtering Platform Connection',
    12811: 'Detailed File Share',
    12812: 'Removable Storage',
    13056: 'Sensitive Privilege Use',
    13057: 'Non Sensitive Privilege Use',
    13312: 'Process Creation',
    13313: 'Process Termination',
    13314: 'DPAPI Activity',
    13316: 'Plug and Play Events',
    13317: 'Token Right Adjusted Events',
    13568: 'Audit Policy Change',
    13569: 'Authentication Policy Change',
    13570: 'Authorization Policy Change',
    13571: 'MPSSVC Rule-Level Policy Change',
    13572: 'Filtering Platform Policy Change',
    13573: 'Other Policy Change Events',
    13824: 'User Account Management',
    13825: 'Computer Account Management',
    13826: 'Security Group Management',
    14080: 'Directory Service Access',
    14081: 'Directory Service Changes',
    14336: 'Credential Validation',
    14337: 'Kerberos Service Ticket Operations',
    14339: 'Kerberos Authentication Service',
  }),
};
