import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunks } from './stream.ts';

const longest = 192;
const sizes = (frames: number, opening: boolean, exact = true) =>
  chunks(frames, { opening, exact, longest }).map(({ start, end }) => end - start);

describe('the chunks of a sentence', () => {
  it.each([
    [350, true, [16, 48, 144, 142]],
    [700, true, [16, 48, 144, 164, 164, 164]],
    [350, false, [175, 175]],
    [192, false, [192]],
    [193, false, [97, 96]],
    [110, true, [16, 48, 46]],
    [70, true, [16, 54]],
    [20, true, [20]],
    [1, true, [1]],
  ])('of %i frames (opening: %s) are %j', (frames, opening, expected) => {
    expect(sizes(frames, opening)).toEqual(expected);
  });

  it('are one where windows are not exact', () => {
    expect(sizes(2000, true, false)).toEqual([2000]);
  });

  it('cover every frame once, in order, and none is too long', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.boolean(),
        fc.constantFrom(64, 192),
        (frames, opening, most) => {
          const cut = chunks(frames, { opening, exact: true, longest: most });
          expect(cut[0]!.start).toBe(0);
          expect(cut.at(-1)!.end).toBe(frames);
          cut.forEach(({ start, end }, index) => {
            expect(start).toBe(cut[index - 1]?.end ?? 0);
            expect(end - start).toBeGreaterThan(0);
            expect(end - start).toBeLessThanOrEqual(opening ? 192 : most);
          });
        },
      ),
    );
  });
});
