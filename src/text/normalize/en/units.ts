/** Units of measure: what they are called in the singular and the plural, by their symbol. Data, and how symbols are put together. */

export interface Unit {
  readonly one: string;
  readonly many: string;
}

/** Prefixes of the SI and of binary sizes, by symbol. */
const prefixes: Readonly<Record<string, string>> = {
  ...{ T: 'tera', G: 'giga', M: 'mega', k: 'kilo', K: 'kilo', h: 'hecto', d: 'deci', c: 'centi', m: 'milli' },
  ...{ µ: 'micro', μ: 'micro', u: 'micro', n: 'nano', p: 'pico', P: 'peta', E: 'exa', f: 'femto' },
  ...{ Ki: 'kibi', Mi: 'mebi', Gi: 'gibi', Ti: 'tebi' },
};

/** Symbol, name, plural (an added s where it is left out), and the prefixes that are in use with it. */
const prefixed: readonly (readonly [symbol: string, one: string, prefixes: string, many?: string])[] = [
  ['m', 'meter', 'k d c m µ μ u n p'],
  ['g', 'gram', 'k K m µ μ u n'],
  ['l', 'liter', 'h d c m µ μ u'],
  ['L', 'liter', 'h d c m µ μ u'],
  ['s', 'second', 'm µ μ u n p f'],
  ['W', 'watt', 'T G M k K m µ μ'],
  ['Wh', 'watt hour', 'T G M k K'],
  ['V', 'volt', 'M k K m µ μ'],
  ['VA', 'volt ampere', 'k M', 'volt amperes'],
  ['Hz', 'hertz', 'T G M k K m', 'hertz'],
  ['hz', 'hertz', 'T G M k K m', 'hertz'],
  ['J', 'joule', 'T G M k K m'],
  ['N', 'newton', 'M k m'],
  ['Nm', 'newton meter', 'k'],
  ['Pa', 'pascal', 'G M k h'],
  ['bar', 'bar', 'm'],
  ['eV', 'electronvolt', 'T G M k m'],
  ['F', 'farad', 'm µ μ u n p'],
  ['H', 'henry', 'm µ μ u', 'henries'],
  ['Ω', 'ohm', 'G M k K m'],
  ['S', 'siemens', 'm µ μ', 'siemens'],
  ['Ah', 'ampere hour', 'm k'],
  ['A', 'ampere', 'k m µ μ u n'],
  ['cal', 'calorie', 'k K'],
  ['mol', 'mole', 'k m µ μ n'],
  ['M', 'molar', 'm µ μ n', 'molar'],
  ['Bq', 'becquerel', 'G M k'],
  ['Gy', 'gray', 'm'],
  ['Sv', 'sievert', 'm µ μ'],
  ['lx', 'lux', 'k', 'lux'],
  ['B', 'byte', 'E P T G M k K Ki Mi Gi Ti'],
  ['b', 'bit', 'T G M k K'],
  ['bit', 'bit', 'T G M k'],
  ['t', 'ton', 'M k G'],
  ['pc', 'parsec', 'k M G'],
  ['T', 'tesla', 'm µ μ', 'tesla'],
  ['K', 'kelvin', 'm µ μ', 'kelvin'],
  ['dB', 'decibel', ''],
];

