import type { Rule } from '../rule.ts';
import { anyOf, closing, groupsOf, rule } from './patterns.ts';

/** Titles and what names begin with, said whole before a name; in lower case. */
const titles: Readonly<Record<string, string>> = {
  ...{ dr: 'Doctor', mr: 'Mister', mrs: 'Missus', ms: 'Miz', mx: 'Mix', prof: 'Professor', messrs: 'Messieurs' },
  ...{
    gen: 'General',
    sen: 'Senator',
    rep: 'Representative',
    gov: 'Governor',
    pres: 'President',
    supt: 'Superintendent',
    det: 'Detective',
    spc: 'Specialist',
    cdr: 'Commander',
    ens: 'Ensign',
    asst: 'Assistant',
    amb: 'Ambassador',
    sens: 'Senators',
    reps: 'Representatives',
    govs: 'Governors',
    drs: 'Doctors',
    profs: 'Professors',
  },
  ...{
    capt: 'Captain',
    cmdr: 'Commander',
    lt: 'Lieutenant',
    col: 'Colonel',
    maj: 'Major',
    sgt: 'Sergeant',
    cpl: 'Corporal',
  },
  ...{
    pvt: 'Private',
    adm: 'Admiral',
    brig: 'Brigadier',
    rev: 'Reverend',
    fr: 'Father',
    hon: 'Honorable',
    mt: 'Mount',
    ft: 'Fort',
  },
  ...{ st: 'Saint', sr: 'Senior', ste: 'Sainte', atty: 'Attorney', insp: 'Inspector' },
};

/** Those that are written without their full stop too. */
const bareTitles = ['dr', 'mr', 'mrs', 'ms', 'prof', 'mt', 'st', 'sgt', 'capt', 'lt'];

/** Those that in lower case are no words that could end a sentence. */
const lowerTitles = new Set([...bareTitles, ...'messrs pvt cpl maj gov sen cmdr supt atty capt adm'.split(' ')]);

/** Words that are written short with a full stop, wherever they stand; in lower case. */
const shortened: Readonly<Record<string, string>> = {
  ...{ 'e.g': 'for example', 'i.e': 'that is', etc: 'et cetera', vs: 'versus', viz: 'namely', cf: 'compare', al: 'al' },
  ...{ co: 'Company', llc: 'LLC', sr: 'Senior' },
  ...{
    lbs: 'pounds',
    hrs: 'hours',
    mins: 'minutes',
    yrs: 'years',
    tsp: 'teaspoon',
    tbsp: 'tablespoon',
    qty: 'quantity',
  },
  ...{
    appt: 'appointment',
    attn: 'attention',
    asst: 'assistant',
    mgr: 'manager',
    mgmt: 'management',
    pkg: 'package',
    resp: 'respectively',
    treas: 'treasurer',
    ret: 'retired',
  },
  ...{ apr: 'April', jun: 'June', jul: 'July' },
  ...{ approx: 'approximately', dept: 'department', govt: 'government', univ: 'university', assn: 'association' },
  ...{
    assoc: 'association',
    intl: 'international',
    natl: 'national',
    misc: 'miscellaneous',
    avg: 'average',
    incl: 'including',
  },
  ...{
    excl: 'excluding',
    esp: 'especially',
    temp: 'temperature',
    tel: 'telephone',
    ext: 'extension',
    mfg: 'manufacturing',
  },
  ...{ inc: 'Incorporated', ltd: 'Limited', corp: 'Corporation', bros: 'Brothers', jr: 'Junior', esq: 'Esquire' },
  ...{
    ave: 'Avenue',
    blvd: 'Boulevard',
    rd: 'Road',
    ln: 'Lane',
    hwy: 'Highway',
    pkwy: 'Parkway',
    apt: 'apartment',
    bldg: 'building',
  },
  ...{
    maj: 'Major',
    sgt: 'Sergeant',
    capt: 'Captain',
    prof: 'Professor',
    lt: 'Lieutenant',
    mr: 'Mister',
    mrs: 'Missus',
  },
  ...{
    jan: 'January',
    feb: 'February',
    aug: 'August',
    sept: 'September',
    oct: 'October',
    nov: 'November',
    dec: 'December',
  },
};

/** Words before a number, with a full stop; in lower case. */
const counters: Readonly<Record<string, string>> = {
  ...{
    no: 'number',
    nos: 'numbers',
    nr: 'number',
    vol: 'volume',
    vols: 'volumes',
    fig: 'figure',
    figs: 'figures',
    p: 'page',
  },
  ...{
    pp: 'pages',
    pg: 'page',
    pgs: 'pages',
    ch: 'chapter',
    chap: 'chapter',
    sec: 'section',
    sect: 'section',
    art: 'article',
  },
  ...{
    eq: 'equation',
    eqs: 'equations',
    eqn: 'equation',
    eqns: 'equations',
    ver: 'version',
    ed: 'edition',
    ex: 'exhibit',
    para: 'paragraph',
    pt: 'part',
    ca: 'circa',
    c: 'circa',
  },
  ...{
    est: 'established',
    max: 'maximum',
    min: 'minimum',
    rm: 'room',
    ste: 'suite',
    apt: 'apartment',
    fl: 'floor',
    bldg: 'building',
  },
  ...{ ext: 'extension', rte: 'route', bk: 'book', ser: 'series', dist: 'district', op: 'opus' },
};

