import type { Rule } from '../rule.ts';
import { cardinal, digitByDigit, plural, twoDigits } from './numbers.ts';
import { begin, closing, dash, groupsOf, rule } from './patterns.ts';

/** Time zones that stand behind a time, in lower case; with full stops too (`e.s.t.`). */
const zones =
  'est|edt|cst|cdt|mst|mdt|pst|pdt|akst|akdt|hst|gmt|utc|bst|cet|cest|eet|eest|msk|ist|pkt|hkt|sgt|jst|kst|aest|aedt|acst|awst|nzst|nzdt|et|ct|mt|pt';
const dotted = zones.replace(/[a-z]+/gu, (zone) => [...zone].join('\\.?'));

const half = (name: string): string =>
  ` ?(?<${name}>[ap])(?:m(?![\\p{L}\\p{N}])|\\. ?m(?:\\.|(?![\\p{L}\\p{N}]))|(?<=:\\d\\d[ap])(?![\\p{L}\\p{N}.'’]))`;
const zonePattern = `(?: ?\\(?(?<zone>(?:${dotted})(?![\\p{L}\\p{N}]))\\.?\\)?)`;

const clock = (hour: string, minute: string): string => `(?<${hour}>[01]?\\d|2[0-4])(?:[:.](?<${minute}>[0-5]\\d))?`;

const behindClock = '(?![\\p{L}\\p{N}]|:\\d|[.,]\\d)';

/** An hour and minutes: `1:59` → `one fifty nine`, `2:05` → `two oh five`; the full hour takes "o'clock" where nothing follows it. */
export function clockTime(hour: string, minute: string | undefined, full = " o'clock"): string {
  const hours = cardinal(hour);
  if (minute === undefined) return hours;
  if (minute === '00') return full !== '' && Number(hour) % 24 === 0 ? 'midnight' : `${hours}${full}`;
  return `${hours} ${twoDigits(minute)}`;
}

/** `2`, `hour` → `two hours`. */
export const count = (written: string, unit: string): string =>
  `${cardinal(written)} ${Number(written) === 1 ? unit : plural(unit)}`;

/** `14:10:30` → `fourteen hours ten minutes and thirty seconds`. */
export function longTime(hour: string, minute: string, second: string, fraction?: string): string {
  const seconds =
    fraction === undefined ? count(second, 'second') : `${cardinal(second)} point ${digitByDigit(fraction)} seconds`;
  return `${count(hour, 'hour')} ${count(minute, 'minute')} and ${seconds}`;
}

const halfWords = (letter: string | undefined): string => (letter === undefined ? '' : ` ${letter.toUpperCase()}M`);
const zoneWords = (written: string | undefined): string =>
  written === undefined ? '' : ` ${written.replaceAll('.', '').toUpperCase()}`;

function sayClock(match: RegExpExecArray): string {
  const { hour = '', minute, second, fraction, half: letter, zone } = groupsOf(match);
  const behind = `${halfWords(letter)}${zoneWords(zone)}${closing(match)}`;
  if (second !== undefined) return longTime(hour, minute ?? '', second, fraction) + behind;
  return clockTime(hour, minute, letter === undefined ? undefined : '') + behind;
}

function sayClockRange(match: RegExpExecArray): string {
  const { hour = '', minute, half: letter, hour2 = '', minute2, half2: letter2, zone } = groupsOf(match);
  const full = letter2 === undefined ? undefined : '';
  const from = clockTime(hour, minute, full) + halfWords(letter);
  return `${from} to ${clockTime(hour2, minute2, full)}${halfWords(letter2)}${zoneWords(zone)}${closing(match)}`;
}

function sayDuration({ groups }: RegExpExecArray): string {
  const { hours, minutes, seconds } = groups ?? {};
  const said = [
    ...(hours === undefined ? [] : [count(hours, 'hour')]),
    ...(minutes === undefined ? [] : [count(minutes, 'minute')]),
    ...(seconds === undefined ? [] : [count(seconds, 'second')]),
  ];
  return said.join(' ');
}

/** Times of day and lengths of time. */
export const timeRules: readonly Rule[] = [
  rule(
    'time',
    `${begin}${clock('hour', 'minute')}(?:${half('half')})?(?:${dash}| to | ?until )${clock('hour2', 'minute2')}${half('half2')}${zonePattern}?`,
    sayClockRange,
    'giu',
  ),
  rule(
    'time',
    `${begin}(?<hour>[01]?\\d|2[0-4]):(?<minute>[0-5]\\d)${dash}(?<hour2>[01]?\\d|2[0-4]):(?<minute2>[0-5]\\d)${zonePattern}?${behindClock}`,
    sayClockRange,
    'giu',
  ),
  rule(
    'time',
    `(?=[\\dT])(?:${begin}|(?<=\\uE000)T)(?<hour>[01]?\\d|2[0-4]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d)(?:[.,](?<fraction>\\d{1,9}))?(?:${half('half')})?(?:${zonePattern}|Z(?![\\p{L}\\p{N}]))?(?!\\p{L}|\\d|:\\d)`,
    sayClock,
    'giu',
  ),
  rule('time', `${begin}${clock('hour', 'minute')}${half('half')}${zonePattern}?`, sayClock, 'giu'),
  rule(
    'time',
    `${begin}(?<hour>[01]?\\d|2[0-4]) ?o['’]clock(?!\\p{L})`,
    ({ groups }) => `${cardinal(groups?.['hour'] ?? '')} o'clock`,
    'giu',
  ),
  rule(
    'time',
    `(?=[\\dT])(?:${begin}|(?<=\\uE000)T)(?<hour>[01]?\\d|2[0-4]):(?<minute>[0-5]\\d)(?:${zonePattern}|Z(?![\\p{L}\\p{N}])| ?(?:hours|hrs|h)(?!\\p{L}))?(?!\\p{L}|\\d|:\\d|[.,]\\d)`,
    sayClock,
    'giu',
  ),
  rule('time', `${begin}(?<hour>[01]\\d|2[0-4])(?<minute>[0-5]\\d)(?= ?(?:hours|hrs)(?!\\p{L}))`, ({ groups }) => {
    const { hour = '', minute = '' } = groups ?? {};
    return `${twoDigits(hour)} ${minute === '00' ? 'hundred' : twoDigits(minute)}`;
  }),
  rule(
    'duration',
    `${begin}(?<hours>\\d{1,4}) ?(?:h|hrs?) ?(?<minutes>\\d{1,3})(?: ?(?:m|mins?))?(?: ?(?<seconds>\\d{1,3}) ?(?:s|secs?))?(?![\\p{L}\\p{N}])`,
    sayDuration,
  ),
  rule(
    'duration',
    `${begin}(?<minutes>\\d{1,4}) ?(?:m|mins?) ?(?<seconds>\\d{1,3}) ?(?:s|secs?)(?![\\p{L}\\p{N}])`,
    sayDuration,
  ),
];
