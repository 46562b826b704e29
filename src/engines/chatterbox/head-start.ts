/** How many of the last streams are remembered for each number of neighbours. */
const remembered = 8;
/** What a stream beside others is thought to need before one was seen, in seconds. */
const firstGuess = 0.7;
/** Nobody waits longer than this for sound that is there. */
const mostSeconds = 1;
/** Streams need a little more or less than the ones before them. */
const marginSeconds = 0.1;
/** So much of a stream's beginning is looked at, in seconds of its audio: what comes late behind it is not the beginning's fault. */
const lookedAtSeconds = 8;

/**
 * How long the first sound of a stream is kept back, so that the listener does not run dry behind it. The first chunks are small, to be there
 * soon, and each lasts only until the next is made; beside other streams that takes longer, since a run of theirs that has begun is not
 * stopped. Which chunks are made never depends on the load, so that the same seed gives the same audio; when they are heard does. Learned from
 * the streams before, for each number of neighbours (1, 2, 3–4, 5–8 …); a stream alone is not kept back.
 */
export class HeadStarts {
  readonly #needs = new Map<number, number[]>();

  /** Seconds for a stream that begins beside so many others. */
  secondsBeside(others: number): number {
    if (others === 0) return 0;
    const needs = this.#needs.get(crowdOf(others)) ?? [firstGuess];
    return Math.min(mostSeconds, Math.max(0, ...needs) + marginSeconds);
  }

  /** A stream beside so many others would have needed this. */
  learn(others: number, seconds: number): void {
    if (others === 0) return;
    const crowd = crowdOf(others);
    this.#needs.set(crowd, [...(this.#needs.get(crowd) ?? []), seconds].slice(-remembered));
  }
}

const crowdOf = (others: number): number => Math.ceil(Math.log2(others));

/** Keeps the first sound of one stream back, and sees how long it should have been. Times are milliseconds of one clock. */
export class HeadStart {
  readonly #starts: HeadStarts;
  readonly #deliver: (samples: Float32Array) => void;
  readonly #sampleRate: number;
  #others = 0;
  #held: Float32Array[] | undefined = [];
  #timer: NodeJS.Timeout | undefined;
  #firstAt: number | undefined;
  #playsFrom: number | undefined;
  #audioSeconds = 0;
  #needSeconds = 0;

  constructor(
    starts: HeadStarts,
    { deliver, sampleRate }: { deliver: (samples: Float32Array) => void; sampleRate: number },
  ) {
    this.#starts = starts;
    this.#deliver = deliver;
    this.#sampleRate = sampleRate;
  }

  /** While sound is kept back: when its listener will begin to play. */
  get playsFrom(): number | undefined {
    return this.#held && this.#playsFrom;
  }

  /** The next sound of the stream; `others`: streams that are made beside it. */
  add(samples: Float32Array, others: number, now: number): void {
    if (this.#firstAt === undefined) this.#begin(others, now);
    else if (this.#audioSeconds < lookedAtSeconds) {
      const playedSeconds = (now - this.#firstAt) / 1000;
      this.#needSeconds = Math.max(this.#needSeconds, playedSeconds - this.#audioSeconds);
    }
    this.#audioSeconds += samples.length / this.#sampleRate;
    if (this.#held) this.#held.push(samples);
    else this.#deliver(samples);
  }

  #begin(others: number, now: number): void {
    const milliseconds = this.#starts.secondsBeside(others) * 1000;
    [this.#others, this.#firstAt, this.#playsFrom] = [others, now, now + milliseconds];
    if (milliseconds > 0) this.#timer = setTimeout(() => this.release(), milliseconds);
    else this.#held = undefined;
  }

  /** Delivers what is kept back. */
  release(): void {
    clearTimeout(this.#timer);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const samples of held) this.#deliver(samples);
  }

  /** The stream is over; `whole`: it was made to its end. Nothing is delivered any more. */
  end(whole: boolean): void {
    if (whole) {
      this.release();
      this.#starts.learn(this.#others, this.#needSeconds);
    }
    clearTimeout(this.#timer);
    this.#held = undefined;
  }
}