/** Those that are written without their full stop too, with a capital. */
const bareCounters = [
  'Apt',
  'Ste',
  'Rm',
  'Bldg',
  'Fig',
  'Figs',
  'Vol',
  'Vols',
  'Ch',
  'Eq',
  'Ext',
  'Rte',
  'Nos',
  'Pg',
  'Chap',
];

/** Days of the week, whose short forms are words in lower case. */
const weekdays: Readonly<Record<string, string>> = {
  ...{
    mon: 'Monday',
    tue: 'Tuesday',
    tues: 'Tuesday',
    wed: 'Wednesday',
    thu: 'Thursday',
    thur: 'Thursday',
    thurs: 'Thursday',
  },
  ...{ fri: 'Friday', sat: 'Saturday', mar: 'March' },
};

/** Forms with a slash or an apostrophe, which have no full stop. */
const unstopped: Readonly<Record<string, string>> = {
  ...{
    "gov't": 'government',
    "int'l": 'international',
    "nat'l": 'national',
    "dep't": 'department',
    "ass'n": 'association',
  },
  ...{ "cont'd": 'continued', "sec'y": 'secretary' },
  ...{
    'w/out': 'without',
    'w/in': 'within',
    'w/o': 'without',
    'w/': 'with',
    'b/c': 'because',
    'c/o': 'care of',
    'n/a': 'not applicable',
  },
};

/** Initialisms that people write in lower case: in capitals every engine reads the letters. */
const lowerInitialisms =
  'aka tv dvd ssn usb url html http https pdf faq diy atm gps vpn cpu gpu fbi cia nba nfl usa'.split(' ');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const word = (name: string, words: Iterable<string>): string =>
  `(?<![A-Za-z])(?<![\\p{L}\\p{N}.@/-])(?<${name}>${anyOf(words)})`;

/** The same before a full stop, which is looked for first: nearly every word has none. */
const stopped = (words: Iterable<string>): string =>
  `(?<![A-Za-z])(?=[A-Za-z]{1,7}\\.|[A-Za-z]\\.[A-Za-z]\\.)(?<![\\p{L}\\p{N}.@/-])(?<short>${anyOf(words)})\\.`;
const nameBehind = '(?=[ \\n][\\p{Lu}\\uE000])';

const inCase = (written: string, said: string): string => (/^\p{Lu}/u.test(written) ? capital(said) : said);

const sayFrom =
  (table: Readonly<Record<string, string>>) =>
  (match: RegExpExecArray): string | undefined => {
    const written = groupsOf(match)['short'] ?? '';
    const said = table[written.toLowerCase().replace('’', "'")];
    // `Denver, CO.` is a state.
    return said === undefined || written === 'CO' ? undefined : inCase(written, said) + closing(match);
  };

