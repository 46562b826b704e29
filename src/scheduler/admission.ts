import { StarlingError } from '../errors.ts';

/** The most seconds that the official clients wait for. */
const longestRetryAfterSeconds = 60;
/** Weight of the newest segment in the learned cost; about the last 20 segments count. */
const learningRate = 0.1;

/**
 * Decides whether an utterance may enter, from the work that is already inside. Pure: no clock, no waiting.
 * Work is estimated in compute seconds from the number of characters, at a cost that is learned from finished segments.
 */
export class Admission {
  readonly #maxQueueSeconds: number;
  readonly #maxUtterances: number;
  #utterances = 0;
  readonly #engines = new Map<string, { secondsPerCharacter: number; parallel: number; characters: number }>();

  constructor(limits: { maxQueueSeconds: number; maxUtterances: number }) {
    this.#maxQueueSeconds = limits.maxQueueSeconds;
    this.#maxUtterances = limits.maxUtterances;
  }

  /** `parallel`: how many segments it computes at once, over all its processes. */
  addEngine(id: string, parallel: number, secondsPerCharacter: number): void {
    if (!this.#engines.has(id)) this.#engines.set(id, { secondsPerCharacter, parallel, characters: 0 });
  }

  /** Whether nothing more would be admitted, whichever engine it needs. */
  get full(): boolean {
    if (this.#utterances >= this.#maxUtterances) return true;
    const ids = [...this.#engines.keys()];
    return ids.length > 0 && ids.every((id) => this.workSeconds(id) > this.#maxQueueSeconds);
  }

  /** Estimated compute seconds of everything that was admitted and is not done. */
  get totalWorkSeconds(): number {
    let seconds = 0;
    for (const { characters, secondsPerCharacter } of this.#engines.values())
      seconds += characters * secondsPerCharacter;
    return seconds;
  }

  /** Estimated seconds until an engine has done everything that was admitted to it. */
  workSeconds(id: string): number {
    const engine = this.#engine(id);
    return (engine.characters * engine.secondsPerCharacter) / engine.parallel;
  }

  /** Admits an utterance or throws `overloaded` with the seconds after which there will be room. */
  admit(id: string, characters: number): AdmittedWork {
    const ahead = this.workSeconds(id);
    if (this.#utterances >= this.#maxUtterances) {
      // Room comes with the end of any utterance, whichever engine speaks it.
      const busiest = Math.max(...[...this.#engines.keys()].map((each) => this.workSeconds(each)));
      const what = `${this.#utterances} requests are in work, the limit is ${this.#maxUtterances}`;
      throw this.#overloaded(what, busiest / this.#utterances);
    }
    if (ahead > this.#maxQueueSeconds) {
      const what = `about ${Math.ceil(ahead)} s of work are ahead, the limit is ${this.#maxQueueSeconds} s`;
      throw this.#overloaded(what, ahead - this.#maxQueueSeconds);
    }
    const engine = this.#engine(id);
    this.#utterances++;
    engine.characters += characters;
    let left = characters;
    return {
      done: (count) => {
        const taken = Math.min(Math.max(0, left), count);
        left -= taken;
        engine.characters -= taken;
      },
      release: () => {
        if (left < 0) return;
        engine.characters -= left;
        left = -1;
        this.#utterances--;
      },
    };
  }

  /** Learns from a finished segment. */
  learn(id: string, characters: number, computeSeconds: number): void {
    if (characters < 1) return;
    const engine = this.#engine(id);
    engine.secondsPerCharacter += learningRate * (computeSeconds / characters - engine.secondsPerCharacter);
  }

  #engine(id: string) {
    const engine = this.#engines.get(id);
    if (!engine) throw new Error(`Admission does not know the engine "${id}".`);
    return engine;
  }

  #overloaded(what: string, seconds: number): StarlingError {
    const retryAfterSeconds = Math.min(longestRetryAfterSeconds, Math.max(1, Math.ceil(seconds)));
    return new StarlingError('overloaded', `The server is full: ${what}. Try again in ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}

/** The share of an admitted utterance in the work ahead. */
export interface AdmittedWork {
  /** Some of its characters are spoken. */
  done(characters: number): void;
  /** The utterance is over, whatever is left of it. Safe to call twice. */
  release(): void;
}
