const digitWords = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

/** The longest number that is read as one; what is longer is read digit by digit. */
export const longestCardinal = 16;

/** `010-64` → `零一零六四`: the digits one by one; all else is dropped. */
export function digitByDigit(text: string): string {
  return [...text].map((character) => (/^\d$/u.test(character) ? digitWords[Number(character)] : '')).join('');
}

/**
 * Reads ASCII digits as one number, up to 10^16: `20010` → `两万零一十`. Two is 两 before 千, at the head also before 百, 万 and 亿, and
 * 二 elsewhere. A section of four digits that begins with zeros is led by one 零 (GB/T 15835-2011).
 */
export function cardinal(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/u, '');
  if (significant.length > longestCardinal) return digitByDigit(digits);
  return short(readHead(significant))
    .replace(/^二(?=[百万亿])/u, '两')
    .replaceAll('二千', '两千');
}

/** Reads digits without leading zeros: a head of sections, 亿 or 万, and the sections below. */
function readHead(digits: string): string {
  if (digits.length > 8) return joined(digits, 8, '亿');
  if (digits.length > 4) return joined(digits, 4, '万');
  return readSection(digits);
}

function joined(digits: string, lowLength: number, unit: string): string {
  const high = readHead(digits.slice(0, -lowLength));
  const low = digits.slice(-lowLength);
  const significant = low.replace(/^0+/u, '');
  if (significant === '') return high + unit;
  if (significant.length === low.length) return high + unit + readHead(low);
  const rest = readHead(significant);
  // Ten is 十 at the head of a number of 万 (一千亿零十万) but 一十 in the last section (五万零一十).
  return `${high}${unit}零${significant.length > 4 ? short(rest) : rest}`;
}

const places = ['', '十', '百', '千'] as const;

function readSection(digits: string): string {
  if (/^0+$/u.test(digits)) return '零';
  const words = [...digits].map((digit, index) =>
    digit === '0' ? '零' : `${digitWords[Number(digit)] ?? ''}${places[digits.length - 1 - index] ?? ''}`,
  );
  return words
    .join('')
    .replace(/零{2,3}/gu, '零')
    .replace(/零$/u, '');
}

/** 一十二 → 十二 at the head of a number. */
function short(words: string): string {
  return words.replace(/^一十/u, '十');
}

/** Reads `-1,234.50` as written: `负一千二百三十四点五零`; digits that begin with a zero one by one. */
export function amount(text: string): string {
  const [, sign = '', whole = '', fraction] = /^([-−+±]?)([\d,]*)(?:\.(\d+))?/u.exec(text) ?? [];
  const digits = whole.replaceAll(',', '');
  const isCode = /^0\d/u.test(digits);
  const words = isCode ? digitByDigit(digits) : cardinal(digits === '' ? '0' : digits);
  return (signs[sign] ?? '') + words + (fraction === undefined ? '' : `点${digitByDigit(fraction)}`);
}

const signs: Readonly<Record<string, string>> = { '-': '负', '−': '负', '+': '正', '±': '正负' };

/** The same before what is counted: `2` is 两 (两个), while `2.5`, `12` and `102` keep 二. */
export function countedAmount(text: string): string {
  return /^[-−+±]?2$/u.test(text) ? amount(text).replace('二', '两') : amount(text);
}
