import { greekLetters } from '../../text/greek-letters.ts';
import { symbolNames } from '../../text/symbols.ts';
import { latinLetters, punctuation } from './letters.ts';

/** ASCII symbols that flite reads well by itself; the others in the table of names are written out. */
const readByFlite = new Set(['$', '%', '#', '*', '+', '=', '@']);

const namedSymbols = Object.keys(symbolNames).filter((symbol) => !readByFlite.has(symbol));
const currencies = namedSymbols.filter((symbol) => /\p{Sc}/u.test(symbol));
const greek = `[${Object.keys(greekLetters).join('')}]`;

type Rule = readonly [pattern: RegExp, replacement: string | ((match: string, ...groups: string[]) => string)];

/** In this order; each pattern is linear in the text. */
const rules: readonly Rule[] = [
  // Between numbers a dash is a range, which flite reads as one: 1990–2000.
  [/(?<=\d)[–‒](?=\d)/gu, '-'],
  // A currency stands before its amount, its name after it.
  [
    new RegExp(`([${currencies.join('')}])\\s?(\\d+(?:[.,]\\d+)*)`, 'gu'),
    (_, symbol = '', amount = '') => `${amount} ${symbolNames[symbol] ?? ''} `,
  ],
  // Not 21/2 and 102: a fraction or a raised number is a number of its own.
  [/(?<=\d)\s?(?=[¼-¾⅐-⅞])/gu, ' and '],
  [/(?<=\d)(?=\p{No})/gu, ' '],
  [new RegExp(`[${namedSymbols.join('')}]`, 'gu'), (symbol) => ` ${symbolNames[symbol] ?? ''} `],
  [tableOf(punctuation), (mark) => punctuation[mark] ?? ' '],
  // Compatibility forms become plain ones (full width, ligatures, ½, ①) and letters lose their accents.
  [/[^\0-\x7F]+/gu, (run) => run.normalize('NFKD').replace(/\p{M}+/gu, '')],
  [tableOf(punctuation), (mark) => punctuation[mark] ?? ' '],
  [tableOf(latinLetters), (letter) => matchCase(letter, latinLetters[letter.toLowerCase()] ?? '')],
  [new RegExp(`(?<=[\\p{L}\\d])(?=${greek})|(?<=${greek})(?=[\\p{L}\\d])`, 'giu'), ' '],
  [tableOf(greekLetters), (letter) => greekLetters[letter.toLowerCase()] ?? ''],
  [/[\p{Cf}\p{Mn}]+/gu, ''],
  [/[^\n\x20-\x7E]+/gu, ' '],
  // flite reads marks inside a word aloud ("hello exclamation point world"); at its end they make pauses.
  [/["`]/gu, ' '],
  [/(?<=[A-Za-z\d])[([{]/gu, ' $&'],
  [/(?:[!?,;:)\]}]|\.{2,})(?=[A-Za-z])/gu, '$& '],
  [/[ \t]+/gu, ' '],
  // A dash is a pause, and a pause belongs to the word before it.
  [/\s-+\s|--+/gu, ', '],
  [/ +(?=[,;:!?.]+(?:\s|$))/gu, ''],
  // A ruler of one symbol (=====) is a line, not twenty words.
  [/([^\w\s.]|_)\1+/gu, '$1'],
  [/[ \t]+/gu, ' '],
];

/**
 * Writes a text in the ASCII characters that flite reads: Latin letters lose their accents, symbols become English
 * words, punctuation becomes its nearest ASCII mark, and what remains is left out. Returns an empty string when nothing
 * would be heard.
 */
export function transliterate(text: string): string {
  let result = text;
  for (const [pattern, replacement] of rules) {
    result =
      typeof replacement === 'string' ? result.replace(pattern, replacement) : result.replace(pattern, replacement);
  }
  return /[A-Za-z\d$%#*+=@]/u.test(result) ? result.trim() : '';
}

/** Matches one key of a table in either case. */
function tableOf(table: Readonly<Record<string, string>>): RegExp {
  return new RegExp(`[${Object.keys(table).join('')}]`, 'giu');
}

/** `Æ` at the head of a word is `Ae`: flite spells out words in capitals that it does not know. */
function matchCase(letter: string, plain: string): string {
  return letter === letter.toLowerCase() ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
}
