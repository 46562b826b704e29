/**
 * The symbols of units and their names. Sources: the SI brochure (BIPM, 9th edition), GB 3100-1993 and GB 3102-1993; where usage has
 * another name (公里 for km, 度 for °C), that one.
 */

interface PrefixedUnit {
  readonly symbols: readonly string[];
  readonly name: string;
  /** The prefixes with which it is in use. */
  readonly prefixes: string;
}

const prefixNames: Readonly<Record<string, string>> = {
  ...{ p: '皮', n: '纳', μ: '微', µ: '微', u: '微', m: '毫', c: '厘', d: '分' },
  ...{ h: '百', k: '千', K: '千', M: '兆', G: '吉', T: '太', P: '拍' },
};

const prefixed: readonly PrefixedUnit[] = [
  { symbols: ['m'], name: '米', prefixes: 'pnμµucmd' },
  { symbols: ['g'], name: '克', prefixes: 'nμµumkK' },
  { symbols: ['L', 'l'], name: '升', prefixes: 'μµumcdh' },
  { symbols: ['s', 'sec'], name: '秒', prefixes: 'pnμµum' },
  { symbols: ['W'], name: '瓦', prefixes: 'μmkKMGT' },
  { symbols: ['V'], name: '伏', prefixes: 'μmkKM' },
  { symbols: ['A'], name: '安', prefixes: 'nμmkK' },
  { symbols: ['Hz', 'hz', 'HZ'], name: '赫兹', prefixes: 'kKMGT' },
  { symbols: ['Pa'], name: '帕', prefixes: 'mhkKMG' },
  { symbols: ['J'], name: '焦耳', prefixes: 'mkKMG' },
  { symbols: ['N'], name: '牛顿', prefixes: 'mkKM' },
  { symbols: ['Ω'], name: '欧姆', prefixes: 'mkKMG' },
  { symbols: ['eV'], name: '电子伏', prefixes: 'mkMGT' },
  { symbols: ['Wh', 'wh'], name: '瓦时', prefixes: 'mkKMGT' },
  { symbols: ['Ah'], name: '安时', prefixes: 'mk' },
  { symbols: ['VA'], name: '伏安', prefixes: 'kKM' },
  { symbols: ['cal'], name: '卡', prefixes: 'kK' },
  { symbols: ['mol'], name: '摩尔', prefixes: 'nμµm' },
  { symbols: ['Sv'], name: '希沃特', prefixes: 'μµm' },
  { symbols: ['Bq'], name: '贝克勒尔', prefixes: 'kMGT' },
  { symbols: ['bps', 'bit/s', 'b/s'], name: '比特每秒', prefixes: 'kKMGT' },
  { symbols: ['bit'], name: '比特', prefixes: 'kKMGT' },
];

/** Prefixed letters that alone mean something else: 5F, 5H, 5T. */
const onlyPrefixed: readonly PrefixedUnit[] = [
  { symbols: ['F'], name: '法拉', prefixes: 'pnμµu' },
  { symbols: ['H'], name: '亨利', prefixes: 'nμµm' },
  { symbols: ['T'], name: '特斯拉', prefixes: 'μµm' },
];

