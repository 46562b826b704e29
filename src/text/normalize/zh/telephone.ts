import { said, type Rule } from '../rule.ts';
import { digitByDigit } from './numbers.ts';
import { pattern, start, textBefore, textBehind } from './numerals.ts';

/**
 * Numbers that are dialled are read digit by digit, and 1 is 一 as in any other number (not 幺): every listener knows it, and it is what the
 * digits of codes and years are read with.
 */

/** `+86 139-8560` → `加八六一三九八五六零`. */
export function sayTelephone(text: string): string {
  return text.replace(/[+转轉#*]|\d|[^+转轉#*\d]/gu, (each) => dialled[each] ?? digitByDigit(each));
}

const dialled: Readonly<Record<string, string>> = { '+': '加', 转: '转', 轉: '轉', '#': '井号', '*': '星号' };

const notPart = '(?!\\d|[-.]\\d)';
const extension = '(?:[-转轉]\\d{1,6})?';

/** Before a number these make it one that is dialled. */
const dialledBefore =
  /(?:电话|電話|手机|手機|热线|熱線|客服|拨打?|撥打?|致[电電]|传真|傳真|号码|號碼|专线|專線|短信|短訊|联系|聯繫|报警|報警|急救|火警|[Tt]el)[^\d。！？，、；\n]{0,6}$|[打按][给給到]?[“"「 ]?$/u;

/** Behind a number these make it an amount after all: 电话费10015元. */
const amountBehind = /^ ?(?:[元块塊角分个個人次年月日号號天万萬亿億台部家条條张張位小%分秒岁歲名]|[.:：/]\d)/u;

/** Behind the number of the townhalls, 12345, these say that it is one. */
const serviceBehind = /^[”」"]? ?(?:政[务務府]|市民|[热熱][线線]|[服][务務]|便民|平[台臺]|投[诉訴])/u;

/** A day written in eight digits. */
const wholeDate = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/u;

export const telephoneRules: readonly Rule[] = [
  {
    // Mobile telephones of the mainland, with or without its prefix; a round number of that length is no such.
    name: 'telephone',
    pattern: pattern(
      `(?<![\\d.]|\\d[- ])(?:\\+?86[- ]?)?1[3-9]\\d(?:[- ]?\\d{4}[- ]?\\d{4}|[- ]\\d{3}[- ]\\d{5})${notPart}`,
    ),
    say: (match) => {
      const [written] = match;
      return /0{5}$/u.test(written) || amountBehind.test(textBehind(match, 2)) ? undefined : sayTelephone(written);
    },
  },
  {
    // Some of its digits are hidden: 138****8526.
    name: 'telephone',
    pattern: pattern(`(?<![\\d.]|\\d[- ])1[3-9]\\d \\d{4}${notPart}`),
    say: (match) => (amountBehind.test(textBehind(match, 2)) ? undefined : sayTelephone(match[0].replace(' ', ''))),
  },
  {
    // With an area code: 010-64035547, (021)5558 1234, 0755 12345678-801.
    name: 'telephone',
    pattern: pattern(
      `(?<![\\d.]|\\d[- ])(?:\\+86[- ]?)?(?:[(（]0\\d{2,3}[)）][- ]?|0\\d{2,3}[- ])\\d{3,4}[- ]?\\d{4}${extension}${notPart}`,
    ),
    say: ([written]) => sayTelephone(written),
  },
  {
    name: 'telephone',
    pattern: pattern(
      `(?<![\\d.]|\\d[- ])[48]00(?:[- ]\\d{3,4}[- ]\\d{3,4}|[- ]\\d{7}|[1-9]\\d{6})${extension}${notPart}`,
    ),
    say: ([written]) => sayTelephone(written),
  },
  {
    // Of other countries.
    name: 'telephone',
    pattern: pattern(`(?<![\\dA-Za-z])\\+\\d{1,3}(?:[- ]?\\(\\d{1,4}\\))?(?:[- ]\\d{1,5}){2,5}${notPart}`),
    say: ([written]) => sayTelephone(written),
  },
  {
    // Numbers of carriers (100), banks and insurers (95), and of public services: 10086, 95588, 12306.
    name: 'telephone',
    pattern: pattern(
      `${start}(?<!第)(?:100[1-9]\\d|9[56]\\d{3,4}|12(?:30[56]|31[0589]|32[0-9]|33[0-9]|34[58]|36[689]|38[01]))${notPart}`,
    ),
    say: (match) => {
      const [written] = match;
      if (/00$/u.test(written) || amountBehind.test(textBehind(match, 2))) return undefined;
      return written === '12345' && !serviceBehind.test(textBehind(match, 6)) ? undefined : digitByDigit(written);
    },
  },
  {
    name: 'telephone',
    pattern: pattern(`${start}\\d{3,12}(?:-\\d{3,8}){0,3}${extension}(?!\\d|\\.\\d)`),
    say: (match) => {
      if (!dialledBefore.test(textBefore(match, 12)) || amountBehind.test(textBehind(match, 2))) return undefined;
      return sayTelephone(match[0]);
    },
  },
  {
    // Those that are dialled in an emergency, in a row: 110、119、120.
    name: 'telephone',
    pattern: pattern(`${start}(?:11[0249]|12[02])(?:(?:[、，,/]| ?[和或] ?)(?:11[0249]|12[02])){1,4}(?![\\d.])`),
    say: (match) =>
      amountBehind.test(textBehind(match, 2))
        ? undefined
        : match[0].replace(/\d+/gu, digitByDigit).replaceAll('/', '、'),
  },
  {
    // 10086，110: what is dialled in an emergency, in a list behind another number.
    name: 'telephone',
    pattern: pattern(`(?<=${said}[，、,和或及] ?)(?:11[0-9]|12[0-2])(?!\\d|\\.\\d)`),
    say: (match) => (amountBehind.test(textBehind(match, 2)) ? undefined : sayTelephone(match[0])),
  },
  {
    // Eight digits alone, as telephones have in cities: 85307499; with three zeros and more they are a round number.
    name: 'telephone',
    pattern: pattern(`${start}(?<!第)[1-8]\\d{3}-?\\d{4}(?!\\d|[.:/~–-]\\d)`),
    say: (match) => {
      const [written] = match;
      const isRange = written.includes('-') && written.slice(0, 4) < written.slice(-4);
      return isRange ||
        wholeDate.test(written) ||
        /^(?:[^0]*0){3}/u.test(written) ||
        amountBehind.test(textBehind(match, 2))
        ? undefined
        : digitByDigit(written);
    },
  },
];
