import { type Command, Option } from 'commander';
import type { InputForm } from './run-context.js';

export interface InputOptions {
  readonly input: InputForm;
  readonly strict: boolean;
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
    .option('--strict', 'fail at the first record that cannot be read, instead of skipping it', false);
}
