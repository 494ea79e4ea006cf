import { writeFile } from 'node:fs/promises';
import { type Alert, createReport, navigatorLayer, type Report, type Rule } from '@eqlite/rules';
import type { Command } from 'commander';
import type { Output } from '../output/output.js';
import { FORMATS, type Format, type Printer, printerOf } from '../output/printer.js';
import { alertRows } from '../output/timeline.js';
import { type QueryCommandOptions, queryOptions } from './query-options.js';
import type { Interruption } from './run-context.js';

export { FORMATS };

export interface AlertOptions extends QueryCommandOptions {
  readonly format: Format;
  readonly report: string | undefined;
  readonly navigator: string | undefined;
}

/** Where alerts go beside standard output. */
export function addAlertOptions(command: Command): Command {
  return command
    .option('--report <file>', 'write a page of the alerts, with charts and explanations: one HTML file')
    .option('--navigator <file>', 'write a layer for the ATT&CK Navigator: techniques and their alerts');
}

/** Takes alerts as they come: prints them, and keeps what the report and the layer need. */
export class AlertOutput {
  /** A sequence counts as one. */
  count = 0;
  readonly #printer: Printer<Alert>;
  readonly #output: Output;
  readonly #options: AlertOptions;
  readonly #rules: readonly Rule[];
  readonly #report: Report | undefined;
  readonly #counts = new Map<string, number>();

  static async create(
    rules: readonly Rule[],
    options: AlertOptions,
    output: Output,
    isLive: boolean,
  ): Promise<AlertOutput> {
    return new AlertOutput(rules, options, output, await printerOf(options.format, output, alertRows(), isLive));
  }

  private constructor(rules: readonly Rule[], options: AlertOptions, output: Output, printer: Printer<Alert>) {
    this.#rules = rules;
    this.#options = options;
    this.#output = output;
    this.#printer = printer;
    this.#report = options.report === undefined ? undefined : createReport(rules, queryOptions(options));
  }

  add(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      // The single events of a sequence come with the alert for the whole.
      if (alert['kibana.alert.group.index'] === undefined) {
        this.count++;
        const id = alert['kibana.alert.rule.rule_id'];
        this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
      }
      this.#printer.item(alert);
    }
    this.#report?.add(alerts);
  }

  /** Prints the rest and writes the files. False when one cannot be written, which has been told. */
  async end(interruption: Interruption): Promise<boolean> {
    this.#printer.end();
    await this.#output.flush();
    const { report, navigator } = this.#options;
    const written = [
      ...(report === undefined ? [] : [await write(report, this.#report!.html(), interruption)]),
      ...(navigator === undefined
        ? []
        : [
            await write(
              navigator,
              `${JSON.stringify(navigatorLayer(this.#rules, this.#counts), null, 2)}\n`,
              interruption,
            ),
          ]),
    ];
    return written.every(Boolean);
  }
}

async function write(path: string, content: string, { isPipeClosed }: Interruption): Promise<boolean> {
  try {
    await writeFile(path, content);
    if (!isPipeClosed) process.stderr.write(`Wrote ${path}\n`);
    return true;
  } catch (error) {
    process.stderr.write(`${path}: cannot be written: ${(error as Error).message}\n`);
    return false;
  }
}
