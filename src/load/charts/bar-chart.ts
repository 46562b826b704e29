import { framed, legend, placeY, plot, swatch, type ChartText } from './frame.ts';
import { colourOf, colours, coordinate, escaped, shortNumber } from './markup.ts';
import { linearScale } from './scale.ts';

export interface StackedBar {
  readonly name: string;
  /** 0 or more each. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface BarChart extends ChartText {
  readonly bars: readonly StackedBar[];
}

const otherParts = 'other';

/** Standing bars of stacked parts, as an SVG picture. More kinds of parts than there are colours are put together. */
export function barChart(chart: BarChart): string {
  const names = partNames(chart.bars);
  const rows = chart.bars.map(({ name, parts }) => ({ name, sizes: sizesOf(parts, names) }));
  const y = linearScale(rows.map(({ sizes }) => sizes.reduce((sum, size) => sum + size, 0)));
  const key = legend(names, swatch);
  const slot = (plot.right - plot.left) / Math.max(1, rows.length);
  const width = Math.min(48, slot * 0.7);
  const every = Math.ceil(rows.length / 14);
  const xTicks = rows.flatMap(({ name }, index) =>
    index % every === 0 ? [{ x: plot.left + (index + 0.5) * slot, label: name }] : [],
  );
  const drawn = rows.flatMap(({ name, sizes }, index) => {
    const x = plot.left + (index + 0.5) * slot - width / 2;
    let below = 0;
    return sizes.flatMap((size, part) => {
      if (!(size > 0)) return [];
      const bottom = placeY(y, below, key.top);
      below += size;
      const top = placeY(y, below, key.top);
      const said = `${names[part] ?? ''} at ${name}: ${shortNumber(size)}`;
      return `<rect x="${coordinate(x)}" y="${coordinate(top)}" width="${coordinate(width)}" height="${coordinate(Math.max(0, bottom - top))}" style="fill:${colourOf(part)}"><title>${escaped(said)}</title></rect>`;
    });
  });
  return framed(chart, { legend: key.markup, top: key.top, y, xTicks }, drawn.join('\n'));
}

/** The largest first; as many as there are colours, the last of them for all others where there are more. */
function partNames(bars: readonly StackedBar[]): string[] {
  const sums = new Map<string, number>();
  for (const { parts } of bars) {
    for (const [name, size] of Object.entries(parts)) sums.set(name, (sums.get(name) ?? 0) + size);
  }
  const names = [...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return names.length <= colours.length ? names : [...names.slice(0, colours.length - 1), otherParts];
}

function sizesOf(parts: Readonly<Record<string, number>>, names: readonly string[]): number[] {
  const sizes = names.map(() => 0);
  for (const [name, size] of Object.entries(parts)) {
    const known = names.indexOf(name);
    const index = known < 0 ? names.length - 1 : known;
    sizes[index] = (sizes[index] ?? 0) + size;
  }
  return sizes;
}
