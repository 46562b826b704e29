import { describe, expect, it } from 'vitest';
import { PrefixRows } from './prefix-rows.ts';

describe('PrefixRows', () => {
  const [a, b, c] = [{}, {}, {}];

  it('keeps a prefix in its row once it is filled', () => {
    const rows = new PrefixRows([4, 5]);
    expect(rows.take(a)).toEqual({ row: 4, isFilled: false });
    expect(rows.take(a)).toEqual({ row: 4, isFilled: false });
    rows.filled(a);
    expect(rows.take(a)).toEqual({ row: 4, isFilled: true });
    expect(rows.take(b)).toEqual({ row: 5, isFilled: false });
  });

  it('gives the row of the prefix that was used longest ago to another', () => {
    const rows = new PrefixRows([4, 5]);
    for (const prefix of [a, b]) {
      rows.take(prefix);
      rows.filled(prefix);
    }
    rows.take(a);
    expect(rows.take(c)).toEqual({ row: 5, isFilled: false });
    expect(rows.take(a)).toEqual({ row: 4, isFilled: true });
    expect(rows.take(b)).toEqual({ row: 5, isFilled: false });
  });
});
