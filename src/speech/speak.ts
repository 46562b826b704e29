import { randomInt } from 'node:crypto';
import { EncoderUnavailable } from '../audio/encode/ffmpeg.ts';
import { formats, type AudioFormatName } from '../audio/encode/formats.ts';
import { pieces, throughStage } from '../audio/pcm.ts';
import { createResampler } from '../audio/resample.ts';
import { createTempo } from '../audio/tempo.ts';
import type { EngineInfo } from '../engines/engine.ts';
import { StarlingError } from '../errors.ts';
import type { LoopTurns } from '../ops/loop-turns.ts';
import type { Delivery, Priority } from '../scheduler/deadline.ts';
import type { Scheduler } from '../scheduler/loop.ts';
import { pieceSeconds, type Utterance } from '../scheduler/utterance.ts';
import { isSpeakable } from '../text/clean.ts';
import { withoutSounds } from '../text/control.ts';
import { frontEnd, plainText, type CleanPassage, type SpokenSegment } from '../text/front-end.ts';
import type { TextReader } from '../text/text-reader.ts';
import type { Catalog } from '../voices/catalog.ts';
import { join, silence, type SpokenSegment as JoinedSegment } from './join.ts';
import { Playback } from './playback.ts';
import { Speakers } from './speakers.ts';

/** What is said when there is nothing to say: clients probe with `.` and fail on no audio at all. */
const nothingSeconds = 0.2;
/** No engine takes longer segments, whatever it says of itself. */
const longestSegment = 300;

export interface SpeechRequest {
  readonly input: string;
  /** The input is SSML. */
  readonly ssml: boolean;
  readonly model: string | undefined;
  readonly voice: string | undefined;
  /** BCP 47; detected when undefined. */
  readonly language: string | undefined;
  readonly format: AudioFormatName;
  /** Samples per second. */
  readonly sampleRate: number;
  /** Tempo, 0.25–4. */
  readonly speed: number;
  readonly seed: number | undefined;
  /** Sampling parameters by name. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly priority: Priority;
  readonly delivery: Delivery;
  /** The name of the caller's API key. */
  readonly key: string;
}

/** An admitted utterance whose audio is there to be pulled. */
export interface Speech {
  readonly model: string;
  readonly voice: string;
  readonly seed: number;
  readonly mediaType: string;
  /** Parameters of the request that this model does not have. */
  readonly unused: readonly string[];
  /** True when the input held nothing speakable; known for certain once the first bytes are there. */
  readonly nothingToSpeak: boolean;
  readonly playback: Playback;
  /** Milliseconds that the first segment waited for a slot. */
  readonly queueMs: number;
  /** The part of the text whose audio was taken, 0–1. */
  readonly progress: number;
  /** Encoded audio; one reader. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Gives everything back; safe to call twice, needed on every path. */
  close(): void;
}

export interface SpeakParts {
  readonly scheduler: Scheduler;
  readonly catalog: Catalog;
  readonly turns: LoopTurns;
  readonly reader: TextReader;
}

/**
 * The pipeline: text → segments → scheduler → resample → tempo → join → encode, every step pulled by the next.
 * Resolves the voice and admits the utterance, or throws, before any audio is made.
 */
