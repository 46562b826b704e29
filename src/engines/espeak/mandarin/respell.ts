import { contexts } from './contexts.ts';
import { missingSyllables } from './missing-syllables.ts';
import { longestWord, words } from './words.ts';

/** UTF-8 bytes of the longest that a UTF-16 unit becomes: `xi5yong2` and a space. */
export const longestRespelling = 9;

const han = /\p{Script=Han}/u;
const letter = /[\p{L}\p{N}]/u;

/** Whether eSpeak's voice of that identifier reads Chinese characters as Mandarin. */
export function readsMandarin(identifier: string): boolean {
  return identifier.startsWith('sit/cmn');
}

/**
 * Chinese text for eSpeak's `cmn` voice: characters that it reads wrong in their place become pinyin (`便宜` is
 * `pian2 yi5`), which it reads as it does characters of that sound; all else stays as it is. Linear in the text.
 */
export function respell(text: string): string {
  if (!han.test(text)) return text;
  const readings = readingsOf(text);
  let spelt = '';
  for (let at = 0; at < text.length; at++) {
    if (at > 0 && parts(text, at, readings)) spelt += ' ';
    spelt += readings.get(at) ?? text.charAt(at);
  }
  return spelt;
}

/** Pinyin needs a space between it and more pinyin, letters or digits; a character or a mark may touch it. */
function parts(text: string, at: number, readings: ReadonlyMap<number, string>): boolean {
  const touches = (place: number) =>
    readings.has(place) || (letter.test(text.charAt(place)) && !han.test(text.charAt(place)));
  return (readings.has(at - 1) || readings.has(at)) && touches(at - 1) && touches(at);
}

/** Pinyin by place in UTF-16 units. What a word of the table says, or keeps from a shorter one, no context changes. */
function readingsOf(text: string): Map<number, string> {
  const readings = new Map<number, string>();
  const settled = new Set<number>();
  for (let at = 0; at < text.length;) {
    const word = wordAt(text, at);
    const pinyin = words.get(word) ?? [];
    const keeps = pinyin.every((reading) => reading === undefined);
    for (const [index, reading] of pinyin.entries()) {
      if (reading !== undefined) readings.set(at + index, reading);
      // Beside a character with pinyin there may be one that needs its context.
      if (reading !== undefined || keeps) settled.add(at + index);
    }
    at += word.length;
  }
  for (const { pattern, pinyin } of [...contexts, ...missingSyllables]) {
    for (const { index } of text.matchAll(pattern)) {
      if (!settled.has(index)) readings.set(index, pinyin);
      settled.add(index);
    }
  }
  return readings;
}

/** The longest word of the table that begins at a place, or the one UTF-16 unit there. */
function wordAt(text: string, at: number): string {
  for (let length = longestWord; length > 1; length--) {
    const word = text.slice(at, at + length);
    if (words.has(word)) return word;
  }
  return text.charAt(at);
}
