import * as ar from 'n2words/ar-SA';
import * as da from 'n2words/da-DK';
import * as de from 'n2words/de-DE';
import * as el from 'n2words/el-GR';
import * as es from 'n2words/es-ES';
import * as fi from 'n2words/fi-FI';
import * as fr from 'n2words/fr-FR';
import * as he from 'n2words/he-IL';
import * as hi from 'n2words/hi-IN';
import * as it from 'n2words/it-IT';
import * as ja from 'n2words/ja-JP';
import * as ko from 'n2words/ko-KR';
import * as ms from 'n2words/ms-MY';
import * as no from 'n2words/nb-NO';
import * as nl from 'n2words/nl-NL';
import * as pl from 'n2words/pl-PL';
import * as pt from 'n2words/pt-PT';
import * as ru from 'n2words/ru-RU';
import * as sv from 'n2words/sv-SE';
import * as sw from 'n2words/sw-KE';
import * as tr from 'n2words/tr-TR';

/** n2words' functions for a language. They take a whole number or a decimal one with a point, and throw for what they cannot say. */
export interface NumberWords {
  readonly toCardinal: (value: string) => string;
  readonly toOrdinal: (value: string) => string;
  /** In the currency of its country. */
  readonly toCurrency: (value: string) => string;
}

/** What is wrong in n2words 4.0.0, or not the spelling of today, and what it should be. */
type Mends = readonly (readonly [RegExp, string])[];

/** How a language reads numbers. */
export interface LanguageNumbers {
  readonly words: NumberWords;
  readonly mends?: Mends;
  /** From here on n2words is wrong, or nobody would say it so; a larger number stays as it is written. */
  readonly below: number;
  /** The decimal mark as it is said. */
  readonly point: string;
  /** Decimals are read one by one; otherwise up to three are a number. */
  readonly oneByOne?: true;
  /** Written without spaces between words. */
  readonly unspaced?: true;
  /** Words stand beside a number without a space. */
  readonly besideLetters?: true;
  /** What a plain number is not read before: there it is something else, or inflected. The inside of a regular expression. */
  readonly notBefore?: string;
  /** What `toCurrency` is in, as people write it; undefined where n2words' phrase is wrong. */
  readonly sign?: string;
  /** One before a masculine or neuter unit; undefined where that depends on the unit. */
  readonly one: string | undefined;
  /** What else changes before a masculine unit. */
  readonly beforeUnit?: (words: string) => string;
}

const trillion = 1e12;

/** `3. Mai`, `2. plass`: an ordinal. */
const ordinalDot = String.raw`(?<=(?<!\p{N})\p{N}{1,2})\.(?= ?\p{L})`;
/** `5-й`, `2-go`: an ordinal or a case. */
const ending = String.raw`-\p{L}`;
/** Counted with native Korean numbers: 다섯 개, 세 시. */
const nativelyCounted =
  '개(?!월|국)|명|살|시|마리|번(?!지)|잔|병|권|대|장|사람|가지|달|그루|송이|켤레|벌|채|척|곳|줄|군데';
/** Behind these Chinese ones are certain; other words behind a Korean number may be counted either way. */
const sinoCounted =
  '년|월|일|분|초|원|층|호|번지|개월|개국|퍼센트|프로|도|점|위|등|회|차|급|주|세기|학년|페이지|쪽|만|억|조|천|백|킬로|미터|센티|밀리|그램|리터|톤|달러|유로|엔|위안|은|는|이|가|을|를|의|에|로|과|와|까지|부터|보다|정도';

const finnish = 'kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän';
const swahiliOnes = 'moja|mbili|tatu|nne|tano|sita|saba|nane|tisa';

/**
 * The languages that Chatterbox speaks besides English and Chinese: nothing in it reads digits. (eSpeak, and Piper by eSpeak's phonemes, read
 * them themselves, in these languages and in many more.) Importing all 21 takes 12 ms and 1 MB of heap (71 languages: 31 ms and 2.6 MB), so nothing is
 * loaded later.
 */
