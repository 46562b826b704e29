import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';

/** A voice whose files cannot be used. The message names the file and what in it is wrong. */
export class UnusableVoice extends Error {
  override readonly name = 'UnusableVoice';
}

function isLanguage(code: string): boolean {
  try {
    return new Intl.Locale(code.replaceAll('_', '-')).language !== 'und';
  } catch {
    return false;
  }
}

/**
 * As a request may have it. What comes out grows without bound beyond: at `noise_w` 3 a sentence of 300 characters takes
 * up to half an hour and 1.6 GB.
 */
const scale = (fallback: number) => z.number().min(0).max(2).default(fallback);

/** What is read of `NAME.onnx.json`; the defaults are those of Piper itself. */
const schema = z.object({
  audio: z.object({ sample_rate: z.number().int().min(8000).max(48_000) }),
  espeak: z.object({ voice: z.string().regex(/^[\w-]{1,40}$/) }).optional(),
  phoneme_type: z.string().default('espeak'),
  phoneme_id_map: z.record(z.string(), z.array(z.number().int().min(0)).max(16)),
  num_speakers: z.number().int().min(1).max(10_000).default(1),
  speaker_id_map: z.record(z.string(), z.number().int().min(0)).default({}),
  inference: z
    .object({ noise_scale: scale(0.667), length_scale: z.number().min(0.1).max(3).default(1), noise_w: scale(0.8) })
    .prefault({}),
  language: z
    .object({ code: z.string().max(40).refine(isLanguage, 'expected a language tag such as en_US') })
    .optional(),
});

export interface VoiceConfig {
  /** Samples per second. */
  readonly sampleRate: number;
  /** The name by which eSpeak knows the language. */
  readonly espeakVoice: string;
  readonly phonemeType: 'espeak' | 'text';
  readonly phonemeIds: ReadonlyMap<string, readonly number[]>;
  /** Speakers that the model has. */
  readonly speakerCount: number;
  /** Names of the speakers by their number; one without a name for a voice of one speaker. */
  readonly speakers: readonly { readonly name: string; readonly id: number }[];
  readonly noiseScale: number;
  readonly lengthScale: number;
  readonly noiseW: number;
  /** BCP 47, such as `en-us`. */
  readonly language: string;
}

/** Longest config that is read; the largest published ones, of 900 speakers, have 40 KB. */
const mostBytes = 4 * 2 ** 20;

/** Reads and checks `NAME.onnx.json`. Throws {@link UnusableVoice}. */
export function readVoiceConfig(file: string): VoiceConfig {
  const result = schema.safeParse(readJson(file));
  if (!result.success) {
    const [issue] = result.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw new UnusableVoice(`${file}: ${field === '' ? '' : `"${field}" is wrong: `}${issue?.message ?? ''}.`);
  }
  const config = result.data;
  // Some published configs have Python's name for it, PhonemeType.ESPEAK.
  const phonemeType = config.phoneme_type.replace(/^PhonemeType\./u, '').toLowerCase();
  if (phonemeType !== 'espeak' && phonemeType !== 'text') {
    throw new UnusableVoice(
      `${file}: "phoneme_type" is "${phonemeType.slice(0, 32)}"; Starling can speak "espeak" and "text" voices.`,
    );
  }
  const espeakVoice = config.espeak?.voice;
  if (phonemeType === 'espeak' && espeakVoice === undefined) {
    throw new UnusableVoice(`${file}: "espeak.voice" is missing; it names the language, such as "en-us".`);
  }
  for (const needed of ['^', '_', '$']) {
    if (config.phoneme_id_map[needed]?.length) continue;
    throw new UnusableVoice(`${file}: "phoneme_id_map" has no ids for "${needed}", which every Piper voice has.`);
  }
  return {
    sampleRate: config.audio.sample_rate,
    espeakVoice: espeakVoice ?? '',
    phonemeType,
    phonemeIds: new Map(Object.entries(config.phoneme_id_map)),
    speakerCount: config.num_speakers,
    speakers: speakersOf(file, config),
    noiseScale: config.inference.noise_scale,
    lengthScale: config.inference.length_scale,
    noiseW: config.inference.noise_w,
    language: (config.language?.code ?? espeakVoice ?? 'en').replaceAll('_', '-').toLowerCase(),
  };
}

function speakersOf(file: string, config: z.infer<typeof schema>): VoiceConfig['speakers'] {
  const { num_speakers: count, speaker_id_map: ids } = config;
  if (count === 1) return [{ name: '', id: 0 }];
  const named = Object.entries(ids).map(([name, id]) => ({ name, id }));
  const wrong = named.find(({ id }) => id >= count);
  if (wrong) {
    throw new UnusableVoice(
      `${file}: "speaker_id_map.${wrong.name}" is ${wrong.id}, but "num_speakers" is ${count}: ids go from 0 to ${count - 1}.`,
    );
  }
  const speakers = named.length > 0 ? named : Array.from({ length: count }, (_, id) => ({ name: String(id), id }));
  return speakers.sort((a, b) => a.id - b.id);
}

function readJson(file: string): unknown {
  try {
    const stats = statSync(file);
    const { size } = stats;
    // A pipe or a device would be read for ever.
    if (!stats.isFile()) throw new Error('it is no regular file');
    if (size > mostBytes) throw new Error(`it has ${size} bytes, more than a voice's config can have`);
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/u, ''));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UnusableVoice(
        `${file} is missing: a Piper voice is two files, NAME.onnx and NAME.onnx.json. Download both into the model folder.`,
      );
    }
    const what = error instanceof SyntaxError ? 'it is not JSON' : messageOf(error);
    throw new UnusableVoice(`${file} cannot be read: ${what}.`);
  }
}
