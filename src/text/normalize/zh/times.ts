import { said, type Rule } from '../rule.ts';
import { amount, cardinal, countedAmount } from './numbers.ts';
import { pattern, start, textBefore, textBehind } from './numerals.ts';

/** `05` → `零五`, `5` → `五`, `00` → ``: minutes and seconds behind a colon. */
function sixtieth(digits: string): string {
  const value = Number(digits);
  if (value === 0) return '';
  return (value < 10 && digits.length === 2 ? '零' : '') + cardinal(String(value));
}

/**
 * Says a time of the day or a span of time that is written with colons: `2:02` → `两点零二分`; undefined when an hour is past 24 or a
 * minute or second past 59.
 */
export function sayTime(hours: string, minutes: string, seconds?: string, hourWord = '点'): string | undefined {
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const hour = countedAmount(String(Number(hours))) + hourWord;
  const minute = sixtieth(minutes);
  const second = sixtieth(seconds ?? '00');
  if (second === '') return hour + (minute === '' ? '' : `${minute}分`);
  return `${hour}${minute === '' ? '零' : minute}分${second}秒`;
}

/** The part of the day by `am` or `pm`; none where the text has one already. */
export function dayPart(hours: string, mark: string | undefined, before = ''): string {
  if (mark === undefined || Number(hours) > 12 || partBefore.test(before)) return '';
  if (Number(hours) === 12) return /^a/iu.test(mark) ? '凌晨' : '中午';
  return /^a/iu.test(mark) ? '上午' : '下午';
}

const partBefore = /(?:[上下中]午|[早晚][上间間]?|凌晨|清晨|傍晚|午后|午後|半夜|深夜|今晚|明早) ?$/u;

/** Before colons these make it a span of time: 用时3:25. */
const spanBefore = /(?:[用耗历歷][时時]|[时時][长長间間]为?|成[绩績]为?|全[长長]|[跑游]出)[为為了是:：]? ?$/u;

/** Before colons these make it a score or a ratio, in any numbers. */
export const scoreBefore =
  /(?:比分|比[数數例率值]|[战戰]平|[胜勝負负败敗]|逼平|比[为為]|[领領]先|落[后後]|[进進]球|[总總]分|[终終半全]场|[终終半全]場|[\d一二三四五六七]局|[点點]球|局分)[^\d。！？，\n]{0,8}$|(?:[师師]生|男女|性[别別]|[长長][宽寬]|[宽寬]高|[纵縱][横橫]|配|[产產]出|医患|醫患|[护護]患)比 ?$|[以成] ?$/u;

/** Behind a score these say that it is one: 3-1战胜. */
export const scoreBehind =
  /^ ?(?:[大小险險完惜力绝絕]?[战戰]?[胜勝]|[大小惜完]?[负負败敗](?!责|責)|[击擊][败敗]|逼平|[战戰闷悶握扳追]平|[赢贏輸输]|拿下|反超|不[敌敵]|取[胜勝]|[获獲][胜勝]|力克|逆[转轉]|[领領]先|落[后後]|淘汰|横[扫掃]|[晋晉][级級])/u;

const mark = '(?: ?([AaPp])\\.?[Mm](?:\\.|(?![A-Za-z])))';
const clock = '(\\d{1,2}):([0-5]\\d)(?::([0-5]\\d))?';
const notPart = '(?![\\d]|:\\d)';

/** Behind a time: `Z`, `+08:00`. */
const zone = '(?:(Z)(?![A-Za-z])|([-+−])(0\\d|1[0-4]):?(\\d\\d)(?![\\d:]))';

function zoneName(zulu: string | undefined, side = '+', hours = '', minutes = ''): string {
  if (zulu !== undefined || Number(hours + minutes) === 0) return '协调世界时';
  const half = minutes === '30' ? '半' : '';
  return `${side === '+' ? '东' : '西'}${cardinal(String(Number(hours)))}区${half}时间`;
}

