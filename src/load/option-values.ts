import { StarlingError } from '../errors.ts';

/** Values of options as they are typed. Each throws `invalid_settings` with what was expected and what came. */

function wrong(name: string, expected: string, text: string): StarlingError {
  return new StarlingError('invalid_settings', `--${name} must be ${expected}; "${text}" came.`);
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export function numberIn(name: string, text: string, { min, max }: Range): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw wrong(name, `a number from ${min} to ${max}`, text);
}

export function wholeNumberIn(name: string, text: string, range: Range): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw wrong(name, `a whole number from ${range.min} to ${range.max}`, text);
}

/** Numbers with commas between them. */
export function listOf(name: string, text: string, one: (name: string, text: string) => number): number[] {
  return text.split(',').map((part) => one(name, part));
}

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, '': 1, s: 1, m: 60, h: 3600 };

/** Seconds: `60`, `60s`, `2m`, `500ms`, `1h`. */
export function secondsIn(name: string, text: string, { min, max }: Range): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const seconds = Number(digits) * (unitSeconds[unit] ?? Number.NaN);
  if (seconds >= min && seconds <= max) return seconds;
  throw wrong(name, `a time from ${min} s to ${max} s, such as 60, 60s or 2m`, text);
}

/** The address of a server without `/v1` and without a slash at its end. */
export function serverUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!url || !/^https?:$/.test(url.protocol) || !plain) {
    // What came may hold a password.
    throw new StarlingError(
      'invalid_settings',
      `--${name} must be http://host:port or https://host, with a path perhaps and without user, password, "?" and "#". A key is given with --key.`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
}

export function jsonObject(name: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // It is not JSON; said below.
  }
  throw wrong(name, 'a JSON object such as {"priority":"batch"}', text);
}
