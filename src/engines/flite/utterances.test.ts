import { expect, it } from 'vitest';
import { limitUtterances } from './utterances.ts';

it('leaves prose as it is', () => {
  const prose = 'In 1969, "the birch canoe" slid on smooth planks; it cost $5.99. '.repeat(4);
  expect(limitUtterances(prose)).toBe(prose);
});

it.each(['W'.repeat(300), '9'.repeat(300), '& '.repeat(150), '*=\\@'.repeat(75), 'a1b2'.repeat(75), '_ + '.repeat(75)])(
  'ends an utterance before it is too long to speak at once: %s',
  (text) => {
    const limited = limitUtterances(text);
    expect(limited.replaceAll('\n\n', '')).toBe(text);
    for (const utterance of limited.split('\n\n')) {
      expect(utterance.replaceAll(' ', '').length).toBeLessThanOrEqual(100);
    }
  },
);
