import type { Alert } from '../alert/alert.js';
import type { Rule } from '../rule/rule.js';
import type { QueryOptions } from '../run/rule-runner.js';
import { htmlPage } from './page.js';
import { ReportBuilder } from './report-data.js';

export interface ReportOptions extends QueryOptions {
  /** Default `Alerts`. */
  readonly title?: string;
  /** Alerts that the page holds at most; of the others it tells how many. Default 50,000. */
  readonly maxAlerts?: number;
}

/** Gathers alerts for a page that shows them. */
export interface Report {
  /** Takes alerts in the order in which a runner gives them: after a sequence's own those for its events. */
  add(alerts: readonly Alert[]): void;
  /**
   * One HTML document that needs no network and runs no code but its own: alerts over time, by rule and host, ATT&CK
   * tactics and techniques, each alert with its events and why they match.
   */
  html(): string;
}

/** @param rules those that the alerts may be of */
export function createReport(rules: readonly Rule[], options: ReportOptions = {}): Report {
  const { title = 'Alerts', maxAlerts = 50_000, ...compileOptions } = options;
  const builder = new ReportBuilder(rules, maxAlerts, compileOptions);
  /** The last alert for a whole sequence, until its events have come. */
  let pending: { readonly alert: Alert; readonly blocks: Alert[] } | undefined;
  const settle = () => {
    if (pending !== undefined) builder.add(pending.alert, pending.blocks);
    pending = undefined;
  };
  return {
    add(alerts) {
      for (const alert of alerts) {
        if (alert['kibana.alert.group.index'] !== undefined) {
          pending?.blocks.push(alert);
          continue;
        }
        settle();
        if (alert['eqlite.sequence'] === undefined) builder.add(alert, []);
        else pending = { alert, blocks: [] };
      }
    },
    html() {
      settle();
      return htmlPage(builder.data(title));
    },
  };
}
