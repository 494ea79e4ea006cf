const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `12 s`, `1 h 5 min`, `2 ms`: the two largest units that are not zero. */
export function duration(ms: number): string {
  let rest = ms < 1000 ? Number(ms.toFixed(3)) : Math.round(ms);
  if (rest < 1) return `${rest} ms`;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = size === 1 ? rest : Math.floor(rest / size);
    if (count === 0 || parts.length === 2) continue;
    parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(' ');
}
