/** The part that we use of two WebAssembly builds which come without types. Numbers named `…At` are byte addresses. */

declare module '@echogarden/speex-resampler-wasm/simd' {
  /** The functions of speex_resampler.h, https://www.speex.org/docs/api/speex-api-reference/group__resampler.html */
  export interface SpeexResamplerModule {
    /** Replaced when the memory grows: read them again after every native call. */
    readonly HEAPF32: Float32Array;
    readonly HEAPU32: Uint32Array;
    _malloc(bytes: number): number;
    _free(at: number): void;
    /** Returns 0 when out of memory or when an argument is out of range; the reason is at `errorAt`. */
    _speex_resampler_init(channels: number, from: number, to: number, quality: number, errorAt: number): number;
    _speex_resampler_skip_zeros(state: number): number;
    /** Reads and then writes the two lengths (in samples): offered before, used after. Returns an error code, or 0. */
    _speex_resampler_process_float(
      state: number,
      channel: number,
      inputAt: number,
      inputLengthAt: number,
      outputAt: number,
      outputLengthAt: number,
    ): number;
    _speex_resampler_destroy(state: number): void;
  }
  export default function load(): Promise<SpeexResamplerModule>;
}

declare module '@echogarden/sonic-wasm' {
  /** The functions of sonic.h, https://github.com/waywardgeek/sonic */
  export interface SonicModule {
    /** Replaced when the memory grows: read it again after every native call. */
    readonly HEAPF32: Float32Array;
    _malloc(bytes: number): number;
    /** Returns 0 when out of memory. */
    _sonicCreateStream(sampleRate: number, channels: number): number;
    _sonicSetSpeed(stream: number, speed: number): void;
    /** Returns 0 when out of memory. */
    _sonicWriteFloatToStream(stream: number, inputAt: number, length: number): number;
    /** Returns how many samples it wrote, 0 when none are ready. */
    _sonicReadFloatFromStream(stream: number, outputAt: number, maxLength: number): number;
    _sonicDestroyStream(stream: number): void;
  }
  export default function load(): Promise<SonicModule>;
}
