import fc from 'fast-check';

const alphabets = [
  'abc XYZ éß ',
  '012 3.5 1,000 ',
  '.,;:!?…—–-()[]“”"\'’',
  '**__``~~##>|<&%=+$@^\\/',
  '你好世界，。！？；：、「」（）ＡＢ１２．',
  'こんにちはカタカナｶﾞー',
  '한국어 ',
  'สวัสดีครับที่',
  'مرحبا می\u200Cروم،؟ﷺ',
  'क्\u200Dषहिन्दी।',
  'Привет їґ ',
  '😀👩‍👧🇩🇪❤️1️⃣©™♀ℹ',
  '\u0301\u0316\u20E3\u0344\u09CB',
  '\u0000\u0007\u200B\u202E\uFEFF\u3164\uE000\u00AD\u2028\u2029',
  '\n\n\n \t\r',
];

/** Pieces of one alphabet each, so that runs of a script, of marks and of noise come next to one another. */
const piece = fc
  .constantFrom(...alphabets)
  .chain((alphabet) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 40 }));

/** A text of many scripts, marks, markup and broken Unicode. */
export const mixedText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
      .map((units) => String.fromCharCode(...units)),
  },
);
