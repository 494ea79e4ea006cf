import type { CaseSource, Logger } from './case.js';

const ofLogger = ({ pid, sid, name, domain }: Logger) => ({
  ...(pid && { 'process.pid': pid }),
  ...(sid && { 'user.id': sid }),
  ...(name && { 'user.name': name, 'user.domain': domain, 'related.user': [name] }),
});
const USER = { sid: 'S-1-5-21-1-2-3-1001', name: 'jdoe', domain: 'CORP' };

const CONTEXT = `        Severity = Informational
        Host Name = ConsoleHost
        Host Version = 5.1.19041.1
        Host ID = 3e2a9c1b-1111-2222-3333-444455556666
        Host Application = powershell.exe -File "C:\\My Scripts\\a.ps1"
        Engine Version = 5.1.19041.1
        Runspace ID = 9f8e7d6c-1111-2222-3333-444455556666
        Pipeline ID = 12
        Command Name = Out-File
        Command Type = Cmdlet
        Script Name = C:\\My Scripts\\a.ps1
        Command Path =
        Sequence Number = 34
        User = CORP\\jdoe
        Connected User =
        Shell ID = Microsoft.PowerShell
`;

const HOST = {
  'process.entity_id': '3e2a9c1b-1111-2222-3333-444455556666',
  'process.title': 'ConsoleHost',
  'process.command_line': 'powershell.exe -File "C:\\My Scripts\\a.ps1"',
  'process.args': ['powershell.exe', '-File', 'C:\\My Scripts\\a.ps1'],
  'process.args_count': 3,
  'powershell.process.executable_version': '5.1.19041.1',
  'powershell.engine.version': '5.1.19041.1',
  'powershell.pipeline_id': '12',
  'powershell.runspace_id': '9f8e7d6c-1111-2222-3333-444455556666',
};

export const POWERSHELL: CaseSource = {
  name: 'PowerShell/Operational',
  channel: 'Microsoft-Windows-PowerShell/Operational',
  provider: 'Microsoft-Windows-PowerShell',
  guid: '{A0C1853B-5C40-4B15-8766-3CF1C58F985A}',
  module: 'windows',
  dataset: 'windows.powershell_operational',
  user: USER,
  tasks: { 2: 'Execute a Remote Command', 102: 'Starting Command', 103: 'Stopping Command', 106: 'Executing Pipeline' },
  ofLogger,
  cases: [
    {
      id: 4103,
      what: 'a command of a pipeline: its context is cut into fields, its bindings into a list',
      task: 106,
      data: {
        ContextInfo: CONTEXT,
        UserData: '',
        Payload:
          'CommandInvocation(Out-File): "Out-File"\r\nParameterBinding(Out-File): name="FilePath"; value="C:\\x; y.txt"\r\n',
      },
      stays: '',
      event: {
        'event.category': ['process'],
        'event.type': ['info'],
        'event.sequence': 34,
        ...HOST,
        'powershell.id': 'Microsoft.PowerShell',
        'powershell.command.name': 'Out-File',
        'powershell.command.type': 'Cmdlet',
        'powershell.command.invocation_details': [
          { type: 'CommandInvocation', related_command: 'Out-File', value: 'Out-File' },
          { type: 'ParameterBinding', related_command: 'Out-File', name: 'FilePath', value: 'C:\\x; y.txt' },
        ],
        'file.path': 'C:\\My Scripts\\a.ps1',
        'file.name': 'a.ps1',
        'file.directory': 'C:\\My Scripts',
        'file.extension': 'ps1',
        'winlog.event_data.Severity': 'Informational',
        'winlog.event_data.User': 'CORP\\jdoe',
      },
    },
    {
      id: 4104,
      what: 'a script, the second part of three',
      task: 2,
      data: {
        MessageNumber: '2',
        MessageTotal: '3',
        ScriptBlockText: '\nGet-Date | Out-File <x>\n',
        ScriptBlockId: '7a6b5c4d-1111-2222-3333-444455556666',
        Path: 'C:\\My Scripts\\a.ps1',
      },
      stays: '',
      event: {
        'event.category': ['process'],
        'event.type': ['info'],
        'powershell.sequence': 2,
        'powershell.total': 3,
        'powershell.file.script_block_text': 'Get-Date | Out-File <x>',
        'powershell.file.script_block_id': '7a6b5c4d-1111-2222-3333-444455556666',
        'file.path': 'C:\\My Scripts\\a.ps1',
        'file.name': 'a.ps1',
        'file.directory': 'C:\\My Scripts',
        'file.extension': 'ps1',
      },
    },
    ...(
      [
        [4105, 'starts', 102, 'start'],
        [4106, 'ends', 103, 'end'],
      ] as const
    ).map(([id, what, task, type]) => ({
      id,
      what: `a script ${what}`,
      task,
      data: { ScriptBlockId: '7a6b5c4d-1111-2222-3333-444455556666', RunspaceId: '9f8e7d6c-1111' },
      stays: '',
      event: {
        'event.category': ['process'],
        'event.type': [type],
        'powershell.file.script_block_id': '7a6b5c4d-1111-2222-3333-444455556666',
        'powershell.runspace_id': '9f8e7d6c-1111',
      },
    })),
  ],
};

