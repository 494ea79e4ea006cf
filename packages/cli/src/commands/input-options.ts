import { type Command, Option } from 'commander';
import type { InputForm } from '../input/event-source.js';
import { parseDuration } from './duration.js';

export interface InputOptions {
  readonly input: InputForm;
  readonly strict: true | undefined;
  readonly timeRepair: boolean;
}

export interface MatchOptions extends InputOptions {
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
    .option('--no-time-repair', 'keep recorded times where Sysmon records beside them show that they are wrong')
    .addOption(new Option('--format <format>', 'how to print').choices([...formats]).default(formats[0]))
    .option('--strict', 'fail at the first problem with the input, instead of telling it and going on');
}

/** Those, and what commands need that find sequences in them. */
export function addMatchOptions(command: Command, formats: readonly string[]): Command {
  return addInputOptions(command, formats).option(
    '--lateness <time>',
    'tell sequences as they come, of events that are at most so far out of order: 0s, 30s, 5m; without it all input is put in order first',
    parseDuration,
  );
}
