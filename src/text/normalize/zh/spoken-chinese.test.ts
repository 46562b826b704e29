import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../clean.ts';
import { normalize } from '../normalize.ts';

/** What people write and what is said for it, a class in each line: `class`, `written` and `spoken`, with tabs between. */
const lines = readFileSync(new URL('../../../../test/fixtures/spoken-chinese.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'));

const classes = [...new Set(lines.map(([name = '']) => name))];

describe('what Chinese people write', () => {
  it.each(classes)('is said as they say it: %s', (name) => {
    const pairs = lines.filter(([each]) => each === name);
    expect(pairs.length).toBeGreaterThanOrEqual(25);
    const spoken = pairs.map(([, written = '']) => [written, normalize(cleanText(written), 'zh').spoken]);
    expect(spoken).toEqual(pairs.map(([, written, said]) => [written, said]));
  });
});
