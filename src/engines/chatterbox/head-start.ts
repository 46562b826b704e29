/** How many of the last streams are remembered for each kind of company; until they are as many, something of the guess stays. */
const remembered = 16;
/** So long after a stream alone begins its first sound is thought to be there before one was seen, in seconds (Turbo, on two cores). */
const usualFirstSound = 0.6;
/**
 * When a stream beside others is thought to be best heard before one was seen, in times of that: beside one other, or more, and so much later
 * when some of them begin, by a listener who hears it as it is. Two cores need as much; on a card, whose first sound is there after 0.2 s, it is less.
 */
const firstGuess = { one: 2.5, more: 3, beginning: 1, perBeginning: 0.7 };
/**
 * The first sound is wanted after so much of the wait. Were it wanted at its end, it would be made just before that wherever others have less to
 * hear, and a wait that was once long would stay so.
 */
const wantedShare = 0.75;
/** No first sound that is there is kept back until later than so long after the stream's beginning. */
const mostSeconds = 2.9;
/** A stream alone that would run dry for less than so long is heard at once: players have as much in store. */
const playerSeconds = 0.2;
/** Streams need a little more or less than the ones before them. */
const marginSeconds = 0.1;
/** So much of a stream is its beginning, in seconds of its audio: what comes late behind it is not the beginning's fault. */
const beginningSeconds = 10;
/** For so long it has small chunks, which take more than their share of the machine. */
const smallChunksSeconds = 4;
/**
 * No first sound is due sooner than it can be had, which is so many times after what one of a stream alone takes, or after what it takes usually if
 * that is sooner: overdue from the start it would go before who comes next and is about to run dry.
 */
const soonest = 4 / 3;

/** What goes on beside a stream when it begins, and how soon it is heard. */
export interface Company {
  /** Streams that are spoken. */
  readonly others: number;
  /** Streams among them that have begun a moment ago. */
  readonly beginning: number;
  /** Seconds for which the stream's listener hears a second of its audio: a fast one needs more of a head start, and what a slow one gets is made later. */
  readonly pace: number;
}

/**
 * How long the first sound of a stream is kept back, so that the listener does not run dry behind it. The first chunks are small, to be there
 * soon, and each lasts only until the next is made; beside other streams that takes longer, since a run of theirs that has begun is not
 * stopped, and much longer beside one that begins, too. Which chunks are made never depends on the load, so that the same seed gives the same
 * audio; when they are heard does. Learned from the streams before in the same company, and guessed by how soon the machine makes a first sound.
 * A stream alone is not kept back, unless those before it ran dry: on a machine that makes the beginning of a stream more slowly than it is heard.
 * When another begins before its first sound is there, it is not alone any more: both then begin in step, and share the steps of the token loop,
 * instead of one hurrying ahead of the other.
 */
export class HeadStarts {
  /** What the last streams needed, by their company; and when the first sounds of those alone were there. */
  readonly #seen = new Map<string, readonly number[]>();
  readonly #starts = new Set<HeadStart>();
  readonly #beginning = new Set<HeadStart>();
  /** The streams of the segments that are spoken. */
  readonly #spoken = new Set<{ readonly stream: number }>();

  /**
   * So many seconds after its first sound a stream alone is heard, within the bounds of all streams. It waits only where those before it ran
   * dry again and again, at about its pace; a single one may have had bad luck.
   */
  secondsAlone(pace: number): number {
    const needs = this.#last(kindAlone(pace));
    const dry = needs.filter((seconds) => seconds >= playerSeconds);
    return dry.length < Math.max(2, needs.length / 2) ? 0 : Math.max(...dry) + marginSeconds;
  }

  /** So many seconds after its beginning a stream beside others is heard, if its first sound is there by then. */
  secondsIn(company: Company): number {
    const guess = this.firstSoundSeconds * firstSoundsNeeded(company);
    const needs = this.#last(kindOf(company));
    const seen = Math.max(0, ...needs);
    // A few streams may all have had it easy: the fewer they are, the more of the guess stays.
    const seconds = seen + (Math.max(0, guess - seen) * (remembered - needs.length)) / remembered;
    return Math.min(mostSeconds, seconds + marginSeconds);
  }

