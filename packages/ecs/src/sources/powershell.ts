import { commandLine, filePath, move, moveBy, type Source, type Step } from '../entries.js';
import { child, type Draft, nodeAt, put } from '../event.js';
import { collect, compileSteps, runSteps } from '../interpret.js';
import { type EventFields, field, fieldsIn, type System } from '../raw-record.js';
import { splitArguments } from '../values/command-line.js';
import { invocationDetails } from '../values/invocation-details.js';
import { keyValues } from '../values/key-values.js';
import { integer, textsOf } from '../values/scalars.js';

/** The keys of the block that says in what host, engine and pipeline the event happened, whatever the log. */
const CONTEXT = compileSteps([
  move('HostID', 'process.entity_id'),
  move('HostId', 'process.entity_id'),
  commandLine('HostApplication', 'process', splitArguments),
  move('HostName', 'process.title'),
  move('HostVersion', 'powershell.process.executable_version'),
  move('EngineVersion', 'powershell.engine.version'),
  move('NewEngineState', 'powershell.engine.new_state'),
  move('PreviousEngineState', 'powershell.engine.previous_state'),
  move('ProviderName', 'powershell.provider.name'),
  move('NewProviderState', 'powershell.provider.new_state'),
  move('PipelineID', 'powershell.pipeline_id'),
  move('PipelineId', 'powershell.pipeline_id'),
  move('RunspaceID', 'powershell.runspace_id'),
  move('RunspaceId', 'powershell.runspace_id'),
  move('ShellID', 'powershell.id'),
  move('CommandName', 'powershell.command.name'),
  move('CommandPath', 'powershell.command.path'),
  move('CommandType', 'powershell.command.type'),
  move('CommandLine', 'powershell.command.value'),
  filePath('ScriptName'),
  move('SequenceNumber', 'event.sequence', integer),
  move('DetailSequence', 'powershell.sequence', integer),
  move('DetailTotal', 'powershell.total', integer),
  moveBy('UserId', (account, draft) => writeUser(account, child(draft, 'user'))),
  moveBy('ConnectedUser', writeConnectedUser),
]);

/** `DOMAIN\name` */
function writeUser(account: string, user: Draft): boolean {
  const backslash = account.indexOf('\\');
  if (backslash < 0) return false;
  user.domain = account.slice(0, backslash);
  user.name = account.slice(backslash + 1);
  return true;
}

/** The user at the other end of a remote session. The logging user, written before, is then the destination's. */
function writeConnectedUser(account: string, draft: Draft): boolean {
  const connected: Draft = {};
  if (!writeUser(account, connected)) return false;
  if (draft.user !== undefined) put(draft, ['destination', 'user'], draft.user);
  put(draft, ['source', 'user'], connected);
  draft.user = { ...connected };
  return true;
}

/** A block of keys and values; what no step takes of it is kept in `winlog.event_data`. */
function writeContext(block: string, draft: Draft): boolean {
  const data = keyValues(block);
  if (data === undefined) return false;
  const record = fieldsIn(data);
  const collected = collect(CONTEXT, record);
  if (collected.rest !== undefined) Object.assign(nodeAt(draft, EVENT_DATA), collected.rest);
  runSteps(CONTEXT, collected, record, draft, EVENT_DATA);
  return true;
}

const EVENT_DATA = ['winlog', 'event_data'];

const INVOCATION_DETAILS = 'powershell.command.invocation_details';

/** Who ran PowerShell is who logged. */
function writeLoggingUser(draft: Draft, { user, processId }: System): void {
  if (processId !== undefined) put(draft, ['process', 'pid'], processId);
  if (user === undefined) return;
  const target = child(draft, 'user');
  if (user.identifier !== undefined) target.id = user.identifier;
  if (user.name !== undefined) target.name = user.name;
  if (user.domain !== undefined) target.domain = user.domain;
}

const SCRIPT_BLOCK: readonly Step[] = [
  move('ScriptBlockId', 'powershell.file.script_block_id'),
  move('RunspaceId', 'powershell.runspace_id'),
];

export const POWERSHELL_OPERATIONAL: Source = {
  name: 'powershell_operational',
  providers: ['Microsoft-Windows-PowerShell', 'PowerShellCore'],
  channels: ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'],
  module: 'windows',
  dataset: 'windows.powershell_operational',
  writesEvent: true,
  prepare: { relates: true, write: writeLoggingUser },
  entries: {
    4103: {
      category: ['process'],
      type: ['info'],
      fields: [moveBy('ContextInfo', writeContext), move('Payload', INVOCATION_DETAILS, invocationDetails)],
    },
    4104: {
      category: ['process'],
      type: ['info'],
      fields: [
        move('ScriptBlockText', 'powershell.file.script_block_text', (text) => text.trim()),
        ...SCRIPT_BLOCK,
        move('MessageNumber', 'powershell.sequence', integer),
        move('MessageTotal', 'powershell.total', integer),
        filePath('Path'),
      ],
    },
    4105: { category: ['process'], type: ['start'], fields: SCRIPT_BLOCK },
    4106: { category: ['process'], type: ['end'], fields: SCRIPT_BLOCK },
  },
  tasks: textsOf({
    2: 'Execute a Remote Command',
    4: 'PowerShell Console Startup',
    100: 'Executing Command',
    102: 'Starting Command',
    103: 'Stopping Command',
    106: 'Executing Pipeline',
    111: 'PowerShell Named Pipe IPC',
  }),
};

/**
 * Shapes that have lost the unnamed parameters of the classic log still have them in the message, if it is in English:
 * `... Details:` and a block, for 800 `... Context Information:`, a block, `Details:` and what was invoked.
 */
function writeFromMessage(draft: Draft, { message }: System, record: EventFields): void {
  if (message === undefined || PARAMETERS.some((name) => field(record, name) !== undefined)) return;
  const context = message.indexOf('Context Information:');
  const details = message.indexOf('\nDetails:', context + 1);
  if (details < 0) return;
  if (context < 0) writeContext(message.slice(details), draft);
  else {
    writeContext(message.slice(context, details), draft);
    const invoked = message.slice(details + '\nDetails:'.length).trim();
    if (invoked !== '') put(draft, INVOCATION_DETAILS.split('.'), invocationDetails(invoked));
  }
}

const PARAMETERS = ['param1', 'param2', 'param3'];

const CLASSIC_CONTEXT: readonly Step[] = [moveBy('param3', writeContext)];

export const POWERSHELL: Source = {
  name: 'powershell',
  providers: ['PowerShell'],
  channels: ['Windows PowerShell'],
  module: 'windows',
  dataset: 'windows.powershell',
  writesEvent: true,
  prepare: { relates: true, write: writeFromMessage },
  entries: {
    400: { category: ['process'], type: ['start'], fields: CLASSIC_CONTEXT },
    403: { category: ['process'], type: ['end'], fields: CLASSIC_CONTEXT },
    600: { category: ['process'], type: ['info'], fields: CLASSIC_CONTEXT },
    800: {
      category: ['process'],
      type: ['info'],
      fields: [moveBy('param2', writeContext), move('param3', INVOCATION_DETAILS, invocationDetails)],
    },
  },
  tasks: textsOf({ 4: 'Engine Lifecycle', 6: 'Provider Lifecycle', 8: 'Pipeline Execution Details' }),
};
