import type { Rule } from '../rule.ts';
import { counter } from './classifiers.ts';
import { amount, cardinal, digitByDigit } from './numbers.ts';
import { decimal, magnitude, pattern, start, textBefore, textBehind } from './numerals.ts';
import { unit } from './units.ts';

/** Numbers that name a thing instead of counting it are read digit by digit. */

/** Before a number these make it a name. */
const codeBefore =
  /(?:尾[号號数數]|[编編][号號码碼]|代[号號码碼]|[号號][码碼]|[验驗][证證][码碼]|密[码碼]|[邮郵](?:政?[编編码碼]|政编码)|卡[号號]|[账帳賬][号號户戶]|[工学學单單订訂警][单單]?[号號]|序列[号號]|[证證][号號件]|身份[证證]|[QqＱ]{2}[号號群]?|微信[号號]?|[车車]牌[号號]?|[航车車]班[号號]?|[车車][次号號]|[房门門批区區期型][号號]|房[间間]|口令|[单單]元|[楼樓][栋棟座]|ID|No\.|[Ii]d|[Cc]ode|分辨率|波音|空客|端口[号號]?|HTTP |[条條][码碼]|[识識][别別][码碼]|[基芯][金片]代?[码碼]?|股票|分机|分機|[门門]牌|[护護]照|合同|[会會][员員]|[件餐请請换換活取销銷货貨款][码碼])[号號是为為：:「“"（( #的]{0,4}$/u;

/** Behind a number these make it the name of a room, a road, a line, a train or a flight. */
const codeBehind =
  /^ ?(?:[号號]?(?:房[间間]?|室|公交|[国國省县縣乡鄉][道]|高速|次列[车車]|次?航班|[包教]室|[会會][议議]室|[病牢监監]房|[车車][厢廂]|高地|[专專][线線]|厂房|[军軍]工?厂)|路(?![人程费費])|中学生?)/u;

/** Behind a number these make it an amount after all. */
const amountBehind = /^ ?(?:[元块塊个個人次年月天万萬亿億台部家条條张張位%％岁歲名]|[.]\d)/u;

/** Names that are digits, with what has to follow. */
const known = [
  ...[`985(?! ?${counter})`, '211(?=[、/ ]?985|[高大院工])', '996(?!\\p{Script=Han}?[元个個人])', '315(?=[晚打])'],
  ...[
    '911(?=事|恐|[袭襲])',
    '(?:618|1111|1212|818)(?=大促|[购購]物|[活狂]|年中)',
    '404(?=[页頁错錯])',
    '731(?=部)',
    '110(?=指[挥揮]|接警|[报報])',
    '120(?=急救|救[护護])',
  ],
  ...['(?<=(?:[双雙]1[12]|[京][东東])[，、,和与與及]?)618'],
  ...['7-11(?=便利|[门門]?店)'],
  ...['1314', '5201314', '520(?=[表快告情])', '666(?![元个個人万萬亿億])'],
];

function digitsOfPlace(digits: string): string {
  return digits.length > 2 ? digitByDigit(digits) : amount(digits);
}

const groups = '(?:[- ]\\d{1,20}){0,8}';

/** Before two numbers with a hyphen these make them a place, in a book or a house: 图2-1, 3栋2-301. */
const placeBefore = '(?:[图圖表]|(?<!比)例|附件|附[录錄]|清单|清單|公式|定理)[号號]? ?';
const houseBefore = '(?:[栋棟幢弄]|[单單]元|[号號][楼樓院]|小[区區]) ?';

/** Standards: GB/T 15835-2011. */
const standards = '(?:GB|ISO|IEC|IEEE|DIN|ASTM|JIS|JGJ|YY|HG|QB|DL|TB|RFC)(?:/[TZ])?[ -]?';

export const codeRules: readonly Rule[] = [
  {
    name: 'code',
    pattern: pattern(
      `(?:(?<=${placeBefore})\\d{1,4}(?:-\\d{1,4}){1,3}|(?<=${houseBefore})\\d{1,3}(?:-\\d{1,3})?-\\d{3,4})(?![\\d.]|[-~–]| ?${counter})`,
    ),
    say: ([written]) => written.split('-').map(digitsOfPlace).join('杠'),
  },
  {
    // Number plates of cars.
    name: 'code',
    pattern: pattern(
      '(?<=[京津沪滬渝冀豫云辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊][A-Z](?:[· -]?[A-Z]{0,2}))\\d{3,6}(?![\\d.])',
    ),
    say: ([digits]) => digitByDigit(digits),
  },
  {
    // A room behind its floor or house: 15层1503.
    name: 'code',
    pattern: pattern(
      `(?<=\\d(?:[层層]|[号號]?[楼樓]|[栋棟幢座])) ?\\d{3,4}(?![\\d.,]| ?(?:${counter}|${magnitude}|${unit}))`,
    ),
    say: ([digits]) => digitByDigit(digits),
  },
  {
    name: 'code',
    pattern: pattern(`(?<=(?<![A-Za-z])${standards})\\d{3,6}(?:\\.\\d{1,3})?(?:[-–—]\\d{4})?(?![\\d.])`),
    say: ([written]) =>
      written
        .split(/[-–—]/u)
        .map((part) => part.split('.').map(digitByDigit).join('点'))
        .join('杠'),
  },
  {
    // The numbers of models behind a name in capitals: RTX 4090; round hundreds are numbers (TOP 500).
    name: 'code',
    pattern: pattern(
      `(?<=(?<![A-Za-z])(?!TOP )[A-Z]{2,8} )(?!\\d{1,2}00(?!\\d))\\d{3,4}(?![\\d.,:%/~–-]| ?(?:${counter}|${unit}|${magnitude}))`,
    ),
    say: ([digits]) => digitByDigit(digits),
  },
  {
    // Points of a screen: 分辨率为2560×1440.
    name: 'code',
    pattern: pattern(`${start}(\\d{3,4}) ?[×xX*] ?(\\d{3,4})(?![\\d.])`),
    say: (match) => {
      const isScreen = /(?:分辨率|屏|[画畫]面|[画畫][质質])[^。\n]{0,8}$/u.test(textBefore(match, 12));
      const [, width = '', height = ''] = match;
      return isScreen || /^ ?(?:像素|分辨率)/u.test(textBehind(match, 4))
        ? `${digitByDigit(width)}乘${digitByDigit(height)}`
        : undefined;
    },
  },
  {
    // Groups of four: bank cards.
    name: 'code',
    pattern: pattern(`(?<![\\d.]|\\d[- ])\\d{4}(?: \\d{4}){2,5}(?: \\d{1,4})?(?!\\d)`),
    say: ([written]) => digitByDigit(written),
  },
  {
    name: 'code',
    pattern: pattern(`(?<![\\d.])[A-Za-z]{0,4}(?:\\d{2,40}${groups}|\\d(?:[- ]\\d{1,20}){1,8})(?!\\d|:\\d)`),
    say: (match) => {
      const [written] = match;
      const before = textBefore(match, 14);
      if (!codeBefore.test(before) || amountBehind.test(textBehind(match, 3))) return undefined;
      return written.replace(/[\d -]{1,200}/gu, (digits) =>
        /[门門]牌/u.test(before) ? digits.split('-').map(digitByDigit).join('杠') : digitByDigit(digits),
      );
    },
  },
  {
    name: 'code',
    pattern: pattern(`${start}(?<!第)\\d{3,4}(?![\\d.])`),
    say: (match) => (codeBehind.test(textBehind(match, 6)) ? digitByDigit(match[0]) : undefined),
  },
  {
    // No street is so long: number 26314 is a name.
    name: 'code',
    pattern: pattern(`${start}(?<!第)\\d{5,12}(?=[”"」』]? ?[号號])`),
    say: ([written]) => digitByDigit(written),
  },
  {
    name: 'code',
    pattern: pattern(`${start}(?<!\\d-)(?:${known.join('|')})(?![\\d.]|-\\d)`),
    say: ([written]) => (written === '7-11' ? '七十一' : digitByDigit(written)),
  },
];

/** What looks like a date or a range but is too long for one. */
export const groupRules: readonly Rule[] = [
  {
    // Groups of digits: ISBN, serial numbers.
    name: 'code',
    pattern: pattern(`(?<![\\d.]|\\d[- ])\\d{1,12}(?:-\\d{1,12}){2,8}(?!\\d|-\\d)`),
    say: ([written]) => digitByDigit(written),
  },
];

/**
 * Digits beside Latin letters, after all other classes: up to two are a number (HDR10, A4, 5G), more are read one by one (G1234, A380,
 * 1080p), and decimals are one number (PM2.5).
 */
export const mixedRules: readonly Rule[] = [
  {
    // From one name to the next: A1-A5.
    name: 'range',
    pattern: pattern(`(?<![A-Za-z\\d])([A-Za-z]{1,3})(\\d{1,4}) ?([-–—~∼至到]) ?\\1(\\d{1,4})(?![A-Za-z\\d.])`),
    say: ([, letters = '', from = '', mark = '', to = '']) =>
      `${letters}${digitsOfName(from)}${mark === '至' ? mark : '到'}${letters}${digitsOfName(to)}`,
  },
  {
    // Business to business, peer to peer: the 2 is the English word.
    name: 'mixed',
    pattern: pattern('(?<![A-Za-z\\d])([BCDFGMOP])2([BCDFGMOP])(?![A-Za-z\\d])'),
    say: ([, from = '', to = '']) => `${from} to ${to}`,
  },
  {
    // Aircraft, rockets, ships: the hyphen is no minus.
    name: 'mixed',
    pattern: pattern(
      `(?<=[歼殲轰轟]|[运運直](?<![\\p{Script=Han}][运運直])|[东東][风風]|巨浪|[红紅]旗|[长長]征|神舟|嫦娥|天[问問宫宮舟]|快舟|[鹰鷹][击擊]|霹[雳靂]|武直|米格|[苏蘇]|[图圖]|[翼]?[龙龍]|彩虹|北斗)-(\\d{1,4})(?![\\d.])`,
    ),
    say: ([, digits = '']) => digitsOfName(digits),
  },
  {
    // 1.2.3, v2.0.1
    name: 'version',
    pattern: pattern(`(?<![\\d.])([Vv]|)(\\d{1,6}(?:\\.\\d{1,6}){2,5})(?!\\d|\\.\\d)`),
    say: ([, letter = '', parts = '']) =>
      letter +
      parts
        .split('.')
        .map((part) => (part.length > 2 ? digitByDigit(part) : amount(part)))
        .join('点'),
  },
  {
    name: 'mixed',
    pattern: pattern(`(?<=[A-Za-z])[-–]?(${decimal})((?:-\\d{1,12}){0,3})(?!-?\\d)`),
    say: ([, digits = '', more = '']) =>
      (/[.,]/u.test(digits) ? amount(digits) : digitsOfName(digits)) + digitByDigit(more),
  },
  {
    name: 'mixed',
    pattern: pattern(`${start}\\d{3,4}(?=(?:[PpIi]|T[Ii])(?![A-Za-z]))|${start}\\d{3,4}(?=[A-Z]\\d)`),
    say: ([digits]) => digitByDigit(digits),
  },
];

function digitsOfName(digits: string): string {
  return digits.length > 2 || /^0/u.test(digits) ? digitByDigit(digits) : cardinal(digits);
}