export const languageNumbers: Readonly<Record<string, LanguageNumbers>> = {
  // From 200 000 on the numeral should be in construct form.
  ar: { words: ar, below: 200_000, point: 'فاصلة', one: undefined },
  da: {
    ...{ words: da, notBefore: ordinalDot, below: trillion, point: 'komma', sign: 'kr', one: undefined },
    mends: [
      [/millarder/g, 'milliarder'],
      [/\ben million(?:er)?/g, 'en million'],
      [/\ben milliarder/g, 'en milliard'],
    ],
  },
  de: {
    words: de,
    notBefore: ordinalDot,
    below: trillion,
    point: 'Komma',
    oneByOne: true,
    sign: '€',
    one: 'ein',
    mends: [[/komma/g, 'Komma']],
  },
  // From 2000 on the thousands are feminine.
  el: { words: el, below: 2000, point: 'κόμμα', sign: '€', one: 'ένα' },
  es: {
    ...{
      words: es,
      below: trillion,
      point: 'coma',
      sign: '€',
      one: 'un',
      beforeUnit: (words) => words.replace(/veintiuno$/u, 'veintiún').replace(/uno$/u, 'un'),
    },
    mends: [
      [/dieciseis/g, 'dieciséis'],
      [/veintiuno(?= (?:mil|euro|céntimo))/g, 'veintiún'],
      [/uno(?= (?:mil|euro|céntimo))/g, 'un'],
    ],
  },
  fi: {
    ...{ words: fi, notBefore: `${ordinalDot}|${ending}`, below: trillion, point: 'pilkku', sign: '€', one: 'yksi' },
    mends: [
      [new RegExp(`(${finnish}) sata`, 'g'), '$1sataa'],
      [/(?<=\p{L}) tuhat/gu, 'tuhatta'],
      [/(?<!(?:^|\s)yksi )milj(oona|ardi)(?!a)/g, 'milj$1a'],
    ],
  },
  fr: { words: fr, below: trillion, point: 'virgule', sign: '€', one: 'un' },
  // From 3000 on the numeral should be in construct form.
  he: {
    ...{ words: he, below: 3000, point: 'נקודה', one: undefined },
    mends: [
      [/שלש/g, 'שלוש'],
      [/שתים(?! עשרה)/g, 'שתיים'],
      [/ששים/g, 'שישים'],
      // The last part takes "and", also tens and hundreds alone and what is below twenty.
      [
        /(?<=(?:מאה|מאתיים|מאות|אלף|אלפיים) )(עשרים|שלושים|ארבעים|חמישים|שישים|שבעים|שמונים|תשעים|מאה|מאתיים|עשר|\p{L}+ (?:מאות|עשרה))$/gu,
        'ו$1',
      ],
    ],
  },
  hi: { words: hi, below: trillion, point: 'दशमलव', oneByOne: true, sign: '₹', one: 'एक' },
  it: { words: it, below: trillion, point: 'virgola', sign: '€', one: 'un' },
  ja: {
    words: ja,
    below: 1e16,
    point: '点',
    oneByOne: true,
    unspaced: true,
    besideLetters: true,
    sign: '¥',
    one: '一',
  },
  ko: {
    words: ko,
    below: 1e16,
    mends: [[/^(?=[억조])/gu, '일']],
    point: '점',
    oneByOne: true,
    besideLetters: true,
    sign: '₩',
    one: '일',
    notBefore: String.raw` ?(?:${nativelyCounted})|(?!${sinoCounted})\p{Script=Hangul}`,
  },
  ms: { words: ms, below: trillion, point: 'perpuluhan', oneByOne: true, sign: 'RM', one: 'satu' },
  nl: { words: nl, below: trillion, point: 'komma', sign: '€', one: 'één' },
  no: {
    ...{ words: no, notBefore: ordinalDot, below: trillion, point: 'komma', sign: 'kr', one: undefined },
    mends: [
      [/[-,]/g, ''],
      [/\ben (?=hundre|tusen)/g, 'ett '],
      [/(?<!\ben )(million|milliard)\b/g, '$1er'],
    ],
  },
  pl: {
    words: pl,
    notBefore: `${ordinalDot}|${ending}`,
    below: trillion,
    point: 'przecinek',
    sign: 'zł',
    one: 'jeden',
  },
  // As in Portugal; see brazilian.ts. From a thousand million on the two differ.
  pt: {
    ...{ words: pt, below: 1e9, point: 'vírgula', sign: '€', one: 'um' },
    mends: [[/mil (?=(?:duz|trez|quatroc|quinh|seisc|setec|oitoc|novec)entos(?: euros|$))/g, 'mil e ']],
  },
  ru: {
    words: ru,
    notBefore: ending,
    below: trillion,
    point: 'запятая',
    sign: '₽',
    one: 'один',
    mends: [[/ и (?=.{1,40}коп)/g, ' ']],
  },
  sv: {
    ...{ words: sv, below: trillion, point: 'komma', sign: 'kr', one: undefined },
    mends: [
      [/ och (?!.*öre)|-/g, ''],
      [/(?<!\ben )(miljon|miljard)\b/g, '$1er'],
    ],
  },
  sw: {
    ...{ words: sw, below: trillion, point: 'nukta', oneByOne: true, one: 'moja' },
    mends: [[new RegExp(`mia(?! (?:${swahiliOnes}))`, 'g'), 'mia moja']],
  },
  tr: { words: tr, notBefore: ordinalDot, below: trillion, point: 'virgül', sign: '₺', one: 'bir' },
};

/** n2words' phrase for larger sums lacks a word: "un million d'euros". */
export const sumsBelow = 1e6;
