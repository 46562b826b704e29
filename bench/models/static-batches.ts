import { setTimeout as sleep } from 'node:timers/promises';
import { Tensor } from 'onnxruntime-node';
import type { Embedder } from '../../src/engines/chatterbox/embedder.ts';
import { speech } from '../../src/engines/chatterbox/variant.ts';
import type { CopiedCache } from './copied-cache.ts';
import type { SpeechRequest, Speaker } from './workload.ts';

const mostRows = 8;
const windowMs = 500;

interface Waiting {
  readonly request: SpeechRequest;
  readonly settle: (tokens: readonly number[]) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Batches as many servers make them: whatever comes within half a second, at most eight, is padded on the right and runs
 * until the longest is done; meanwhile others wait. Greedy, on onnxruntime-node.
 */
export class StaticBatches implements Speaker {
  readonly #model: CopiedCache;
  readonly #embedder: Embedder;
  readonly #prefix: Float32Array;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(model: CopiedCache, embedder: Embedder, prefix: Float32Array) {
    this.#model = model;
    this.#embedder = embedder;
    this.#prefix = prefix;
  }

  async speak(request: SpeechRequest): Promise<readonly number[]> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ request, settle, fail });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    await sleep(windowMs);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, mostRows);
      try {
        const tokens = await this.#batch(batch.map(({ request }) => request));
        for (const [row, { settle }] of batch.entries()) settle(tokens[row] ?? []);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
      // Who came during the batch has waited long enough.
    }
    this.#running = false;
  }

  async #batch(requests: readonly SpeechRequest[]): Promise<number[][]> {
    const { width } = this.#embedder.shape;
    const texts = [];
    for (const { ids } of requests) texts.push(await this.#embedder.prompt(ids, 0.5, true));
    const lengths = texts.map((text) => (this.#prefix.length + text.length) / width);
    const longest = Math.max(...lengths);
    const padded = new Float32Array(requests.length * longest * width);
    for (const [row, text] of texts.entries()) {
      padded.set(this.#prefix, row * longest * width);
      padded.set(text, row * longest * width + this.#prefix.length);
    }
    this.#model.start(requests.length);
    const prompts = new Tensor('float32', padded, [requests.length, longest, width]);
    let logits = await this.#model.run(prompts, lengths, { total: longest });
    const spoken: number[][] = requests.map(() => []);
    const most = Math.max(...requests.map(({ tokens }) => tokens));
    for (let step = 1; ; step++) {
      const columns = logits.dims[2] ?? 0;
      const positions = logits.dims[1] ?? 0;
      const last = lengths.map((length, row) => {
        const at = (row * positions + (positions === 1 ? 0 : length - 1)) * columns;
        return likeliest((logits.data as Float32Array).subarray(at, at + columns));
      });
      for (const [row, token] of last.entries()) spoken[row]?.push(token);
      if (step === most) break;
      const before = last.map(() => step - 1);
      const embeds = new Tensor('float32', await this.#embedder.step(last, before), [requests.length, 1, width]);
      const grown = lengths.map((length) => length + step);
      logits = await this.#model.run(embeds, grown, { total: longest + step });
    }
    return spoken.map((tokens, row) => tokens.slice(0, requests[row]?.tokens));
  }
}

/** The likeliest token that is sound. */
function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < speech.codes; id++) if ((logits[id] as number) > (logits[best] as number)) best = id;
  return best;
}
