import type { Context } from './contexts.ts';

/**
 * Characters of the syllables jiong, qiong and xiong by initial and tone. eSpeak's `cmn` knows none of these syllables,
 * in pinyin or behind a character: it spells them out in English letters.
 */
const characters: Readonly<Record<string, string>> = {
  ...{ xi1: '凶兇兄匈胸胷汹洶讻訩恟哅忷芎', xi2: '雄熊', xi4: '夐诇詗敻' },
  ...{ qi2: '穷窮竆琼瓊穹茕煢笻筇邛銎跫蛩赹惸藭' },
  ...{ ji1: '扃坰駉冋冂', ji3: '窘炯烱迥逈囧冏褧絅泂煚熲颎僒澃侰' },
};

/**
 * Two syllables in place of the one: `xi5yong2` for xiong2. The first is neutral, hence short; no word of eSpeak's has a
 * neutral xi, qi or ji in front of a yong, so that {@link joinSyllables} finds them.
 */
export const missingSyllables: readonly Context[] = Object.entries(characters).map(([key, class_]) => ({
  pattern: new RegExp(`[${class_}]`, 'gu'),
  pinyin: `${key.slice(0, -1)}5yong${key.slice(-1)}`,
}));

/** The IPA of respelt text with the syllable that is meant: `ɕi1jˈonɡɜ` is `ɕjˈonɡɜ`. */
export function joinSyllables(ipa: string): string {
  return ipa.replace(/(ɕ|tɕh?)[ˈˌ]?i1(?=j[ˈˌ]?onɡ)/gu, '$1');
}

const initials: Readonly<Record<string, string>> = { x: 'S;', q: 'tS;h', j: 'tS;' };
const tones: Readonly<Record<string, string>> = { 1: '55', 2: '35', 3: '214', 4: '51' };

/** Respelt text for speech: the syllable as eSpeak's phonemes, which it takes between brackets: `[[S;j'ong35]]`. */
export function syllablesAsPhonemes(text: string): string {
  return text.replace(
    /([xqj])i5yong([1-4])/gu,
    (_, initial: string, tone: string) => `[[${initials[initial] ?? ''}j'ong${tones[tone] ?? ''}]]`,
  );
}
