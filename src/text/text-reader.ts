import { StarlingError } from '../errors.ts';
import { controlPassages } from './control.ts';
import { cleanPassages, plainText, type CleanPassage } from './front-end.ts';
import { detectLanguage } from './language.ts';
import { Lexicon } from './lexicon/lexicon.ts';
import type { Passage } from './passage.ts';
import { ssmlPassages } from './ssml/passages.ts';

/** Pauses of a text may be so long together, and so much longer for each of its characters, in seconds. */
const mostSilence = { seconds: 60, perCharacter: 0.1 };

export interface ReaderSettings {
  /** Whether `[pause:1s]` and `[word](/ipa/)` in plain text are obeyed. */
  readonly textTags: boolean;
  readonly emoji: 'drop' | 'name';
}

/** What a text is read as. */
export interface Written {
  readonly input: string;
  readonly ssml: boolean;
  /** BCP 47; detected when undefined. */
  readonly language: string | undefined;
}

/** Reads what people write, plain text or SSML, by the operator's settings and words. */
export class TextReader {
  readonly #settings: ReaderSettings;
  /** The words of the operator's lexicon; another one takes their place while texts are read. */
  lexicon = new Lexicon([]);

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
  }

  /** The clean passages of an input. Throws `invalid_value` with line and column for SSML that is none. */
  read({ input, ssml, language }: Written): CleanPassage[] {
    const { textTags, emoji } = this.#settings;
    const passages = ssml ? ssmlPassages(input, { language }) : controlPassages(input, { tags: textTags });
    checkSilence(passages, input);
    if (emoji === 'drop') return cleanPassages(passages, undefined);
    const main = language ?? mainLanguage(passages);
    return cleanPassages(passages, (manner) => manner.language ?? main);
  }
}

/**
 * The language of what says none of its own, or of the beginning where all of it does: of `<lang xml:lang="de">5</lang> km` it is that of `km`.
 */
export function mainLanguage(passages: readonly (Passage | CleanPassage)[]): string {
  const texts = passages.filter((passage) => passage.kind === 'text');
  const unmarked = texts.filter(({ manner }) => manner.language === undefined);
  const marked = unmarked.length === 0 ? texts[0]?.manner.language : undefined;
  return marked ?? detectLanguage(plainText(unmarked));
}

/** A short text must not become an hour of silence. */
function checkSilence(passages: readonly Passage[], { length }: string): void {
  const seconds = passages.reduce((sum, passage) => sum + (passage.kind === 'pause' ? passage.seconds : 0), 0);
  const most = Math.floor(mostSilence.seconds + mostSilence.perCharacter * length);
  if (seconds <= most) return;
  const message = `The pauses of "input" are ${seconds.toFixed(1)} s together; a text of ${length} characters may have ${most} s. Take some out.`;
  throw new StarlingError('invalid_value', message, { param: 'input' });
}
