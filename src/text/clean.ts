import { markRules, type Rule } from './clean-marks.ts';
import { said } from './normalize/rule.ts';
import { namedClass, speakableClass } from './symbols.ts';

export { symbolNames } from './symbols.ts';

/**
 * Forms that stand for plain letters and are written as such: ligatures, Hebrew and Arabic presentation forms,
 * vertical and small forms, full-width letters, digits and symbols, half-width Kana and Hangul, mathematical letters.
 * The full-width marks ！（），．：；？ stay: they are borders (`markRules` folds those inside numbers).
 */
const foldable =
  /[\uFB00-\uFB4F\uFB50-\uFDFF\uFE10-\uFE19\uFE30-\uFE6F\uFE70-\uFEFC\uFF02-\uFF07\uFF0A\uFF0B\uFF0D\uFF0F-\uFF19\uFF1C-\uFF1E\uFF20-\uFF5E\uFF61-\uFFDC\uFFE0-\uFFE6\u{1D400}-\u{1D7FF}]+/gu;

/** Letters of the scripts in which a zero-width joiner or non-joiner changes the shape or the reading of a word. */
const joining = [
  ...['Arabic', 'Syriac', 'Nko', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil'],
  ...['Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Myanmar', 'Khmer', 'Tibetan'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** What no engine should meet, and what takes its place. In this order; each pattern is linear in the text. */
const characterRules: readonly Rule[] = [
  // Lines: every kind of end becomes \n, a form feed or paragraph separator becomes an empty line.
  [/\r\n?|\u0085|\u2028/gu, '\n'],
  [/[\f\v\u2029]/gu, '\n\n'],
  [/[\p{Zs}\t\u2800]/gu, ' '],
  // Pictographs, with what glues them together. \p{Emoji} would eat digits, # and *; these do not.
  [/‼/gu, '!!'],
  [/⁉/gu, '!?'],
  [/\u200D[♀♂]/gu, ''],
  [/(?![©®™♀♂])\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Emoji_Modifier}|\p{Regional_Indicator}/gu, ' '],
  // Lone surrogates, private use, unassigned, controls; format characters, fillers and variation selectors.
  [new RegExp(`(?!${said})[\\p{Cs}\\p{Co}\\p{Cn}]`, 'gu'), ''],
  [/(?!\n)\p{Cc}/gu, ''],
  [/(?![\u200C\u200D])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, ''],
  // Replacement characters and enclosing marks (the box of a keycap).
  [/[\uFFF9-\uFFFD\p{Me}]/gu, ''],
  [foldable, (form) => form.normalize('NFKC')],
  // Other symbols: written out where they stand for letters (℃, ㎏, Ⓐ), silent where they have no name.
  [new RegExp(`(?![${namedClass}])\\p{So}`, 'gu'), letterLike],
  [new RegExp(`(?![${namedClass}~^|]|[⁺⁻][⁰¹²³⁴-⁹])[\\p{Sm}\\p{Sc}]`, 'gu'), ' '],
  // A joiner lives between letters of a script that needs it; a run of them is one.
  [new RegExp(`(?<=[${joining}])([\\u200C\\u200D])[\\u200C\\u200D]*(?=[${joining}])|[\\u200C\\u200D]+`, 'gu'), '$1'],
  // Accents on nothing; and stacks of marks, which also keeps normalisation linear (UAX #15 D3, "stream-safe").
  [/(?<![\p{L}\p{N}\p{M}\u200C\u200D])\p{Script=Inherited}+/gu, ''],
  [/(\p{M}{8})\p{M}+/gu, '$1'],
];

function letterLike(symbol: string): string {
  const folded = symbol.normalize('NFKC').replaceAll('∕', '/');
  return /^[°\p{L}\p{N}()/]+$/u.test(folded) && /[\p{L}\p{N}]/u.test(folded) ? folded : ' ';
}

/** How often the rules run at most. Plain text is stable after one pass; nested leftovers may need more. */
const maxPasses = 8;

/**
 * Returns `input` as every engine may rely on it: well-formed Unicode in NFC; no control, format, private or unassigned
 * characters, no pictographs, no markup; one space between words, `\n` for a line and `\n\n` for a paragraph border.
 * A list item or a short line that ends without a mark gets a comma. Numbers, dates and units are left as written.
 * Pure, and linear in the length of the text.
 */
export function cleanText(input: string): string {
  return cleanReading(input.replaceAll(said, ''));
}

/** The same for a text of which something was said already: every {@link said} character stays, in its order. */
export function cleanReading(input: string): string {
  let text = input;
  for (let pass = 0; pass < maxPasses; pass++) {
    const before = text;
    text = applyRules(characterRules, text).normalize('NFC');
    text = applyRules(markRules, text).trim();
    if (text === before) break;
  }
  return text;
}

function applyRules(rules: readonly Rule[], text: string): string {
  let result = text;
  for (const [pattern, replacement] of rules) {
    result =
      typeof replacement === 'string' ? result.replace(pattern, replacement) : result.replace(pattern, replacement);
  }
  return result;
}

/**
 * What makes a text speakable, as the inside of a character alternative: letters, numbers, marks that belong to a
 * script (vowel signs, but no bare accents), symbols with a name. Fillers look like letters and are not.
 */
export const speakablePattern =
  `(?!\\p{Default_Ignorable_Code_Point})` +
  `(?:[\\p{L}\\p{N}${speakableClass}]|(?![\\p{Script=Inherited}\\p{Script=Common}])[\\p{Mn}\\p{Mc}])`;

const speakable = new RegExp(speakablePattern, 'u');

/** True when there is anything to say: `1.` is speakable; `.`, `…`, `**`, `()` and a dropped emoji are not. */
export function isSpeakable(text: string): boolean {
  return speakable.test(text);
}
