/**
 * How often eSpeak's Mandarin voice reads characters of several readings right, by its own dictionary and with what
 * `respell` writes in pinyin: the sentences of test/fixtures/polyphones.tsv.
 *
 * A mark is right when eSpeak's syllable is the one it gives for the pinyin; a third tone may be a second one (sandhi).
 * eSpeak's IPA writes the first and the fourth tone alike, so its own phoneme names are compared.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { respell } from '../src/engines/espeak/mandarin/respell.ts';
import { findEspeak } from '../src/engines/espeak/package.ts';
import { benchArguments, report, root } from './harness.ts';

interface Mark {
  /** In characters of the sentence. */
  readonly at: number;
  readonly character: string;
  readonly pinyin: readonly string[];
}

interface Sentence {
  readonly text: string;
  readonly marks: readonly Mark[];
}

function readSentences(): Sentence[] {
  const lines = readFileSync(path.join(root, 'test/fixtures/polyphones.tsv'), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [written = '', readings = ''] = line.split('\t');
      const pinyin = readings.split(' ');
      const marks = [...written.matchAll(/\[(.)\]/gu)].map((match, index) => ({
        at: [...written.slice(0, match.index).replace(/[[\]]/gu, '')].length,
        character: match[1] ?? '',
        pinyin: pinyin[index]?.split('/') ?? [],
      }));
      return { text: written.replace(/[[\]]/gu, ''), marks };
    });
}

/** A syllable of eSpeak's phoneme names with its tone; `n` and `N` end it unless a vowel follows. */
const syllable = /[^\d\s|]+?(?:214|55|35|51|11|21)(?:[nN](?![@A&oeaiuyE]))?/gu;
const han = /\p{Script=Han}/u;

const load = await findEspeak();
const silent = (): void => undefined;
const module = await load({ print: silent, printErr: silent });
const worker = new module.eSpeakNGWorker();
const textBytes = 4096;
const textAt = module._malloc(textBytes);

function write(text: string): number {
  const { written } = new TextEncoder().encodeInto(`${text}\0`, module.HEAPU8.subarray(textAt, textAt + textBytes));
  if (written > textBytes) throw new RangeError('A sentence is too long.');
  return textAt;
}

/** The package's types know its IPA only. */
const phonemesOf = worker.convert_to_phonemes.bind(worker) as (at: number, ipa: boolean) => { readonly ptr: number };

/** What eSpeak says, a syllable each; none for what it spells in English. */
function syllables(text: string): string[] {
  const { ptr } = phonemesOf(write(text), false);
  const names = new TextDecoder().decode(module.HEAPU8.subarray(ptr, module.HEAPU8.indexOf(0, ptr)));
  const plain = names
    .replace(/\(en\).*?\(cmn\)/gu, '')
    .replace(/[',]/gu, '')
    .replaceAll('__|', '|')
    .replaceAll('_', '');
  return (plain.match(syllable) ?? []).map((each) => each.replace(/^[\s|]+/u, ''));
}

function isRight(said: string | undefined, pinyin: string): boolean {
  const expected = syllables(pinyin.replace(/^[jqx]i(?=ong)/u, 'y')).join('');
  return said === expected || (pinyin.endsWith('3') && said === expected.replace('214', '35'));
}

interface Row {
  readonly path: string;
  readonly right: number;
  readonly marks: number;
  readonly secondsPerSentence: number;
  readonly misses: readonly string[];
}

function measure(name: string, sentences: readonly Sentence[], written: (text: string) => string): Row {
  const startedAt = performance.now();
  // A missing syllable is written as two.
  const said = sentences.map(({ text }) => syllables(written(text).replace(/[jqx]i5(?=yong)/gu, '')));
  const secondsPerSentence = (performance.now() - startedAt) / 1000 / sentences.length;
  const outcomes = sentences.flatMap(({ text, marks }, index) => {
    const characters = [...text];
    const all = said[index] ?? [];
    const aligned = all.length === characters.filter((each) => han.test(each)).length;
    return marks.map(({ at, character, pinyin }) => {
      const place = characters.slice(0, at).filter((each) => han.test(each)).length;
      const right = aligned && pinyin.some((each) => isRight(all[place], each));
      return { right, what: `${character} ${pinyin.join('/')}  ${text}` };
    });
  });
  const misses = outcomes.filter(({ right }) => !right).map(({ what }) => what);
  return { path: name, right: outcomes.length - misses.length, marks: outcomes.length, secondsPerSentence, misses };
}

const { quick, ...rest } = benchArguments();
if (worker.set_voice(write('sit/cmn')) !== 0) throw new Error('Expected eSpeak to have the voice sit/cmn.');
const sentences = readSentences().slice(0, quick ? 100 : undefined);
measure('warm-up', sentences.slice(0, 20), respell);
const rows = [measure('eSpeak', sentences, (text) => text), measure('with pinyin', sentences, respell)];
for (const { path: name, right, marks, secondsPerSentence } of rows) {
  const share = `${((100 * right) / marks).toFixed(1)} %`;
  console.log(
    `${name.padEnd(12)} ${right} of ${marks} right (${share}), ${(1000 * secondsPerSentence).toFixed(2)} ms a sentence`,
  );
}
console.log(`\nwrong with pinyin:\n${rows[1]?.misses.map((miss) => `  ${miss}`).join('\n') ?? ''}`);
report('polyphones', { rows }, { quick, ...rest });
