import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { Random } from '../../src/engines/random.ts';

/** A sequence that somebody wants to hear. */
export interface SpeechRequest {
  /** Ids of the text with all its special ones. */
  readonly ids: readonly number[];
  /** Speech tokens, not one more or less: nobody ends at a stop token. */
  readonly tokens: number;
  /** After the first one, in milliseconds. */
  readonly arrivesAtMs: number;
}

/** What answers requests, however it shares the machine out between them. */
export interface Speaker {
  /** Resolves to the tokens when there are as many as were wanted. */
  speak(request: SpeechRequest): Promise<readonly number[]>;
}

export interface WorkloadOptions {
  readonly requests: number;
  /** Tokens of a request, evenly spread from the least to the most. */
  readonly least: number;
  readonly most: number;
  /** Times between arrivals are exponential. */
  readonly meanGapMs: number;
  readonly seed: number;
}

/** Requests with letters in proportion to their tokens: some 14 letters and 25 tokens are a second of speech. */
export function workload(variant: Variant, options: WorkloadOptions): SpeechRequest[] {
  const { requests, least, most, meanGapMs, seed } = options;
  const random = new Random(seed);
  let arrivesAtMs = 0;
  return Array.from({ length: requests }, (_, index) => {
    if (index > 0) arrivesAtMs += -Math.log(1 - random.uniform()) * meanGapMs;
    const tokens = least + Math.floor(random.uniform() * (most - least + 1));
    const letters = Array.from({ length: Math.round(tokens * 0.55) }, () => 3 + (random.next() % 200));
    return { ids: prompted(variant, letters), tokens, arrivesAtMs };
  });
}

/** As the tokenizers' templates put it. */
function prompted(variant: Variant, letters: readonly number[]): number[] {
  if (variant === 'turbo') return [...letters, 50_256, 50_256];
  if (variant === 'nano') return [...letters, 50_256];
  return [speech.exaggeration, 255, ...letters, 0, speech.start, speech.start];
}

/** How a workload was answered. */
export interface Served {
  readonly tokens: number;
  /** From the first arrival to the last token. */
  readonly seconds: number;
  readonly tokensPerSecond: number;
  /** Delays of this process' event loop, of which a millisecond is the timer's own period. */
  readonly loopP99Ms: number;
}

/** Sends the requests when their time comes. */
export async function serve(speaker: Speaker, requests: readonly SpeechRequest[]): Promise<Served> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  const spoken = await Promise.all(
    requests.map(async (request) => {
      await sleep(request.arrivesAtMs);
      const tokens = await speaker.speak(request);
      if (tokens.length !== request.tokens) throw new Error(`${tokens.length} tokens came, not ${request.tokens}.`);
      return tokens.length;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  delay.disable();
  const tokens = spoken.reduce((sum, each) => sum + each, 0);
  return { tokens, seconds, tokensPerSecond: tokens / seconds, loopP99Ms: delay.percentile(99) / 1e6 };
}
