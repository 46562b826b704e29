/** A bar: what it is called, and the sizes of its parts. */
export interface StackedBar {
  readonly name: string;
  readonly parts: Readonly<Record<string, number>>;
}

/** Colours that people who see few colours can tell apart (Okabe and Ito, https://jfly.uni-koeln.de/color/). */
const colours = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'];
const [rowHeight, nameWidth, chartWidth, barHeight] = [26, 220, 560, 16];

/** A picture (SVG) of stacked bars, lying, with a legend and their sums; readable on light and dark pages. */
export function stackedChart(title: string, unit: string, bars: readonly StackedBar[]): string {
  const names = [...new Set(bars.flatMap(({ parts }) => Object.keys(parts)))];
  const sums = bars.map(({ parts }) => Object.values(parts).reduce((sum, size) => sum + size, 0));
  const scale = chartWidth / Math.max(...sums);
  const height = (bars.length + 3) * rowHeight;
  const width = nameWidth + chartWidth + 90;
  const legend = names.map((name, index) => {
    const x = nameWidth + index * 118;
    return `<rect x="${x}" y="${rowHeight + 6}" width="12" height="12" fill="${colours[index]}"/><text x="${x + 17}" y="${rowHeight + 16}">${name}</text>`;
  });
  const rows = bars.flatMap(({ name, parts }, row) => {
    const y = (row + 2.3) * rowHeight;
    let x = nameWidth;
    const pieces = names.flatMap((part, index) => {
      const size = (parts[part] ?? 0) * scale;
      const piece = `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${size.toFixed(1)}" height="${barHeight}" fill="${colours[index]}"/>`;
      x += size;
      return size > 0 ? [piece] : [];
    });
    const text = y + barHeight - 4;
    return [
      `<text x="${nameWidth - 8}" y="${text}" text-anchor="end">${name}</text>`,
      ...pieces,
      `<text x="${(x + 6).toFixed(1)}" y="${text}">${(sums[row] ?? 0).toFixed(2)} ${unit}</text>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="18" font-size="14" font-weight="bold">${title}</text>`,
    ...legend,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