const plain: Readonly<Record<string, string>> = {
  // Length, area, volume
  ...{
    km: '公里',
    KM: '公里',
    Km: '公里',
    CM: '厘米',
    MM: '毫米',
    ft: '英尺',
    yd: '码',
    mi: '英里',
    nmi: '海里',
    ly: '光年',
  },
  ...{
    in: '英寸',
    inch: '英寸',
    ha: '公顷',
    'hm²': '公顷',
    hm2: '公顷',
    acre: '英亩',
    gal: '加仑',
    ML: '毫升',
    cc: '毫升',
    sqm: '平方米',
    sqft: '平方英尺',
  },
  // Mass
  ...{ KG: '千克', Kg: '千克', t: '吨', kt: '千吨', Mt: '百万吨', lb: '磅', lbs: '磅', oz: '盎司', ct: '克拉' },
  // Time and frequency
  ...{
    min: '分钟',
    mins: '分钟',
    h: '小时',
    hr: '小时',
    hrs: '小时',
    rpm: '转每分钟',
    bpm: '次每分钟',
    fps: '帧每秒',
    FPS: '帧每秒',
  },
  // Speed
  ...{ mph: '英里每小时', kph: '公里每小时', kmh: '公里每小时', kn: '节' },
  // Temperature and angle
  ...{ '°C': '度', '°F': '华氏度', '°': '度', '′': '分', '″': '秒', rad: '弧度' },
  // Pressure, energy, sound, light
  ...{
    atm: '大气压',
    bar: '巴',
    mbar: '毫巴',
    mmHg: '毫米汞柱',
    psi: '磅每平方英寸',
    hp: '马力',
    dB: '分贝',
    db: '分贝',
    lx: '勒克斯',
    lm: '流明',
    cd: '坎德拉',
  },
  // Data and screens; people say the letters of bytes.
  ...{
    kB: 'KB',
    KB: 'KB',
    MB: 'MB',
    GB: 'GB',
    TB: 'TB',
    PB: 'PB',
    EB: 'EB',
    KiB: 'KB',
    MiB: 'MB',
    GiB: 'GB',
    TiB: 'TB',
  },
  ...{ px: '像素', dpi: '点每英寸', ppi: '像素每英寸', bp: '个基点' },
};

const powers: Readonly<Record<string, string>> = { '²': '平方', '2': '平方', '³': '立方', '3': '立方' };

/** Lengths, whose powers are areas and volumes. */
const lengths: Readonly<Record<string, string>> = {
  ...{ km: '公里', m: '米', dm: '分米', cm: '厘米', mm: '毫米', μm: '微米', µm: '微米', nm: '纳米' },
  ...{ ft: '英尺', in: '英寸', yd: '码', mi: '英里' },
};

function* allUnits(): Generator<readonly [symbol: string, name: string]> {
  for (const { symbols, name } of prefixed) for (const symbol of symbols) yield [symbol, name];
  for (const { symbols, name, prefixes } of [...prefixed, ...onlyPrefixed]) {
    for (const symbol of symbols) {
      for (const prefix of prefixes) yield [prefix + symbol, `${prefixNames[prefix] ?? ''}${name}`];
    }
  }
  yield* Object.entries(plain);
  for (const [symbol, name] of Object.entries(lengths)) {
    for (const [power, word] of Object.entries(powers)) yield [symbol + power, word + name];
  }
}

/** Every symbol and its name: `cm²` → `平方厘米`. */
export const unitNames: ReadonlyMap<string, string> = new Map(allUnits());

/** Under the stroke of a rate: `m/s²`, `元/d`. */
const perNames: ReadonlyMap<string, string> = new Map([
  ...unitNames,
  ...Object.entries({
    's²': '二次方秒',
    s2: '二次方秒',
    d: '天',
    day: '天',
    y: '年',
    yr: '年',
    min: '分钟',
    K: '开',
    '°C': '摄氏度',
  }),
]);

function anyOf(symbols: Iterable<string>): string {
  const longestFirst = [...symbols].sort((one, other) => other.length - one.length);
  return `(?:${longestFirst.map((symbol) => symbol.replaceAll('/', '\\/')).join('|')})`;
}

const unitEnd = '(?![A-Za-z\\d²³])';

/** Any unit under the stroke of a rate, as a piece of a pattern; no letter or digit follows. */
export const perUnit = `${anyOf(perNames.keys())}${unitEnd}`;

/** Any unit with what is under its stroke, in the same form: `kg`, `km/h`. */
export const unit = `${anyOf(unitNames.keys())}(?: ?/ ?${anyOf(perNames.keys())}){0,2}${unitEnd}`;

/** `km/h` → `公里每小时`; a word that is no symbol stays. */
export function unitName(symbol: string): string {
  const [above = '', ...below] = unitNames.has(symbol) ? [symbol] : symbol.split('/');
  return [unitNames.get(above) ?? above, ...below.map((each) => perNames.get(each.trim()) ?? each.trim())].join('每');
}
