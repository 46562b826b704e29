import type { Variant } from '../variant.ts';

/**
 * What chatterbox itself makes of texts: `punc_norm` of `tts.py`, `mtl_tts.py` and `tts_turbo.py`, and `EnTokenizer` and
 * `MTLTokenizer` of `tokenizer.py` (resemble-ai/chatterbox 5de7a54), run with tokenizers 0.23.3 for Python on the files
 * of `tiny-tokenizer.fixture.ts`.
 */
export const referenceIds: readonly (readonly [Variant, language: string, text: string, ids: readonly number[]])[] = [
  [
    'english',
    'en',
    'the quick brown fox',
    [6563, 255, 70, 32, 29, 2, 41, 45, 33, 27, 35, 2, 26, 42, 39, 47, 38, 2, 30, 39, 48, 8, 0, 6561, 6561],
  ],
  [
    'english',
    'en',
    'Hello,  wide World!!',
    [6563, 255, 58, 29, 262, 39, 6, 2, 47, 33, 28, 29, 2, 73, 39, 42, 36, 28, 269, 0, 6561, 6561],
  ],
  [
    'english',
    'en',
    'It\'s "fine" - really... yes; no: maybe…',
    [
      6563, 255, 59, 44, 4, 43, 2, 5, 30, 33, 38, 29, 5, 6, 2, 42, 29, 25, 262, 49, 6, 2, 2, 49, 29, 43, 6, 2, 2, 38,
      39, 6, 2, 37, 25, 49, 26, 29, 6, 0, 6561, 6561,
    ],
  ],
  ['english', 'en', 'a_b 1²3', [6563, 255, 51, 14, 26, 2, 16, 1, 18, 8, 0, 6561, 6561]],
  [
    'english',
    'en',
    'x — y – z ‘q’ “r”',
    [6563, 255, 74, 2, 7, 2, 49, 2, 7, 2, 50, 2, 4, 41, 4, 2, 5, 42, 5, 8, 0, 6561, 6561],
  ],
  [
    'english',
    'en',
    'ends with colon:',
    [6563, 255, 55, 38, 28, 43, 2, 47, 33, 260, 2, 264, 36, 39, 38, 6, 0, 6561, 6561],
  ],
  ['multilingual', 'en', 'The cat!!', [6563, 255, 704, 261, 2, 27, 25, 44, 269, 0, 6561, 6561]],
  [
    'multilingual',
    'fr',
    'L’école, là-bas : déjà vu ?',
    [
      6563, 255, 707, 36, 4, 265, 36, 29, 6, 2, 36, 25, 1, 7, 26, 25, 43, 6, 2, 28, 263, 34, 25, 1, 2, 46, 45, 2, 9, 0,
      6561, 6561,
    ],
  ],
  [
    'multilingual',
    'ru',
    'Привет! Приёмник — ок…',
    [6563, 255, 718, 267, 79, 82, 96, 3, 2, 267, 82, 144, 90, 91, 86, 88, 2, 7, 2, 270, 6, 0, 6561, 6561],
  ],
  ['multilingual', 'el', 'ΟΔΟΣ κωλ', [6563, 255, 703, 119, 113, 119, 120, 2, 115, 123, 116, 8, 0, 6561, 6561]],
  ['multilingual', 'ko', '한글 한', [6563, 255, 712, 271, 148, 149, 150, 151, 2, 271, 148, 8, 0, 6561, 6561]],
  ['multilingual', 'ja', 'はとへ わたし。', [6563, 255, 711, 134, 136, 135, 2, 137, 138, 139, 141, 0, 6561, 6561]],
  [
    'multilingual',
    'de',
    'Straße über ÄÖÜ',
    [6563, 255, 702, 43, 44, 42, 25, 1, 29, 2, 45, 144, 26, 29, 42, 2, 25, 144, 39, 144, 45, 144, 8, 0, 6561, 6561],
  ],
  [
    'multilingual',
    'tr',
    'İstanbul IĞDIR',
    [6563, 255, 721, 33, 1, 43, 44, 25, 38, 26, 45, 36, 2, 33, 31, 1, 28, 33, 42, 8, 0, 6561, 6561],
  ],
  [
    'multilingual',
    'es',
    '¿Qué tal, niño?',
    [6563, 255, 705, 1, 41, 45, 263, 2, 44, 25, 36, 6, 2, 38, 33, 38, 143, 39, 9, 0, 6561, 6561],
  ],
  [
    'multilingual',
    'pl',
    'ﬁx ½ ™ ´x',
    [6563, 255, 716, 30, 33, 48, 2, 16, 1, 17, 2, 70, 63, 2, 2, 142, 48, 8, 0, 6561, 6561],
  ],
  [
    'multilingual',
    'hi',
    'नमस्\u200Dते दुनिया',
    [6563, 255, 709, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 8, 0, 6561, 6561],
  ],
  [
    'turbo',
    'en',
    'Hello [laugh] there...',
    [256, 257, 32, 50275, 32, 116, 104, 101, 114, 101, 46, 46, 46, 50256, 50256],
  ],
  [
    'turbo',
    'en',
    'hello — “you”; [clear throat] no',
    [256, 257, 32, 45, 32, 34, 121, 111, 117, 34, 59, 32, 50267, 32, 110, 111, 46, 50256, 50256],
  ],
  [
    'turbo',
    'en',
    'héllo 你好 🙂 [sigh]',
    [72, 195, 169, 257, 32, 228, 189, 160, 229, 165, 189, 32, 240, 159, 153, 130, 32, 50268, 46, 50256, 50256],
  ],
  [
    'turbo',
    'en',
    "it's [unknown] [Laugh] 123 4",
    [
      73, 116, 39, 115, 32, 91, 117, 110, 107, 110, 111, 119, 110, 93, 32, 91, 76, 97, 117, 103, 104, 93, 32, 49, 50,
      51, 32, 52, 46, 50256, 50256,
    ],
  ],
];