  /** So soon after its beginning the first sound of a stream alone can be there, in seconds. */
  get firstSoundSeconds(): number {
    const seen = this.#last(firstSound);
    return seen.length > 0 ? Math.min(...seen) : usualFirstSound;
  }

  /** The first sound of a stream alone was there so many seconds after its beginning. */
  learnFirstSound(seconds: number): void {
    this.#remember(firstSound, seconds);
  }

  /** A stream alone would have had no gap when heard so many seconds after its first sound. */
  learnAlone(pace: number, seconds: number): void {
    this.#remember(kindAlone(pace), seconds);
  }

  /** A stream in this company would have had no gap from so many seconds after its beginning on. */
  learn(company: Company, seconds: number): void {
    this.#remember(kindOf(company), seconds);
  }

  #last(kind: string): readonly number[] {
    return this.#seen.get(kind) ?? [];
  }

  #remember(kind: string, seconds: number): void {
    this.#seen.set(kind, [...this.#last(kind), seconds].slice(-remembered));
  }

  /** A segment of this stream is spoken, until the function is called that this gives. */
  attend(stream: number): () => void {
    const isNew = [...this.#spoken].every((segment) => segment.stream !== stream);
    if (isNew) for (const start of this.#starts) start.accompanied();
    const segment = { stream };
    this.#spoken.add(segment);
    return () => void this.#spoken.delete(segment);
  }

  /** A stream begins whose segment is spoken already. */
  begin({ pace, ...options }: Omit<HeadStartOptions, 'company'> & Pick<Company, 'pace'>): HeadStart {
    const others = new Set([...this.#spoken].map(({ stream }) => stream)).size - 1;
    const company = { others, beginning: this.#beginning.size };
    // For each that begins already it is the same, with this one instead of itself.
    for (const start of this.#beginning) start.joined(company);
    const start = new HeadStart(this, { ...options, company: { ...company, pace } });
    this.#starts.add(start);
    this.#beginning.add(start);
    return start;
  }

  /** It has no small chunks any more. */
  settled(start: HeadStart): void {
    this.#beginning.delete(start);
  }

  /** It is over. */
  ended(start: HeadStart): void {
    this.#starts.delete(start);
    this.#beginning.delete(start);
  }
}

/** What is seen of the first sounds of streams alone. */
const firstSound = 'first sound';

/** Few kinds: of numbers 0, 1, 2, 3–4, 5–8 …, of paces 33 from ¼ to 4, each a tenth more than the one before. */
const kindOfNumber = (count: number): number => (count === 0 ? 0 : 1 + Math.ceil(Math.log2(count)));
const kindOfPace = (pace: number): number => Math.round(8 * Math.log2(pace));

const kindAlone = (pace: number): string => `alone ${kindOfPace(pace)}`;
const kindOf = ({ others, beginning, pace }: Company): string =>
  `${kindOfNumber(others)} ${kindOfNumber(beginning)} ${kindOfPace(pace)}`;

/** The first sound itself has to be there; what is needed beyond that, for those behind it, is the less the slower it is heard. */
function firstSoundsNeeded({ others, beginning, pace }: Company): number {
  const settled = others === 1 ? firstGuess.one : firstGuess.more;
  const all = beginning === 0 ? settled : settled + firstGuess.beginning + firstGuess.perBeginning * beginning;
  return 1 + (all - 1) / pace;
}

interface HeadStartOptions {
  readonly company: Company;
  readonly deliver: (samples: Float32Array) => void;
  /** Told when its next sound is wanted: at its beginning, when another begins, and when its first sound has to wait. */
  readonly wantedFrom: (at: number) => void;
  readonly sampleRate: number;
  /** Milliseconds of the clock of all times here. */
  readonly now: number;
}

/** Keeps the first sound of one stream back, and sees how long it should have been. */
export class HeadStart {
  readonly #starts: HeadStarts;
  readonly #options: HeadStartOptions;
  #company: Company;
  /** No other stream was spoken from its beginning on. */
  #alone: boolean;
  /** When its first sound was there, and how long it would have had to wait for its beginning to have no gap: in seconds from its beginning. */
  #firstSeconds = 0;
  #needSeconds = 0;
  readonly #soonest: number;
  /** When its listener begins to play, if its first sound is there by then. */
  #playsFrom: number;
  #held: Float32Array[] | undefined;
  #timer: NodeJS.Timeout | undefined;
  #audioSeconds = 0;

  /** @internal Made by {@link HeadStarts.begin}. */
  constructor(starts: HeadStarts, options: HeadStartOptions) {
    this.#starts = starts;
    this.#options = options;
    this.#company = options.company;
    this.#alone = options.company.others === 0;
    this.#soonest = options.now + 1000 * soonest * Math.min(usualFirstSound, starts.firstSoundSeconds);
    this.#playsFrom = options.now;
    this.#plan();
  }

  /** Another stream begins. Who has no sound yet is heard when both can be: neither has to hurry ahead of the other. */
  joined(company: Omit<Company, 'pace'>): void {
    if (!this.waits) return;
    this.#company = { ...company, pace: this.#company.pace };
    this.#plan();
  }

  /** Another stream is spoken. */
  accompanied(): void {
    this.#alone = false;
  }

  #plan(): void {
    const { now, wantedFrom } = this.#options;
    if (this.#company.others > 0) {
      this.#held ??= [];
      this.#playsFrom = Math.max(this.#playsFrom, now + 1000 * this.#starts.secondsIn(this.#company));
    }
    wantedFrom(Math.max(this.#soonest, now + wantedShare * (this.#playsFrom - now)));
  }

  /** Its first sound is there. A stream alone waits from here on, if it has to. */
  #begins(now: number): void {
    this.#firstSeconds = (now - this.#options.now) / 1000;
    const { others, pace } = this.#company;
    const seconds = others === 0 ? this.#starts.secondsAlone(pace) : 0;
    if (seconds === 0) return;
    this.#held = [];
    this.#playsFrom = Math.max(this.#playsFrom, Math.min(now + 1000 * seconds, this.#options.now + 1000 * mostSeconds));
    this.#options.wantedFrom(this.#playsFrom);
  }

  /** Nothing is made of it yet. */
  get waits(): boolean {
    return this.#audioSeconds === 0;
  }

  /** The next sound of the stream. */
  add(samples: Float32Array, now: number): void {
    if (this.waits) this.#begins(now);
    if (this.#audioSeconds < beginningSeconds) {
      const seconds = (now - this.#options.now) / 1000 - this.#company.pace * this.#audioSeconds;
      this.#needSeconds = Math.max(this.#needSeconds, seconds);
    }
    this.#audioSeconds += samples.length / this.#options.sampleRate;
    if (this.#audioSeconds >= smallChunksSeconds) this.#starts.settled(this);
    if (now >= this.#playsFrom) this.release();
    if (!this.#held) return this.#options.deliver(samples);
    this.#held.push(samples);
    this.#timer ??= setTimeout(() => this.release(), this.#playsFrom - now);
  }

  /** Delivers what is kept back. */
  release(): void {
    clearTimeout(this.#timer);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const samples of held) this.#options.deliver(samples);
  }

  /** The stream is over; `whole`: it was made to its end. Nothing is delivered any more. */
  end(whole: boolean): void {
    if (whole) {
      this.release();
      this.#learn();
    }
    this.#starts.ended(this);
    clearTimeout(this.#timer);
    this.#held = undefined;
  }

  #learn(): void {
    if (this.#company.others > 0) return this.#starts.learn(this.#company, this.#needSeconds);
    // What came too late since another stream was spoken does not tell what one alone needs.
    if (!this.#alone) return;
    const lateSeconds = this.#needSeconds - this.#firstSeconds;
    const isLong = this.#audioSeconds >= smallChunksSeconds;
    // A short one says little unless it ran dry, and its first sound is there sooner when it is a smaller chunk.
    if (isLong || lateSeconds >= playerSeconds) this.#starts.learnAlone(this.#company.pace, lateSeconds);
    if (isLong) this.#starts.learnFirstSound(this.#firstSeconds);
  }
}
