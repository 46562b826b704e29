import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

/** What people write and how it is said, by class: `class`, `written` and `spoken` in each line, with tabs between them. */
const lines = readFileSync(new URL('../../../../test/fixtures/spoken-english.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t'));

const spoken = (written: string): string => normalize(cleanText(written), 'en').spoken;

describe('spoken English', () => {
  it.each([...new Set(lines.map(([name]) => name))])('says %s as people do', (name) => {
    const pairs = lines.filter(([each]) => each === name).map(([, ...pair]) => pair);
    expect(pairs.length).toBeGreaterThan(20);
    expect(pairs.map(([written = '']) => [written, spoken(written)])).toEqual(pairs);
  });
});
