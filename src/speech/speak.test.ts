import { describe, expect, it } from 'vitest';
import type { SegmentRequest } from '../engines/engine.ts';
import { StarlingError } from '../errors.ts';
import { LoopTurns } from '../ops/loop-turns.ts';
import type { EngineStatus } from '../scheduler/engine-pool.ts';
import type { Scheduler } from '../scheduler/loop.ts';
import { TextReader } from '../text/text-reader.ts';
import { Catalog } from '../voices/catalog.ts';
import { speak, type Speech, type SpeechRequest } from './speak.ts';

const sampleRate = 24_000;
const sentence = 'The quick brown fox jumps over the lazy dog, and the dog sleeps on. ';

const tone: EngineStatus = {
  id: 'flite',
  state: 'ready',
  info: {
    id: 'flite',
    slots: 1,
    parallel: 1,
    maxSegmentCharacters: 80,
    secondsPerCharacter: 0.01,
    nativeSpeed: undefined,
    parameters: ['temperature'],
    voices: [{ id: 'rms', name: 'RMS', languages: ['en-us'], sampleRate, latinOnly: true }],
    faults: [],
    properties: {},
  },
  reason: '',
  remedy: '',
  pids: [],
};

/** A scheduler whose engine is always ready, and which notes what is asked of it. */
class Noting {
  readonly admitted: unknown[] = [];
  readonly queued: SegmentRequest[] = [];
  finished = 0;
  released = 0;
  level = 0.5;
  queueMs = 0;
  handOutRank = 0;
  handedOutSeconds = 0;
  spokenCharacters = 0;

  admit(request: unknown): this {
    this.admitted.push(request);
    return this;
  }

  speak(_engine: string, segment: SegmentRequest): AsyncIterable<Float32Array> {
    this.queued.push(segment);
    return this.#frames(segment.text);
  }

  handedOut(seconds: number): void {
    this.handedOutSeconds += seconds;
  }

  release(): void {
    this.released++;
  }

  async *#frames(text: string): AsyncGenerator<Float32Array> {
    if (text.includes('Refuse')) throw new StarlingError('segment_failed', 'no');
    for (let frame = 0; frame < 5; frame++) yield new Float32Array(2400).fill(this.level);
    this.finished++;
    this.spokenCharacters += text.length;
  }
}

function start(request: Partial<SpeechRequest>): { parts: Noting; speech: Speech; abort: AbortController } {
  const parts = new Noting();
  const abort = new AbortController();
  const reader = new TextReader({ textTags: true, emoji: 'drop' });
  const catalog = new Catalog(
    { defaultModel: 'builtin', defaultVoice: undefined, modelAliases: [], voiceAliases: {} },
    () => [tone],
  );
  const complete: SpeechRequest = {
    input: sentence.repeat(20),
    ssml: false,
    model: undefined,
    voice: undefined,
    language: 'en',
    format: 'pcm',
    sampleRate,
    speed: 1,
    seed: undefined,
    parameters: {},
    priority: 'interactive',
    delivery: 'stream',
    key: 'open',
    ...request,
  };
  const speech = speak(
    { scheduler: parts as unknown as Scheduler, catalog, turns: new LoopTurns(), reader },
    complete,
    abort.signal,
  );
  return { parts, speech, abort };
}

async function samplesOf({ bytes }: Speech): Promise<number> {
  let count = 0;
  for await (const chunk of bytes) count += chunk.length / 2;
  return count;
}

