import { type Command, Option } from 'commander';
import { parseDuration } from './duration.js';
import type { InputForm } from './run-context.js';

export interface InputOptions {
  readonly input: InputForm;
  readonly strict: boolean;
  /** In milliseconds; `undefined` when matches may wait for the end of the input. */
  readonly lateness: number | undefined;
}

/** The options of every command that reads events. The first format is the default on a terminal and in a pipe alike. */
export function addInputOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(
      new Option(
        '--input <form>',
        'auto: raw records become ECS; ecs: records are taken as they are; raw: only raw records',
      )
        .choices(['auto', 'ecs', 'raw'])
        .default('auto'),
    )
    .addOption(new Option('--format <format>', 'how to print').choices([...formats]).default(formats[0]))
    .option(
      '--lateness <time>',
      'tell sequences as they come, of events that are at most so far out of order: 0s, 30s, 5m; without it all input is put in order first',
      parseDuration,
    )
    .option('--strict', 'fail at the first record that cannot be read, instead of skipping it', false);
}
