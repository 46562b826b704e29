import { colourOf, coordinate, escaped, shortNumber } from './markup.ts';
import type { Scale } from './scale.ts';

/** What every chart says besides its data. */
export interface ChartText {
  readonly title: string;
  /** For those who hear the page: what is to be seen. */
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** The view box, and in it the rectangle of the data. Small, so that on a phone the letters stay large. */
export const [chartWidth, chartHeight] = [480, 310] as const;
export const plot = { left: 52, right: chartWidth - 14, bottom: chartHeight - 44 } as const;
/** Of a letter, on average, at the size that is used. */
const letterWidth = 7.4;

export interface XTick {
  /** In the view box. */
  readonly x: number;
  readonly label: string;
}

/** The parts' names above the plot, in as many lines as they need, and where the plot can begin below them. */
export function legend(
  names: readonly string[],
  mark: (part: number, x: number, y: number) => string,
): { readonly markup: string; readonly top: number } {
  let [x, y] = [8, 40];
  const items = names.map((name, part) => {
    const shown = name.length > 40 ? `${name.slice(0, 39)}…` : name;
    const width = 36 + shown.length * letterWidth;
    if (x > 8 && x + width > chartWidth) [x, y] = [8, y + 18];
    const item = `${mark(part, x + 9, y - 4)}<text x="${coordinate(x + 24)}" y="${y}">${escaped(shown)}</text>`;
    x += width;
    return item;
  });
  return { markup: items.join('\n'), top: y + 16 };
}

export function placeY(scale: Scale, value: number, top: number): number {
  return plot.bottom - scale.place(value) * (plot.bottom - top);
}

/** Title, axes, grid and labels around what is drawn. */
export function framed(
  text: ChartText,
  parts: {
    readonly legend: string;
    readonly top: number;
    readonly y: Scale;
    readonly xTicks: readonly XTick[];
    readonly xLogarithmic?: boolean;
  },
  drawn: string,
): string {
  const id = `chart-${[...text.title].map((letter) => (/[a-z0-9]/i.test(letter) ? letter.toLowerCase() : '-')).join('')}`;
  const { left, right, bottom } = plot;
  const horizontal = parts.y.ticks.map((tick) => {
    const y = coordinate(placeY(parts.y, tick, parts.top));
    return `<line class="grid" x1="${left}" y1="${y}" x2="${right}" y2="${y}" stroke="currentColor" stroke-opacity="0.15"/><text x="${left - 6}" y="${y}" dy="0.35em" text-anchor="end">${shortNumber(tick)}</text>`;
  });
  const vertical = parts.xTicks.map(
    ({ x, label }) =>
      `<line x1="${coordinate(x)}" y1="${bottom}" x2="${coordinate(x)}" y2="${bottom + 4}" stroke="currentColor"/><text x="${coordinate(x)}" y="${bottom + 17}" text-anchor="middle">${escaped(label)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${chartWidth} ${chartHeight}" role="img" aria-labelledby="${id} ${id}-about" font-family="system-ui, sans-serif" font-size="12.5" fill="currentColor">`,
    `<title id="${id}">${escaped(text.title)}</title>`,
    `<desc id="${id}-about">${escaped(text.description)}</desc>`,
    `<text x="8" y="18" font-size="15" font-weight="600">${escaped(text.title)}</text>`,
    parts.legend,
    ...horizontal,
    ...vertical,
    `<line x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}" stroke="currentColor"/>`,
    `<text x="${(left + right) / 2}" y="${chartHeight - 8}" text-anchor="middle">${escaped(text.xLabel)}${parts.xLogarithmic ? ' (log)' : ''}</text>`,
    `<text transform="translate(14 ${coordinate((parts.top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${escaped(text.yLabel)}${parts.y.logarithmic ? ' (log)' : ''}</text>`,
    drawn,
    '</svg>',
    '',
  ].join('\n');
}

/** A square of a part's colour, for legends. */
export function swatch(part: number, x: number, y: number): string {
  return `<rect x="${coordinate(x - 6)}" y="${coordinate(y - 6)}" width="12" height="12" style="fill:${colourOf(part)}"/>`;
}