/** The same of `punc_norm` alone. */
export const referencePunctuation: readonly (readonly [
  text: string,
  english: string,
  multilingual: string,
  turbo: string,
])[] = [
  ['hello there', 'Hello there.', 'Hello there.', 'Hello there.'],
  ['ß is first', 'SS is first.', 'SS is first.', 'SS is first.'],
  ['ǆ', 'Ǆ.', 'Ǆ.', 'Ǆ.'],
  ['  two  spaces\u0009\u000Ahere ', 'two spaces here.', 'two spaces here.', 'two spaces here.'],
  ['wait... what', 'Wait,  what.', 'Wait,  what.', 'Wait... what.'],
  ['wait… what', 'Wait,  what.', 'Wait,  what.', 'Wait,  what.'],
  ['a: b; c', 'A, b,  c.', 'A, b,  c.', 'A, b; c.'],
  ['a - b', 'A, b.', 'A, b.', 'A - b.'],
  ['a — b – c', 'A - b - c.', 'A - b - c.', 'A - b - c.'],
  ['word , word', 'Word, word.', 'Word, word.', 'Word, word.'],
  ['“q” ‘r’', '"q" \'r\'.', '"q" \'r\'.', '"q" \'r\'.'],
  ['done!', 'Done!', 'Done!', 'Done!'],
  ['done?', 'Done?', 'Done?', 'Done?'],
  ['done,', 'Done,', 'Done,', 'Done,'],
  ['done-', 'Done-', 'Done-', 'Done-'],
  ['done、', 'Done、.', 'Done、', 'Done、.'],
  ['done。', 'Done。.', 'Done。', 'Done。.'],
  ['done？', 'Done？.', 'Done？', 'Done？.'],
  ['done！', 'Done！.', 'Done！', 'Done！.'],
  ['done，', 'Done，.', 'Done，', 'Done，.'],
  ['x…', 'X,', 'X,', 'X,'],
  ['x:', 'X,', 'X,', 'X,'],
  ['"quoted"', '"quoted".', '"quoted".', '"quoted".'],
  ['ª', 'ª.', 'ª.', 'ª.'],
  ['1 a', '1 a.', '1 a.', '1 a.'],
  ['a ... b - - c', 'A,  b, - c.', 'A,  b, - c.', 'A ... b - - c.'],
  ['a\u001Cb\u0085c\u3000d', 'A b c d.', 'A b c d.', 'A b c d.'],
  ['. .', '. .', '. .', '. .'],
  ['é', 'É.', 'É.', 'É.'],
  [' x', 'x.', 'x.', 'x.'],
  ['a - - b', 'A, - b.', 'A, - b.', 'A - - b.'],
  ['a....b', 'A, .b.', 'A, .b.', 'A....b.'],
  ['..', '..', '..', '..'],
];
