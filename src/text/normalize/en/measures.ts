import type { Rule } from '../rule.ts';
import { fractionWords, mixedPattern } from './fractions.ts';
import { isOne, readNumber } from './numbers.ts';
import {
  after,
  before,
  begin,
  closing,
  dash,
  describesNoun,
  groupsOf,
  number,
  rule,
  signedNumber,
} from './patterns.ts';
import { unitNamed, unitToken, type Unit } from './units.ts';

const quotient = `(?<unit>${unitToken}(?:/${unitToken}){0,2})`;
const behind = '(?![\\p{L}\\p{N}/])';

/** Symbols that are words or letters too: they are units only when no space stands before them. */
const gluedOnly = new Set([
  'in',
  'A',
  'M',
  'B',
  'b',
  'S',
  'H',
  'F',
  'T',
  'pc',
  'ct',
  'pt',
  'cd',
  'mo',
  'mi',
  'kt',
  'K',
  'AU',
  'NM',
  'd',
  'mB',
  'u',
]);
/** These are letters of a code, a network or a magnitude when they are glued: `5A`, `4G`, `3D`, `10K`, `5M`. */
const spacedOnly = new Set(['A', 'G', 'M', 'K', 'B', 'b', 'S', 'H', 'F', 'T', 'pc', 'mB', 'N', 'J', 'NM']);

function unitBehind(space: string, written: string, match: RegExpExecArray): Unit | undefined {
  if (space === ' ' && gluedOnly.has(written)) {
    // "5 in." and "10 mi" at the end are inches and miles; "5 in the room" and "1 in 10" are not.
    const next = after(match);
    const more =
      /^ ?(?![x×] ?\d)[\p{L}\p{N}\uE000]/u.test(next) && !/\d ?(?:ft|feet|foot|lbs?)\.? $/u.test(before(match));
    if (!/^(?:in|pt|ct|mi|mo)$/u.test(written) || (more && !match[0].endsWith('.'))) return undefined;
  }
  if (space === '' && spacedOnly.has(written)) return undefined;
  if (space === '-' && /^-/u.test(after(match))) return undefined;
  if (space === '-' && (written.length === 1 || gluedOnly.has(written)) && !/^[°%]$|^in$/u.test(written))
    return undefined;
  if (space === '' && written === 'pt') return { one: 'point', many: 'points' };
  // "4s" may be four of them, a model, a decade; "0.4s" and "4 s" are seconds.
  if (space === '' && written === 's' && !/\.\d/u.test(match[0])) return undefined;
  return unitNamed(written);
}

/** A number with its unit: one takes the singular, and so does what is tied to a noun by hyphens (`a 5-km run`). */
function sayMeasure(match: RegExpExecArray): string | undefined {
  const { amount = '', to, space = '', unit: written = '' } = groupsOf(match);
  const unit = unitBehind(space, written, match);
  if (unit === undefined) return undefined;
  // `AB-123-CD` is a code.
  if (space === '-' && /\p{L}-$/u.test(before(match))) return undefined;
  const singular = to === undefined && (space === '-' || isOne(amount) || describesNoun(match));
  const until = to === undefined ? '' : ` to ${readNumber(to)}`;
  return `${readNumber(amount)}${until} ${singular ? unit.one : unit.many}${closing(match)}`;
}

function sayFractionOf(match: RegExpExecArray): string | undefined {
  const { mixed = '', space = '', unit: written = '' } = groupsOf(match);
  const unit = unitBehind(space, written, match);
  return unit === undefined ? undefined : fractionOf(mixed, unit);
}

const inch: Unit = { one: 'inch', many: 'inches' };

/** `3/4` of a unit, `2 1/2` of them. */
function fractionOf(mixed: string, unit: Unit): string | undefined {
  const fraction = fractionWords(mixed);
  if (fraction === undefined) return undefined;
  const whole = /^\d{1,9} |^\d+[¼-¾⅐-⅞]/u.test(mixed);
  return `${fraction} ${whole ? unit.many : /^1\/|[½¼⅓]/u.test(mixed) ? unit.one : `of ${unit.one === 'inch' ? 'an' : 'a'} ${unit.one}`}`;
}

/** `25 x 7 m`: sides of an area or a space. */
function saySides(match: RegExpExecArray): string | undefined {
  const { sides = '', space = '', unit: written } = groupsOf(match);
  const unit = written === undefined ? undefined : unitBehind(space, written, match);
  if (written !== undefined && unit === undefined) return undefined;
  const words = Array.from(sides.matchAll(/[\d.,]+/gu), ([side]) => readNumber(side.replaceAll(',', ''))).join(' by ');
  return unit === undefined ? words : `${words} ${unit.many}`;
}