/** Symbol, name, plural (an added s where it is left out). */
const others: readonly (readonly [symbol: string, one: string, many?: string])[] = [
  ['°C', 'degree Celsius', 'degrees Celsius'],
  ['°F', 'degree Fahrenheit', 'degrees Fahrenheit'],
  ['°K', 'degree Kelvin', 'degrees Kelvin'],
  ['°', 'degree'],
  ['deg', 'degree'],
  ['rad', 'radian'],
  ['%', 'percent', 'percent'],
  ['‰', 'per mille', 'per mille'],
  ['pp', 'percentage point'],
  ['min', 'minute'],
  ['mins', 'minute'],
  ['sec', 'second'],
  ['secs', 'second'],
  ['msec', 'millisecond'],
  ['h', 'hour'],
  ['hr', 'hour'],
  ['hrs', 'hour'],
  ['wk', 'week'],
  ['wks', 'week'],
  ['mo', 'month'],
  ['mos', 'month'],
  ['mth', 'month'],
  ['yr', 'year'],
  ['yrs', 'year'],
  ['in', 'inch', 'inches'],
  ['ft', 'foot', 'feet'],
  ['yd', 'yard'],
  ['yds', 'yard'],
  ['mi', 'mile'],
  ['nmi', 'nautical mile'],
  ['NM', 'nautical mile'],
  ['ly', 'light year'],
  ['AU', 'astronomical unit'],
  ['oz', 'ounce'],
  ['lb', 'pound'],
  ['lbs', 'pound'],
  ['gal', 'gallon'],
  ['qt', 'quart'],
  ['pt', 'pint'],
  ['tsp', 'teaspoon'],
  ['tbsp', 'tablespoon'],
  ['cc', 'cc', 'cc'],
  ['ha', 'hectare'],
  ['mph', 'mile per hour', 'miles per hour'],
  ['kph', 'kilometer per hour', 'kilometers per hour'],
  ['kmh', 'kilometer per hour', 'kilometers per hour'],
  ['kmph', 'kilometer per hour', 'kilometers per hour'],
  ['mpg', 'mile per gallon', 'miles per gallon'],
  ['kn', 'knot'],
  ['kt', 'knot'],
  ['kts', 'knot'],
  ['fps', 'frame per second', 'frames per second'],
  ['rpm', 'revolution per minute', 'revolutions per minute'],
  ['bpm', 'beat per minute', 'beats per minute'],
  ['dpi', 'dot per inch', 'dots per inch'],
  ['ppi', 'pixel per inch', 'pixels per inch'],
  ['ppm', 'part per million', 'parts per million'],
  ['ppb', 'part per billion', 'parts per billion'],
  ['psi', 'pound per square inch', 'pounds per square inch'],
  ['bps', 'bit per second', 'bits per second'],
  ['kbps', 'kilobit per second', 'kilobits per second'],
  ['mbps', 'megabit per second', 'megabits per second'],
  ['gbps', 'gigabit per second', 'gigabits per second'],
  ['tbps', 'terabit per second', 'terabits per second'],
  ['KBps', 'kilobyte per second', 'kilobytes per second'],
  ['MBps', 'megabyte per second', 'megabytes per second'],
  ['GBps', 'gigabyte per second', 'gigabytes per second'],
  ['kb', 'kilobyte'],
  ['mb', 'megabyte'],
  ['gb', 'gigabyte'],
  ['tb', 'terabyte'],
  ['px', 'pixel'],
  ['MP', 'megapixel'],
  ['hp', 'horsepower', 'horsepower'],
  ['atm', 'atmosphere'],
  ['mmHg', 'millimeter of mercury', 'millimeters of mercury'],
  ['dBm', 'decibel milliwatt'],
  ['dBA', 'A weighted decibel'],
  ['lm', 'lumen'],
  ['cd', 'candela'],
  ['amu', 'atomic mass unit'],
  ['Da', 'dalton'],
  ['kDa', 'kilodalton'],
  ['ct', 'carat'],
  ['mcg', 'microgram'],
  ['IU', 'international unit'],
  ['sqm', 'square meter'],
  ['sqft', 'square foot', 'square feet'],
  ['sq ft', 'square foot', 'square feet'],
  ['sq. ft', 'square foot', 'square feet'],
  ['sq mi', 'square mile'],
  ['sq. mi', 'square mile'],
  ['sq m', 'square meter'],
  ['sq. m', 'square meter'],
  ['sq km', 'square kilometer'],
  ['sq. km', 'square kilometer'],
  ['sq in', 'square inch', 'square inches'],
  ['sq. in', 'square inch', 'square inches'],
  ['sq yd', 'square yard'],
  ['cu ft', 'cubic foot', 'cubic feet'],
  ['cu. ft', 'cubic foot', 'cubic feet'],
  ['cu in', 'cubic inch', 'cubic inches'],
  ['cu m', 'cubic meter'],
  ['fl oz', 'fluid ounce'],
  ['fl. oz', 'fluid ounce'],
];

const unit = (one: string, many = `${one}s`): Unit => ({ one, many });

