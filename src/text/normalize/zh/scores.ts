import type { Rule } from '../rule.ts';
import { counter } from './classifiers.ts';
import { amount } from './numbers.ts';
import { decimal, pattern, start, textBefore, textBehind } from './numerals.ts';
import { scoreBefore, scoreBehind } from './times.ts';

/** What has a colon between numbers and is no time of the day: scores, ratios, scales. */

function sayRatio(written: string): string {
  return written
    .split(/ ?[:：∶/\-–] ?/u)
    .map((term) => amount(term))
    .join('比');
}

const pair = '\\d{1,3} ?[-–] ?\\d{1,3}';

/** Teams whose games have scores past those that sets have. */
const teams =
  '湖人|勇士|火箭|[凯凱][尔爾]特人|掘金|[热熱]火|雄鹿|76人|快船|太[阳陽]|[独獨]行[侠俠]|[马馬]刺|雷霆|[篮籃][网網]|尼克斯|公牛|[骑騎]士|活塞|步行者|老[鹰鷹]|[黄黃]蜂|魔[术術]|奇才|猛[龙龍]|森林狼|[开開]拓者|爵士|[国國]王|[鹈鵜][鹕鶘]|灰熊';

/** Before a pair with a dash these make it a score; a time of the day may stand behind them too. */
const matchBefore = new RegExp(
  `(?:[赛賽][^\\d。！？\\n]{0,3}|第 ?[1-7一二三四五六七] ?[节節盘盤][^\\d。！？，\\n]{0,3}|[队隊]|国足|国奥|[男女][足篮籃排]|${teams})$`,
  'u',
);

/** The words beside a pair with a dash that say how it is meant otherwise: 计算5-3, 5-3等于2, 0-5之间. */
const sumBefore = /(?:[计計]?算|[求解从從由自在约約第])[：: ]?$/u;
const sumBehind = /^ ?(?:等[于於]|的?[差值]|是多少|=|之|以|左右|[范範][围圍]|不等|[岁歲])/u;

/** A pair with a dash between Chinese words, the second number the smaller or the first none: 曼联2-1利物浦. */
function isBareScore(match: RegExpExecArray): boolean {
  const [before, behind] = [textBefore(match, 4), textBehind(match, 4)];
  const [first = 0, second = 0] = match[0].split(/[-–]/u).map(Number);
  if (!/\p{Script=Han}$/u.test(before) || !/^\p{Script=Han}/u.test(behind) || match[0].includes(' ')) return false;
  if (sumBefore.test(before) || sumBehind.test(behind) || counted.test(behind)) return false;
  return first > second || (first === 0 && second < 20) || (first === second && first < 20);
}

/** Behind the ends of a range: 22-6点. */
const counted = new RegExp(`^ ?(?:${counter}|[点點时時月日号號度级級折线線路])`, 'u');

export const scoreRules: readonly Rule[] = [
  {
    // Blood pressure.
    name: 'ratio',
    pattern: pattern(`${start}(\\d{2,3}/\\d{2,3})(?![\\d/])( ?mmHg)?`),
    say: (match) => {
      const [, written = '', unit] = match;
      if (unit !== undefined) return `${sayRatio(written)}毫米汞柱`;
      return /血[压壓][^\d。]{0,4}$/u.test(textBefore(match, 7)) ? sayRatio(written) : undefined;
    },
  },
  {
    // Sets one after the other too: 6-4、7-5.
    name: 'score',
    pattern: pattern(`${start}${pair}(?:[、，,和及] ?${pair}){0,6}(?![\\d.]|[-–]\\d)`),
    say: (match) => {
      const before = textBefore(match, 16);
      const behind = textBehind(match, 4);
      const isScore = scoreBefore.test(before) || scoreBehind.test(behind) || isBareScore(match);
      return isScore || (matchBefore.test(before) && !counted.test(behind))
        ? match[0].replace(new RegExp(pair, 'gu'), sayRatio)
        : undefined;
    },
  },
  {
    name: 'ratio',
    pattern: pattern(`${start}(?<!\\d[:：∶])${decimal}(?: ?[:：∶] ?${decimal}){1,20}(?!\\d)`),
    say: ([written]) => sayRatio(written),
  },
];
