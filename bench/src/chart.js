const WIDTH = 640;
const BAR = 22;
const LEFT = 130;

/** A bar for each number of rules: what matching an event costs, as a part of parsing it. A line marks the price of parsing. */
export function ruleSetChart(results) {
  const rows = results.map(({ size, lanes: { low } }) => ({ size, ratio: low.matchUs / low.parseUs, us: low.matchUs }));
  const scale = (WIDTH - LEFT - 110) / Math.max(1, ...rows.map(({ ratio }) => ratio));
  const height = 60 + rows.length * (BAR + 8);
  const bars = rows.map(({ size, ratio, us }, i) => {
    const y = 40 + i * (BAR + 8);
    const middle = y + BAR / 2 + 4;
    const width = Math.max(1, ratio * scale).toFixed(1);
    return [
      `<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${size.toLocaleString('en')} ${size === 1 ? 'rule' : 'rules'}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" fill="#3b7dd8"/>`,
      `<text x="${LEFT + Number(width) + 8}" y="${middle}">${ratio.toFixed(2)} (${us.toFixed(2)} µs)</text>`,
    ].join('\n');
  });
  const parse = LEFT + scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" fill="#444">
<text x="10" y="20" font-weight="bold">Time to match an event ÷ time of its JSON.parse</text>
${bars.join('\n')}
<line x1="${parse}" x2="${parse}" y1="32" y2="${height - 14}" stroke="#c33" stroke-dasharray="4 3"/>
<text x="${parse}" y="${height - 2}" text-anchor="middle" fill="#c33">JSON.parse</text>
</svg>
`;
}
