import { expect, it } from 'vitest';
import { FrameGatherer } from './frame-gatherer.ts';

function gather(pieces: readonly number[]): { frames: Float32Array[]; sent: number[] } {
  const frames: Float32Array[] = [];
  const gatherer = new FrameGatherer((frame) => frames.push(frame), { firstSamples: 3, laterSamples: 5 });
  const sent: number[] = [];
  for (const length of pieces) {
    const piece = Int16Array.from({ length }, () => sent.push(sent.length * 256) * 256 - 256);
    gatherer.add(piece);
  }
  gatherer.finish();
  return { frames, sent };
}

const lengths = [
  ['many small pieces', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 5, 2]],
  ['one large piece', [14], [3, 5, 5, 1]],
  ['pieces that fit', [3, 5], [3, 5]],
  ['empty pieces', [0, 2, 0], [2]],
  ['nothing', [], []],
] as const;

it.each(lengths)('makes a short first frame and then longer ones of %s', (_, pieces, expected) => {
  const { frames, sent } = gather(pieces);
  expect(frames.map((frame) => frame.length)).toEqual(expected);
  expect(frames.flatMap((frame) => [...frame])).toEqual(sent.map((value) => value / 32768));
});

it('gives each frame away for good', () => {
  const { frames } = gather([8]);
  expect(new Set(frames.map((frame) => frame.buffer)).size).toBe(frames.length);
});