describe('speech', () => {
  it('admits the whole utterance at once and asks for no segment before it is pulled', () => {
    const { parts, speech } = start({ priority: 'batch', speed: 2 });
    const characters = sentence.repeat(20).trim().length;
    const tempo = { native: 1, stretch: 2 };
    expect(parts.admitted).toEqual([
      {
        ...{ engine: 'flite', language: 'en-us', characters, sampleRate, tempo },
        ...{ priority: 'batch', delivery: 'stream', key: 'open' },
      },
    ]);
    expect(parts.queued).toEqual([]);
    expect(speech).toMatchObject({ model: 'builtin', voice: 'rms', nothingToSpeak: false, progress: 0 });
  });

  it('queues one segment ahead of the one that sounds, and no more however long it waits', async () => {
    const { parts, speech } = start({});
    const bytes = speech.bytes[Symbol.asyncIterator]();
    await bytes.next();
    expect(parts.queued).toHaveLength(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(parts.queued).toHaveLength(2);
    for (let result = await bytes.next(); !result.done; result = await bytes.next()) {
      expect(parts.queued.length - parts.finished).toBeLessThanOrEqual(2);
    }
    expect(parts.queued.length).toBeGreaterThan(15);
    expect(parts.queued.map(({ text }) => text).join(' ')).toBe(sentence.repeat(20).trim());
  });

  it('gives every segment the seed of the request, or one for all', async () => {
    for (const seed of [7, undefined]) {
      const { parts, speech } = start({ seed });
      await samplesOf(speech);
      expect(new Set(parts.queued.map((segment) => segment.seed))).toEqual(new Set([seed ?? speech.seed]));
    }
  });

  it('names the parameters that the engine does not have', () => {
    expect(start({ parameters: { temperature: 1, top_p: 0.5 } }).speech.unused).toEqual(['top_p']);
  });

  it('counts what is provided to the listener, and how far the text is', async () => {
    const { parts, speech } = start({});
    const samples = await samplesOf(speech);
    expect(speech.playback.audioSeconds).toBeCloseTo(samples / sampleRate);
    expect(parts.handedOutSeconds).toBeCloseTo(samples / sampleRate);
    // The spaces between segments belong to none.
    expect(speech.progress).toBeGreaterThan(0.95);
  });
});

describe('speech gives its work back', () => {
  it('at its end', async () => {
    const { parts, speech } = start({});
    await samplesOf(speech);
    expect(parts.released).toBeGreaterThan(0);
  });

  it('when its reader leaves', async () => {
    const { parts, speech } = start({});
    for await (const chunk of speech.bytes) if (chunk.length > 0) break;
    expect(parts.released).toBeGreaterThan(0);
    expect(parts.queued).toHaveLength(2);
  });

  it("when it fails, with the segment's own error", async () => {
    const { parts, speech } = start({ input: 'Refuse this' });
    await expect(samplesOf(speech)).rejects.toMatchObject({ code: 'segment_failed' });
    expect(parts.released).toBeGreaterThan(0);
  });

  it('at once when the request is aborted, before the first pull too', () => {
    const { parts, speech, abort } = start({});
    abort.abort(new StarlingError('client_gone', 'gone'));
    expect(parts.released).toBe(1);
    speech.close();
    speech.close();
    expect(parts.queued).toEqual([]);
  });

  it('and ends with the reason of the abort', async () => {
    const { speech, abort } = start({});
    const bytes = speech.bytes[Symbol.asyncIterator]();
    await bytes.next();
    abort.abort(new StarlingError('client_gone', 'gone'));
    await expect(bytes.next()).rejects.toMatchObject({ code: 'client_gone' });
  });
});

describe('a text with nothing to speak', () => {
  it('is 0.2 s of silence and costs no work', async () => {
    const { parts, speech } = start({ input: '… **' });
    expect(parts.admitted).toEqual([]);
    expect(await samplesOf(speech)).toBe(0.2 * sampleRate);
    expect(speech).toMatchObject({ nothingToSpeak: true, progress: 1 });
  });

  it('may turn out so only when the engine has made no sound of it', async () => {
    const { parts, speech } = start({ input: 'Hm.' });
    parts.level = 0;
    expect(speech.nothingToSpeak).toBe(false);
    expect(await samplesOf(speech)).toBe(0.2 * sampleRate);
    expect(speech.nothingToSpeak).toBe(true);
  });
});
