/** X-SAMPA as IPA: J. C. Wells, Computer-coding the IPA (1995), with the additions in common use. */

const signs: Readonly<Record<string, string>> = {
  // Letters that mean themselves.
  ...Object.fromEntries([...'abcdefhijklmnopqrstuvwxyz'].map((letter) => [letter, letter])),
  g: 'ɡ',
  // Consonants.
  ...{ 'b_<': 'ɓ', 'd`': 'ɖ', 'd_<': 'ɗ', 'g_<': 'ɠ', 'h\\': 'ɦ', 'j\\': 'ʝ', 'l`': 'ɭ', 'l\\': 'ɺ', 'n`': 'ɳ' },
  ...{ 'p\\': 'ɸ', 'r`': 'ɽ', 'r\\': 'ɹ', 'r\\`': 'ɻ', 's`': 'ʂ', 's\\': 'ɕ', 't`': 'ʈ', 'v\\': 'ʋ', 'x\\': 'ɧ' },
  ...{ 'z`': 'ʐ', 'z\\': 'ʑ', B: 'β', 'B\\': 'ʙ', C: 'ç', D: 'ð', F: 'ɱ', G: 'ɣ', 'G\\': 'ɢ', 'G\\_<': 'ʛ' },
  ...{ H: 'ɥ', 'H\\': 'ʜ', J: 'ɲ', 'J\\': 'ɟ', 'J\\_<': 'ʄ', K: 'ɬ', 'K\\': 'ɮ', L: 'ʎ', 'L\\': 'ʟ', 'M\\': 'ɰ' },
  ...{ N: 'ŋ', 'N\\': 'ɴ', P: 'ʋ', R: 'ʁ', 'R\\': 'ʀ', S: 'ʃ', T: 'θ', W: 'ʍ', X: 'χ', 'X\\': 'ħ', Z: 'ʒ' },
  ...{ 4: 'ɾ', 5: 'ɫ', '?': 'ʔ', '?\\': 'ʕ', '<\\': 'ʢ', '>\\': 'ʡ' },
  ...{ 'O\\': 'ʘ', '!\\': 'ǃ', '|\\': 'ǀ', '|\\|\\': 'ǁ', '=\\': 'ǂ' },
  // Vowels.
  ...{ A: 'ɑ', E: 'ɛ', I: 'ɪ', 'I\\': 'ᵻ', M: 'ɯ', O: 'ɔ', Q: 'ɒ', U: 'ʊ', 'U\\': 'ᵿ', V: 'ʌ', Y: 'ʏ' },
  ...{ '@': 'ə', '@\\': 'ɘ', '@`': 'ɚ', '{': 'æ', '}': 'ʉ', 1: 'ɨ', 2: 'ø', 3: 'ɜ', '3\\': 'ɞ', '3`': 'ɝ' },
  ...{ 6: 'ɐ', 7: 'ɤ', 8: 'ɵ', 9: 'œ', '&': 'ɶ' },
  // Stress, length, borders and tones.
  ...{ '"': 'ˈ', '%': 'ˌ', ':': 'ː', ':\\': 'ˑ', '.': '.', '|': '|', '||': '‖', '-': '', '-\\': '‿', ' ': ' ' },
  ...{ '^': 'ꜛ', '!': 'ꜜ', _B: '\u030F', _L: '\u0300', _M: '\u0304', _H: '\u0301', _T: '\u030B' },
  ...{ _F: '\u0302', _R: '\u030C', '<R>': '↗', '<F>': '↘' },
  // What changes the sign before it.
  ...{ "'": 'ʲ', _j: 'ʲ', _h: 'ʰ', _w: 'ʷ', _G: 'ˠ', '_?\\': 'ˤ', _n: 'ⁿ', _l: 'ˡ', '_>': 'ʼ', '`': '˞' },
  ...{ '~': '\u0303', '_~': '\u0303', '=': '\u0329', '_=': '\u0329', '_^': '\u032F', _0: '\u0325', _v: '\u032C' },
  ...{ _O: '\u0339', _c: '\u031C', '_+': '\u031F', '_-': '\u0320', '_"': '\u0308', _x: '\u033D', _t: '\u0324' },
  ...{ _k: '\u0330', _N: '\u033C', _d: '\u032A', _a: '\u033A', _m: '\u033B', _e: '\u0334', _r: '\u031D' },
  ...{ _o: '\u031E', _A: '\u0318', _q: '\u0319', '_}': '\u031A', _X: '\u0306' },
};

/** The longest sign goes first. */
const sign = new RegExp(
  Object.keys(signs)
    .sort((one, other) => other.length - one.length)
    .map((each) => each.replace(/[\\^$.|?*+(){}[\]]/gu, String.raw`\$&`))
    .join('|'),
  'gu',
);

/** IPA of X-SAMPA; undefined when it holds a sign that X-SAMPA has not. */
export function ipaOfXSampa(written: string): string | undefined {
  const rest = written.replace(sign, '');
  return rest === '' ? written.replace(sign, (each) => signs[each] ?? '') : undefined;
}
