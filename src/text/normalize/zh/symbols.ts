import { said, type Rule } from '../rule.ts';
import { cardinal, digitByDigit } from './numbers.ts';
import { pattern } from './numerals.ts';

/** What is left when all classes have read: single symbols, numbers that have a character of their own, and any digit. */

const names: Readonly<Record<string, string>> = {
  // Currencies without an amount.
  ...{
    $: '美元',
    '¥': '元',
    '€': '欧元',
    '£': '英镑',
    '₩': '韩元',
    '₽': '卢布',
    '฿': '泰铢',
    '₫': '越南盾',
    '₹': '卢比',
    '₿': '比特币',
  },
  // Arithmetic.
  ...{
    '+': '加',
    '=': '等于',
    '×': '乘',
    '÷': '除以',
    '±': '正负',
    '≈': '约等于',
    '≠': '不等于',
    '≡': '恒等于',
    '≤': '小于等于',
  },
  ...{
    '≥': '大于等于',
    '<': '小于',
    '>': '大于',
    '∞': '无穷大',
    '√': '根号',
    '∑': '求和',
    '∏': '求积',
    '∫': '积分',
    '∂': '偏',
    '∆': '德尔塔',
  },
  ...{ '∈': '属于', '∩': '交', '∪': '并', '⊂': '包含于', '¬': '非' },
  // Signs.
  ...{
    '%': '百分号',
    '‰': '千分号',
    '@': '艾特',
    '°': '度',
    '§': '节',
    '№': '第',
    '#': '井号',
    '*': '星号',
    '♀': '女',
    '♂': '男',
  },
  ...{ '♭': '降', '♯': '升', '′': '分', '″': '秒' },
  // They are seen and not said.
  ...{ '©': '', '®': '', '™': '', '¶': '' },
};

const classOf = (symbols: Readonly<Record<string, string>>): string =>
  Object.keys(symbols)
    .map((symbol) => symbol.replace('*', '\\*'))
    .join('');

export const symbolRules: readonly Rule[] = [
  {
    // Between two things that were said a hyphen is 到: 5日-10日, 10:00-12:00, 3kg-5kg.
    name: 'range',
    pattern: pattern(`(?<=${said}\\p{Script=Han}{0,3}) ?[-–—~∼] ?(?=${said})`),
    say: () => '到',
  },
  { name: 'symbol', pattern: pattern(`(?<=[A-Za-z]) ?& ?(?=[A-Za-z])`), say: () => ' and ' },
  { name: 'symbol', pattern: pattern(`&`), say: () => '和' },
  // The keys of a telephone: 按#号键.
  { name: 'symbol', pattern: pattern('[#*](?= ?[号號])'), say: ([symbol]) => (symbol === '#' ? '井' : '星') },
  {
    // Keys of music and languages of programs.
    name: 'symbol',
    pattern: pattern('(?<![A-Za-z])([A-G])[#♯](?= ?(?:[大小][调調]|和弦))'),
    say: ([, note = '']) => `升${note}`,
  },
  { name: 'symbol', pattern: pattern('(?<=(?<![A-Za-z])[A-Z])#(?![A-Za-z\\d#])'), say: () => ' sharp' },
  { name: 'symbol', pattern: pattern(`[~∼]`), say: () => '到' },
  { name: 'symbol', pattern: pattern(`[${classOf(names)}]`), say: ([symbol]) => names[symbol] },
  { name: 'number', pattern: pattern('〇'), say: () => '零' },
  {
    // ①, ⑴, ㊂, ₂: numbers in one character, as the digits that they decompose to.
    name: 'number',
    pattern: pattern('\\p{No}'),
    say: ([symbol]) => {
      const digits = symbol.normalize('NFKC').replace(/[^\d]/gu, '');
      return digits === '' ? undefined : cardinal(digits);
    },
  },
  { name: 'digits', pattern: pattern('\\d+'), say: ([digits]) => digitByDigit(digits) },
];
