import type { Rule } from '@eqlite/rules';

/**
 * WMIC Remote Command, version 107: `wmic.exe /node:HOST … call|get|set …` on Windows, hosts other than this one.
 * Needs process starts with their arguments. The same rule as `wmic-remote-command.toml`; its text is under the Elastic
 * License v2.
 */
export const wmicRemoteCommand: Rule = {
  rule_id: 'wmic-remote-command',
  version: 107,
  name: 'WMIC Remote Command',
  description:
    'Identifies the use of wmic.exe to run commands on remote hosts. While this can be used by administrators ' +
    'legitimately, attackers can abuse this built-in utility to achieve lateral movement.',
  author: ['Elastic'],
  license: 'Elastic License v2',
  severity: 'low',
  risk_score: 21,
  building_block_type: 'default',
  references: [],
  false_positives: [],
  tags: [
    'Domain: Endpoint',
    'OS: Windows',
    'Use Case: Threat Detection',
    'Tactic: Lateral Movement',
    'Data Source: Elastic Defend',
    'Rule Type: BBR',
    'Data Source: Sysmon',
    'Data Source: Elastic Endgame',
    'Data Source: System',
  ],

  interval: '60m',
  from: 'now-119m',
  to: 'now',
  max_signals: 100,
  index: [
    'logs-endpoint.events.process-*',
    'logs-windows.sysmon_operational-*',
    'endgame-*',
    'logs-system.security*',
    'winlogbeat-*',
  ],

  type: 'eql',
  language: 'eql',
  query: `process where host.os.type == "windows" and event.type == "start" and
  process.name : "WMIC.exe" and
  process.args : "*node:*" and
  process.args : ("call", "set", "get") and
  not process.args : ("*/node:localhost*", "*/node:\\"127.0.0.1\\"*", "/node:127.0.0.1")`,

  threat: [
    {
      framework: 'MITRE ATT&CK',
      tactic: { id: 'TA0008', name: 'Lateral Movement', reference: 'https://attack.mitre.org/tactics/TA0008/' },
      technique: [
        {
          id: 'T1021',
          name: 'Remote Services',
          reference: 'https://attack.mitre.org/techniques/T1021/',
          subtechnique: [
            {
              id: 'T1021.006',
              name: 'Windows Remote Management',
              reference: 'https://attack.mitre.org/techniques/T1021/006/',
            },
          ],
        },
      ],
    },
    {
      framework: 'MITRE ATT&CK',
      tactic: { id: 'TA0002', name: 'Execution', reference: 'https://attack.mitre.org/tactics/TA0002/' },
      technique: [
        {
          id: 'T1047',
          name: 'Windows Management Instrumentation',
          reference: 'https://attack.mitre.org/techniques/T1047/',
        },
      ],
    },
  ],
};
