import type { CoreQueue } from '../core-queue.ts';
import type { DueTime } from '../due-time.ts';
import type { EngineContext, StartedSegment } from '../engine.ts';
import { Random } from '../random.ts';
import { withSignsOfLife } from '../signs-of-life.ts';
import { ChunkPlan } from './chunks.ts';
import type { Conditionals } from './conditionals.ts';
import { WholeDecoder } from './decoder/whole-decoder.ts';
import { RepetitionGuard, tokenBudget, trimTail } from './guards.ts';
import type { HeadStarts } from './head-start.ts';
import type { LoadedModel } from './loaded-model.ts';
import { capacity } from './model-memory.ts';
import type { Preset } from './preset.ts';
import { promptsOf } from './prompts.ts';
import { Sampler } from './sampler.ts';
import { samplingOf } from './sampling.ts';
import { streamSpeech, wholeSpeech } from './speech-stream.ts';
import type { PromptIds } from './text/prompt-text.ts';
import { TokenQueue } from './token-queue.ts';
import { speech, type Variant } from './variant.ts';

/** What upstream adds behind the last token (`tts_turbo.py`), and takes away (`mtl_tts.py`). */
const ends: Readonly<Record<Variant, { silences: number; unheard: number }>> = {
  english: { silences: 0, unheard: 0 },
  multilingual: { silences: 0, unheard: 1 },
  turbo: { silences: 3, unheard: 0 },
  nano: { silences: 3, unheard: 0 },
};

/** Who hears nothing yet can wait, if it is for this long, until others who do have more. */
const newcomerPlentyMs = 1500;

/** A segment on its way, and what it is spoken with. */
export interface SegmentWork {
  readonly variant: Variant;
  readonly segment: StartedSegment;
  /** When its next sound must be there. */
  readonly due: DueTime;
  readonly prompt: PromptIds;
  readonly voice: Conditionals;
  readonly preset: Preset;
  readonly cores: CoreQueue;
  /** When first sounds are given. */
  readonly headStarts: HeadStarts;
  readonly signal: AbortSignal;
  readonly worked: (seconds: number) => void;
  readonly measured: EngineContext['measured'];
  readonly note: EngineContext['note'];
}

/**
 * Speaks a segment: its tokens come from the loop that all segments share, and are decoded chunk by chunk while they come. Throws the signal's
 * reason once it is aborted; nothing of the segment runs any more then.
 */
export async function speakSegment(
  { embedder, tokens, decoder, measureArena }: LoadedModel,
  work: SegmentWork,
  deliver: (samples: Float32Array) => void,
): Promise<void> {
  const { variant, segment, due, prompt, voice, preset, cores, worked, measured } = work;
  const { sampling, exaggeration } = samplingOf(variant, segment.parameters);
  const seeds = [segment.seed, hashOf(prompt.ids)];
  const queue = new TokenQueue();
  const chunks = new ChunkPlan(segment.opening ? preset.opening : preset.following, () => queue.known);
  // Whichever half fails or is aborted, the other one ends with it.
  const ended = new AbortController();
  const signal = AbortSignal.any([work.signal, ended.signal]);
  const onCore = <T>(stage: string, run: () => Promise<T>): Promise<T> =>
    cores.run(
      () => due.at,
      signal,
      async () => {
        const began = performance.now();
        const result = await withSignsOfLife(measureArena, run);
        const seconds = (performance.now() - began) / 1000;
        worked(cores.share * seconds);
        measured({ kind: 'stage', stage, seconds });
        return result;
      },
      { yields: segment.batch, ...(start?.waits && { plentyMs: newcomerPlentyMs }) },
    );

  const guided = sampling.guidance > 0;
  const prompts = await promptsOf(embedder, { ids: prompt.ids, exaggeration, guided }, signal);
  const sampler = new Sampler(variant, sampling, new Random(...seeds));
  const budget = budgetOf(work);
  // More tokens are needed in time to decode them, before those that are there will have been heard. Where there can be a stream at all, a chunk
  // is decoded faster than it is heard.
  const dueAt = () => {
    const { known, next } = chunks.ahead;
    return due.after(known) - next * 1000;
  };
  // Only who plays while it is made, and has nothing yet, can be helped by a later beginning.
  const waits = segment.opening && segment.pace > 0 && segment.heardSeconds === 0;
  const wantedFrom = (at: number): void => due.notBefore(at);
  const { pace } = segment;
  const beginning = { pace, deliver, wantedFrom, sampleRate: speech.sampleRate, now: performance.now() };
  const start = waits ? work.headStarts.begin(beginning) : undefined;
  const generated = generate(
    tokens,
    { prefix: voice.prefix, prompts, sampler, budget, dueAt, signal, worked },
    queue,
    work.note,
  );
  let whole = false;
  try {
    const streaming = { preset, seeds, ...ends[variant], signal, onCore };
    const sound =
      decoder instanceof WholeDecoder
        ? wholeSpeech(decoder, queue, voice, streaming)
        : streamSpeech(decoder, queue, chunks, voice, streaming);
    for await (const samples of sound) {
      const now = performance.now();
      if (start) start.add(samples, now);
      else deliver(samples);
      due.delivered(samples.length / speech.sampleRate, now);
    }
    whole = true;
  } finally {
    start?.end(whole);
    ended.abort(work.signal.reason);
    await generated;
    // Its rows are free, and no step may come to say so.
    measureArena();
  }
}

/** Fills the queue with a sequence's tokens; never throws, since the queue's reader gets the error. */
async function generate(
  tokens: LoadedModel['tokens'],
  request: Parameters<LoadedModel['tokens']['speak']>[0],
  queue: TokenQueue,
  note: EngineContext['note'],
): Promise<void> {
  const guard = new RepetitionGuard();
  try {
    const ending = await tokens.speak(request, (token) => {
      queue.push(token);
      return guard.push(token) === 'fine';
    });
    if (ending !== 'stop')
      note('info', 'speech-cut', { why: ending === 'enough' ? 'loop' : ending, tokens: queue.tokens.length });
    queue.finish(trimTail(queue.tokens));
  } catch (error) {
    queue.fail(error);
  }
}

/** Most tokens for a text: what it takes to say it slowly, and what the arena has room for. */
function budgetOf({ segment, variant, prompt, voice }: SegmentWork): number {
  const taken = voice.prefixRows + prompt.ids.length;
  const room = capacity - taken;
  const wanted = tokenBudget(segment.text, variant);
  // The budget is for the slowest speech; with less than a third of it the end of the text would be lost.
  if (room < wanted / 3) {
    throw new Error(
      `${prompt.ids.length} text tokens and ${voice.prefixRows} of the voice leave room for ${Math.max(0, room)} speech tokens, and ${wanted} may be needed. Shorten the text.`,
    );
  }
  return Math.min(wanted, room);
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): other segments of an utterance get other noise. */
function hashOf(ids: readonly number[]): number {
  return ids.reduce((hash, id) => Math.imul(hash ^ id, 0x01000193), 0x811c9dc5);
}
