/** Text for the inside of an element or of an attribute, in HTML and SVG. What XML forbids is left out. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A coordinate, to a tenth. */
export function coordinate(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** Three digits and a unit of thousands: 0.25, 12, 1.5k, 3.2M. */
export function shortNumber(value: number): string {
  const [size, unit] = (
    [
      [1e9, 'G'],
      [1e6, 'M'],
      [1e3, 'k'],
    ] as const
  ).find(([size]) => Math.abs(value) >= size) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

/**
 * Of the parts of charts, first to last: a shape and a dash, besides the colour, tell lines apart. Colours by Okabe and Ito
 * (https://jfly.uni-koeln.de/color/), which people who see few colours can tell apart; pages may set others for dark rooms.
 */
export const colours = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'] as const;
export const darkColours = ['#56B4E9', '#E69F00', '#2DC79A', '#E59CC6', '#F0E442', '#F0803C'] as const;

/** The colour of a part as a value in CSS. */
export function colourOf(part: number): string {
  const index = part % colours.length;
  return `var(--part-${index}, ${colours[index] ?? ''})`;
}
