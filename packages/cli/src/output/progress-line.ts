import { grouped } from './counted.js';
/** How far a command has come. */
export interface ProgressFigures {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly events: number;
  readonly found: number;
  /** What is found: `alerts`, `matches`. */
  readonly counted: string;
  readonly seconds: number;
}

const LONGEST_BAR = 40;
const SHORTEST_BAR = 10;
/** An estimate is told once it rests on so much. */
const ESTIMATE_SECONDS = 2;

/** One line of at most `columns`: a bar and what is known; what does not fit is left out, the least telling first. */
export function progressLine(figures: ProgressFigures, columns: number): string {
  const { bytes, totalBytes, events, found, counted, seconds } = figures;
  const share = totalBytes === 0 ? 1 : Math.min(bytes / totalBytes, 1);
  const texts = [
    `${Math.floor(share * 100)}%`.padStart(4),
    `${grouped(found)} ${counted}`,
    volume(Math.min(bytes, totalBytes), totalBytes),
    `${grouped(Math.round(events / Math.max(seconds, 1e-3)))} events/s`,
    ...(seconds < ESTIMATE_SECONDS || share === 0 ? [] : [`${duration((seconds / share) * (1 - share))} left`]),
  ];
  while (texts.length > 1 && widthOf(texts) + SHORTEST_BAR > columns) texts.pop();
  const length = Math.max(0, Math.min(LONGEST_BAR, columns - widthOf(texts)));
  const full = Math.round(share * length);
  return `${'█'.repeat(full)}${'░'.repeat(length - full)}${texts.join(' · ')}`.slice(0, columns);
}

const widthOf = (texts: readonly string[]) => texts.join(' · ').length;

function volume(bytes: number, totalBytes: number): string {
  const [unit, size, digits] = totalBytes >= 1e10 ? ['GB', 1e9, 1] : ['MB', 1e6, 0];
  return `${(bytes / size).toFixed(digits)} of ${(totalBytes / size).toFixed(digits)} ${unit}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