const bySymbol: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...prefixed.flatMap(([symbol, one, prefixList, many]) => [
    [symbol, unit(one, many)] as const,
    ...prefixList
      .split(' ')
      .filter((prefix) => prefix !== '')
      .map((prefix) => {
        const name = prefixes[prefix] ?? '';
        return [prefix + symbol, unit(name + one, many === undefined ? undefined : name + many)] as const;
      }),
  ]),
  ...others.map(([symbol, one, many]) => [symbol, unit(one, many)] as const),
]);

/** In capitals these are something else: `CD`, `PM`, `MA`. */
const asWrittenOnly = new Set(
  'cd ct pt pc ly mo ha da iu amu rad atm lm pp in au nm mp pa ma ps ms ns as fs pm va mt gt'.split(' '),
);

/** The same in lower case, for those written in capitals or otherwise (`KM`, `MIN`), where no other unit is meant. */
const byLowerCase: ReadonlyMap<string, Unit> = new Map(
  [...bySymbol]
    .filter(([symbol]) => symbol.length > 1 && !asWrittenOnly.has(symbol.toLowerCase()))
    .map(([symbol, each]) => [symbol.toLowerCase(), each] as const)
    .reverse(),
);

/** What is measured per something besides: words that stand behind a slash. */
const perWord: Readonly<Record<string, string>> = {
  ...{
    s: 'second',
    sec: 'second',
    min: 'minute',
    h: 'hour',
    hr: 'hour',
    d: 'day',
    day: 'day',
    wk: 'week',
    week: 'week',
  },
  ...{ mo: 'month', mth: 'month', month: 'month', yr: 'year', y: 'year', year: 'year', hour: 'hour', minute: 'minute' },
  ...{
    second: 'second',
    night: 'night',
    person: 'person',
    user: 'user',
    head: 'head',
    pc: 'piece',
    pcs: 'piece',
    ea: 'each',
  },
  ...{
    unit: 'unit',
    share: 'share',
    item: 'item',
    piece: 'piece',
    seat: 'seat',
    pound: 'pound',
    gallon: 'gallon',
    lb: 'pound',
  },
  ...{ cm: 'centimeter', barrel: 'barrel', bbl: 'barrel', token: 'token', mile: 'mile', capita: 'capita' },
};

/** One unit as it is written, with no group of its own: letters, a degree or percent sign, a power. */
export const unitToken = '(?:(?:sq|cu|fl)\\.? [a-z]{1,2}|[°º]? ?\\p{L}{1,7}|[°º%‰])(?:[²³]|[23](?!\\d))?';

/** A unit with its power: `km²` → square kilometers. */
function simpleUnit(written: string): Unit | undefined {
  const power = /[²³23]$/u.exec(written)?.[0];
  const symbol = (power === undefined ? written : written.slice(0, -1)).replace(/^[°º] ?/u, '°');
  const found = bySymbol.get(symbol) ?? byLowerCase.get(symbol.toLowerCase());
  if (found === undefined || power === undefined) return found;
  if (!/(?:meter|foot|inch|yard|mile)$/u.test(found.one)) {
    const behind = /[²2]/u.test(power) ? 'squared' : 'cubed';
    return { one: `${found.one} ${behind}`, many: `${found.many} ${behind}` };
  }
  const before = /[²2]/u.test(power) ? 'square' : 'cubic';
  return { one: `${before} ${found.one}`, many: `${before} ${found.many}` };
}

/** The words for a unit behind a slash, ` per hour`; undefined when there is no such unit. */
export function perWords(written: string): string | undefined {
  const squared = /^(s|sec)[²2]$/u.test(written);
  const name = squared ? 'second squared' : (perWord[written.toLowerCase()] ?? simpleUnit(written)?.one);
  return name === undefined ? undefined : name === 'each' ? ' each' : ` per ${name}`;
}

/** A unit as it is written, quotients too (`m/s²`, `kg/m³`, `kWh/year`); undefined when it is none. */
export function unitNamed(written: string): Unit | undefined {
  const [first = '', ...rest] = written.split('/');
  const unitFirst = simpleUnit(first);
  const per = rest.map(perWords);
  if (unitFirst === undefined || per.includes(undefined)) return undefined;
  return { one: unitFirst.one + per.join(''), many: unitFirst.many + per.join('') };
}
