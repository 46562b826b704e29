import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface Figure {
  readonly check: string;
  readonly what: string;
  /** With its unit, as a reader wants it: `1.2 s`, `213 MB`. */
  readonly measured: string;
  /** What the measured must or should be; shown, and asserted by the check where it is a bound. */
  readonly aim?: string;
}

/** Keeps a figure for the table at the end of the run. */
export function record(check: string, what: string, measured: string, aim?: string): void {
  const figure: Figure = { check, what, measured, ...(aim !== undefined && { aim }) };
  // JSON lines. A check that is run alone shows its figures at once.
  const file = process.env['STARLING_CHECK_FIGURES'];
  if (file === undefined) process.stderr.write(`${table([figure])}\n`);
  else appendFileSync(file, `${JSON.stringify(figure)}\n`);
}

export function readFigures(file: string): readonly Figure[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Figure);
}

export function table(figures: readonly Figure[]): string {
  // The files have what is too long for a line.
  const short = (text: string) => (text.length > 90 ? `${text.slice(0, 89)}…` : text);
  const rows = figures.map(({ check, what, measured, aim = '' }) => [check, what, short(measured), aim]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Decimal megabytes, as image sizes are given. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}
