import { Command, Help, type Option } from 'commander';
import { EXIT, EXIT_CODES_HELP } from './exit-code.js';
import { wrapProse } from './output/wrap-prose.js';

/** A file of commands/. */
interface CommandModule {
  /** Adds the command's arguments, options, help and action to a command that has a name and nothing else. */
  define(command: Command): void;
}

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** A command is loaded when it is called, so that none costs the others' time to start. */
  readonly load: () => Promise<CommandModule>;
}

/** Every command, in the order of the help. */
const COMMANDS: readonly CommandEntry[] = [
  { name: 'search', summary: 'search log files with an EQL query', load: () => import('./commands/search.js') },
  { name: 'run', summary: 'run detection rules over log files', load: () => import('./commands/run.js') },
  { name: 'test', summary: 'run the tests of detection rules', load: () => import('./commands/test.js') },
  { name: 'explain', summary: 'tell why events match, or do not', load: () => import('./commands/explain.js') },
  {
    name: 'check',
    summary: 'check rules and queries for mistakes',
    load: () => import('./commands/check.js'),
  },
  { name: 'fmt', summary: 'lay out the queries of rule files', load: () => import('./commands/fmt.js') },
  { name: 'ecs', summary: 'convert Windows log records to ECS events', load: () => import('./commands/ecs.js') },
];

const HELP = `
Examples:
  eqlite search 'process where process.name : "wmic.exe"' logs/
  eqlite run rules/ --on logs/
  eqlite check rules/
  eqlite fmt rules/

Data goes to standard output, messages to standard error.

${EXIT_CODES_HELP}`;

/** The whole command line; sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('eqlite')
    .description('EQL, the Event Query Language, over log files.')
    .version('0.1.0')
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({ writeOut: (text) => process.stdout.write(wrapProse(text, helpWidth())) })
    .addHelpText('after', HELP);
  for (const { name, summary } of COMMANDS) program.command(name).summary(summary);
  program.hook('preSubcommand', async (_program, command) => {
    const { load } = COMMANDS.find(({ name }) => name === command.name())!; // there are no others
    (await load()).define(command);
    command.showHelpAfterError(`(eqlite ${command.name()} --help tells more)`);
  });
  try {
    await program.parseAsync(withoutHelpCommand(argv));
  } catch (error) {
    if (isCommanderError(error)) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.failed;
    else if (await isEqlError(error)) {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = EXIT.failed;
    } else throw error;
  }
}

const LONGEST_LINE = 100;
/** Where no terminal tells; commander's own. */
const PLAIN_WIDTH = 80;

const helpWidth = () => Math.min(process.stdout.columns ?? PLAIN_WIDTH, LONGEST_LINE);

/** That a switch is off by default goes without saying. */
const optionDescription = (option: Option) =>
  Help.prototype.optionDescription.call(new Help(), option).replace(' (default: false)', '');

/** `eqlite help run` as `eqlite run --help`, which loads the command. */
function withoutHelpCommand([node = '', script = '', first, ...more]: readonly string[]): string[] {
  if (first === 'help') return [node, script, ...more, '--help'];
  return [node, script, ...(first === undefined ? [] : [first]), ...more];
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error && 'exitCode' in error && 'code' in error && String(error.code).startsWith('commander.')
  );
}

async function isEqlError(error: unknown): Promise<boolean> {
  const { EqlError } = await import('@eqlite/syntax');
  return error instanceof EqlError;
}
