import { speech, type Variant } from './variant.ts';

/** No sequence is longer: what the models were published with (chatterbox: `max_new_tokens`), 40 s. */
const mostTokens = 1000;
/** What the shortest text may take, for breath, pauses and slow voices: 3 s. */
const leastTokens = 75;
/** How much slower than usual a voice may speak. */
const patience = 2.5;
/** How many characters are spoken in a second: those that are a word each, a syllable or more each, and all others. */
const rates = [
  { characters: /[\p{N}\p{Sc}%&+=°]/gu, perSecond: 2.5 },
  { characters: /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu, perSecond: 5 },
  { characters: /./gsu, perSecond: 15 },
] as const;
/** Sounds that Turbo and Nano make for a word in brackets, such as [laugh]. */
const soundTag = /\[[a-z ]+\]/gu;
const secondsPerTag = 2;

/**
 * The most speech tokens that a text may take, 75 to 1000: 2.5 times what a usual voice needs. Sequences that miss their
 * end go on for as long as they are let. `text` is as people write it, before it is spelled for a tokenizer.
 */
export function tokenBudget(text: string, variant: Variant): number {
  // Decomposed, a syllable of hangul would be up to three characters.
  let rest = text.normalize('NFC');
  let seconds = 0;
  const take = (characters: RegExp, perSecond: number) => {
    seconds += (rest.match(characters)?.length ?? 0) / perSecond;
    rest = rest.replace(characters, '');
  };
  if (variant === 'turbo' || variant === 'nano') take(soundTag, 1 / secondsPerTag);
  for (const { characters, perSecond } of rates) take(characters, perSecond);
  return Math.min(mostTokens, leastTokens + Math.ceil(seconds * patience * speech.tokensPerSecond));
}

/** The longest unit that is looked for: 1 s, a few words. */
const longestUnit = 25;
/** What is said four times over without any difference, and for half a second at least, is no speech. */
const fewestRounds = 4;
const fewestTokens = 12;
/** A pause in the middle of a sentence may be as long: 1.2 s. */
const longestPause = 30;
/** What stays of the silence at the end: 0.2 s. */
const keptSilence = 5;

/**
 * Notices when a sequence goes round in circles: one token, or a unit of up to 25, again and again, or silence that does
 * not end. Speech has equal tokens in a row as well, in held sounds and pauses, and says syllables and words again, but
 * hardly in exactly the same tokens for long. Upstream once ended a sequence at two equal tokens (chatterbox:
 * `alignment_stream_analyzer.py`), which cuts speech off. Here a loop has to go on for four rounds and 12 tokens, 0.5 s:
 * to be late costs little, as {@link trimTail} takes the rounds away, and to be early costs words.
 */
export class RepetitionGuard {
  /** The last tokens, by their place modulo the length. */
  readonly #recent = new Int32Array(longestUnit).fill(-1);
  /** By length of a unit: how many tokens in a row equal the one that was a unit before. */
  readonly #repeated = new Uint16Array(longestUnit + 1);
  #count = 0;
  #silent = 0;

  /** Takes the sequence's next token. After `loop` it should end. */
  push(token: number): 'fine' | 'loop' {
    this.#silent = token === speech.silence ? this.#silent + 1 : 0;
    let loops = this.#silent > longestPause;
    for (let unit = 1; unit <= longestUnit; unit++) {
      const before = this.#recent[(this.#count + longestUnit - unit) % longestUnit];
      const repeated = before === token ? (this.#repeated[unit] as number) + 1 : 0;
      this.#repeated[unit] = repeated;
      // A unit of silence is a pause.
      if (this.#silent < unit && isLoop(repeated, unit)) loops = true;
    }
    this.#recent[this.#count % longestUnit] = token;
    this.#count++;
    return loops ? 'loop' : 'fine';
  }
}

/** `repeated`: tokens after the first round. */
function isLoop(repeated: number, unit: number): boolean {
  return repeated + unit >= Math.max(fewestTokens, fewestRounds * unit);
}

/**
 * How many of a sequence's tokens are to be heard: of a loop at the end the first round only, and of the silence at the
 * end 0.2 s.
 */
export function trimTail(tokens: readonly number[]): number {
  const kept = withoutLoop(tokens);
  let end = kept;
  while (end > 0 && tokens[end - 1] === speech.silence) end--;
  return Math.min(kept, end + keptSilence);
}

/** How many tokens there are up to the end of the first round of the loop at the end; all when there is none. */
function withoutLoop(tokens: readonly number[]): number {
  for (let unit = 1; unit <= longestUnit; unit++) {
    let start = tokens.length;
    while (start > unit && tokens[start - 1] === tokens[start - 1 - unit]) start--;
    const isSilent = tokens.slice(-unit).every((token) => token === speech.silence);
    if (!isSilent && isLoop(tokens.length - start, unit)) return start;
  }
  return tokens.length;
}
