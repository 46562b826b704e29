import { escaped } from '../charts/markup.ts';
import { chartPage, gallery } from '../charts/page.ts';
import { lineChart } from '../charts/line-chart.ts';
import { usersIn, type Plan } from './day.ts';
import type { Period } from './day-records.ts';
import { planReport } from './report.ts';
import type { BenchResult } from '../result.ts';

/** The plan as a page that needs nothing else: the report as text, and the day in charts. */
export function planPage(plan: Plan, result: BenchResult): string {
  const title = `starling plan: ${plan.options.target.users} ${plan.kind === 'users' ? 'users' : 'requests a second'}`;
  const body = [
    `<h1>${escaped(title)}</h1>`,
    gallery(charts(plan)),
    '<h2>Report</h2>',
    `<pre class="scroll">${escaped(planReport(plan, result))}</pre>`,
  ];
  return chartPage(title, body.join('\n'));
}

function charts(plan: Plan): string[] {
  const { halfHours } = plan.scaledDay;
  const over = (
    title: string,
    yLabel: string,
    description: string,
    series: readonly (readonly [string, (period: Period) => number])[],
  ) =>
    lineChart({
      title,
      yLabel,
      description: `${description} Over the hours of the day.`,
      xLabel: 'hour of the day',
      axes: 'linear',
      xTicks: [0, 4, 8, 12, 16, 20, 24].map((hour) => ({ x: hour, label: `${hour}:00` })),
      series: series.map(([name, of]) => ({
        name,
        points: halfHours.map((period, index) => ({ x: (index + 0.5) / 2, y: of(period) })),
      })),
    });
  const load = plan.kind === 'users' ? 'Users at once' : 'Requests a second';
  return [
    over(load, load.toLowerCase(), 'What came.', [['load', ({ requests }) => usersIn(plan, requests, 0.5)]]),
    over('Replicas', 'replicas', 'What the autoscaler kept.', [
      ['mean', ({ replicasMean }) => replicasMean],
      ['most', ({ replicasMax }) => replicasMax],
    ]),
    over('Time to first audio', 'milliseconds', 'Median and 95th percentile.', [
      ['p50', ({ ttfaP50Ms }) => ttfaP50Ms],
      ['p95', ({ ttfaP95Ms }) => ttfaP95Ms],
    ]),
    over('Errors', '% of requests', 'Requests that gave up.', [
      ['errors', ({ errors, requests }) => (requests > 0 ? (100 * errors) / requests : 0)],
    ]),
  ];
}
