import type { PcmStage } from './pcm.ts';

/** Quieter than this (-54 dB) at the edge of a segment is silence, which engines add in amounts of their own. */
const silenceLevel = 0.002;
/** Kept of the silence before and after speech: soft onsets and tails lie under the level. */
const marginSeconds = 0.02;
/** Fade at both edges, so that a cut never clicks. */
const fadeSeconds = 0.005;
/** The most silence in the middle that is held back to see whether it is the end. */
const mostHeldSeconds = 1;

/** Cuts the silence at both ends of a segment down to a margin and fades the edges. A silent segment becomes empty. */
export class EdgeTrimmer implements PcmStage {
  readonly #margin: number;
  readonly #fade: number;
  readonly #mostHeld: number;
  #begun = false;
  /** Samples of the fade-in that are done. */
  #fadedIn = 0;
  /** Before speech: the last margin of silence. After it began: what could still be the end. */
  #held: Float32Array = new Float32Array(0);

  constructor(sampleRate: number) {
    this.#margin = Math.round(marginSeconds * sampleRate);
    this.#fade = Math.round(fadeSeconds * sampleRate);
    this.#mostHeld = Math.round(mostHeldSeconds * sampleRate);
  }

  process(samples: Float32Array): Float32Array {
    let all = concat(this.#held, samples);
    // The samples before this index were held back, and faded in when they came.
    let fresh = this.#held.length;
    if (!this.#begun) {
      const first = all.findIndex(isLoud);
      if (first < 0) {
        this.#held = all.slice(-this.#margin);
        return new Float32Array(0);
      }
      this.#begun = true;
      all = all.subarray(Math.max(0, first - this.#margin));
      fresh = 0;
    }
    this.#fadeIn(all.subarray(fresh));
    const afterSpeech = Math.min(all.findLastIndex(isLoud) + 1, all.length - this.#fade);
    const ready = Math.max(0, afterSpeech, all.length - this.#mostHeld);
    this.#held = all.slice(ready);
    return all.slice(0, ready);
  }

  finish(): Float32Array {
    if (!this.#begun) return new Float32Array(0);
    const tail = this.#held.slice(0, this.#held.findLastIndex(isLoud) + 1 + this.#margin);
    fadeOut(tail, this.#fade);
    return tail;
  }

  close(): void {
    this.#held = new Float32Array(0);
  }

  #fadeIn(samples: Float32Array): void {
    const count = Math.min(samples.length, this.#fade - this.#fadedIn);
    for (let i = 0; i < count; i++) samples[i] = (samples[i] as number) * (this.#fadedIn++ / this.#fade);
  }
}

function isLoud(sample: number): boolean {
  return sample > silenceLevel || sample < -silenceLevel;
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

function fadeOut(samples: Float32Array, length: number): void {
  const count = Math.min(length, samples.length);
  for (let i = 0; i < count; i++) {
    const at = samples.length - 1 - i;
    samples[at] = (samples[at] as number) * (i / count);
  }
}
