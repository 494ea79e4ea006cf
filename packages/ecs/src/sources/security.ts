import { copy, copyBy, executable, move, type Source, type Step } from '../entries.js';
import { child } from '../event.js';
import { splitAtWhitespace } from '../values/command-line.js';
import { integer } from '../values/scalars.js';

/** Who did it. */
const SUBJECT: readonly Step[] = [
  copy('SubjectUserSid', 'user.id'),
  copy('SubjectUserName', 'user.name'),
  copy('SubjectDomainName', 'user.domain'),
];

/** Whose credentials a new process has, or were used. */
const EFFECTIVE: readonly Step[] = [
  copy('TargetUserSid', 'user.effective.id'),
  copy('TargetUserName', 'user.effective.name'),
  copy('TargetDomainName', 'user.effective.domain'),
];

export const SECURITY: Source = {
  name: 'security',
  providers: ['Microsoft-Windows-Security-Auditing'],
  channels: ['Security'],
  module: 'system',
  dataset: 'system.security',
  common: [copy('SubjectLogonId', 'winlog.logon.id')],
  entries: {
    4688: {
      category: ['process'],
      type: ['start'],
      action: 'created-process',
      fields: [
        ...SUBJECT,
        ...EFFECTIVE,
        move('NewProcessId', 'process.pid', integer),
        executable('NewProcessName', 'process', true),
        copyBy('CommandLine', (line, draft) => {
          const process = child(draft, 'process');
          process.command_line = line;
          process.args = splitAtWhitespace(line);
        }),
        copy('ProcessId', 'process.parent.pid', integer),
        executable('ParentProcessName', 'process.parent', true),
      ],
    },
  },
  tasks: { 13312: 'Process Creation' },
};
