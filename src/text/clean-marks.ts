/** A pattern and what takes its place. */
export type Rule = readonly [pattern: RegExp, replacement: string | ((found: string) => string)];

const entities: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
};

const htmlTags = [
  'a|abbr|b|blockquote|body|br|center|code|dd|del|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i',
  'iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|ol|option|p|pre|q|s|samp|script|section|select|small|span|strong',
  'style|sub|sup|table|tbody|td|textarea|tfoot|th|thead|tr|tt|u|ul|video',
].join('|');

/** A number or a number with its unit, which a star may multiply: `10`, `10cm`, `2m²`; it ends a pattern that looks back. */
const factorBefore = '(?:\\p{N}[)）]?|\\p{N} ?(?:\\p{L}{1,3}|\\p{L}{1,2}[²³]))';
const factorBehind = '[(（]?\\p{N}';
/** One letter or number before a star and one behind it: `a*b`, `2*x`, `x*2`. */
const letterBefore = '(?<![\\p{L}*])\\p{L}|\\p{N}';
const letterBehind = '(?:\\p{L}(?![\\p{L}*])|\\p{N})';
/** With a space on one side only it is emphasis, unless a bare number stands before it. */
const times = `(?<=${factorBefore})\\*(?=${factorBehind})|(?<=${factorBefore} )\\*(?= ${factorBehind})|(?<=\\p{N} )\\*(?=\\p{N})|(?<=${letterBefore})\\*(?=${letterBehind})`;

/**
 * Marks and markup, in this order: leftovers of Markdown become the words, runs of a mark become one mark.
 * No pattern holds two adjacent repetitions that can match the same character, so each is linear in the text.
 */
export const markRules: readonly Rule[] = [
  // What pages are written with: entities of HTML, and its tags, whose names are no words of the text.
  [/&(?:nbsp|amp|lt|gt|quot|apos|#39);/gu, (entity) => entities[entity] ?? ' '],
  [new RegExp(`</?(?:${htmlTags})(?:\\s[^<>\\uE000]{0,300})?/?>`, 'giu'), ' '],
  [/>=/gu, '≥'],
  [/<=/gu, '≤'],
  [/!=/gu, '≠'],
  // Powers: m^2, 10^-6.
  [/(?<=[\p{L}\p{N})])\^[-−+]?\d{1,4}(?![\p{N}^]|\.\p{N})/gu, superscript],

  // White space: runs are one, lines carry none at their ends, an empty line is a paragraph border.
  [/ {2,}/gu, ' '],
  [/ ?\n ?/gu, '\n'],
  [/\n{3,}/gu, '\n\n'],

  // Lines: rules and table borders, headings, quotes, list items. An item without a mark of its own gets a comma, so
  // that a list is heard as one, and so does a line too short to be wrapped text (titles, verse).
  [/^[-=_*~#|+: ]{3,}$/gmu, ''],
  [/^#{1,6} (.+)$/gmu, (line) => `${line.replace(/^#+ /u, '')}\n\n`],
  [/^(?:> ?)+/gmu, ''],
  [/(?<=[\p{L}\p{N}])\n(?=(?:[-*+•‣◦]|\d{1,3}[.)]) )/gu, ',\n'],
  [/\n(?<=^.{0,49}[\p{L}\p{N}]\n)(?=\p{Lu})/gmu, ',\n'],
  [/^(?:[-*+•‣◦] )+/gmu, ''],
  [/[•‣◦\\]/gu, ' '],

  // Links and images keep their words: [words](address).
  [/(?<=^|\s)!+(?=\[)/gmu, ''],
  [/\](?:\([^()\s\uE000]*\))+/gu, ']'],

  // Emphasis and code. A backtick or acute between letters is an apostrophe.
  [/(?<=\p{L})[`´](?=\p{L})/gu, "'"],
  [/[`´]/gu, ''],
  // Stars between digits hide others (138****5678); one between numbers or single letters multiplies (3*4, 10cm*20cm, a*b).
  [/(?<=\p{Nd})\*{2,}(?=\p{Nd})/gu, ' '],
  [/\*{2,}/gu, ''],
  [new RegExp(`(?!${times})\\*`, 'gu'), ''],
  [/_{2,}/gu, ' '],
  [/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, ''],
  [/#{2,}|#(?![\p{L}\p{N}])(?<![\p{L}\p{N}]#)/gu, ' '],
  [/~(?!\p{N})/gu, ''],
  [/[|^\p{Sk}]/gu, ' '],

  // Comparisons stay between operands; the rest are tags, arrows and quotes.
  [/(?!(?<=(?<![\p{L}<])\p{L})[<>]\p{L}(?![\p{L}>]))[<>](?! ?\p{N})(?:(?<![\p{L}\p{N}] .)|(?! \p{L}))/gu, ' '],

  // Full-width marks inside numbers: １２：３０, ３．５. A comma is one where it stands before three digits only (１，２３４); elsewhere
  // it parts numbers (1，2，3), and so it does behind the day of two ones (双11，618).
  [/(?<=\p{Nd})[．：](?=\p{Nd})/gu, (mark) => mark.normalize('NFKC')],
  [/(?<=(?<![\p{Nd}.,，:双雙])[1-9]\p{Nd}{0,2}(?:[,，]\p{Nd}{3}){0,5})，(?=\p{Nd}{3}(?!\p{Nd}))/gu, ','],

  // Runs.
  [/[!?！？]{2,}/gu, onceEach],
  [/\.(?: ?\.){2,}/gu, '…'],
  [/\.{2}/gu, '.'],
  [/。{2,}/gu, '…'],
  [/[.…]*…[.…]*/gu, '…'],
  [/-{2,}|[‒–—―](?: ?[-‒–—―])+/gu, '—'],
  [/([,;:，、；：。।،؛؟])\1+/gu, '$1'],
  [/(["'«»„“”‘’&%=$@/])\1+/gu, (run) => (run === '//' ? run : run.charAt(0))],
  [/\+{3,}/gu, '+'],

  // What is left of the spaces. A dropped symbol leaves one before the mark that followed it.
  [/ {2,}/gu, ' '],
  [/ (?=[.,!?](?:\s|$))/gu, ''],
  [/ ?\n ?/gu, '\n'],
  [/\n{3,}/gu, '\n\n'],
];

/** `!!!` → `!`, `?!?!` → `?!`: each kind of mark once, in the order of its first appearance. */
function onceEach(run: string): string {
  const asks = run.search(/[?？]/u);
  const calls = run.search(/[!！]/u);
  if (asks < 0 || calls < 0) return run.charAt(0);
  return run.charAt(Math.min(asks, calls)) + run.charAt(Math.max(asks, calls));
}

const smallDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `^-12` → `⁻¹²`. */
function superscript(power: string): string {
  return power
    .slice(1)
    .replace(/[-−]/u, '⁻')
    .replace('+', '⁺')
    .replace(/\d/gu, (digit) => smallDigits.charAt(Number(digit)));
}
