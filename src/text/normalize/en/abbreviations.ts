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
  ...{ st: 'Saint', sr: 'Senior', ste: 'Sainte', atty: 'Attorney', insp: 'Inspector', amb: 'Ambassador' },
};

/** Those that are written without their full stop too. */
const bareTitles = ['dr', 'mr', 'mrs', 'ms', 'prof', 'mt', 'st', 'sgt', 'capt', 'lt'];

/** Words that are written short with a full stop, wherever they stand; in lower case. */
const shortened: Readonly<Record<string, string>> = {
  ...{ 'e.g': 'for example', 'i.e': 'that is', etc: 'et cetera', vs: 'versus', viz: 'namely', cf: 'compare', al: 'al' },
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
    ver: 'version',
    ed: 'edition',
    ex: 'exhibit',
    para: 'paragraph',
    pt: 'part',
    ca: 'circa',
  },
};

/** Forms with a slash and the like, which have no full stop. */
const slashed: Readonly<Record<string, string>> = {
  ...{ 'w/o': 'without', 'w/': 'with', 'b/c': 'because', 'c/o': 'care of', 'n/a': 'not applicable' },
};

/** Initialisms that people write in lower case: in capitals every engine reads the letters. */
const lowerInitialisms = new Set(
  'tv dvd ssn usb url html http https pdf faq diy atm gps vpn cpu gpu fbi cia nba nfl usa'.split(' '),
);

const word = (name: string, words: Iterable<string>): string =>
  `(?<![A-Za-z])(?<![\\p{L}\\p{N}.@/-])(?<${name}>${anyOf(words)})`;
const nameBehind = '(?=[ \\n][\\p{Lu}\\uE000])';

const inCase = (written: string, said: string): string =>
  /^\p{Ll}/u.test(said) && /^\p{Lu}/u.test(written) ? said.charAt(0).toUpperCase() + said.slice(1) : said;

const sayFrom =
  (table: Readonly<Record<string, string>>) =>
  (match: RegExpExecArray): string | undefined => {
    const written = groupsOf(match)['short'] ?? '';
    const said = table[written.toLowerCase()];
    return said === undefined ? undefined : inCase(written, said) + closing(match);
  };

/** Shortened words and titles. Initialisms lose their full stops (`U.S.A.` → `USA`): engines spell capitals. */
export const abbreviationRules: readonly Rule[] = [
  rule(
    'street',
    "(?=St\\.|Ave|Blvd|Hwy|Pkwy)(?<=(?:\\p{Lu}[\\p{L}\\p{M}'’.]{1,20}|\\uE000) )(?<!\\b(?:[Tt]he|[Ii]n|[Aa]t|[Oo]f|[Tt]o|[Ff]rom|[Aa]nd|[Ff]or) )(?:St\\.(?! ?\\p{Lu}\\p{Ll}+(?: (?:Church|Cathedral|Hospital|School)))|Ave\\b\\.?|Blvd\\b\\.?|Hwy\\b\\.?|Pkwy\\b\\.?)",
    (match) => {
      const said =
        { s: 'Street', a: 'Avenue', b: 'Boulevard', h: 'Highway', p: 'Parkway' }[match[0].charAt(0).toLowerCase()] ??
        '';
      return said + closing(match);
    },
  ),
  rule(
    'title',
    `${word('short', Object.keys(titles))}\\.${nameBehind}`,
    ({ groups }) => titles[(groups?.['short'] ?? '').toLowerCase()],
    'giu',
  ),
  rule(
    'title',
    `${word(
      'short',
      Object.keys(titles).filter((each) => !/^(?:st|ste|ft|mt|fr|sr|ms)$/u.test(each)),
    )}\\.$`,
    ({ groups }) => titles[(groups?.['short'] ?? '').toLowerCase()],
    'giu',
  ),
  rule(
    'title',
    `(?<!\\p{Lu}\\p{L}{0,20} )${word(
      'short',
      bareTitles.map((each) => each.charAt(0).toUpperCase() + each.slice(1)),
    )}(?=[ \\n]\\p{Lu})`,
    ({ groups }) => titles[(groups?.['short'] ?? '').toLowerCase()],
  ),
  rule('street', '(?<![\\p{L}\\p{N}])Hwy\\.?(?= (?:\\d|\\uE000))', () => 'Highway'),
  rule(
    'counter',
    `${word('short', Object.keys(counters))}\\. ?(?=[\\d#]|[IVXLC]{2,7}(?![\\p{L}'’]))`,
    sayFrom(counters),
    'giu',
  ),
  rule('abbreviation', `${word('short', Object.keys(shortened))}\\.`, sayFrom(shortened), 'giu'),
  rule('abbreviation', `${word('short', ['vs'])}(?![\\p{L}\\p{N}.])`, () => 'versus'),
  rule('abbreviation', `${word('short', Object.keys(slashed))}(?![\\p{L}\\p{N}/])`, sayFrom(slashed), 'giu'),
  rule(
    'initialism',
    "(?<![A-Za-z])(?<![\\p{L}\\p{N}.@’'])\\p{Lu}\\.(?: \\p{Lu}\\.){1,3}(?= \\p{Lu}\\p{Ll})",
    ({ 0: written }) => written.replace(/[. ]/gu, ''),
  ),
  rule(
    'initialism',
    "(?<![A-Za-z])(?<![\\p{L}\\p{N}.@])(?:\\p{Lu}|Ph|Sc|Ed)(?:\\.(?:\\p{Lu}|Ph|Sc|Ed)(?![\\p{L}\\p{N}])){1,7}(?:\\.|(?![\\p{L}\\p{N}'’]))",
    (match) => match[0].replace(/[. ]/gu, '') + closing(match),
  ),
  rule(
    'initialism',
    '(?<![A-Za-z])(?<![\\p{L}\\p{N}.@])\\p{Ll}(?:\\.\\p{Ll}(?![\\p{L}\\p{N}])){1,7}\\.',
    (match) => match[0].replaceAll('.', '').toUpperCase() + closing(match),
  ),
  rule(
    'initialism',
    '(?<![A-Za-z])(?<![\\p{L}\\p{N}\\p{M}.@/_-])[a-z]{2,5}(?![\\p{L}\\p{N}\\p{M}_/-])',
    ({ 0: written }) => (lowerInitialisms.has(written) ? written.toUpperCase() : undefined),
  ),
];
