import { defaultSampling, type SamplingParameters } from './sampler.ts';
import type { Variant } from './variant.ts';

/** Request parameters that change how English and Multilingual speak; Turbo and Nano have no guidance, emotion or min-p. */
const positioned = ['temperature', 'top_p', 'min_p', 'repetition_penalty', 'exaggeration', 'cfg_weight'];
const split = ['temperature', 'top_p', 'repetition_penalty'];

/** The request parameters that a variant reads. */
export function parametersOf(variant: Variant): readonly string[] {
  return variant === 'turbo' || variant === 'nano' ? split : positioned;
}

/** 0.5 is how the reference clip sounds (chatterbox: `tts.py`). */
const neutralExaggeration = 0.5;

/** What a request says, and the variant's defaults for what it leaves open. */
export function samplingOf(
  variant: Variant,
  parameters: Readonly<Record<string, number>>,
): { sampling: SamplingParameters; exaggeration: number } {
  const defaults = defaultSampling(variant);
  const read = new Set(parametersOf(variant));
  const value = (name: string, otherwise: number) => (read.has(name) ? (parameters[name] ?? otherwise) : otherwise);
  return {
    sampling: {
      topK: defaults.topK,
      temperature: value('temperature', defaults.temperature),
      topP: value('top_p', defaults.topP),
      minP: value('min_p', defaults.minP),
      repetitionPenalty: value('repetition_penalty', defaults.repetitionPenalty),
      guidance: value('cfg_weight', defaults.guidance),
    },
    exaggeration: value('exaggeration', neutralExaggeration),
  };
}
