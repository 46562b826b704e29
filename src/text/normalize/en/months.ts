import { anyOf } from './patterns.ts';

/** The months with their short forms, in lower case. */
const months: readonly (readonly [name: string, short: readonly string[]])[] = [
  ['January', ['jan']],
  ['February', ['feb']],
  ['March', ['mar']],
  ['April', ['apr']],
  ['May', []],
  ['June', ['jun']],
  ['July', ['jul']],
  ['August', ['aug']],
  ['September', ['sep', 'sept']],
  ['October', ['oct']],
  ['November', ['nov']],
  ['December', ['dec']],
];

const byWord: ReadonlyMap<string, string> = new Map(
  months.flatMap(([name, short]) => [name.toLowerCase(), ...short].map((word) => [word, name] as const)),
);

/** The name of a month that is written in words, whole or short, with or without a full stop. */
export function monthNamed(word: string): string | undefined {
  return byWord.get(word.toLowerCase().replace('.', ''));
}

/** The name of a month by its number, 1 to 12. */
export function monthNumbered(number: string): string | undefined {
  return months[Number(number) - 1]?.[0];
}

/** The names of the months as a pattern, for one that ignores case; the full stop of a short form included. */
export const monthPattern = `(?:${anyOf(byWord.keys())})\\b\\.?`;
