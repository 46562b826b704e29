import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChart } from './bar-chart.ts';
import { chartHeight, chartWidth } from './frame.ts';
import { lineChart } from './line-chart.ts';
import { elementsOf, placesOf } from './xml.fixture.ts';

const text = { title: 'Time to first audio', description: 'Over users.', xLabel: 'users', yLabel: 'milliseconds' };
const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true }), fc.nat(1000));
const anyText = { ...text, title: 'a <b> & "c" \u0000' };

function expectInside(svg: string): void {
  const within = (value: number, most: number) => value >= 0 && value <= most;
  expect(placesOf(svg).filter(({ x, y }) => !within(x, chartWidth) || !within(y, chartHeight))).toEqual([]);
}

describe('a line chart', () => {
  it('is well-formed and stays in its view box, whatever the values and names', () => {
    const points = fc.array(fc.record({ x: amount, y: amount }), { maxLength: 40 });
    const series = fc.array(fc.record({ name: fc.string({ unit: 'binary', maxLength: 60 }), points }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(series, (each) => expectInside(lineChart({ ...anyText, series: each }))),
      { numRuns: 60 },
    );
  });

  it('puts rising values on rising places, on a linear and on a logarithmic axis', () => {
    for (const most of [400, 4000]) {
      const points = [10, 100, most].map((value) => ({ x: value, y: value }));
      const circles = elementsOf(lineChart({ ...text, series: [{ name: 'p95', points }] })).filter(
        ({ name, attributes }) => name === 'circle' && attributes['r'] === '4',
      );
      // The first is the legend's.
      const [a, b, c] = circles
        .slice(1)
        .map(({ attributes }) => ({ x: Number(attributes['cx']), y: Number(attributes['cy']) }));
      expect(a!.x).toBeLessThan(b!.x);
      expect(b!.x).toBeLessThan(c!.x);
      expect(a!.y).toBeGreaterThan(b!.y);
      expect(b!.y).toBeGreaterThan(c!.y);
    }
  });

  it('says what it shows to those who hear the page', () => {
    const svg = lineChart({ ...text, series: [] });
    expect(svg).toContain('<title id="chart-time-to-first-audio">Time to first audio</title>');
    expect(svg).toContain('<desc id="chart-time-to-first-audio-about">Over users.</desc>');
    expect(svg).toContain('aria-labelledby="chart-time-to-first-audio chart-time-to-first-audio-about"');
  });

  it('tells its lines apart by dash and shape, not by colour alone', () => {
    const series = ['p50', 'p95', 'p99'].map((name) => ({ name, points: [{ x: 1, y: 1 }] }));
    const paths = elementsOf(lineChart({ ...text, series })).filter(({ attributes }) => attributes['fill'] === 'none');
    expect(new Set(paths.map(({ attributes }) => attributes['stroke-dasharray'])).size).toBe(3);
  });
});

describe('a bar chart', () => {
  it('is well-formed and stays in its view box, whatever the values and names', () => {
    const parts = fc.dictionary(fc.string({ maxLength: 30 }), amount, { maxKeys: 9 });
    const bars = fc.array(fc.record({ name: fc.string({ maxLength: 6 }), parts }), { maxLength: 30 });
    fc.assert(
      fc.property(bars, (each) => expectInside(barChart({ ...anyText, bars: each }))),
      { numRuns: 60 },
    );
  });

  it('stacks the parts without a hole between them', () => {
    const bars = [{ name: '10', parts: { reset: 30, timeout: 70 } }];
    const rects = elementsOf(barChart({ ...text, bars })).filter(({ name }) => name === 'rect');
    // Two of the legend, then the larger part at the bottom and the smaller on it.
    const [large, small] = rects.slice(2).map(({ attributes }) => attributes);
    expect(Number(large!['height'])).toBeGreaterThan(2 * Number(small!['height']));
    expect(Number(small!['y']) + Number(small!['height'])).toBeCloseTo(Number(large!['y']), 0);
  });

  it('puts the smallest kinds together when there are more than colours', () => {
    const parts = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`kind ${index}`, 100 - index]));
    const svg = barChart({ ...text, bars: [{ name: '10', parts }] });
    expect(svg).toContain('>kind 4<');
    expect(svg).not.toContain('>kind 5<');
    expect(svg).toContain(`other at 10: ${95 + 94 + 93}`);
  });
});