export const timeRules: readonly Rule[] = [
  {
    // As machines write it: 08:30:00.000Z, 08:30:00+08:00.
    name: 'time',
    pattern: pattern(`(?<![\\dA-Za-z.:])(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.\\d{1,9})?)?${zone}`),
    say: ([, hours = '', minutes = '', seconds, zulu, side, zoneHours, zoneMinutes]) => {
      const time = sayTime(hours, minutes, seconds);
      // Without seconds 10:30-11:00 is a range.
      return time === undefined || (seconds === undefined && zulu === undefined)
        ? undefined
        : zoneName(zulu, side, zoneHours, zoneMinutes) + time;
    },
  },
  {
    name: 'duration',
    pattern: pattern(`${start}(?<!\\d:)(?:(\\d{1,2}):)?(\\d{1,3}):([0-5]\\d)(?:\\.(\\d{1,3}))?${notPart}`),
    say: (match) => {
      if (!spanBefore.test(textBefore(match, 8))) return undefined;
      const [, hours, minutes = '', seconds = '', fraction] = match;
      const second = cardinal(seconds) + (fraction === undefined ? '' : `点${[...fraction].map(cardinal).join('')}`);
      return `${hours === undefined ? '' : `${countedAmount(hours)}小时`}${cardinal(minutes)}分${second}秒`;
    },
  },
  {
    name: 'duration',
    pattern: pattern(`${start}(\\d{1,3})['′](\\d{1,2}(?:\\.\\d{1,3})?)["″]`),
    say: ([, minutes = '', seconds = '']) => `${amount(minutes)}分${amount(seconds.replace(/^0(?=\\d)/u, ''))}秒`,
  },
  {
    name: 'time',
    pattern: pattern(`${start}(?<!\\d:)${clock}${notPart}${mark}?`),
    say: (match) => {
      const [, hours = '', minutes = '', seconds, half] = match;
      const before = textBefore(match, 16);
      if (
        half === undefined &&
        seconds === undefined &&
        (scoreBefore.test(before) || scoreBehind.test(textBehind(match, 4)))
      ) {
        return undefined;
      }
      const time = sayTime(hours, minutes, seconds);
      return time === undefined ? undefined : dayPart(hours, half, before) + time;
    },
  },
  {
    name: 'time',
    pattern: pattern(`${start}(1[0-2]|0?[1-9])${mark}`),
    say: (match) => {
      const [, hours = '', half] = match;
      return `${dayPart(hours, half, textBefore(match, 4))}${countedAmount(String(Number(hours)))}点`;
    },
  },
  {
    // 3点4分5秒am
    name: 'time',
    pattern: pattern(`${start}(\\d{1,2})([点點])(?:(\\d{1,2})分(?:(\\d{1,2})秒)?)?${mark}`),
    say: (match) => {
      const [, hours = '', word = '', minutes, seconds, half] = match;
      if (Number(hours) > 24 || Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59) return undefined;
      const hour = dayPart(hours, half, textBefore(match, 4)) + countedAmount(String(Number(hours))) + word;
      const minute = minutes === undefined ? '' : `${sixtieth(minutes) || '零'}分`;
      return hour + minute + (seconds === undefined ? '' : `${sixtieth(seconds) || '零'}秒`);
    },
  },
  {
    // 2-3点
    name: 'time',
    pattern: pattern(`${start}(\\d{1,2}) ?([-–—~至到]) ?(\\d{1,2})(?=[点點](?!\\d))`),
    say: ([, from = '', word = '', to = '']) =>
      Number(from) > 24 || Number(to) > 24
        ? undefined
        : countedAmount(String(Number(from))) + (word === '至' ? word : '到') + countedAmount(String(Number(to))),
  },
  {
    // 2点05分, 2点30, 2点; no decimal such as 2点5.
    name: 'time',
    pattern: pattern(`${start}(\\d{1,2}) ?([点點])(?:(\\d{2})(?![\\d.])(分)?|(?=\\d ?[分刻])|(?!\\d))`),
    say: ([, hours = '', word = '', minutes, minuteWord = '']) => {
      if (Number(hours) > 24 || Number(minutes ?? 0) > 59) return undefined;
      const minute = minutes === undefined ? '' : minutes === '00' ? '整' : sixtieth(minutes);
      return countedAmount(String(Number(hours))) + word + minute + (minute === '整' ? '' : minuteWord);
    },
  },
  {
    // 14时05分: the 时 of timetables and news; two is 二 before it.
    name: 'time',
    pattern: pattern(`${start}(\\d{1,2}) ?([时時])(?![长長间間])(?:(\\d{1,2}) ?分)?`),
    say: ([, hours = '', word = '', minutes]) => {
      if (Number(hours) > 24 || Number(minutes ?? 0) > 59) return undefined;
      const minute = minutes === undefined ? '' : `${sixtieth(minutes) || '零'}分`;
      return cardinal(String(Number(hours))) + word + minute;
    },
  },
  {
    // Minutes and seconds behind hours and minutes that were said: two is 二 here.
    name: 'time',
    pattern: pattern(`(?<=${said}) ?(\\d{1,2}) ?([分秒])(?![之钟鐘])`),
    say: ([, digits = '', word = '']) => (Number(digits) > 59 ? undefined : `${sixtieth(digits) || '零'}${word}`),
  },
];
