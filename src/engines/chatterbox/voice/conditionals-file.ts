import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../../errors.ts';
import type { PreparedCache } from '../../prepared-cache.ts';
import type { Conditionals } from '../conditionals.ts';
import { UnusableModel } from '../unusable-model.ts';
import { speech, type Variant } from '../variant.ts';

/** Counts up when clips are prepared or encoded differently, so that what older versions kept is not used. */
const version = 1;
/** The arrays of a voice, each in a file of its own: raw numbers of 4 bytes, little endian. */
const arrays = ['prefix', 'promptTokens', 'promptFeatures', 'speakerEmbedding'] as const;
type ArrayName = (typeof arrays)[number];

/** What the arrays' lengths do not say. */
interface Shape {
  readonly prefixRows: number;
}

/** All that a voice's conditionals depend on. */
export interface VoiceIdentity {
  /** Of the encoder's files, as {@link encoderRevision} tells it. */
  readonly revision: string;
  readonly variant: Variant;
  /** Width of the language model; a voice of another is not sound. */
  readonly width: number;
  /** The bytes of the clip's file. */
  readonly clip: Uint8Array;
}

/** Keeps conditionals on disk, among what else is prepared; what is damaged or no voice of this width is not found. */
export class ConditionalsCache {
  readonly #cache: PreparedCache;

  constructor(cache: PreparedCache) {
    this.#cache = cache;
  }

  async read(identity: VoiceIdentity): Promise<Conditionals | undefined> {
    const kept = await this.#cache.read<Shape>(keyOf(identity), arrays.map(fileOf));
    if (!kept) return undefined;
    const bytes = (name: ArrayName) => Uint8Array.from(kept.files[fileOf(name)] ?? []).buffer;
    if (arrays.some((name) => bytes(name).byteLength % 4 !== 0)) return undefined;
    const conditionals: Conditionals = {
      prefix: new Float32Array(bytes('prefix')),
      prefixRows: kept.plan.prefixRows,
      promptTokens: new Int32Array(bytes('promptTokens')),
      promptFeatures: new Float32Array(bytes('promptFeatures')),
      speakerEmbedding: new Float32Array(bytes('speakerEmbedding')),
    };
    return isSound(conditionals, identity.width) ? conditionals : undefined;
  }

  /** Throws when the folder cannot be written, which costs no more than encoding again. */
  async write(identity: VoiceIdentity, conditionals: Conditionals): Promise<void> {
    const files = Object.fromEntries(arrays.map((name) => [fileOf(name), bytesOf(conditionals[name])]));
    const plan: Shape = { prefixRows: conditionals.prefixRows };
    await this.#cache.write(keyOf(identity), { plan, files });
  }
}

/**
 * What an encoder is known by: the bytes of its graph, and place, size and time of the files of its weights, which
 * begin with the same name. (Those are up to 1 GB, and hashing them takes as long as encoding a clip.) Throws {@link
 * UnusableModel} where one of them cannot be read.
 */
export async function encoderRevision(file: string): Promise<string> {
  try {
    return await hashOfFiles(file);
  } catch (error) {
    throw new UnusableModel(`${file} cannot be read: ${messageOf(error)}. Download it again.`, { cause: error });
  }
}

async function hashOfFiles(file: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(file));
  const folder = path.dirname(file);
  const own = (await readdir(folder)).filter((name) => name !== path.basename(file));
  for (const name of own.filter((each) => each.startsWith(path.basename(file))).sort()) {
    const place = await realpath(path.join(folder, name));
    const { size, mtimeMs } = await stat(place);
    hash.update(JSON.stringify([place, size, mtimeMs]));
  }
  return hash.digest('hex');
}

/** In the form of {@link PreparedCache}'s keys: kind, version, 40 hexadecimal digits. */
function keyOf({ revision, variant, clip }: VoiceIdentity): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([revision, variant]))
    .update(clip);
  return `voice-${version}-${hash.digest('hex').slice(0, 40)}`;
}

/** Whether the arrays agree with one another, as {@link Conditionals} says. */
function isSound(conditionals: Conditionals, width: number): boolean {
  const { prefix, prefixRows, promptTokens, promptFeatures, speakerEmbedding } = conditionals;
  return (
    prefixRows > 0 &&
    prefix.length === prefixRows * width &&
    promptTokens.length > 0 &&
    promptTokens.every((id) => id >= 0 && id < speech.codes) &&
    promptFeatures.length === promptTokens.length * speech.framesPerToken * speech.melBands &&
    speakerEmbedding.length === speech.embeddingWidth
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function fileOf(name: ArrayName): string {
  return `${name}.raw`;
}
