import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSampling } from './sampler.ts';
import { parametersOf, samplingOf } from './sampling.ts';

const split = ['turbo', 'nano'] as const;
const positioned = ['english', 'multilingual'] as const;
const everything = {
  ...{ temperature: 0.3, top_p: 0.4, min_p: 0.2, repetition_penalty: 1.7, exaggeration: 0.9, cfg_weight: 0.1 },
};

describe('what a request says of sampling', () => {
  it.each([...split, ...positioned])('is upstream’s defaults for %s where nothing is said', (variant) => {
    expect(samplingOf(variant, {})).toEqual({ sampling: defaultSampling(variant), exaggeration: 0.5 });
  });

  it.each(positioned)('changes all of %s', (variant) => {
    expect(samplingOf(variant, everything)).toEqual({
      sampling: { temperature: 0.3, topP: 0.4, minP: 0.2, topK: 0, repetitionPenalty: 1.7, guidance: 0.1 },
      exaggeration: 0.9,
    });
  });

  it.each(split)('changes of %s what it has: no guidance, no emotion, no min-p', (variant) => {
    expect(samplingOf(variant, everything)).toEqual({
      sampling: { temperature: 0.3, topP: 0.4, minP: 0, topK: 1000, repetitionPenalty: 1.7, guidance: 0 },
      exaggeration: 0.5,
    });
  });

  it('may be zero, which is not nothing', () => {
    const { sampling, exaggeration } = samplingOf('english', { temperature: 0, cfg_weight: 0, exaggeration: 0 });
    expect([sampling.temperature, sampling.guidance, exaggeration]).toEqual([0, 0, 0]);
  });

  it('changes nothing by names that the variant does not read', () => {
    const names = fc.string().filter((name) => !parametersOf('english').includes(name));
    fc.assert(
      fc.property(fc.dictionary(names, fc.double()), (parameters) => {
        expect(samplingOf('english', parameters)).toEqual(samplingOf('english', {}));
      }),
      { numRuns: 200 },
    );
  });
});
