import { said, type Rule } from '../rule.ts';
import { counter } from './classifiers.ts';
import { amount, cardinal, countedAmount, digitByDigit } from './numbers.ts';
import { multiplied } from './money.ts';
import {
  decimal,
  end,
  integer,
  magnitude,
  pattern,
  quantity,
  rangeMark,
  sayCount,
  start,
  textBefore,
} from './numerals.ts';
import { sayFraction } from './fractions.ts';
import { perUnit, unit, unitName } from './units.ts';

const fraction = `(?:(?:${integer}[ 又])?\\d{1,8}/\\d{1,8}(?:\\.\\d{1,4})?)`;

/** Behind a single capital letter these make it a name: 5A级景区, 3A座. */
const nameBehind = /^ ?[级級区區座栋棟景类類组組股型轮輪班面站市厅廳大]/u;

/** Amperes, by what stands behind them; 4A公司, 3A游戏 are names. */
const currentBehind = /^(?:$| ?[^\p{L}\p{N} ]| ?[的电電插保充额額输輸快大小以左])/u;

/** Below zero is 零下 with the degrees of a thermometer, 负 with any other. */
function sayDegrees(number: string): string {
  const below = /^[-−]/u.test(number);
  const above = number.startsWith('+');
  return `${below ? '零下' : above ? '零上' : ''}${countedAmount(number.replace(/^[-−+]/u, ''))}`;
}

const degreeNames: Readonly<Record<string, string>> = { '°C': '度', '°F': '华氏度' };
const degrees = `(?:°C|°F|摄氏度|攝氏度|华氏度|華氏度)`;
const smallDegrees = `(?:[0-5]?\\d(?:\\.\\d{1,2})?)`;
const minus = `(?<![\\dA-Za-z${said})] ?)[-−+]`;

