/**
 * What the accuracy of text normalisation does not count as an error, each with its reason. The sources of test sentences contradict each
 * other, and there is often more than one way to say a thing; a variant must never hide a reading that a listener would call wrong.
 */

/** Two ways to say or to spell the same: applied to what is expected and to what was said, before they are compared. */
export interface Folding {
  readonly language: 'en' | 'zh' | 'both';
  /** With the flags `g` and `u`. */
  readonly pattern: RegExp;
  readonly replacement: string;
  readonly reason: string;
}

/** What may be said for one sentence of a source, beside what the source says. */
export interface Accepted {
  readonly language: 'en' | 'zh';
  /** Its folder and name under the test texts: `nemo_en/test_cases_date.txt`. */
  readonly file: string;
  readonly written: string;
  readonly spoken: readonly string[];
  readonly reason: string;
}

const numberWord =
  '(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)';
const ordinalWord =
  '(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|(?:thir|four|fif|six|seven|eigh|nine)teen)th|(?:twen|thir|for|fif|six|seven|eigh|nine)tieth)';
const day = `(?:(?:twenty|thirty) )?${ordinalWord}`;
const month = '(?:january|february|march|april|may|june|july|august|september|october|november|december)';

const englishFoldings: readonly Folding[] = [
  {
    language: 'en',
    pattern: new RegExp(`\\b(hundred|thousand|million|billion) and (?=${numberWord}|${ordinalWord})`, 'gu'),
    replacement: '$1 ',
    reason: 'two ways to say the same, and each source says both: one hundred (and) one',
  },
  {
    language: 'en',
    pattern: /\bnegative (?=\w)/gu,
    replacement: 'minus ',
    reason: 'two ways to say the same: WeTextProcessing says negative, NeMo says minus',
  },
  {
    language: 'en',
    pattern: /\boh?\b(?!')/gu,
    replacement: 'zero',
    reason: 'two ways to say 0 among digits; the sources contradict each other (12.05, 11/17/05)',
  },
  {
    language: 'en',
    pattern: new RegExp(`\\bthe (${day}) of (${month})\\b`, 'gu'),
    replacement: '$2 $1',
    reason: 'two ways to say the same date; the sources contradict each other (2012-01-05)',
  },
  {
    language: 'en',
    pattern: new RegExp(`\\bthe (?=(?:\\w+ )?${ordinalWord}\\b)`, 'gu'),
    replacement: '',
    reason: 'two ways to say the number of a name or a day: Francis (the) first, (the) fifth of May',
  },
  {
    language: 'en',
    pattern: new RegExp(
      `(\\b(?:dollar|euro|pound|us dollar)s?) and (?=[a-z ]{3,40}\\b(?:cents?|pence|penny)\\b)`,
      'gu',
    ),
    replacement: '$1 ',
    reason: 'two ways to say the same; one source accepts both: one dollar (and) one cent',
  },
  {
    language: 'en',
    pattern: /\bfourth(?=s\b)/gu,
    replacement: 'quarter',
    reason: 'two ways to say the same; the sources contradict each other (3/4 and 2/4)',
  },
  {
    language: 'en',
    pattern: /"|(?<![\w.])'|'(?!\w)/gu,
    replacement: '',
    reason: 'quotation marks are not heard, and clean text has no backticks',
  },
  {
    language: 'en',
    pattern: /\/?>|</gu,
    replacement: '',
    reason: 'the source keeps markup, and clean text has none',
  },
  {
    language: 'en',
    pattern: /\.(?=[?!,])/gu,
    replacement: '',
    reason: 'a full stop before another mark is not heard: 4 A.M.?',
  },
  {
    language: 'en',
    pattern: /\.$/gu,
    replacement: '',
    reason: 'a full stop at the end ends an abbreviation and the text: 1 a.m.',
  },
];

const wetextMarks =
  'two ways to write the same: one source also makes full-width marks half-width; Starling keeps them';

const chineseFoldings: readonly Folding[] = [
  { language: 'zh', pattern: /，/gu, replacement: ',', reason: wetextMarks },
  { language: 'zh', pattern: /。/gu, replacement: '.', reason: wetextMarks },
  { language: 'zh', pattern: /！/gu, replacement: '!', reason: wetextMarks },
  { language: 'zh', pattern: /：/gu, replacement: ':', reason: wetextMarks },
  {
    language: 'zh',
    pattern: /<\/?oov>/gu,
    replacement: '',
    reason: 'the tags in which one source marks what is outside its own alphabet are no speech',
  },
  {
    language: 'zh',
    pattern: /(?<![十零])二(?=[百千万亿])/gu,
    replacement: '两',
    reason: 'two ways to say the same: 二百 and 两百, 二千 and 两千; sources contradict each other',
  },
  {
    language: 'zh',
    pattern: /幺/gu,
    replacement: '一',
    reason: 'two ways to say the same: the one of a dialled number; sources contradict each other',
  },
  {
    language: 'zh',
    pattern: /摄氏度/gu,
    replacement: '度',
    reason: 'two ways to say the same: 三十八度 and 三十八摄氏度; sources contradict each other',
  },
  {
    language: 'zh',
    pattern: /(?<=[点分])零(?=[一二三四五六七八九][分秒])/gu,
    replacement: '',
    reason: 'two ways to say the same: 三点四分 and 三点零四分; sources contradict each other',
  },
  {
    language: 'zh',
    pattern: /([零一二两三四五六七八九十点分秒差刻半]{2,20})am/gu,
    replacement: '上午$1',
    reason: 'two ways to say the same: 上午 is what am means; one source keeps the letters',
  },
];

/** In this order. */
export const foldings: readonly Folding[] = [...englishFoldings, ...chineseFoldings];

const englishAccepted: readonly Accepted[] = [
  {
    language: 'en',
    file: 'nemo_en/test_cases_electronic.txt',
    written: 'rtxprohelp@exchange.nvidia.com',
    spoken: ['rtxprohelp at exchange dot nvidia dot com'],
    reason: 'the source splits one name into words by a list of its own',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_measure.txt',
    written: '80 s',
    spoken: ['eighty seconds'],
    reason: 's is the symbol of the second; the source leaves the letter',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '$1.21',
    spoken: ['one dollar and twenty one cents'],
    reason: 'the answers that the data has for it belong to other sentences',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '[YI1]',
    spoken: ['[YI one]'],
    reason: 'the answers that the data has for it belong to other sentences',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_punctuation.txt',
    written: 'dr. Evil',
    spoken: ['doctor Evil'],
    reason: 'the source knows the title in capitals only',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_range.txt',
    written: 'from 2-10',
    spoken: ['from two to ten'],
    reason: 'the sources contradict each other: another says two to three for 2-3',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_range.txt',
    written: '2x8',
    spoken: ['two by eight'],
    reason: 'the sources contradict each other: another says twenty five by seven for 25 x 7',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_range.txt',
    written: '2+3 m2',
    spoken: ['two plus three square meters'],
    reason: 'm2 is a unit; the source leaves it',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_serial.txt',
    written: '2*8',
    spoken: ['two times eight'],
    reason: 'the sources contradict each other: another says two times eight',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_word.txt',
    written: '/$€₩£BB¥#%AA and $€₩£¥#%',
    spoken: ['slash dollar euro won pound BB yen percent AA and dollar euro won pound yen percent'],
    reason: 'clean text has no # that stands before no word or number: it is markup',
  },
  {
    language: 'en',
    file: 'wetext/english_cardinal.txt',
    written: '1111',
    spoken: ['eleven eleven'],
    reason:
      "four digits alone are a year, as in the other source and in this source's 1219; thousand without one is no English",
  },
  {
    language: 'en',
    file: 'wetext/english_cardinal.txt',
    written: '101111',
    spoken: ['one zero one one one one'],
    reason: 'the sources contradict each other: long numbers without commas are read digit by digit in the other',
  },
  {
    language: 'en',
    file: 'wetext/english_cardinal.txt',
    written: '10001111',
    spoken: ['one zero zero zero one one one one'],
    reason: 'the sources contradict each other: long numbers without commas are read digit by digit in the other',
  },
  {
    language: 'en',
    file: 'wetext/english_money.txt',
    written: '$12.0500',
    spoken: ['twelve dollars and five cents'],
    reason: 'two ways to say the same amount; the sources contradict each other',
  },
  {
    language: 'en',
    file: 'wetext/english_money.txt',
    written: '$0.05',
    spoken: ['five cents'],
    reason: 'two ways to say the same amount; the sources contradict each other',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_address.txt',
    written: 'Main St.',
    spoken: ['Main Street.'],
    reason: 'the source knows streets behind the number of a house only',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_cardinal.txt',
    written: '13000',
    spoken: ['thirteen thousand'],
    reason: 'the sources contradict each other: another reads five digits as a number (10001)',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_electronic.txt',
    written: 'file:///photos/image.jpg',
    spoken: ['file colon slash photos slash image dot jpeg'],
    reason: 'clean text has no run of three slashes',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_measure.txt',
    written: '3 cc/s',
    spoken: ['three cc per second'],
    reason: 's is the symbol of the second; the source leaves the letter',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '~1/24',
    spoken: ['about one twenty fourth'],
    reason: 'the answers that the data has for it belong to other sentences',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '133-A',
    spoken: ['one hundred thirty three A'],
    reason: 'the answers that the data has for it belong to other sentences',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '1970-2010',
    spoken: ['nineteen seventy to twenty ten'],
    reason: 'years are said in pairs, as in the other answers of the source',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '13000',
    spoken: ['thirteen thousand'],
    reason: 'the answers that the data has for it belong to other sentences',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '0063',
    spoken: ['zero zero six three'],
    reason: 'the answers that the data has for it belong to other sentences',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '627',
    spoken: ['six hundred twenty seven'],
    reason: 'another way to say the same; the source reads 123 so',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '2/8',
    spoken: ['two eighths'],
    reason: 'another way to say the same; the source reads 3/4 so',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_normalize_with_audio.txt',
    written: '2%-10%',
    spoken: ['two percent to ten percent'],
    reason: 'the sources contradict each other: another says two to three for 2-3',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_punctuation.txt',
    written: '"text 7" text ".',
    spoken: ['text seven text.'],
    reason: 'a quotation mark behind a word in quotes is no inch',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_measure.txt',
    written: '45º&C',
    spoken: ['forty five degrees and C'],
    reason: 'more than one degree takes the plural',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_serial.txt',
    written: 'MIG-25/235212-asdg',
    spoken: ['MIG-twenty five slash two three five two one two-asdg'],
    reason: 'the sources contradict each other: another says slash between words (upgrade/update)',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_punctuation.txt',
    written: '11:30EST',
    spoken: ['eleven thirty EST'],
    reason: 'the source leaves the colon of a time',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_punctuation.txt',
    written: '1961–1965 and (2006–2012)',
    spoken: ['nineteen sixty one to nineteen sixty five and (two thousand six to twenty twelve)'],
    reason: 'the sources contradict each other: another says to between years',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_serial.txt',
    written: '1/f-4s',
    spoken: ['one per f-four s'],
    reason: 'the sources contradict each other: another says one per f',
  },
  {
    language: 'en',
    file: 'wetext/english_cardinal.txt',
    written: '1000',
    spoken: ['one thousand'],
    reason: 'thousand without one is no English',
  },
  {
    language: 'en',
    file: 'wetext/english_cardinal.txt',
    written: '1001111',
    spoken: ['one zero zero one one one one'],
    reason: 'the sources contradict each other: long numbers without commas are read digit by digit in the other',
  },
  {
    language: 'en',
    file: 'wetext/english_date.txt',
    written: '2999',
    spoken: ['two thousand nine hundred and ninety nine'],
    reason: 'two ways to say the same',
  },
  {
    language: 'en',
    file: 'wetext/english_normalizer.txt',
    written:
      'this is 12th game, number 256, 2024-05-06, 2021-03-07 31.990 billion. ¾ people like chattts, let\'s eat at 03:43 p.m. run 10 km, give me $12.345 please, call 123-123-5678-1 Mt Hill "HAHAHA" billion 4 March',
    spoken: [
      'this is twelfth game, number two hundred and fifty six, the sixth of may twenty twenty four, the seventh of march twenty twenty one thirty one point nine nine oh billion. three quarters people like chattts, let\'s eat at three forty three PM run ten kilometers, give me twelve point three four five dollars please, call one two three, one two three, five six seven eight, one Mount Hill "HAHAHA" billion the fourth of march',
    ],
    reason: "Mt before a name is Mount, as the source's list says for Mt.",
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_punctuation.txt',
    written: '"12\'s and 3\'sssssss"',
    spoken: ['"twelve\'s and three\'sssssss"'],
    reason: 'a space beside an apostrophe is not heard',
  },
  {
    language: 'en',
    file: 'nemo_en/test_cases_serial.txt',
    written: 'W2s',
    spoken: ['W twos'],
    reason: 'two ways to read the s behind a code: more than one of it, or its letter',
  },
];

const chineseAccepted: readonly Accepted[] = [
  {
    language: 'zh',
    file: 'nemo_zh/test_cases_time.txt',
    written: '13:10pm',
    spoken: ['十三点十分'],
    reason: 'two ways to say the same: the hour says that it is after noon; the source keeps the letters',
  },
  {
    language: 'zh',
    file: 'wetext/chinese_postprocessor.txt',
    written: '好啊',
    spoken: ['好啊'],
    reason: 'the source drops interjections; Starling says what was written',
  },
  {
    language: 'zh',
    file: 'wetext/chinese_normalizer.txt',
    written: '这事儿好办',
    spoken: ['这事儿好办'],
    reason: 'the source drops the 儿 of the north; Starling keeps what was written',
  },
  {
    language: 'zh',
    file: 'wetext/chinese_preprocessor.txt',
    written: '寶貝',
    spoken: ['寶貝'],
    reason: 'the source makes traditional characters simplified; Starling keeps the script, engines read both',
  },
];

export const accepted: readonly Accepted[] = [...englishAccepted, ...chineseAccepted];