/** A quotation mark that closes what one before it on the line opened; looks back 40 characters. */
const closesQuote = (match: RegExpExecArray): boolean => {
  const line = /[^\n]*$/u.exec(before(match))?.[0] ?? '';
  if (match[0].endsWith('”')) return line.lastIndexOf('“') > line.lastIndexOf('”');
  return (line.match(/"/gu)?.length ?? 0) % 2 === 1;
};

const feet = (written: string): string => `${readNumber(written)} ${isOne(written) ? 'foot' : 'feet'}`;
const inches = (written: string): string => `${readNumber(written)} ${isOne(written) ? 'inch' : 'inches'}`;

function sayFeet({ groups }: RegExpExecArray): string {
  const { feet: whole = '', inches: rest } = groups ?? {};
  return rest === undefined ? feet(whole) : `${feet(whole)} ${inches(rest)}`;
}

const many = (written: string, unit: string): string => `${readNumber(written)} ${unit}${isOne(written) ? '' : 's'}`;

const directions: Readonly<Record<string, string>> = { N: 'north', S: 'south', E: 'east', W: 'west' };

function sayAngle({ groups }: RegExpExecArray): string {
  const { degrees = '', minutes, seconds, way } = groups ?? {};
  return [
    many(degrees, 'degree'),
    ...(minutes === undefined ? [] : [many(minutes, 'minute')]),
    ...(seconds === undefined ? [] : [many(seconds, 'second')]),
    ...(way === undefined ? [] : [directions[way.trim()] ?? '']),
  ].join(' ');
}

/** The full stop of a unit that is a shortened word. */
const shortStop = '(?:(?<=(?:in|ft|yd|mi|oz|lbs?|hrs?|mins?|secs?|yrs?|gal|qt|pt|mo|wks?|tsp|tbsp))\\.)?';

/** Amounts with a unit; behind money and fractions of their own. */
export const measureRules: readonly Rule[] = [
  rule(
    'measure',
    `${begin}(?<amount>${number}) ?[lL]/100 ?km(?![\\p{L}\\p{N}])`,
    ({ groups }) => `${readNumber(groups?.['amount'] ?? '')} liters per one hundred kilometers`,
  ),
  // Blood pressure.
  rule('measure', `${begin}(?<above>\\d{2,3})/(?<below>\\d{2,3}) ?mm ?Hg(?![\\p{L}\\p{N}])`, ({ groups }) => {
    const { above = '', below = '' } = groups ?? {};
    return `${readNumber(above)} over ${readNumber(below)} millimeters of mercury`;
  }),
  rule(
    'measure',
    `${begin}(?<sides>${number}(?: ?[x×X] ?${number}){1,3})(?:(?<space> ?)(?<unit>${unitToken}))?${behind}`,
    saySides,
  ),
  rule(
    'measure',
    `${begin}(?<degrees>${number})[°º] ?(?:(?<minutes>\\d{1,2}(?:\\.\\d{1,9})?)['’′] ?(?:(?<seconds>\\d{1,2}(?:\\.\\d{1,9})?)(?:["”″]|'') ?)?)?(?<way> ?[NSEW](?!\\p{L}))?(?! ?[CFK](?!\\p{L})|\\p{N})`,
    sayAngle,
  ),
  rule(
    'measure',
    `${begin}(?<feet>\\d{1,9})['’′] ?(?<inches>\\d{1,2}(?:\\.\\d{1,9})?)(?:["”″]|'')?(?![\\p{L}\\p{N}])`,
    sayFeet,
  ),
  rule('measure', `${begin}(?<mixed>${mixedPattern})(?<unit>["”″])(?![\\p{L}\\p{N}])`, (match) =>
    closesQuote(match) ? undefined : fractionOf(match.groups?.['mixed'] ?? '', inch),
  ),
  rule('measure', `${begin}(?<inches>${number})["”″](?![\\p{L}\\p{N}])`, (match) =>
    closesQuote(match) ? undefined : inches(match.groups?.['inches'] ?? ''),
  ),
  rule('measure', `${begin}(?<feet>${number})′`, sayFeet),
  rule('measure', `${begin}(?<mixed>${mixedPattern})(?<space>[ -]?)${quotient}\\.?${behind}`, sayFractionOf),
  rule(
    'measure',
    `(?<amount>${signedNumber})(?:${dash}(?<to>${number}))?(?<space>[ -]?)${quotient}${shortStop}${behind}`,
    sayMeasure,
  ),
  rule(
    'unit',
    '(?<![A-Za-z])(?=\\p{L}{1,4}/)(?<![\\p{L}\\p{N}/-])(?<unit>(?:\\p{L}{2,4}|m)/(?:s|sec|h|hr|min|kg|d?[lL]|m[lL]|m[²³23])[²2]?)(?![\\p{L}\\p{N}/])',
    ({ groups }) => unitNamed(groups?.['unit'] ?? '')?.many,
    'gu',
    '/',
  ),
];
