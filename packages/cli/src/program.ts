import { EqlError } from '@eqlite/syntax';
import { Command } from 'commander';
import { addRunCommand } from './commands/run.js';
import { addSearchCommand } from './commands/search.js';

const HELP = `
Examples:
  eqlite search 'process where process.name : "wmic.exe"' logs/
  eqlite run rules/ --on logs/

Data goes to standard output, messages to standard error.
Exit codes: 0 fine, 2 a wrong call, query, rule or file.`;

/** The exit code for a wrong call or wrong input. */
const USAGE = 2;

/** The whole command line; sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('eqlite')
    .description('EQL, the Event Query Language, over log files.')
    .version('0.1.0')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', HELP);
  addRunCommand(program);
  addSearchCommand(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (isCommanderError(error)) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE;
    } else if (error instanceof EqlError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = USAGE;
    } else throw error;
  }
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error && 'exitCode' in error && 'code' in error && String(error.code).startsWith('commander.')
  );
}