/** Shortened words and titles. Initialisms lose their full stops (`U.S.A.` → `USA`): engines spell capitals. */
export const abbreviationRules: readonly Rule[] = [
  rule(
    'street',
    "(?=St\\.|Ave|Blvd|Hwy|Pkwy)(?<=(?:\\p{Lu}[\\p{L}\\p{M}'’.]{1,20}|\\uE000) )(?<!\\b(?:[Tt]he|[Ii]n|[Aa]t|[Oo]f|[Tt]o|[Ff]rom|[Aa]nd|[Ff]or|[MFP]t\\.|Mrs?\\.|Dr\\.|Rev\\.) )(?:St\\.(?! ?\\p{Lu}\\p{Ll}+(?: (?:Church|Cathedral|Hospital|School)))|Ave\\b\\.?|Blvd\\b\\.?|Hwy\\b\\.?|Pkwy\\b\\.?)",
    (match) => {
      const said =
        { s: 'Street', a: 'Avenue', b: 'Boulevard', h: 'Highway', p: 'Parkway' }[match[0].charAt(0).toLowerCase()] ??
        '';
      return said + closing(match);
    },
  ),
  rule(
    'title',
    `${stopped(Object.keys(titles))}${nameBehind}`,
    // "One more rep. Then": in lower case only what is a title alone.
    ({ groups }) => {
      const { short = '' } = groups ?? {};
      const title = /^\p{Lu}/u.test(short) || lowerTitles.has(short);
      return title ? titles[short.toLowerCase()] : undefined;
    },
    'giu',
  ),
  rule(
    'title',
    `${stopped(Object.keys(titles).filter((each) => !/^(?:st|ste|ft|mt|fr|sr|ms)$/u.test(each)))}(?=$|["”)])`,
    ({ groups }) => titles[(groups?.['short'] ?? '').toLowerCase()],
    'giu',
  ),
  rule(
    'title',
    `(?<!\\p{Lu}\\p{L}{0,20} )${word('short', bareTitles.map(capital))}(?=[ \\n]\\p{Lu})`,
    ({ groups }) => titles[(groups?.['short'] ?? '').toLowerCase()],
  ),
  rule('street', '(?<![\\p{L}\\p{N}])Hwy\\.?(?= (?:\\d|\\uE000))', () => 'Highway'),
  rule('counter', `${stopped(Object.keys(counters))} ?(?=[\\d#]|[IVXLC]{2,7}(?![\\p{L}'’]))`, sayFrom(counters), 'giu'),
  rule('counter', `${word('short', bareCounters)}(?= ?(?:[\\d#]|\\uE000))`, ({ groups }) => {
    const said = counters[(groups?.['short'] ?? '').toLowerCase()] ?? '';
    return capital(said);
  }),
  rule('counter', `${word('short', ['c', 'ca', 'est', 'max', 'min'])}\\. ?(?=\\uE000)`, sayFrom(counters), 'giu'),
  rule('title', "(?=[JS])(?<=\\p{Lu}[\\p{L}'’.-]{1,20},? )(?:Jr|Sr)(?![\\p{L}\\p{N}.])", ({ 0: written }) =>
    written === 'Jr' ? 'Junior' : 'Senior',
  ),
  rule('abbreviation', '(?=[v])(?<=\\p{Lu}[\\p{L}.]{1,20} )v\\.?(?= \\p{Lu})', () => 'versus'),
  rule('street', '(?=[F])(?<=\\uE000 )Fl(?:\\.|(?![\\p{L}\\p{N}]))', (match) => `Floor${closing(match)}`),
  rule(
    'street',
    '(?=[S])(?<=\\uE000 )St(?!\\.? ?\\p{Lu}\\p{Ll}|[\\p{L}\\p{N}])\\.?',
    (match) => `Street${closing(match)}`,
  ),
  rule('title', '(?<![\\p{L}\\p{N}.])Sec\\.(?= of )', () => 'Secretary'),
  rule('abbreviation', '(?<![\\p{L}\\p{N}.-]|\\uE000 )(?<short>[Mm](?:in|ax))\\.(?= \\p{Ll})', sayFrom(counters)),
  rule('title', '(?<![A-Za-z])(?<![\\p{L}\\p{N}.])Assoc\\.(?= (?:Prof|\\uE000))', () => 'Associate'),
  rule(
    'day',
    `(?<!\\p{Lu}\\p{L}{0,20} )${word('short', Object.keys(weekdays).map(capital))}\\.(?=$|,| [\\p{Ll}\\d\\uE000])`,
    sayFrom(weekdays),
  ),
  rule('abbreviation', stopped(Object.keys(shortened)), sayFrom(shortened), 'giu'),
  rule('abbreviation', `${word('short', ['vs', 'etc'])}(?![\\p{L}\\p{N}.])`, sayFrom(shortened)),
  rule('abbreviation', `${word('short', ['e.g', 'i.e'])}(?![\\p{L}\\p{N}.])`, sayFrom(shortened)),
  rule(
    'abbreviation',
    `(?<![A-Za-z])(?=[A-Za-z]{1,4}[/'’])${word(
      'short',
      Object.keys(unstopped)
        .map((each) => each.replace("'", '’'))
        .concat(Object.keys(unstopped)),
    )}(?![\\p{L}\\p{N}/])`,
    sayFrom(unstopped),
    'giu',
  ),
  rule(
    'initialism',
    "(?<![A-Za-z])(?=\\p{Lu}\\.)(?<![\\p{L}\\p{N}.@’'])\\p{Lu}\\.(?: \\p{Lu}\\.){1,3}(?= \\p{Lu}\\p{Ll})",
    ({ 0: written }) => written.replace(/[. ]/gu, ''),
    'gu',
    '[.] \\p{Lu}[.]',
  ),
  rule(
    'initialism',
    "(?<![A-Za-z])(?=\\p{Lu}\\p{Ll}?\\.)(?<![\\p{L}\\p{N}.@])(?:\\p{Lu}|Ph|Sc|Ed)(?:\\.(?:\\p{Lu}|Ph|Sc|Ed)(?![\\p{L}\\p{N}])){1,7}(?:\\.(?:s(?![\\p{L}\\p{N}]))?|(?![\\p{L}\\p{N}'’]))",
    (match) => match[0].replace(/[. ]/gu, '') + closing(match),
    'gu',
    '[.](?:\\p{Lu}|Ph|Sc|Ed)',
  ),
  rule(
    'initialism',
    '(?<![A-Za-z])(?=\\p{Ll}\\.\\p{Ll})(?<![\\p{L}\\p{N}.@])\\p{Ll}(?:\\.\\p{Ll}(?![\\p{L}\\p{N}])){1,7}\\.',
    (match) => match[0].replaceAll('.', '').toUpperCase() + closing(match),
    'gu',
    '\\p{Ll}[.]\\p{Ll}[.]',
  ),
  rule(
    'initialism',
    `(?<![A-Za-z])(?<![\\p{L}\\p{N}\\p{M}.@/_-])(?:${anyOf(lowerInitialisms)})(?![\\p{L}\\p{N}\\p{M}_/-])`,
    ({ 0: written }) => written.toUpperCase(),
  ),
];
