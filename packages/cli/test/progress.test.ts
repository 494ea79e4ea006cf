import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../src/output/progress.js';
import { type ProgressFigures, progressLine } from '../src/output/progress-line.js';

const FIGURES: ProgressFigures = {
  bytes: 93_000_000,
  totalBytes: 247_000_000,
  events: 450_000,
  found: 1234,
  counted: 'alerts',
  seconds: 2.5,
};

const line = (columns: number, more: Partial<ProgressFigures> = {}) => progressLine({ ...FIGURES, ...more }, columns);

describe('the line of a progress bar', () => {
  it('tells share, finds, bytes, speed and the time that is left', () => {
    expect(line(120)).toBe(
      '███████████████░░░░░░░░░░░░░░░░░░░░░░░░░ 37% · 1,234 alerts · 93 of 247 MB · 180,000 events/s · 5 s left',
    );
  });

  it('makes the bar shorter, then leaves out what tells least', () => {
    expect(line(80)).toBe('██████░░░░░░░░░░ 37% · 1,234 alerts · 93 of 247 MB · 180,000 events/s · 5 s left');
    expect(line(60)).toBe('██████████░░░░░░░░░░░░░░░░ 37% · 1,234 alerts · 93 of 247 MB');
    expect(line(20)).toBe('██████░░░░░░░░░░ 37%');
  });

  it.each<[string, Partial<ProgressFigures>, string]>([
    ['nothing yet', { bytes: 0, events: 0, found: 0, seconds: 0 }, '  0% · 0 alerts · 0 of 247 MB · 0 events/s'],
    ['too early for an estimate', { seconds: 1.9 }, ' 37% · 1,234 alerts · 93 of 247 MB · 236,842 events/s'],
    [
      'gigabytes, hours',
      { bytes: 1.5e9, totalBytes: 90e9, seconds: 100 },
      '  1% · 1,234 alerts · 1.5 of 90.0 GB · 4,500 events/s · 1 h 39 min left',
    ],
    [
      'minutes',
      { bytes: 1e9, totalBytes: 2e9, seconds: 100 },
      ' 50% · 1,234 alerts · 1000 of 2000 MB · 4,500 events/s · 2 min left',
    ],
    [
      'a file that has grown since',
      { bytes: 300_000_000 },
      '100% · 1,234 alerts · 247 of 247 MB · 180,000 events/s · 0 s left',
    ],
  ])('%s', (_name, more, text) => {
    expect(line(200, more).replace(/^[█░]+/, '')).toBe(text);
  });

  it('is never longer than the terminal is wide', () => {
    for (let columns = 0; columns < 130; columns++) expect(line(columns).length).toBeLessThanOrEqual(columns);
  });
});

describe('a progress bar', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A terminal that notes what is written to it, steering left out. */
  function terminal(isTTY = true) {
    const written: string[] = [];
    const stream = {
      isTTY,
      columns: 60,
      write(text: string) {
        const shown = text.replaceAll(/\x1b(?:\[[?\d]*[A-Za-z]|[78])/g, '');
        if (shown !== '') written.push(shown);
        return true;
      },
    };
    return { stream: stream as unknown as NodeJS.WriteStream, written };
  }
  const file = (size: number | undefined) => [{ path: 'a.ndjson', size }];

  it.each<[string, boolean, number | undefined]>([
    ['in a pipe', false, 1e9],
    ['for short input', true, 19_999_999],
    ['for input of unknown length', true, undefined],
  ])('is not shown %s', (_name, isTTY, size) => {
    expect(Progress.on(terminal(isTTY).stream, file(size), 'alerts')).toBeUndefined();
  });

  it('is drawn ten times a second, taken away for other text, and drawn anew', () => {
    const { stream, written } = terminal();
    const progress = Progress.on(stream, file(100_000_000), 'matches')!;
    for (let step = 1; step <= 4; step++) {
      vi.advanceTimersByTime(60);
      progress.add(10_000_000);
      progress.show(step * 1000, step);
      if (step === 2) progress.clear();
    }
    progress.clear();
    expect(written).toEqual([
      '██░░░░░░░░░ 20% · 2 matches · 20 of 100 MB · 16,667 events/s',
      '████░░░░░░░ 40% · 4 matches · 40 of 100 MB · 16,667 events/s',
    ]);
  });
});
