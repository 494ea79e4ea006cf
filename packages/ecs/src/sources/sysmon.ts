import { splitArguments } from '../command-line.js';
import { copy, executable, move, moveBy, type Source, type Step } from '../entries.js';
import { child, type Draft, nodeAt } from '../event.js';
import { writeHashes } from '../hashes.js';
import { integer } from '../values.js';

/** The fields of most ids: the rule that logged, the acting process and its user. */
const COMMON: readonly Step[] = [
  move('RuleName', 'rule.name'),
  move('ProcessGuid', 'process.entity_id'),
  move('ProcessId', 'process.pid', integer),
  executable('Image', 'process'),
  moveBy('User', writeUser),
];

const PARENT: readonly Step[] = [
  move('ParentProcessGuid', 'process.parent.entity_id'),
  move('ParentProcessId', 'process.parent.pid', integer),
  executable('ParentImage', 'process.parent'),
  commandLine('ParentCommandLine', 'process.parent'),
];

function commandLine(from: string, to: string): Step {
  const node = to.split('.');
  return moveBy(from, (line, draft) => {
    const process = nodeAt(draft, node);
    const args = splitArguments(line);
    process.command_line = line;
    process.args = args;
    process.args_count = args.length;
  });
}

function hashes(node: string): Step {
  return moveBy('Hashes', (text, draft) => writeHashes(text, draft, node));
}

/** What a program says of itself. */
function programInfo(node: string): readonly Step[] {
  return [
    move('OriginalFileName', `${node}.pe.original_file_name`),
    copy('Company', `${node}.pe.company`),
    copy('Description', `${node}.pe.description`),
    copy('FileVersion', `${node}.pe.file_version`),
    copy('Product', `${node}.pe.product`),
  ];
}

/** `DOMAIN\name`; anything else stays where it is. */
function writeUser(value: string, draft: Draft): boolean {
  const backslash = value.indexOf('\\');
  if (backslash < 0 || backslash !== value.lastIndexOf('\\')) return false;
  const user = child(draft, 'user');
  user.domain = value.slice(0, backslash);
  user.name = value.slice(backslash + 1);
  return true;
}

export const SYSMON: Source = {
  name: 'sysmon',
  providers: ['Microsoft-Windows-Sysmon', 'Linux-Sysmon'],
  channels: ['Microsoft-Windows-Sysmon/Operational', 'Linux-Sysmon/Operational'],
  module: 'windows',
  dataset: 'windows.sysmon_operational',
  timeField: 'UtcTime',
  /** The logging user: of Sysmon always the service's own, not the acting user. */
  prepare(draft, { user }) {
    if (user?.identifier !== undefined) child(draft, 'user').id = user.identifier;
  },
  common: COMMON,
  entries: {
    1: {
      category: ['process'],
      type: ['start'],
      action: 'Process creation',
      fields: [
        commandLine('CommandLine', 'process'),
        move('CurrentDirectory', 'process.working_directory'),
        hashes('process'),
        ...programInfo('process'),
        ...PARENT,
      ],
    },
  },
};
