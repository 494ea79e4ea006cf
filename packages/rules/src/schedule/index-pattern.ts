import { allValues, type Event } from '@eqlite/engine';
import { DateTime } from 'luxon';
import { Minimatch } from 'minimatch';
import type { Origin } from '../alert/origin.js';
import { compileDateMath } from './date-math.js';

/** Whether an index belongs to a list of patterns. */
export type IndexTest = (index: string) => boolean;

/** Only `*` means anything; an index name has no slashes, braces or question marks. */
const GLOB = { dot: true, nobrace: true, noext: true, nonegate: true, nocomment: true, noglobstar: true } as const;

/**
 * Elasticsearch's multi-target syntax: `logs-*`; several in one text, with commas; `-logs-test-*` takes away from what
 * stands before it; `cluster:logs-*` is on another cluster, and without a cluster on none; `<logs-{now/d}>` has a date.
 * @param nowMs what `now` is in names with dates
 * @see Elasticsearch reference, "Multi-target syntax", "Date math support in index and index alias names"
 */
export function compileIndexPatterns(patterns: readonly string[], nowMs: number): IndexTest {
  const steps = patterns.flatMap(splitAtCommas).map((text) => {
    const outer = text.startsWith('-');
    const { cluster, name } = splitCluster(outer ? text.slice(1) : text);
    const inner = cluster !== undefined && name.startsWith('-'); // `cluster:-logs-test`
    const glob = resolveDates(inner ? name.slice(1) : name, nowMs);
    return { isExclusion: outer || inner, matchesCluster: globTest(cluster), matchesName: globTest(glob)! };
  });
  return (index) => {
    const { cluster, name } = splitCluster(index);
    let isIn = false;
    for (const { isExclusion, matchesCluster, matchesName } of steps) {
      if (isIn !== isExclusion) continue; // nothing to take away, or nothing to add
      const isSameCluster =
        matchesCluster === undefined ? cluster === undefined : cluster !== undefined && matchesCluster(cluster);
      if (isSameCluster && matchesName(name)) isIn = !isExclusion;
    }
    return isIn;
  };
}

function globTest(glob: string | undefined): IndexTest | undefined {
  if (glob === undefined) return undefined;
  const minimatch = new Minimatch(glob.replace(/[[\]]/g, '\\$&'), GLOB);
  return (text) => minimatch.match(text);
}

/** Commas inside `<…>` are part of a date format. */
const splitAtCommas = (text: string) =>
  (text.match(/(?:<[^>]*>|[^,])+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');

function splitCluster(text: string): { readonly cluster: string | undefined; readonly name: string } {
  const colon = /^[^<:]*(?=:)/.exec(text)?.[0];
  return colon === undefined
    ? { cluster: undefined, name: text }
    : { cluster: colon, name: text.slice(colon.length + 1) };
}

const DATE_IN_NAME = /\{([^{}]+)(?:\{([^{}|]+)(?:\|([^{}]+))?\})?\}/g;

/** `<logs-{now/d}>`, `<logs-{now/M{yyyy.MM|+02:00}}>` */
function resolveDates(name: string, nowMs: number): string {
  if (!name.startsWith('<') || !name.endsWith('>')) return name;
  return name.slice(1, -1).replace(DATE_IN_NAME, (_, math: string, format = 'yyyy.MM.dd', offset = '') => {
    const zone = `UTC${offset}`;
    const time = DateTime.fromMillis(compileDateMath(math, 'start', zone)(nowMs), { zone });
    return time.toFormat(luxonFormat(format));
  });
}

/** Letters of Java's date formats that luxon has under another name: year, week-based year, week. */
const luxonFormat = (format: string) =>
  format.replace(/[uxYw]/g, (letter) => ({ u: 'y', x: 'k', Y: 'k', w: 'W' })[letter as 'u' | 'x' | 'Y' | 'w']);

const readType = allValues(['data_stream', 'type']);
const readDataset = allValues(['data_stream', 'dataset']);
const readNamespace = allValues(['data_stream', 'namespace']);
const BACKING_INDEX = /^((?:[^:]*:)?)\.ds-(.+)-\d{4}\.\d{2}\.\d{2}-\d{6}$/;

/**
 * The index or data stream that an event is in: that of its document, or what its `data_stream.*` fields say;
 * `undefined` when neither is there. A backing index (`.ds-logs-x-default-2024.05.01-000001`) is its data stream.
 */
export function indexOf(event: Event, origin: Origin | undefined): string | undefined {
  if (origin?.index !== undefined) return origin.index.replace(BACKING_INDEX, '$1$2');
  const [dataset] = readDataset(event);
  if (dataset === undefined) return undefined;
  return `${readType(event)[0] ?? 'logs'}-${dataset}-${readNamespace(event)[0] ?? 'default'}`;
}
