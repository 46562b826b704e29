import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DayCurve, dayCurveNames } from './day-curve.ts';

const hours = (weights: Readonly<Record<number, number>>) =>
  Array.from({ length: 24 }, (_, hour) => weights[hour] ?? 0);

describe('the curve of a day', () => {
  it('is a share of its peak, with straight lines between the hours and around midnight', () => {
    const curve = new DayCurve(hours({ 12: 50, 23: 25 }), 'test');
    expect(curve.at(12 / 24)).toBe(1);
    expect(curve.at(11.5 / 24)).toBeCloseTo(0.5);
    expect(curve.at(23.5 / 24)).toBeCloseTo(0.25);
    expect(curve.at(1)).toBe(curve.at(0));
    expect(curve.mean).toBeCloseTo(75 / 50 / 24);
  });

  it.each(dayCurveNames)('%s reaches its peak and is never negative', (name) => {
    const curve = DayCurve.named(name);
    const shares = Array.from({ length: 24 }, (_, hour) => curve.at(hour / 24));
    expect(Math.max(...shares)).toBeCloseTo(1);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  it('has the mean of its values over the day', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 24, maxLength: 96 }), (weights) => {
        const curve = new DayCurve(weights, 'test');
        const steps = weights.length * 4;
        const sum = Array.from({ length: steps }, (_, step) => curve.at(step / steps)).reduce((a, b) => a + b, 0);
        expect(sum / steps).toBeCloseTo(curve.mean, 9);
      }),
    );
  });

  it('is read from lines, with comments and empty ones between', () => {
    const curve = DayCurve.parse(`# by hour\n${hours({ 6: 4, 7: 2 }).join('\r\n')}\n\n`, 'file');
    expect(curve.at(6 / 24)).toBeCloseTo(1);
    expect(curve.at(7 / 24)).toBeCloseTo(0.5);
    expect(curve.at(0)).toBe(0);
  });

  it.each([
    ['1\n2\n3', '3 came'],
    [hours({}).join('\n'), 'all of them are 0'],
    [hours({ 3: -1, 4: 2 }).join('\n'), 'one of them is negative or no number'],
    [hours({ 3: 1 }).join('\n').replace('1', 'one'), 'one of them is negative or no number'],
  ])('says what is wrong with a file (%#)', (text, came) => {
    expect(() => DayCurve.parse(text, 'week.txt')).toThrow(`The curve week.txt must be 24 or more numbers`);
    expect(() => DayCurve.parse(text, 'week.txt')).toThrow(came);
  });
});
