import type { EspeakModule, EspeakVoice, EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { MemoryImage } from '../memory-image.ts';
import { syllablesAsPhonemes } from './mandarin/missing-syllables.ts';
import { readsMandarin, respell } from './mandarin/respell.ts';
import { escapeMarkup } from './markup.ts';
import type { LoadModule } from './package.ts';

/** Room for the text of a segment: 300 UTF-16 units, of which one is at most 16 bytes as phonemes, five as `&amp;`. */
const textBytes = 8192;

/** Takes 16-bit samples; returns false to stop the speech. */
export type TakeSamples = (samples: Int16Array) => boolean;

/**
 * One eSpeak NG. It keeps state between utterances (the position in its table of pitch flutter, among others), which
 * changes the audio of the next one: 88741, 88739, 88738 samples for the same text. So its memory is taken back to what
 * it was at the start after every run, and the same text always gives the same bytes, in another process too.
 *
 * The package's own glue keeps addresses of memory that it allocated for strings. Taking the memory back would make
 * those stale (eSpeak then loops for ever), so all strings go through one buffer of ours, passed by its address.
 */
export class Synthesizer {
  readonly voices: readonly EspeakVoice[];
  readonly sampleRate: number;
  readonly #module: EspeakModule;
  readonly #worker: EspeakWorker;
  readonly #textAt: number;
  readonly #image: MemoryImage;

  private constructor(module: EspeakModule) {
    this.#module = module;
    this.#worker = new module.eSpeakNGWorker();
    this.#textAt = module._malloc(textBytes);
    this.voices = this.#worker.list_voices();
    // The glue makes its own (unused) buffer at the first call, which must be in the image as well.
    this.#worker.set_voice(this.#write('gmw/en-US'));
    this.sampleRate = this.#worker.get_samplerate();
    this.#image = new MemoryImage(module.HEAPU8);
  }

  /** Starts one (0.3 s, most of it reading 24 MB of voices). It writes nothing to standard output. */
  static async start(load: LoadModule): Promise<Synthesizer> {
    const silent = (): void => undefined;
    return new Synthesizer(await load({ print: silent, printErr: silent }));
  }

  /**
   * Speaks plain text with the voice of that identifier, in Mandarin with the readings that `respell` knows better; `take`
   * gets pieces of up to 100 ms as they are made. Errors of `take` come out as they are. Throws {@link SynthesizerFailed}
   * when eSpeak itself fails: start another one then.
   */
  run(voice: string, text: string, take: TakeSamples): void {
    let failure: { readonly error: unknown } | undefined;
    try {
      const code = this.#worker.set_voice(this.#write(voice));
      if (code !== 0) throw new Error(`set_voice("${voice}") returned ${code}`);
      const written = readsMandarin(voice) ? syllablesAsPhonemes(escapeMarkup(respell(text))) : escapeMarkup(text);
      this.#worker.synthesize(this.#write(written), (samples) => {
        try {
          return samples.length > 0 && !take(samples);
        } catch (error) {
          // An exception must not unwind eSpeak's own stack.
          failure = { error };
          return true;
        }
      });
    } catch (error) {
      throw new SynthesizerFailed(`eSpeak failed on a segment of ${text.length} characters: ${String(error)}.`, {
        cause: error,
      });
    }
    this.#image.restore(this.#module.HEAPU8);
    if (failure) throw failure.error;
  }

  /** Puts a zero-terminated string into the buffer. What does not fit is left out. */
  #write(text: string): number {
    const buffer = this.#module.HEAPU8.subarray(this.#textAt, this.#textAt + textBytes);
    const { written } = new TextEncoder().encodeInto(text, buffer.subarray(0, -1));
    buffer[written] = 0;
    return this.#textAt;
  }
}

/** eSpeak itself failed, and its memory can no longer be trusted. */
export class SynthesizerFailed extends Error {
  override readonly name = 'SynthesizerFailed';
}
