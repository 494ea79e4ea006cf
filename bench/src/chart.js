const WIDTH = 640;
const BAR = 22;
const LEFT = 130;

/** A bar for each number of rules: what matching an event costs, as a part of parsing it. A line marks the price of parsing. */
export function ruleSetChart(results) {
  const rows = results.map(({ size, lanes: { low } }) => ({ size, ratio: low.matchUs / low.parseUs, us: low.matchUs }));
  const scale = (WIDTH - LEFT - 110) / Math.max(1, ...rows.map(({ ratio }) => ratio));
  const height = 72 + rows.length * (BAR + 8);
  const bars = rows.map(({ size, ratio, us }, i) => {
    const y = 40 + i * (BAR + 8);
    const middle = y + BAR / 2 + 4;
    const width = Math.max(1, ratio * scale).toFixed(1);
    return [
      `<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${size.toLocaleString('en')} ${size === 1 ? 'rule' : 'rules'}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" fill="#3b7dd8"/>`,
      `<text x="${LEFT + Number(width) + 8}" y="${middle}" stroke="#fff" stroke-width="4" paint-order="stroke">${ratio.toFixed(2)} (${us.toFixed(2)} µs)</text>`,
    ].join('\n');
  });
  const parse = LEFT + scale;
  const axis = height - 28;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="13" fill="#444">
<rect width="100%" height="100%" fill="#fff"/>
<text x="10" y="20" font-weight="bold">Time to match an event, by the number of rules</text>
<line x1="${LEFT}" x2="${LEFT}" y1="32" y2="${axis}" stroke="#444"/>
<line x1="${parse}" x2="${parse}" y1="32" y2="${axis}" stroke="#c33" stroke-dasharray="4 3"/>
${bars.join('\n')}
<text x="${LEFT}" y="${axis + 16}" text-anchor="middle">0</text>
<text x="${parse}" y="${axis + 16}" text-anchor="middle" fill="#c33">1: JSON.parse</text>
<text x="${(LEFT + parse) / 2}" y="${axis + 16}" text-anchor="middle">as a part of the time to parse it</text>
</svg>
`;
}