export function speak(parts: SpeakParts, request: SpeechRequest, signal: AbortSignal): Speech {
  const passages = parts.reader.read(request);
  const text = plainText(passages);
  const speakers = new Speakers(parts.catalog, request, passages);
  const { main: speaker } = speakers;
  const { voice } = speaker.choice;
  const seed = request.seed ?? randomInt(2 ** 32);
  const format = formats[request.format];
  const playback = new Playback();
  const { priority, delivery, key } = request;
  const { engine, sampleRate } = voice;
  const tempo = tempoOf(request.speed, parts.catalog.engineInfo(engine));
  const { language } = speaker.choice;
  const utterance = isSpeakable(text)
    ? parts.scheduler.admit({ engine, language, characters: text.length, sampleRate, priority, delivery, tempo, key })
    : undefined;
  let nothingToSpeak = utterance === undefined;

  const onAbort = () => utterance?.release();
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const close = () => {
    signal.removeEventListener('abort', onAbort);
    utterance?.release();
  };

  async function* pcm(): AsyncGenerator<Float32Array> {
    let heard = false;
    if (utterance) {
      const spoken = spokenSegments(parts, request, { passages, seed, speakers, utterance });
      for await (const samples of join(spoken, request)) {
        heard = true;
        yield samples;
      }
      signal.throwIfAborted();
    }
    if (heard) return;
    nothingToSpeak = true;
    yield silence(Math.max(nothingSeconds, pauseSeconds(passages)), request.sampleRate);
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      const handOut = (seconds: number) => {
        playback.provide(seconds, performance.now() / 1000);
        utterance?.handedOut(seconds);
      };
      yield* format.encode(counted(pcm(), request.sampleRate, handOut), { sampleRate: request.sampleRate, signal });
    } catch (error) {
      if (error instanceof EncoderUnavailable)
        throw new StarlingError('format_unavailable', error.message, { cause: error });
      throw error;
    } finally {
      close();
    }
  }

  const { parameters = [], understands = [] } = parts.catalog.engineInfo(voice.engine) ?? {};
  const asksPhonemes = passages.some((each) => each.kind === 'text' && each.spans.some(({ ipa }) => ipa !== undefined));
  return {
    model: speaker.model.id,
    voice: voice.id,
    seed,
    mediaType: format.mediaType(request.sampleRate),
    unused: [
      ...Object.keys(request.parameters).filter((name) => !parameters.includes(name)),
      ...(asksPhonemes && !understands.includes('phonemes') ? ['phoneme'] : []),
    ],
    get nothingToSpeak() {
      return nothingToSpeak;
    },
    playback,
    get queueMs() {
      return utterance?.queueMs ?? 0;
    },
    get progress() {
      return utterance ? Math.min(1, utterance.spokenCharacters / text.length) : 1;
    },
    bytes: bytes(),
    close,
  };
}

/** All that passages ask for of silence. */
function pauseSeconds(passages: readonly CleanPassage[]): number {
  return passages.reduce((sum, passage) => sum + (passage.kind === 'pause' ? passage.seconds : 0), 0);
}

interface Work {
  readonly passages: readonly CleanPassage[];
  readonly seed: number;
  readonly speakers: Speakers;
  readonly utterance: Utterance;
}

/** Reads the text lazily and keeps one segment ahead: the next is queued when the current one begins to sound. */
async function* spokenSegments(parts: SpeakParts, request: SpeechRequest, work: Work): AsyncGenerator<JoinedSegment> {
  const { catalog, reader } = parts;
  const { speakers, passages } = work;
  // Who waits for a whole file gains nothing by an early first sound, which costs some of the quality and the compute.
  const listens = request.delivery === 'stream' && request.priority === 'interactive';
  const pieces = frontEnd(passages, {
    languageOf: (manner) => speakers.of(manner).choice.language,
    lexicon: reader.lexicon,
    lengthsOf: (manner) => {
      const info = catalog.engineInfo(speakers.of(manner).choice.voice.engine);
      const maxCharacters = Math.min(longestSegment, info?.maxSegmentCharacters ?? longestSegment);
      return { maxCharacters, ...(!listens && { firstMaxCharacters: maxCharacters }) };
    },
  });
  let opening = listens;
  const startNext = (): JoinedSegment | undefined => {
    const { value: segment } = pieces.next() as IteratorResult<SpokenSegment, undefined>;
    if (!segment) return undefined;
    const { border, pauseSeconds } = segment;
    if (segment.text === '') return { border, pauseSeconds, pcm: nothing() };
    const pcm = start(parts, request, work, { segment, opening });
    opening = false;
    return { border, pauseSeconds, pcm };
  };
  let next = startNext();
  while (next) {
    const current = next;
    let asked = false;
    const ask = () => {
      if (asked) return;
      asked = true;
      next = startNext();
    };
    yield { ...current, pcm: tap(current.pcm, ask) };
    ask();
  }
}

