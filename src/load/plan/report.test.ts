import { describe, expect, it } from 'vitest';
import { DayCurve } from './day-curve.ts';
import { elementsOf } from '../charts/xml.fixture.ts';
import { benchOf, measured } from './bench.fixture.ts';
import { planOf, type PlanOptions } from './day.ts';
import { planPage } from './html.ts';
import { bars, planReport } from './report.ts';
import type { PlanTarget } from './plan.ts';

const scaling = { min: 1, max: 100, target: 0.7, intervalSeconds: 15, scaleDownSeconds: 300 };

function options(target: Partial<PlanTarget> = {}): PlanOptions {
  return {
    target: { users: 100, ttfaP95Ms: 500, maxErrors: 0, headroom: 0.2, minReplicas: 1, maxReplicas: 100, ...target },
    day: DayCurve.named('office'),
    dayName: 'office',
    scaling,
    startSeconds: 30,
    seed: 1,
  };
}

describe('bars of a terminal', () => {
  it('are as high as the values, the largest full, and only 0 is empty', () => {
    expect(bars([0, 0.001, 1, 4, 8])).toBe(' ▁▁▄█');
    expect(bars([0, 0])).toBe('  ');
  });
});

describe('the report of a plan', () => {
  const plan = planOf(measured, options());
  const report = planReport(plan, measured);

  it('says how many replicas, and why, with the numbers', () => {
    expect(report.split('\n').slice(0, 8)).toEqual([
      '2 replicas for 100 users at the peak.',
      '  Wanted: first audio within 500 ms for 95 of 100 requests, at most 0 % errors.',
      '  Measured: http://127.0.0.1:8000, model piper, 2026-03-04; 4 levels, 10 to 500 users.',
      "  A user asks every 10 s there (by Little's law).",
      '  One replica holds 75 users: first audio becomes too late between 50 (p95 300 ms) and 100 (p95 700 ms).',
      '  20 % stay free for bursts, which leaves 60 for each.',
      '  100 ÷ 60 = 1.67 → 2 replicas, each with 50 users (first audio p95 300 ms, 0 % errors).',
      '  If one fails, the other would have 100 users (first audio p95 700 ms, 0 % errors): more than one holds within the target.',
    ]);
  });

  it('shows the day in two lines of 48 columns and a table of 24 hours, and compares the costs', () => {
    expect(report).toMatch(/^users {6}[▁▂▃▄▅▆▇█]{48} {2}up to \d+/m);
    expect(report).toMatch(/^replicas {3}[▁▂▃▄▅▆▇█]{48} {2}up to \d+/m);
    expect(report.match(/^\d\d:00 .* ms .* %$/gm)).toHaveLength(24);
    expect(report).toMatch(/always 2 .* 48\.0 replica-hours/);
    expect(report).toMatch(/The autoscaler (saves|takes) [\d.]+ %/);
  });

  it('says so when the limit is only what was measured, the streams had gaps, or the maximum is too small', () => {
    const facts = { load: { kind: 'users', users: 10 }, ttfa: [50, 80], gapFreeShare: 0.5 } as const;
    const small = benchOf([facts]);
    const text = planReport(planOf(small, options({ maxReplicas: 5 })), small);
    expect(text).toContain('more than 10 users was not measured (it may hold more)');
    expect(text).toContain('only 50 % of the streams were without a gap at 10 users');
    expect(text).toContain('more than --max 5 allows');
  });

  it('speaks of requests a second where rates were measured', () => {
    const rates = benchOf([{ load: { kind: 'rate', requestsPerSecond: 2 }, ttfa: [50, 80] }]);
    const text = planReport(planOf(rates, options({ users: 3 })), rates);
    expect(text).toContain('2 replicas for 3 requests a second at the peak.');
    expect(text).toContain('--users are requests a second');
    expect(text).toMatch(/^requests\/s /m);
  });

  it('comes as a page, too', () => {
    const page = planPage(plan, { ...measured, target: { ...measured.target, url: '<b>' } });
    expect(page).not.toContain('<b>');
    const elements = elementsOf(/<main>[\s\S]*<\/main>/.exec(page)![0]);
    expect(elements.filter(({ name }) => name === 'svg')).toHaveLength(4);
  });
});
