import { readFile, stat } from 'node:fs/promises';
import { decodeWav, InvalidWav } from '../../../audio/decode-wav.ts';
import { messageOf } from '../../../errors.ts';
import type { Device } from '../../../onnx/device.ts';
import { untilAborted } from '../../../ops/until-aborted.ts';
import type { Note } from '../../engine.ts';
import type { PreparedCache } from '../../prepared-cache.ts';
import type { Conditionals } from '../conditionals.ts';
import type { Variant } from '../variant.ts';
import { prepareClip, UnusableClip } from './clip.ts';
import { mostClipBytes, type Clip } from './clips.ts';
import { ConditionalsCache, encoderRevision, type VoiceIdentity } from './conditionals-file.ts';
import { encodeVoice, type SpeechEncoder } from './speech-encoder.ts';

/** What is asked of the model whose voices these are; a model's description has it. */
export interface VoiceModel {
  readonly variant: Variant;
  readonly files: { readonly graphs: { readonly speech_encoder: string } };
  readonly languageModel: { readonly width: number };
}

export interface ModelVoicesParts {
  readonly model: VoiceModel;
  readonly clips: readonly Clip[];
  readonly cache: PreparedCache;
  readonly device: Device;
  readonly note: Note;
  /** Threads of a run of the encoder. Default 1. */
  readonly threads?: number;
  /** Voices that are held in memory, each 1–2 MB. Default 32. */
  readonly mostHeld?: number;
  /** Default: {@link encodeVoice}. */
  readonly encode?: typeof encodeVoice;
}

/** A voice in memory, and the state of the clip's file that it was made of. */
interface Held {
  readonly stamp: string;
  readonly conditionals: Conditionals;
}

interface Pending {
  readonly work: Promise<Conditionals>;
  readonly abandoned: AbortController;
  waiters: number;
}

/**
 * The voices of a model. A voice is made when it is first asked for, once for all who ask meanwhile, one after another
 * (an encoder takes up to 1 GB), and then held in memory and in the cache. It is made again when its clip is another.
 */
export class ModelVoices {
  readonly #parts: ModelVoicesParts;
  readonly #encoder: SpeechEncoder;
  readonly #clips: ReadonlyMap<string, Clip>;
  readonly #cache: ConditionalsCache;
  /** Those used last are last. */
  readonly #held = new Map<string, Held>();
  readonly #pending = new Map<string, Pending>();
  /** Ends when the encoder is free. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ModelVoicesParts) {
    const { model, clips, cache, device, threads = 1 } = parts;
    this.#parts = parts;
    this.#encoder = { file: model.files.graphs.speech_encoder, width: model.languageModel.width, device, threads };
    this.#clips = new Map(clips.map((clip) => [clip.name, clip]));
    this.#cache = new ConditionalsCache(cache);
  }

  /**
   * What the model needs of a voice; shared with others, so not to be written to. Throws {@link UnusableClip} with the
   * clip's file, UnusableModel, and the signal's reason; once all who wait for a voice have gone, making it is broken
   * off.
   */
  async conditionals(name: string, signal?: AbortSignal): Promise<Conditionals> {
    const clip = this.#clips.get(name);
    if (!clip) throw new Error(`Chatterbox has no voice "${name}".`);
    signal?.throwIfAborted();
    const pending = this.#pending.get(name) ?? this.#start(clip);
    pending.waiters++;
    try {
      return await untilAborted(pending.work, signal);
    } finally {
      pending.waiters--;
      if (pending.waiters === 0) {
        this.#forget(name, pending);
        pending.abandoned.abort();
      }
    }
  }

  /** Whether a clip can be made a voice, as far as that is known without the encoder. Throws {@link UnusableClip}. */
  async check(name: string): Promise<void> {
    const clip = this.#clips.get(name);
    if (!clip) throw new Error(`Chatterbox has no voice "${name}".`);
    await namingClip(clip, async () => this.#heard(await read(clip.file)));
  }

  /** What the encoder is to hear of a clip's file. */
  async #heard(bytes: Uint8Array): Promise<Float32Array> {
    const { samples, sampleRate } = decodeWav(bytes);
    return prepareClip(samples, sampleRate, this.#parts.model.variant);
  }

  #start(clip: Clip): Pending {
    const abandoned = new AbortController();
    const pending = { work: this.#find(clip, abandoned.signal), abandoned, waiters: 0 };
    this.#pending.set(clip.name, pending);
    return pending;
  }

  /** Who asks from now on starts anew. */
  #forget(name: string, pending: Pending): void {
    if (this.#pending.get(name) === pending) this.#pending.delete(name);
  }

  /** From memory, else from the cache, else made now. */
  async #find(clip: Clip, signal: AbortSignal): Promise<Conditionals> {
    const { name, file } = clip;
    return namingClip(clip, async () => {
      const stamp = await stampOf(file);
      const held = this.#held.get(name);
      const conditionals = held?.stamp === stamp ? held.conditionals : await this.#prepare(clip, signal);
      this.#hold(name, { stamp, conditionals });
      return conditionals;
    });
  }

  async #prepare({ name, file }: Clip, signal: AbortSignal): Promise<Conditionals> {
    const { model, encode = encodeVoice, note } = this.#parts;
    const { variant } = model;
    const bytes = await read(file);
    const revision = await encoderRevision(this.#encoder.file);
    const identity: VoiceIdentity = { revision, variant, width: this.#encoder.width, clip: bytes };
    const kept = await this.#cache.read(identity);
    if (kept) return kept;
    return this.#alone(async () => {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const conditionals = await encode(this.#encoder, await this.#heard(bytes), signal);
      note('info', 'voice-encoded', { voice: name, tookMs: Math.round(performance.now() - startedAt) });
      await this.#cache.write(identity, conditionals).catch((error: unknown) => {
        const reason = `${messageOf(error)}. Voices are encoded again at each start.`;
        note('warn', 'cache-not-written', { reason });
      });
      return conditionals;
    });
  }

  /** Does work after all that came before. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #hold(name: string, held: Held): void {
    const { mostHeld = 32 } = this.#parts;
    this.#held.delete(name);
    this.#held.set(name, held);
    for (const oldest of [...this.#held.keys()].slice(0, -mostHeld)) this.#held.delete(oldest);
  }
}

/** Puts the file and the voice before what is wrong with a clip. */
async function namingClip<T>({ name, file }: Clip, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UnusableClip || error instanceof InvalidWav)) throw error;
    throw new UnusableClip(`${file} is no clip for the voice "${name}". ${error.message}`, { cause: error });
  }
}

/** What changes when a file is written or replaced. */
async function stampOf(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(unreadable);
  // Reading a pipe would wait for a writer.
  if (!stats.isFile()) throw new UnusableClip('It is no file. Put a WAV file in its place.');
  const { ino, size, mtimeNs, ctimeNs } = stats;
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}

async function read(file: string): Promise<Uint8Array> {
  const stats = await stat(file).catch(unreadable);
  if (!stats.isFile()) throw new UnusableClip('It is no file. Put a WAV file in its place.');
  const { size } = stats;
  if (size > mostClipBytes) {
    throw new UnusableClip(`It has ${size} bytes, and a clip at most ${mostClipBytes}. Cut it to 15 s.`);
  }
  return readFile(file).catch(unreadable);
}

function unreadable(error: unknown): never {
  throw new UnusableClip(`It cannot be read: ${messageOf(error)}.`);
}
