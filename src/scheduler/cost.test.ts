import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CostModel } from './cost.ts';

/** An engine that is first thought to need 0.01 s for a character, and takes 130 characters for 10 s of audio. */
function costs(): CostModel {
  const made = new CostModel();
  made.addEngine('tone', 0.01);
  return made;
}

function learnOften(made: CostModel, language: string, times: number, computeSeconds: number, audioSeconds = 10): void {
  for (let i = 0; i < times; i++) made.learn('tone', language, 100, { audioSeconds, computeSeconds });
}

describe('the cost of a text', () => {
  it('learns nothing from a segment without sound', () => {
    const made = new CostModel();
    made.addEngine('tone', 0.01);
    const before = made.of('tone', 'en', 100);
    for (let i = 0; i < 50; i++) made.learn('tone', 'en', 100, { audioSeconds: 0, computeSeconds: 1 });
    expect(made.of('tone', 'en', 100)).toEqual(before);
  });

  it('is guessed from the engine’s own guess before anything was spoken', () => {
    const { audioSeconds, computeSeconds } = costs().of('tone', 'en', 130);
    expect(audioSeconds).toBeCloseTo(10);
    expect(computeSeconds).toBeCloseTo(1.3);
  });

  it('is guessed higher for each character of a language written densely', () => {
    for (const dense of ['zh', 'zh-Hant-TW', 'cmn', 'yue', 'ja', 'KO-kr']) {
      const cost = costs().of('tone', dense, 50);
      expect(cost.audioSeconds).toBeCloseTo(10);
      expect(cost.computeSeconds).toBeCloseTo(1.3);
    }
  });

  it('grows with the text', () => {
    const made = costs();
    learnOften(made, 'en', 3, 2, 7);
    const [once, thrice] = [made.of('tone', 'en', 40), made.of('tone', 'en', 120)];
    expect(thrice.audioSeconds).toBeCloseTo(3 * once.audioSeconds);
    expect(thrice.computeSeconds).toBeCloseTo(3 * once.computeSeconds);
    expect(made.of('tone', 'en', 0)).toEqual({ audioSeconds: 0, computeSeconds: 0 });
  });

  it('is learned from what was spoken, whatever was learned before', () => {
    const rate = fc.double({ min: 0.001, max: 10, noNaN: true });
    fc.assert(
      fc.property(rate, rate, (before, after) => {
        const made = costs();
        learnOften(made, 'en', 50, before * 100, before * 300);
        learnOften(made, 'en', 300, after * 100, after * 300);
        const { audioSeconds, computeSeconds } = made.of('tone', 'en', 1);
        expect(computeSeconds / after).toBeCloseTo(1, 3);
        expect(audioSeconds / (3 * after)).toBeCloseTo(1, 3);
      }),
    );
  });

  it('changes little by one odd segment: it counts as its part of the last 1500 characters', () => {
    const made = costs();
    learnOften(made, 'en', 100, 1);
    const before = made.of('tone', 'en', 100).computeSeconds;
    made.learn('tone', 'en', 15, { audioSeconds: 1.5, computeSeconds: 1.5 });
    // Ten times as slow as usual.
    expect(made.of('tone', 'en', 100).computeSeconds / before).toBeCloseTo(1.09, 2);
  });

  it('is not learned from a segment without characters', () => {
    const made = costs();
    const before = made.of('tone', 'en', 100);
    made.learn('tone', 'en', 0, { audioSeconds: 9, computeSeconds: 9 });
    expect(made.of('tone', 'en', 100)).toEqual(before);
  });

  it('is learned by language, whose regions and scripts count as one, and by engine', () => {
    const made = costs();
    made.addEngine('other', 0.01);
    const [chinese, other] = [made.of('tone', 'zh', 100), made.of('other', 'en', 100)];
    learnOften(made, 'en-GB', 100, 50);
    expect(made.of('tone', 'en-US', 100).computeSeconds).toBeCloseTo(50, 0);
    expect(made.of('tone', 'zh', 100)).toEqual(chinese);
    expect(made.of('other', 'en', 100)).toEqual(other);
  });

  it('is kept when the engine comes back after a restart', () => {
    const made = costs();
    learnOften(made, 'en', 100, 50);
    const before = made.of('tone', 'en', 100);
    made.addEngine('tone', 7);
    expect(made.of('tone', 'en', 100)).toEqual(before);
  });

  it('is learned for a bounded number of languages; the others keep the guess', () => {
    const made = costs();
    const guess = made.of('tone', 'aaa', 100);
    const names = Array.from({ length: 2000 }, (_, i) => `x${i}`);
    for (const name of names) learnOften(made, name, 100, 50);
    const learned = names.filter((name) => made.of('tone', name, 100).computeSeconds > 2 * guess.computeSeconds);
    expect(learned).toEqual(names.slice(0, 255));
    expect(made.of('tone', 'x1999', 100)).toEqual(guess);
  });

  it('is asked of known engines only', () => {
    expect(() => costs().of('nobody', 'en', 1)).toThrow('does not know the engine "nobody"');
    expect(() => costs().learn('nobody', 'en', 1, { audioSeconds: 1, computeSeconds: 1 })).toThrow('"nobody"');
  });
});

describe('the least audio of a text', () => {
  it('is less than what is expected, and a good part of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (characters, audio) => {
          const made = costs();
          learnOften(made, 'en', 5, 1, audio);
          const { audioSeconds } = made.of('tone', 'en', characters);
          const least = made.leastAudioSeconds('tone', 'en', characters);
          expect(least).toBeLessThan(audioSeconds);
          expect(least).toBeGreaterThan(audioSeconds / 2);
        },
      ),
    );
  });
});
