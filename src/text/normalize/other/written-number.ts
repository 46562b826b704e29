/** The marks with which a language writes numbers. */
export interface NumberMarks {
  /** Between thousands: `.` `,` `’` or a space. */
  readonly group: string;
  readonly decimal: '.' | ',';
}

/** A number as it was written, in ASCII digits. */
export interface WrittenNumber {
  readonly negative: boolean;
  readonly integer: string;
  /** The digits behind the decimal mark; empty without one. */
  readonly decimals: string;
}

/** The marks of a language and region (CLDR): `1.234,5` in `es`, `1,234.5` in `es-MX`. */
export function marksOf(tag: string): NumberMarks {
  const parts = new Intl.NumberFormat(tag, { numberingSystem: 'latn' }).formatToParts(1_234_567.8);
  const valueOf = (type: string) => parts.find((part) => part.type === type)?.value ?? ' ';
  const group = valueOf('group')
    .replace(/\p{Zs}/u, ' ')
    .replace("'", '’');
  return { group, decimal: valueOf('decimal') === '.' ? '.' : ',' };
}

/** The zeros of the digits that are read (\p{Nd}): Arabic, Persian, Devanagari, Bengali, Tamil, Telugu, Thai. */
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xbe6, 0xc66, 0xe50];

export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/**
 * What a number of digits and marks means; undefined where that is not certain, as `3.14` in a language that writes 3,14, and for dates and
 * addresses. Both marks together are certain in every language: what comes last is the decimal mark.
 */
export function parseNumber(written: string, { group, decimal }: NumberMarks): WrittenNumber | undefined {
  const plain = asciiDigits(written.trim()).replaceAll("'", '’').replaceAll('٬', '’').replace('٫', decimal);
  const negative = /^[-−]/u.test(plain);
  const digits = negative ? plain.slice(1) : plain;
  const number = (integer: string, decimals = ''): WrittenNumber => ({ negative, integer, decimals });
  if (/^\d{1,40}$/u.test(digits)) return number(digits);

  if (isGrouped(digits, group)) return number(digits.replaceAll(group, ''));
  if (isGrouped(digits, '’')) return number(digits.replaceAll('’', ''));
  const [, whole = '', mark, decimals = ''] = /^(.*\d)([.,])(\d{1,40})$/u.exec(digits) ?? [];
  if (mark === decimal && /^\d{1,40}$/u.test(whole)) return number(whole, decimals);
  const sure = mark === decimal ? ['.', ',', '’', ' '] : ['.', ','];
  const between = mark === undefined ? undefined : sure.find((each) => each !== mark && isGrouped(whole, each));
  return between === undefined ? undefined : number(whole.replaceAll(between, ''), decimals);
}

/** 1.234.567; with commas also 12,34,567, as in India. */
function isGrouped(digits: string, group: string): boolean {
  const [first = '', ...others] = digits.split(group);
  const last = others.pop();
  if (last?.length !== 3 || !/^[1-9]\d{0,2}$/u.test(first) || !/^\d*$/u.test(others.join('') + last)) return false;
  const allOf = (length: number) => others.every((each) => each.length === length);
  return allOf(3) || (group === ',' && first.length <= 2 && allOf(2));
}
