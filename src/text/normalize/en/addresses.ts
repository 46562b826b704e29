import type { Rule } from '../rule.ts';
import { digitByDigit, inPairs } from './numbers.ts';
import { anyOf, begin, closing, groupsOf, rule } from './patterns.ts';

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

const streetName = "(?:\\p{Lu}[\\p{L}\\p{M}'’-]{1,30}|\\d{1,3}(?:st|nd|rd|th))";

/** A house by its number: in pairs up to four digits, digit by digit beyond. */
const house = (written: string): string => (written.length > 4 ? digitByDigit(written) : inPairs(written));

/** Houses, streets, states and postal codes as they stand in an address. What is between them (a name, an ordinal) is left. */
export const addressRules: readonly Rule[] = [
  rule(
    'street',
    `(?<street>${anyOf(Object.keys(streets).flatMap((each) => [each, each.toLowerCase()]))})(?![\\p{L}\\p{N}'’])(?<=${begin}\\d{1,5} (?:[NSEW]\\.? )?(?:${streetName} ){1,3}\\p{L}{2,5})\\.?`,
    (match) => {
      const { street = '' } = groupsOf(match);
      return (streets[street.charAt(0).toUpperCase() + street.slice(1)] ?? '') + closing(match);
    },
  ),
  rule(
    'street',
    `(?=[NSEW])(?<=${begin}\\d{1,5} )(?<way>[NS][EW]|[NSEW])\\.?(?= ${streetName})`,
    ({ groups }) => compass[groups?.['way'] ?? ''],
  ),
  rule(
    'house',
    `${begin}(?<house>\\d{2,5})(?= (?:\\uE000 )?(?:${streetName} ){1,3}(?:\\uE000|(?:${anyOf(wholeStreets)})(?!\\p{L})))`,
    ({ groups }) => house(groups?.['house'] ?? ''),
  ),
  rule(
    'state',
    `(?<=[\\p{L}\\uE000],? )(?<state>${anyOf(Object.keys(states))}),? (?<code>\\d{5})(?:-(?<more>\\d{4}))?(?![\\p{L}\\p{N}])`,
    ({ groups }) => {
      const { state = '', code = '', more } = groups ?? {};
      return `${states[state] ?? ''} ${digitByDigit(code)}${more === undefined ? '' : `, ${digitByDigit(more)}`}`;
    },
  ),
  rule(
    'state',
    `(?<=\\p{Lu}\\p{Ll}{2,20}, )(?<state>${anyOf(Object.keys(states))})(?![\\p{L}\\p{N}.'’-])`,
    ({ groups }) => states[groups?.['state'] ?? ''],
  ),
];