async function* nothing(): AsyncGenerator<Float32Array> {}

/** Queues a segment now; its audio comes at the request's sample rate, in the manner that its writer asked for. */
function start(
  parts: SpeakParts,
  request: SpeechRequest,
  { speakers, seed, utterance }: Work,
  { segment, opening }: { segment: SpokenSegment; opening: boolean },
): AsyncIterable<Float32Array> {
  const { manner } = segment;
  const { voice, language } = speakers.of(manner).forSegment(segment.text);
  const { parameters, sampleRate } = request;
  const info = parts.catalog.engineInfo(voice.engine);
  const speed = Math.min(4, Math.max(0.25, request.speed * manner.rate));
  const { native, stretch } = tempoOf(speed, info);
  const known = info?.understands ?? [];
  const { text, pronunciations } = known.includes('sounds') ? segment : withoutSounds(segment);
  if (!isSpeakable(text)) return nothing();
  const spoken = {
    ...{ text, voice: voice.id, language, parameters, seed, speed: native, opening },
    ...(pronunciations.length > 0 && known.includes('phonemes') && { pronunciations }),
  };
  const turn = (seconds: number) => parts.turns.next(() => utterance.handOutRank, seconds);
  const frames = inTurns(utterance.speak(voice.engine, spoken), turn, voice.sampleRate);
  // Played faster it is higher, too; the tempo takes the time back.
  const pitch = 2 ** (manner.semitones / 12);
  const pcm = resampled(frames, Math.round(voice.sampleRate * pitch), sampleRate);
  return withGain(withTempo(pcm, sampleRate, stretch / pitch), manner.gain);
}

/** What of a tempo the engine does itself, and what is left for the gateway. */
function tempoOf(speed: number, info: EngineInfo | undefined): { native: number; stretch: number } {
  const { least, most } = info?.nativeSpeed ?? { least: 1, most: 1 };
  const native = Math.min(most, Math.max(least, speed));
  return { native, stretch: speed / native };
}

/** Frames in short pieces, each with a turn of the event loop for all that is done with it. */
async function* inTurns(
  frames: AsyncIterable<Float32Array>,
  turn: (audioSeconds: number) => Promise<void>,
  sampleRate: number,
): AsyncGenerator<Float32Array> {
  for await (const frame of frames) {
    for (const piece of pieces(frame, Math.round(pieceSeconds * sampleRate))) {
      await turn(piece.length / sampleRate);
      yield piece;
    }
  }
}

async function* resampled(pcm: AsyncIterable<Float32Array>, from: number, to: number): AsyncGenerator<Float32Array> {
  yield* throughStage(await createResampler(from, to), pcm);
}

async function* withTempo(
  pcm: AsyncIterable<Float32Array>,
  sampleRate: number,
  speed: number,
): AsyncGenerator<Float32Array> {
  if (speed === 1) yield* pcm;
  else yield* throughStage(await createTempo(sampleRate, speed), pcm);
}

async function* withGain(pcm: AsyncIterable<Float32Array>, gain: number): AsyncGenerator<Float32Array> {
  if (gain === 1) yield* pcm;
  else for await (const samples of pcm) yield samples.map((sample) => Math.max(-1, Math.min(1, sample * gain)));
}

/** Calls `first` when the first item is there. */
async function* tap(pcm: AsyncIterable<Float32Array>, first: () => void): AsyncGenerator<Float32Array> {
  for await (const samples of pcm) {
    first();
    yield samples;
  }
}

/** Tells of the seconds of each item before it goes on. */
async function* counted(
  pcm: AsyncIterable<Float32Array>,
  sampleRate: number,
  tell: (seconds: number) => void,
): AsyncGenerator<Float32Array> {
  for await (const samples of pcm) {
    tell(samples.length / sampleRate);
    yield samples;
  }
}
