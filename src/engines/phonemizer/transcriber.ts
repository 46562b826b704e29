import type { EspeakModule, EspeakVoice, EspeakWorker } from '@echogarden/espeak-ng-emscripten';
import { joinSyllables } from '../espeak/mandarin/missing-syllables.ts';
import { longestRespelling, readsMandarin, respell } from '../espeak/mandarin/respell.ts';
import type { LoadModule } from '../espeak/package.ts';
import { MemoryImage } from '../memory-image.ts';
import { longestPiece } from './protocol.ts';

/** A UTF-16 unit is at most three bytes of UTF-8, or pinyin; then a zero. */
const textBytes = longestRespelling * longestPiece + 1;

/**
 * One eSpeak NG that gives phonemes. Its memory is taken back after every piece to what it was when the voice was chosen:
 * the same piece then always gives the same phonemes, and what eSpeak allocates for them is free again.
 *
 * Like `Synthesizer` in `../espeak/`, and for the same reason, it passes strings by the address of a buffer of its own.
 * An error of it means that eSpeak crashed, and that another one must be started.
 */
export class Transcriber {
  readonly voices: readonly EspeakVoice[];
  readonly #module: EspeakModule;
  readonly #worker: EspeakWorker;
  readonly #textAt: number;
  readonly #initial: MemoryImage;
  /** The voice of the last piece, which need not be read again (2–9 ms) for the next. */
  #chosen: { readonly identifier: string; readonly image: MemoryImage } | undefined;

  private constructor(module: EspeakModule) {
    this.#module = module;
    this.#worker = new module.eSpeakNGWorker();
    this.#textAt = module._malloc(textBytes);
    this.voices = this.#worker.list_voices();
    // The glue makes its own (unused) buffer at the first call, which must be in the image as well.
    this.#worker.set_voice(this.#write('gmw/en-US'));
    this.#initial = new MemoryImage(module.HEAPU8);
  }

  /** Starts one, and lets it read a sentence: the first takes a hundred times as long as later ones. */
  static async start(load: LoadModule): Promise<Transcriber> {
    const silent = (): void => undefined;
    const transcriber = new Transcriber(await load({ print: silent, printErr: silent }));
    transcriber.ipa('gmw/en-US', 'The birch canoe slid on the smooth planks.');
    return transcriber;
  }

  /**
   * The phonemes of plain text in the voice of that identifier as IPA: words apart by one space, without the flags by
   * which eSpeak marks words that it reads in another language, such as `(en)`. In Mandarin with the readings of
   * characters that `respell` knows better.
   */
  ipa(identifier: string, piece: string): string {
    if (piece.length > longestPiece) {
      throw new RangeError(
        `A piece of text has ${piece.length} characters; eSpeak gets at most ${longestPiece} at once.`,
      );
    }
    const mandarin = readsMandarin(identifier);
    const image = this.#choose(identifier);
    // A zero would end the text, and a byte of 1 would begin a command to eSpeak.
    const written = (mandarin ? respell(piece) : piece).replace(/\p{Cc}/gu, ' ');
    const { ptr } = this.#worker.convert_to_phonemes(this.#write(written), true);
    const memory = this.#module.HEAPU8;
    const phonemes = new TextDecoder().decode(memory.subarray(ptr, memory.indexOf(0, ptr)));
    image.restore(memory);
    const ipa = phonemes
      .replaceAll(' | ', ' ')
      .replace(/_|\([^)]+\)/gu, '')
      .replace(/\s+/gu, ' ')
      .trim();
    return mandarin ? joinSyllables(ipa) : ipa;
  }

  /** Sets the voice, and returns the memory as it is with it. */
  #choose(identifier: string): MemoryImage {
    if (this.#chosen?.identifier === identifier) return this.#chosen.image;
    this.#chosen = undefined;
    this.#initial.restore(this.#module.HEAPU8);
    const code = this.#worker.set_voice(this.#write(identifier));
    if (code !== 0) throw new Error(`set_voice("${identifier}") returned ${code}`);
    this.#chosen = { identifier, image: new MemoryImage(this.#module.HEAPU8) };
    return this.#chosen.image;
  }

  /** Puts a zero-terminated string into the buffer. */
  #write(text: string): number {
    const buffer = this.#module.HEAPU8.subarray(this.#textAt, this.#textAt + textBytes);
    const { read, written } = new TextEncoder().encodeInto(text, buffer.subarray(0, -1));
    if (read < text.length) throw new RangeError(`${text.length} characters do not fit into ${textBytes} bytes`);
    buffer[written] = 0;
    return this.#textAt;
  }
}
