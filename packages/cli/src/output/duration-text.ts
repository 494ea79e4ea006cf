/** A length of time for people: `0s`, `12ms`, `3.25s`, `1m 05s`, `2h 05m 10s`, `3d 04h 05m`; seconds are cut, not rounded. */
export function durationText(ms: number): string {
  if (ms < 1000) return ms === 0 ? '0s' : `${Number(ms.toFixed(3))}ms`;
  if (ms < 60_000) return `${Math.floor(ms) / 1000}s`;
  const seconds = Math.floor(ms / 1000);
  const [s, m, h, d] = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600) % 24, ms / 86_400_000];
  if (ms < 3_600_000) return `${m}m ${two(s)}s`;
  return d < 1 ? `${h}h ${two(m)}m ${two(s)}s` : `${Math.floor(d)}d ${two(h)}h ${two(m)}m`;
}

const two = (number: number) => String(number).padStart(2, '0');
