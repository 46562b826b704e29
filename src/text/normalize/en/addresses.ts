import type { Rule } from '../rule.ts';
import { digitByDigit, inPairs } from './numbers.ts';
import { after, anyOf, begin, closing, groupsOf, rule } from './patterns.ts';

/** Kinds of streets with their short forms. */
const streets: Readonly<Record<string, string>> = {
  ...{
    St: 'Street',
    Ave: 'Avenue',
    Av: 'Avenue',
    Blvd: 'Boulevard',
    Rd: 'Road',
    Dr: 'Drive',
    Ln: 'Lane',
    Ct: 'Court',
    Pl: 'Place',
  },
  ...{
    Sq: 'Square',
    Ter: 'Terrace',
    Terr: 'Terrace',
    Cir: 'Circle',
    Pkwy: 'Parkway',
    Hwy: 'Highway',
    Expy: 'Expressway',
  },
  ...{ Fwy: 'Freeway', Trl: 'Trail', Aly: 'Alley', Plz: 'Plaza', Cres: 'Crescent', Tpke: 'Turnpike' },
};

const wholeStreets = [
  'Street',
  'Avenue',
  'Boulevard',
  'Road',
  'Drive',
  'Lane',
  'Court',
  'Place',
  'Square',
  'Terrace',
  'Circle',
  'Parkway',
  'Highway',
  'Trail',
  'Alley',
  'Plaza',
  'Crescent',
  'Way',
  'Broadway',
];

const compass: Readonly<Record<string, string>> = {
  ...{
    N: 'North',
    S: 'South',
    E: 'East',
    W: 'West',
    NE: 'Northeast',
    NW: 'Northwest',
    SE: 'Southeast',
    SW: 'Southwest',
  },
};

/** The states and territories of the United States. */
const states: Readonly<Record<string, string>> = {
  ...{
    AL: 'Alabama',
    AK: 'Alaska',
    AZ: 'Arizona',
    AR: 'Arkansas',
    CA: 'California',
    CO: 'Colorado',
    CT: 'Connecticut',
  },
  ...{
    DE: 'Delaware',
    DC: 'DC',
    FL: 'Florida',
    GA: 'Georgia',
    HI: 'Hawaii',
    ID: 'Idaho',
    IL: 'Illinois',
    IN: 'Indiana',
  },
  ...{ IA: 'Iowa', KS: 'Kansas', KY: 'Kentucky', LA: 'Louisiana', ME: 'Maine', MD: 'Maryland', MA: 'Massachusetts' },
  ...{
    MI: 'Michigan',
    MN: 'Minnesota',
    MS: 'Mississippi',
    MO: 'Missouri',
    MT: 'Montana',
    NE: 'Nebraska',
    NV: 'Nevada',
  },
  ...{
    NH: 'New Hampshire',
    NJ: 'New Jersey',
    NM: 'New Mexico',
    NY: 'New York',
    NC: 'North Carolina',
    ND: 'North Dakota',
  },
  ...{ OH: 'Ohio', OK: 'Oklahoma', OR: 'Oregon', PA: 'Pennsylvania', PR: 'Puerto Rico', RI: 'Rhode Island' },
  ...{
    SC: 'South Carolina',
    SD: 'South Dakota',
    TN: 'Tennessee',
    TX: 'Texas',
    UT: 'Utah',
    VT: 'Vermont',
    VA: 'Virginia',
  },
  ...{ WA: 'Washington', WV: 'West Virginia', WI: 'Wisconsin', WY: 'Wyoming' },
};

/** A word of the name of a street: `Elm`, `P.`, `42nd`. */
const streetName = "(?:\\p{Lu}(?:[\\p{L}\\p{M}'’-]{1,30}|\\.?)|\\d{1,3}(?:st|nd|rd|th))";

/** A house by its number: in pairs up to four digits, digit by digit beyond. */
const house = (written: string, letter: string): string =>
  `${written.length > 4 ? digitByDigit(written) : inPairs(written)} ${letter}`.trimEnd();

const direction = '(?<way>[NS][EW]|[NSEW])';

/** Houses, streets, states and postal codes as they stand in an address. What is between them (a name, an ordinal) is left. */
export const addressRules: readonly Rule[] = [
  rule(
    'street',
    `(?<= )(?<street>${anyOf(Object.keys(streets).flatMap((each) => [each, each.toLowerCase()]))})(?![\\p{L}\\p{N}'’])(?<=${begin}\\d{1,5}[A-Z]? (?:[NSEW]{1,2}\\.? )?(?:${streetName} ){1,5}\\p{L}{2,5})\\.?`,
    (match) => {
      const { street = '' } = groupsOf(match);
      // "In 1990 Mary met Dr. Lee", but "4 Elm Dr. It was".
      if (street === 'Dr' && /^ \p{Lu}\p{Ll}/u.test(after(match)) && closing(match) === '') return undefined;
      return (streets[street.charAt(0).toUpperCase() + street.slice(1)] ?? '') + closing(match);
    },
  ),
  rule(
    'street',
    `(?=[NSEW])(?<=${begin}\\d{1,5}[A-Z]? )${direction}\\.?(?= ${streetName})`,
    ({ groups }) => compass[groups?.['way'] ?? ''],
  ),
  rule(
    'street',
    `(?=[NSEW])(?<=(?:\\uE000|\\b(?:${anyOf(wholeStreets)})) )${direction}(?=$|[,;\\n]|\\.(?: |$))`,
    ({ groups }) => compass[groups?.['way'] ?? ''],
  ),
  rule(
    'house',
    `${begin}(?<house>\\d{2,5})(?<letter>[A-Z]?)(?= (?:\\uE000 )?(?:${streetName} ){1,5}(?:\\uE000|(?:${anyOf(wholeStreets)})(?!\\p{L})))`,
    ({ groups }) => house(groups?.['house'] ?? '', groups?.['letter'] ?? ''),
  ),
  rule(
    'state',
    `(?=[A-Z]{2},? \\d)(?<=[\\p{L}\\uE000],? )(?<state>${anyOf(Object.keys(states))}),? (?<code>\\d{5})(?:-(?<more>\\d{4}))?(?![\\p{L}\\p{N}])`,
    ({ groups }) => {
      const { state = '', code = '', more } = groups ?? {};
      return `${states[state] ?? ''} ${digitByDigit(code)}${more === undefined ? '' : `, ${digitByDigit(more)}`}`;
    },
  ),
  rule(
    'state',
    `(?=[A-Z]{2})(?<=\\p{Lu}\\p{Ll}{2,20}, )(?<state>${anyOf(Object.keys(states))})(?![\\p{L}\\p{N}'’-]|\\.\\p{L})`,
    ({ groups }) => states[groups?.['state'] ?? ''],
  ),
];
