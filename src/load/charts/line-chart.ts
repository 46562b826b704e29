import { framed, legend, placeY, plot, type ChartText, type XTick } from './frame.ts';
import { colourOf, coordinate, escaped, shortNumber } from './markup.ts';
import { linearScale, scaleFor, type Scale } from './scale.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Series {
  readonly name: string;
  /** By rising x. */
  readonly points: readonly Point[];
}

export interface LineChart extends ChartText {
  readonly series: readonly Series[];
  /** Axes become logarithmic where the values ask for it, unless this says `linear`. */
  readonly axes?: 'linear';
  /** The places on the x axis; chosen by the values where absent. */
  readonly xTicks?: readonly { readonly x: number; readonly label: string }[];
}

const dashes = ['none', '7 4', '2 3', '9 3 2 3'];

/** Lines over a number, as an SVG picture. Values are 0 or more. */
export function lineChart(chart: LineChart): string {
  const points = chart.series.flatMap((each) => each.points);
  const scaleOf = chart.axes === 'linear' ? linearScale : scaleFor;
  const y = scaleOf(points.map((point) => point.y));
  const x = scaleOf([...points.map((point) => point.x), ...(chart.xTicks ?? []).map((tick) => tick.x)]);
  const placeX = (value: number) => plot.left + x.place(value) * (plot.right - plot.left);
  const names = legend(
    chart.series.map(({ name }) => name),
    (part, left, middle) => `${line(part, `M${coordinate(left - 9)} ${middle}h20`)}${marker(part, left + 1, middle)}`,
  );
  const xTicks: readonly XTick[] = (chart.xTicks ?? x.ticks.map((tick) => ({ x: tick, label: shortNumber(tick) }))).map(
    (tick) => ({ x: placeX(tick.x), label: tick.label }),
  );
  const drawn = chart.series.map((each, part) => drawnSeries(each, part, placeX, y, names.top));
  return framed(
    chart,
    { legend: names.markup, top: names.top, y, xTicks, xLogarithmic: x.logarithmic },
    drawn.join('\n'),
  );
}

function drawnSeries(series: Series, part: number, placeX: (x: number) => number, y: Scale, top: number): string {
  const places = series.points.map((point) => ({ x: placeX(point.x), y: placeY(y, point.y, top), point }));
  const path = places.map((place, index) => `${index === 0 ? 'M' : 'L'}${coordinate(place.x)} ${coordinate(place.y)}`);
  // So many that their marks would hide the line.
  const dense = places.length > 30;
  const markers = places.map(({ x, y, point }) => {
    const said = `${series.name}: ${shortNumber(point.y)} at ${shortNumber(point.x)}`;
    return `<g>${marker(part, x, y)}<title>${escaped(said)}</title></g>`;
  });
  return [line(part, path.join('')), ...(dense ? [] : markers)].join('\n');
}

function line(part: number, path: string): string {
  return `<path d="${path}" fill="none" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${dashes[part % dashes.length] ?? ''}" style="stroke:${colourOf(part)}"/>`;
}

/** Circle, square, triangle, diamond. */
function marker(part: number, x: number, y: number): string {
  const [left, right, top, bottom] = [x - 4, x + 4, y - 4, y + 4].map(coordinate);
  const [middle, centre] = [coordinate(x), coordinate(y)];
  const style = `style="fill:${colourOf(part)}"`;
  const outlines = [
    `<circle cx="${middle}" cy="${centre}" r="4" ${style}/>`,
    `<path d="M${left} ${top}H${right}V${bottom}H${left}Z" ${style}/>`,
    `<path d="M${middle} ${top}L${right} ${bottom}L${left} ${bottom}Z" ${style}/>`,
    `<path d="M${middle} ${top}L${right} ${centre}L${middle} ${bottom}L${left} ${centre}Z" ${style}/>`,
  ];
  return outlines[part % outlines.length] ?? '';
}