export const measureRules: readonly Rule[] = [
  {
    // 5k: what people type for thousands; screens have 4k and gold has 24k.
    name: 'count',
    pattern: pattern(`${start}(${decimal})k(?![A-Za-z\\d/]| ?[屏电電视視高超画畫分显顯影蓝藍金纯純钻鑽])`),
    say: ([, written = '']) => countedAmount(multiplied(written, 3)),
  },
  {
    // 800+粒: more than so many.
    name: 'count',
    pattern: pattern(`${start}(${integer}${magnitude}?)\\+(?=\\p{Script=Han})`),
    say: ([, written = '']) => (/^\d$/u.test(written) ? undefined : `${sayCount(written)}多`),
  },
  {
    // 300w张: what people type for 万; watts are a capital W.
    name: 'count',
    pattern: pattern(`${start}(${quantity})w(?![A-Za-z\\d])`),
    say: ([, written = '']) => `${sayCount(written)}万`,
  },
  {
    // 1米78, 9秒58: what stands behind the unit is its decimals.
    name: 'measure',
    pattern: pattern(
      `${start}(?<!第)(\\d{1,3})([米秒])(\\d{1,2})(?![\\d.:：%~–-]| ?(?:[A-Za-z毫厘公分]|${counter}|${magnitude}))`,
    ),
    say: ([, whole = '', word = '', decimals = '']) => countedAmount(whole) + word + digitByDigit(decimals),
  },
  {
    // Rooms of a flat: 2室2厅.
    name: 'count',
    pattern: pattern(
      `${start}(\\d{1,2})([室房])(\\d{1,2})([厅廳])(?:(\\d{1,2})([卫衛厨廚]))?(?:(\\d{1,2})([卫衛厨廚]))?`,
    ),
    say: ([written]) => written.replace(/\d+/gu, countedAmount),
  },
  {
    // A floor, not so many of them: 地下2层, 位于2层.
    name: 'count',
    pattern: pattern(`(?<=地下|[负負在于於到至去往] ?)2(?=[层層])`),
    say: ([digit]) => cardinal(digit),
  },
  {
    // 3元5角2分, 7点差2分: two is 二 here.
    name: 'count',
    pattern: pattern(`(?<=\\d{1,4}[角毛]|${said}差)\\d(?=分(?![钟鐘之]))`),
    say: ([digit]) => cardinal(digit),
  },
  {
    name: 'temperature',
    pattern: pattern(
      `((?:${minus})?(?<![\\d.])${decimal})(°[CF]?|[摄攝]氏度)?(?: ?(?:[~∼–—至到]|-(?=\\d|-)) ?([-−+]?${decimal}))? ?(${degrees})(?![A-Za-z])`,
    ),
    say: ([, from = '', first, to, word = '']) => {
      const name = degreeNames[word] ?? word;
      if (to === undefined) return first === undefined ? sayDegrees(from) + name : undefined;
      return `${sayDegrees(from)}${first === undefined ? '' : name}到${sayDegrees(to)}${name}`;
    },
  },
  {
    name: 'temperature',
    pattern: pattern(
      `(?<![\\dA-Za-z${said})] ?)([-−]${smallDegrees})(?: ?[~∼至到] ?([-−+]?${smallDegrees}))? ?[度°](?!\\d)`,
    ),
    say: ([, from = '', to]) => `${sayDegrees(from)}${to === undefined ? '' : `到${sayDegrees(to)}`}度`,
  },
  {
    // Latitude and longitude, angles: 39°54′20″.
    name: 'measure',
    pattern: pattern(`${start}(\\d{1,3}(?:\\.\\d{1,8})?)°(?:(\\d{1,2})[′'](?:(\\d{1,2}(?:\\.\\d{1,4})?)[″"])?)?`),
    say: ([, degree = '', minutes, seconds]) =>
      `${amount(degree)}度${minutes === undefined ? '' : `${amount(minutes)}分`}${seconds === undefined ? '' : `${amount(seconds)}秒`}`,
  },
  {
    name: 'measure',
    pattern: pattern(`${start}(${fraction}) ?(${unit})`),
    say: ([, written = '', symbol = '']) => {
      const words = sayFraction(written);
      return words === undefined ? undefined : words + unitName(symbol);
    },
  },
  {
    name: 'measure',
    pattern: pattern(`${start}(${quantity})( ?)([多余餘]?)(${unit})`),
    say: (match) => {
      const [, written = '', , more = '', symbol = ''] = match;
      const behind = match.input.slice(match.index + match[0].length, match.index + match[0].length + 2);
      if (/^[A-Z]$/u.test(symbol) && nameBehind.test(behind)) return undefined;
      if (symbol === 'A' && !currentBehind.test(behind)) return undefined;
      if (symbol.length === 1 && /[A-Za-z] ?$/u.test(textBefore(match, 2))) return undefined;
      return sayCount(written) + more + unitName(symbol);
    },
  },
  {
    // A unit behind a power that was said: 1.2×10⁵Pa.
    name: 'measure',
    pattern: pattern(`(?<=[${said}⁰¹²³⁴-⁹])(?![A-Za-z](?![A-Za-z/]))(${unit})`),
    say: ([, symbol = '']) => unitName(symbol),
  },
  {
    // 5元/kg, 人/km², $5/kg.
    name: 'rate',
    pattern: pattern(`(?<=[元次人个個块塊角分千万萬亿億吨噸台臺件位瓦克米升字${said}]) ?/ ?(${perUnit})`),
    say: ([, symbol = '']) => unitName(`/${symbol}`),
  },
  {
    name: 'count',
    pattern: pattern(
      `${start}(?<!第[\\d、,至到和~–-]{0,8}|\\d/)(${quantity})${end} ?(?=(?:[多余餘来來几幾])?${counter}|${magnitude})`,
    ),
    say: ([, written = '']) => sayCount(written),
  },
  {
    name: 'count',
    pattern: pattern(`${start}(?<!第)(${decimal})(?=${rangeMark}${decimal}${magnitude}?${counter})`),
    say: ([, written = '']) => countedAmount(written),
  },
  {
    // 3次/天, 5元/人.
    name: 'rate',
    pattern: pattern(`(?<=${said}\\p{Script=Han}{0,3})/(?=${counter})`),
    say: () => '每',
  },
];

/** Sizes, when each side has been read or is a number: 3m×4m, 10*20cm, 7x24小时. */
export const sizeRules: readonly Rule[] = [
  { name: 'size', pattern: pattern(`(?<=[\\d${said}](?<!\\b0)) ?[×xX*] ?(?=[\\d${said}])`), say: () => '乘' },
];
