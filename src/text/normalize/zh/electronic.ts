import { said, type Rule } from '../rule.ts';
import { digitByDigit } from './numbers.ts';
import { pattern } from './numerals.ts';

/** Addresses of the web, mail and machines: marks are named, digits are read one by one, letters stay as they are. */

const markNames: Readonly<Record<string, string>> = {
  ...{ '.': '点', '/': '斜杠', ':': '冒号', '@': '艾特', '-': '杠', _: '下划线', '?': '问号', '=': '等于' },
  ...{ '&': '和', '#': '井号', '%': '百分号', '~': '波浪号', '+': '加', '*': '星号', '!': '叹号', ',': '逗号' },
  ...{ ';': '分号', '(': '左括号', ')': '右括号', "'": '撇号', $: '美元' },
};

/** Says an address; a mark without a name is dropped. */
export function sayAddress(address: string): string {
  return address.replace(/[^\p{L}\p{M}]/gu, (mark) =>
    /^\d$/u.test(mark) ? digitByDigit(mark) : (markNames[mark] ?? ''),
  );
}

/** A few endings that no word after a full stop has; any ending will do behind `www.` or a scheme. */
const endings =
  'com|cn|net|org|edu|gov|mil|int|info|biz|io|ai|app|dev|me|tv|cc|co|hk|tw|mo|sg|jp|kr|uk|us|eu|de|fr|ru|top|xyz|vip|shop|site|club|online|tech|store|wang|ltd|pub|live';
const label = '[A-Za-z\\d](?:[A-Za-z\\d-]{0,62})';
const host = `${label}(?:\\.${label}){0,8}`;
const path = "(?::\\d{1,5}(?!\\d))?(?:[/?#][A-Za-z\\d/._~%&?=#+:@!$*,;'-]{0,2000})?(?<![.,;:!?'])";
const notName = '(?<![A-Za-z\\d@._-])';

export const electronicRules: readonly Rule[] = [
  {
    name: 'address',
    pattern: pattern(`${notName}(?:https?|ftp|wss?|file)://${host}${path}`),
    say: ([address]) => sayAddress(address.replace('://', ':/').replace(':/', '://')),
  },
  {
    name: 'mail',
    pattern: pattern(`${notName}[A-Za-z\\d](?:[A-Za-z\\d._%+-]{0,63})@${label}(?:\\.${label}){1,8}`),
    say: ([address]) => sayAddress(address),
  },
  {
    name: 'machine',
    pattern: pattern(`(?<![\\d.])(?:\\d{1,3}\\.){3}\\d{1,3}(?:/\\d{1,2}|:\\d{1,5})?(?![\\d]|\\.\\d)`),
    say: ([address]) => sayAddress(address),
  },
  {
    // Addresses of network cards: in pairs, with a pause between.
    name: 'machine',
    pattern: pattern(
      '(?<![\\dA-Za-z:-])[\\dA-Fa-f]{2}(?:(?::[\\dA-Fa-f]{2}){5}|(?=[\\d-]{0,16}[A-Fa-f])(?:-[\\dA-Fa-f]{2}){5})(?![\\dA-Za-z:-])',
    ),
    say: ([address]) =>
      address
        .toUpperCase()
        .split(/[:-]/u)
        .map((pair) => pair.replace(/\d/gu, digitByDigit))
        .join('，'),
  },
  {
    name: 'address',
    pattern: pattern(`${notName}(?:www\\.${host}|(?:${label}\\.){1,6}(?:${endings})(?![A-Za-z\\d-]))${path}`),
    say: ([address]) =>
      /[A-Za-z]\w{0,62}\.|-|^\d{2,}\.(?:com|cn|net)/iu.test(address) ? sayAddress(address) : undefined,
  },
  {
    // The name of a person or a topic in a network of people: @starling_01, #话题#.
    name: 'handle',
    pattern: pattern(`(?<![A-Za-z\\d])@(?=[\\p{L}_])([A-Za-z\\d_.-]{0,40})(?<![.-])`),
    say: ([, name = '']) => `艾特${sayAddress(name)}`,
  },
  // The marks around a topic are not said; the first of them is by then one character that was said.
  { name: 'topic', pattern: pattern('#(?=[^#\\n]{1,30}#)'), say: () => '' },
  { name: 'topic', pattern: pattern(`#(?<=${said}[^#\\n]{1,30}#)`), say: () => '' },
];
