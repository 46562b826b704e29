import { describe, expect, it } from 'vitest';
import { benchOf, measured } from './plan/bench.fixture.ts';
import { elementsOf } from './charts/xml.fixture.ts';
import { htmlReport } from './report-html.ts';
import { summaryOf } from './report-html-summary.ts';
import type { BenchResult } from './result.ts';

const hostile = `</style><script>alert("x")</script>'&`;

/** The body, which is written as XML so that this can check it. */
function bodyOf(html: string): string {
  return /<main>[\s\S]*<\/main>/.exec(html)![0];
}

describe('the report of a measurement', () => {
  const html = htmlReport(measured);

  it('needs nothing but itself: no script, nothing to fetch', () => {
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=|href=/i);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '').match(/https?:\/\/[^\s<"]*/g)).toEqual(
      Array.from({ length: 2 }, () => 'http://127.0.0.1:8000'),
    );
  });

  it('is well-formed, with every id once', () => {
    const ids = elementsOf(bodyOf(html)).flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a chart of everything that was measured', () => {
    const titles = [...html.matchAll(/<title id="[^"]*">([^<]*)/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'Time to first audio',
      'Time to the last byte',
      'Audio made',
      'Streams without a gap',
      'Errors',
      'Memory of the server',
      'Processor time of the server',
      'Capacity search',
    ]);
  });

  it('tells target, date, machine, command and every level', () => {
    for (const said of [measured.date, measured.command, measured.machine, '100 users', '500 users', '16.2 %']) {
      expect(html).toContain(said);
    }
    expect(html).toContain('prefers-color-scheme:dark');
  });

  it('leaves out what is not known', () => {
    const unknown = new Set(['capacity', 'server', 'errors']);
    const known = JSON.stringify(measured, (key, value: unknown) => (unknown.has(key) ? undefined : value));
    const result = JSON.parse(known) as BenchResult;
    const plain = htmlReport({ ...result, levels: result.levels.map((level) => ({ ...level, errors: {} })) });
    expect(plain).not.toMatch(/>Memory of|>Processor time|>Capacity|>Errors</);
  });

  it('escapes whatever the measurement holds', () => {
    const result: BenchResult = {
      ...measured,
      date: hostile,
      command: hostile,
      machine: hostile,
      target: { url: hostile, model: hostile, voice: hostile, format: hostile },
      levels: measured.levels.map((level) => ({ ...level, errors: { [hostile]: 3 } })),
    };
    const page = htmlReport(result);
    expect(page).not.toContain('<script');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(() => elementsOf(bodyOf(page))).not.toThrow();
  });

  it('stands with a single level, without any, and with users and rates in one file', () => {
    const rate = { load: { kind: 'rate', requestsPerSecond: 2 }, ttfa: [100, 200] } as const;
    const user = { load: { kind: 'users', users: 1 }, ttfa: [100, 200] } as const;
    for (const levels of [[], [user], [user, rate]]) {
      const page = htmlReport(benchOf(levels));
      const ids = elementsOf(bodyOf(page)).flatMap(({ attributes }) => attributes['id'] ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('the summary of a measurement', () => {
  it('says what was held without errors, how soon audio began and where it bends', () => {
    expect(summaryOf(measured)).toEqual([
      'No request failed up to 100 users; at 500 users 16.2 % failed (3100 × 429 overloaded, 140 × timeout, 12 × reset).',
      'First audio came within 1 s for 95 of 100 requests up to 100 users (p95 700 ms at 100 users; p95 9800 ms at 500 users).',
      expect.stringMatching(
        /^It bends between 100 users and 500 users: .* The most was \d+ seconds of audio a second\.$/,
      ),
      'The search for the capacity ended at 88 users, of whose streams at least 95 % were served well.',
    ]);
  });

  it('says so when nothing failed, nothing was late and nothing bent', () => {
    const calm = summaryOf(benchOf([1, 2, 4].map((users) => ({ load: { kind: 'users', users }, ttfa: [50, 80] }))));
    expect(calm[0]).toBe('No request failed, up to 4 users.');
    expect(calm[1]).toContain('at every load (p95 80 ms at 4 users)');
    expect(calm[2]).toContain('the bend was not reached');
  });

  it('says so when even the smallest load failed, and when no request ended', () => {
    const load = { kind: 'users', users: 5 } as const;
    const [errors, audio] = summaryOf(benchOf([{ load, ttfa: [2000, 3000], errors: { reset: 30 } }]));
    expect(errors).toMatch(/^Requests failed from the smallest load on: at 5 users 10 % failed \(30 × reset\)\.$/);
    expect(audio).toContain('not even at the smallest load');
    expect(summaryOf(benchOf([{ load, ttfa: [0, 0], requests: 0 }]))).toEqual([
      'No request ended in the measured time, so there is nothing to tell.',
    ]);
  });
});
