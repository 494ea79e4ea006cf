import { type Event, search } from '@eqlite/engine';

/** One sequence of one-letter stages over events that are named by their letter and time, `k|A1` with a key. */
export interface Series {
  readonly name: string;
  /** Per stage its events. */
  readonly stages: readonly (readonly string[])[];
  /** Per sequence its events; the key is written once, with the first. */
  readonly expected: readonly (readonly string[])[];
}

/** Reads `name`, events (a line per stage), `;`, expected sequences (a line each), `;`. */
export function readSeries(text: string): readonly Series[] {
  const lines = text.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
  const blocks = lines.join('\n').split(/^;$/m);
  const series: Series[] = [];
  for (let i = 0; i + 1 < blocks.length; i += 2) {
    const [name, ...stages] = words(blocks[i]!);
    series.push({ name: name![0]!, stages, expected: words(blocks[i + 1]!) });
  }
  return series;
}

function words(block: string): readonly (readonly string[])[] {
  return block
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
}

/** Each stage is a category of its own, but `X99` in any line only stands for time going on. */
export function runSeries({ stages }: Series, resultPosition: 'head' | 'tail'): readonly (readonly string[])[] {
  const events = stages.flatMap((stage, i) => stage.map((text) => toEvent(text, `stage${i}`)));
  const by = events.some(({ key }) => key !== undefined) ? ' by key' : '';
  const query = `sequence${by} ${stages.map((_, i) => `[stage${i} where true]`).join(' ')}`;
  const { hits } = search(query, events, { size: 100, resultPosition });
  return hits.sequences!.map(({ join_keys: keys, events: found }) =>
    found.map(({ _source: { id } }, i) => (keys !== undefined && i === 0 ? `${keys[0]}|${id}` : String(id))),
  );
}

function toEvent(text: string, category: string): Event {
  const [, key, id, letter, time] = /^(?:(.*)\|)?(([A-Za-z]+)(\d+))$/.exec(text)!;
  return {
    id,
    '@timestamp': Number(time),
    'event.category': letter === 'X' ? 'other' : category,
    ...(key === undefined ? {} : { key }),
  };
}
