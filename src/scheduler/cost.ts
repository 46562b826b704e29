/** What was spoken lately, as sums that fade: the ratio of two of them is a mean over about the last thousand characters. */
interface Sums {
  characters: number;
  audioSeconds: number;
  computeSeconds: number;
}

/** A model's speech before anything was spoken counts as so many characters; what was spoken fades to so many. */
const priorCharacters = 100;
const rememberedCharacters = 1500;
/** Kept at once: voices have a hundred between them. */
const mostLanguages = 256;
/** Characters of the languages written in Chinese characters, kana or hangul, and of all others, in a second of speech. */
const dense = { languages: new Set(['zh', 'cmn', 'yue', 'ja', 'ko']), charactersPerSecond: 5 };
const charactersPerSecond = 13;
/** A text seldom takes less than this share of what it should. */
const surely = 0.75;

/** What a text will take. */
export interface Cost {
  readonly audioSeconds: number;
  readonly computeSeconds: number;
}

/**
 * How many seconds of audio and of compute a text will take, by engine and language: a guess at first, then learned from what was
 * spoken. Deadlines, admission and `Retry-After` are computed from it. Pure and bounded.
 */
export class CostModel {
  readonly #engines = new Map<string, { readonly first: number; readonly languages: Map<string, Sums> }>();
  #languages = 0;

  /** `secondsPerCharacter`: a first guess. What was learned stays when an engine comes back. */
  addEngine(engine: string, secondsPerCharacter: number): void {
    if (!this.#engines.has(engine)) this.#engines.set(engine, { first: secondsPerCharacter, languages: new Map() });
  }

  /** `language`: BCP 47; its regions and scripts count as one. */
  of(engine: string, language: string, characters: number): Cost {
    const sums = this.#sums(engine, language);
    return {
      audioSeconds: (characters * sums.audioSeconds) / sums.characters,
      computeSeconds: (characters * sums.computeSeconds) / sums.characters,
    };
  }

  /** The audio that a text will hardly fall short of: nothing is taken for less urgent than it is. */
  leastAudioSeconds(engine: string, language: string, characters: number): number {
    return surely * this.of(engine, language, characters).audioSeconds;
  }

  /** Learns from a segment that was spoken to its end. */
  learn(engine: string, language: string, characters: number, { audioSeconds, computeSeconds }: Cost): void {
    // What had no sound tells nothing of how long others sound.
    if (characters < 1 || audioSeconds <= 0) return;
    const sums = this.#sums(engine, language);
    const kept = Math.min(1, rememberedCharacters / (sums.characters + characters));
    sums.characters = kept * sums.characters + characters;
    sums.audioSeconds = kept * sums.audioSeconds + audioSeconds;
    sums.computeSeconds = kept * sums.computeSeconds + computeSeconds;
  }

  #sums(engine: string, language: string): Sums {
    const known = this.#engines.get(engine);
    if (!known) throw new Error(`The cost model does not know the engine "${engine}".`);
    const end = language.indexOf('-');
    const base = (end < 0 ? language : language.slice(0, end)).toLowerCase();
    const found = known.languages.get(base);
    if (found) return found;
    const rate = dense.languages.has(base) ? dense.charactersPerSecond : charactersPerSecond;
    // A dense character has more to say, and takes more compute for it.
    const made: Sums = {
      characters: priorCharacters,
      audioSeconds: priorCharacters / rate,
      computeSeconds: (priorCharacters * known.first * charactersPerSecond) / rate,
    };
    if (this.#languages >= mostLanguages) return made;
    this.#languages++;
    known.languages.set(base, made);
    return made;
  }
}
