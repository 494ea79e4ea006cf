/** A small world of rules and events, as large as is asked for, the same each time. */

interface SampleRule {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly query: string;
  readonly tactic: readonly [id: string, name: string];
  readonly technique: readonly [id: string, name: string];
}

const SAMPLE_RULES: readonly SampleRule[] = [
  {
    id: 'encoded',
    name: 'PowerShell With an Encoded Command',
    severity: 'medium',
    query: 'process where process.name : "powershell.exe" and process.args : ("-enc", "-e")',
    tactic: ['TA0002', 'Execution'],
    technique: ['T1059', 'Command and Scripting Interpreter'],
  },
  {
    id: 'remote',
    name: 'Remote Command With WMIC',
    severity: 'high',
    query: 'process where process.name : "wmic.exe" and process.args : "/node:*"',
    tactic: ['TA0008', 'Lateral Movement'],
    technique: ['T1021', 'Remote Services'],
  },
  {
    id: 'discovery',
    name: 'Account Discovery',
    severity: 'low',
    query: 'process where process.name : ("whoami.exe", "net.exe") and not user.name : "SYSTEM"',
    tactic: ['TA0007', 'Discovery'],
    technique: ['T1087', 'Account Discovery'],
  },
  {
    id: 'memory',
    name: 'Memory of the Logon Process Read',
    severity: 'critical',
    query: 'process where process.args : "*comsvcs*" and process.args : "MiniDump"',
    tactic: ['TA0006', 'Credential Access'],
    technique: ['T1003', 'OS Credential Dumping'],
  },
  {
    id: 'task',
    name: 'Scheduled Task Made From a Script, Then Run',
    severity: 'high',
    query:
      'sequence by host.id with maxspan=5m [process where process.name : "schtasks.exe" and process.args : "/create"] ' +
      '[process where process.parent.name : "svchost.exe"]',
    tactic: ['TA0003', 'Persistence'],
    technique: ['T1053', 'Scheduled Task/Job'],
  },
];

export const sampleRules = SAMPLE_RULES.map((rule) => ({
  rule_id: rule.id,
  name: rule.name,
  description: 'For tests.',
  severity: rule.severity,
  risk_score: 50,
  type: 'eql',
  query: rule.query,
  threat: [
    {
      framework: 'MITRE ATT&CK',
      tactic: { id: rule.tactic[0], name: rule.tactic[1], reference: 'https://attack.mitre.org/' },
      technique: [{ id: rule.technique[0], name: rule.technique[1], reference: 'https://attack.mitre.org/' }],
    },
  ],
}));

const COMMANDS: readonly (readonly string[])[] = [
  ['powershell.exe', '-nop', '-enc', 'SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA'],
  ['whoami.exe', '/all'],
  ['net.exe', 'user', '/domain'],
  ['wmic.exe', '/node:FS-01', 'process', 'call', 'create', 'calc.exe'],
  ['rundll32.exe', 'C:\\Windows\\System32\\comsvcs.dll', 'MiniDump', '624', 'out.dmp', 'full'],
  ['schtasks.exe', '/create', '/tn', 'updater'],
  ['updater.exe'],
];
/** How often each command is, of a hundred: the sums up to it. */
const SHARES = [22, 52, 72, 82, 85, 91, 100];
const USERS = ['mira.okafor', 'j.ruiz', 'svc-backup', 'administrator', 'l.chen'];

/** Events of a few days, busier by day; nearly each of them is an alert. */
export function sampleEvents(count: number): Record<string, unknown>[] {
  let state = 42;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  let timeMs = Date.UTC(2024, 2, 11);
  return Array.from({ length: count }, () => {
    const hour = new Date(timeMs).getUTCHours();
    timeMs += Math.ceil((random() * 4 * 86_400_000 * (hour > 6 && hour < 19 ? 1.2 : 4)) / count);
    const share = random() * 100;
    const args = COMMANDS[SHARES.findIndex((sum) => share < sum)]!;
    const host = `WS-${String(Math.floor(random() ** 2 * 24) + 1).padStart(3, '0')}`;
    return {
      '@timestamp': new Date(timeMs).toISOString(),
      event: { category: ['process'], type: ['start'] },
      host: { id: host, name: host, os: { type: 'windows' } },
      user: { name: USERS[Math.floor(random() * USERS.length)] },
      process: {
        name: args[0],
        args,
        command_line: args.join(' '),
        pid: Math.floor(random() * 60_000),
        parent: { name: args[0] === 'updater.exe' ? 'svchost.exe' : 'explorer.exe' },
      },
    };
  });
}