/** The classic log's block, of the first state of an engine and of a pipeline. */
const classic = (...lines: string[]) =>
  [
    'SequenceNumber=15',
    '',
    'HostName=ConsoleHost',
    'HostVersion=5.1.19041.1',
    'HostId=3e2a9c1b-1111-2222-3333-444455556666',
    'HostApplication=powershell.exe -File "C:\\My Scripts\\a.ps1"',
    'EngineVersion=5.1.19041.1',
    'RunspaceId=9f8e7d6c-1111-2222-3333-444455556666',
    'PipelineId=12',
    'CommandName=',
    ...lines,
  ]
    .map((line) => `\t${line}\r\n`)
    .join('');

export const WINDOWS_POWERSHELL: CaseSource = {
  name: 'Windows PowerShell',
  channel: 'Windows PowerShell',
  provider: 'PowerShell',
  guid: '{00000000-0000-0000-0000-000000000001}',
  module: 'windows',
  dataset: 'windows.powershell',
  tasks: { 4: 'Engine Lifecycle', 6: 'Provider Lifecycle', 8: 'Pipeline Execution Details' },
  cases: [
    {
      id: 400,
      what: 'the engine starts',
      task: 4,
      data: {
        param1: 'Available',
        param2: 'None',
        param3: `\tNewEngineState=Available\r\n\tPreviousEngineState=None\r\n\r\n${classic()}`,
      },
      stays: 'param1 param2',
      event: {
        'event.category': ['process'],
        'event.type': ['start'],
        'event.sequence': 15,
        'powershell.engine.new_state': 'Available',
        'powershell.engine.previous_state': 'None',
        ...HOST,
      },
    },
    {
      id: 403,
      what: 'the engine stops',
      task: 4,
      data: {
        param1: 'Stopped',
        param2: 'Available',
        param3: `\tNewEngineState=Stopped\r\n\tPreviousEngineState=Available\r\n\r\n${classic()}`,
      },
      stays: 'param1 param2',
      event: {
        'event.category': ['process'],
        'event.type': ['end'],
        'event.sequence': 15,
        'powershell.engine.new_state': 'Stopped',
        'powershell.engine.previous_state': 'Available',
        ...HOST,
      },
    },
    {
      id: 600,
      what: 'a provider starts',
      task: 6,
      data: {
        param1: 'Registry',
        param2: 'Started',
        param3: `\tProviderName=Registry\r\n\tNewProviderState=Started\r\n\r\n${classic()}`,
      },
      stays: 'param1 param2',
      event: {
        'event.category': ['process'],
        'event.type': ['info'],
        'event.sequence': 15,
        'powershell.provider.name': 'Registry',
        'powershell.provider.new_state': 'Started',
        ...HOST,
      },
    },
    {
      id: 800,
      what: 'the details of a pipeline',
      task: 8,
      data: {
        param1: 'Get-Date',
        param2: `\tDetailSequence=1\r\n\tDetailTotal=1\r\n\r\n${classic('UserId=CORP\\jdoe', 'CommandLine=Get-Date')}`,
        param3: 'CommandInvocation(Get-Date): "Get-Date"\r\n',
      },
      stays: 'param1',
      event: {
        'event.category': ['process'],
        'event.type': ['info'],
        'event.sequence': 15,
        'powershell.sequence': 1,
        'powershell.total': 1,
        ...HOST,
        'powershell.command.value': 'Get-Date',
        'powershell.command.invocation_details': [
          { type: 'CommandInvocation', related_command: 'Get-Date', value: 'Get-Date' },
        ],
        'user.domain': 'CORP',
        'user.name': 'jdoe',
        'related.user': ['jdoe'],
      },
    },
  ],
};
