import type { QueryOptions } from '@eqlite/rules';
import type { Dialect } from '@eqlite/syntax';
import { type Command, Option } from 'commander';

/** What queries mean, with the names of the library's options. */

export interface DialectOption {
  readonly dialect: Dialect;
}

export interface CategoryOption {
  readonly eventCategoryField: string | undefined;
}

export interface QueryCommandOptions extends DialectOption, CategoryOption {
  readonly timestampField: string | undefined;
  readonly tiebreakerField: string | undefined;
}

/** For commands that read queries without running them. */
export function addDialectOption(command: Command): Command {
  return command.addOption(
    new Option('--dialect <dialect>', 'whose EQL: endpoint has what rules of Elastic Endpoint use')
      .choices(['elasticsearch', 'endpoint'])
      .default('elasticsearch'),
  );
}

export function addCategoryOption(command: Command): Command {
  return command.option(
    '--event-category-field <field>',
    'what holds the category that stands before `where` (default: event.category)',
  );
}

/** For commands that run queries. What a rule itself says of its fields goes first. */
export function addQueryOptions(command: Command): Command {
  return addCategoryOption(addDialectOption(command))
    .option('--timestamp-field <field>', 'what orders events (default: @timestamp)')
    .option('--tiebreaker-field <field>', 'what orders events of the same time (default: their order in the input)');
}

/** Those that were given. */
export function queryOptions({
  dialect,
  eventCategoryField,
  timestampField,
  tiebreakerField,
}: QueryCommandOptions): QueryOptions {
  return {
    dialect,
    ...(eventCategoryField !== undefined && { eventCategoryField }),
    ...(timestampField !== undefined && { timestampField }),
    ...(tiebreakerField !== undefined && { tiebreakerField }),
  };
}
