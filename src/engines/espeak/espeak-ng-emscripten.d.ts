/** The part that we use of a package that comes without types. Numbers named `…At` are byte addresses. */
declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakVoice {
    readonly name: string;
    /** The path of its file, such as `gmw/en-US`: what `set_voice` takes. */
    readonly identifier: string;
    /** A lower number means that the voice fits the language better; 5 is the ordinary one. */
    readonly languages: readonly { readonly priority: number; readonly name: string }[];
  }

  export interface EspeakWorker {
    list_voices(): EspeakVoice[];
    /**
     * Returns 0, or 2 for an unknown voice: then the voice before stays. One argument only: with more it returns 0 for
     * unknown voices and loses its phonemes.
     */
    set_voice(nameAt: number): number;
    /**
     * Speaks SSML. Synchronous. `onSamples` gets a copy of 16-bit samples, possibly none, and returns true to cancel;
     * it must not throw.
     */
    synthesize(textAt: number, onSamples: (samples: Int16Array) => boolean): void;
    /**
     * Phonemes of plain text as IPA with `_` between them and ` | ` between clauses, as UTF-8 with a zero at the end, in
     * memory that is then ours to free. Renders no audio, and does not read SSML.
     */
    convert_to_phonemes(textAt: number, ipa: true): { readonly ptr: number };
    get_samplerate(): number;
  }

  export interface EspeakModule {
    /** Replaced when the memory grows: read it again after every native call. */
    readonly HEAPU8: Uint8Array;
    readonly eSpeakNGWorker: new () => EspeakWorker;
    _malloc(bytes: number): number;
  }

  export default function load(options?: {
    /** Lines for standard output and standard error. */
    print?: (line: string) => void;
    printErr?: (line: string) => void;
  }): Promise<EspeakModule>;
}
