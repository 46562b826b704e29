import { CoreQueue } from '../../src/engines/core-queue.ts';
import type { Embedder } from '../../src/engines/chatterbox/embedder.ts';
import { KvArena } from '../../src/engines/chatterbox/kv-arena.ts';
import type { LanguageModelShape } from '../../src/engines/chatterbox/language-model-graph.ts';
import { languageModelOver } from '../../src/engines/chatterbox/language-model-over.ts';
import type { LanguageModel } from '../../src/engines/chatterbox/language-model.ts';
import { Sampler, type SamplingParameters } from '../../src/engines/chatterbox/sampler.ts';
import { TokenLoop } from '../../src/engines/chatterbox/tokens.ts';
import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { Random } from '../../src/engines/random.ts';
import type { Session } from '../../src/onnx/session.ts';
import type { SpeechRequest, Speaker } from './workload.ts';

export interface SharedLoopParts {
  readonly variant: Variant;
  readonly shape: LanguageModelShape;
  readonly session: Session;
  readonly embedder: Embedder;
  /** The voice, [rows, width]. */
  readonly prefix: Float32Array;
  readonly rows: number;
  readonly sampling: SamplingParameters;
}

/** Tokens that a row has room for: a voice, a text and 300 tokens of speech. */
const capacity = 768;
/** Everybody has the same voice. */
const prefixRows = 1;

/** Starling's own loop: all who are there share each step. Without guidance, which nobody else has. */
export class SharedLoop implements Speaker {
  /** Since it was made: seconds in decode steps and in prefills, steps, and the sequences of all of them. */
  readonly spent = { decode: 0, prefill: 0, steps: 0, sequences: 0 };
  readonly #parts: SharedLoopParts;
  readonly #model: LanguageModel;
  readonly #loop: TokenLoop;

  constructor(parts: SharedLoopParts) {
    this.#parts = parts;
    const { shape, session, embedder, rows } = parts;
    const arena = new KvArena(shape, rows + prefixRows, capacity);
    this.#model = languageModelOver(session, shape, arena);
    const events = {
      stepped: (seconds: number, _rows: number, sequences: number) => {
        this.spent.decode += seconds;
        this.spent.steps++;
        this.spent.sequences += sequences;
      },
      prefilled: (seconds: number) => {
        this.spent.prefill += seconds;
      },
    };
    this.#loop = new TokenLoop({ model: this.#model, embedder, arena, prefixRows, cores: new CoreQueue(1), events });
  }

  async speak({ ids, tokens: budget }: SpeechRequest): Promise<readonly number[]> {
    const { embedder, prefix, variant, sampling } = this.#parts;
    const arrivedAt = performance.now();
    const prompt = await embedder.prompt(ids, 0.5, true);
    const sampler = new Sampler(variant, sampling, new Random(ids.length, budget));
    const endless = {
      next: (logits: Float32Array) => {
        logits[speech.stop] = -Infinity;
        return sampler.next(logits);
      },
    };
    const tokens: number[] = [];
    const dueAt = () => arrivedAt + (tokens.length * 1000) / speech.tokensPerSecond;
    const { signal } = new AbortController();
    await this.#loop.speak(
      { prefix, prompts: [prompt], sampler: endless, budget, dueAt, signal },
      (token) => tokens.push(token) > 0,
    );
    return tokens;
  }

  release(): void {
    this.#model.release();
  }
}
