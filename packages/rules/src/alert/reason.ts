import type { Event } from '@eqlite/engine';
import type { Rule } from '../rule/rule.js';
import { firstText } from './event-fields.js';

/** One sentence for a list of alerts, in the manner of Kibana. `what` is what was found: `process event`. */
export function reasonFor(rule: Rule, what: string, event: Event): string {
  const value = (path: string, words: (text: string) => string) => {
    const text = firstText(event, path);
    return text === undefined ? undefined : words(text);
  };
  const details = [
    value('process.name', (name) => `process ${name}`),
    value('process.parent.name', (name) => `parent process ${name}`),
    value('file.name', (name) => `file ${name}`),
    value('source.ip', (ip) => `source ${ip}${value('source.port', (port) => `:${port}`) ?? ''}`),
    value('destination.ip', (ip) => `destination ${ip}${value('destination.port', (port) => `:${port}`) ?? ''}`),
  ].filter((detail) => detail !== undefined);
  const who = [value('user.name', (name) => `by ${name}`), value('host.name', (name) => `on ${name}`)]
    .filter((part) => part !== undefined)
    .join(' ');
  const found = [details.length === 0 ? what : `${what} with ${details.join(', ')}`, who]
    .filter((part) => part !== '')
    .join(', ');
  return `${found} created ${rule.severity} alert ${rule.name}.`;
}
