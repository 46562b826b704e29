/** Mandarin in pinyin, as IPA: Lin, The Sounds of Chinese (2007), with tones as Chao's letters. */

const initials: Readonly<Record<string, string>> = {
  ...{ b: 'p', p: 'pʰ', m: 'm', f: 'f', d: 't', t: 'tʰ', n: 'n', l: 'l', g: 'k', k: 'kʰ', h: 'x' },
  ...{ j: 'tɕ', q: 'tɕʰ', x: 'ɕ', zh: 'ʈʂ', ch: 'ʈʂʰ', sh: 'ʂ', r: 'ɻ', z: 'ts', c: 'tsʰ', s: 's' },
};

/** As written behind an initial, with `v` for ü; the full forms (`iou`, `uei`, `uen`) are those that `y` and `w` leave. */
const finals: Readonly<Record<string, string>> = {
  ...{ a: 'a', o: 'wo', e: 'ɤ', ai: 'aɪ', ei: 'eɪ', ao: 'ɑʊ', ou: 'oʊ', an: 'an', en: 'ən', ang: 'ɑŋ', eng: 'əŋ' },
  ...{ er: 'ɑɻ', ong: 'ʊŋ' },
  ...{ i: 'i', ia: 'ja', io: 'jo', ie: 'jɛ', iao: 'jɑʊ', iu: 'joʊ', iou: 'joʊ', ian: 'jɛn', in: 'in' },
  ...{ iang: 'jɑŋ', ing: 'iŋ', iong: 'jʊŋ' },
  ...{ u: 'u', ua: 'wa', uo: 'wo', uai: 'waɪ', ui: 'weɪ', uei: 'weɪ', uan: 'wan', un: 'wən', uen: 'wən' },
  ...{ uang: 'wɑŋ', ueng: 'wəŋ' },
  ...{ v: 'y', ve: 'ɥɛ', van: 'ɥɛn', vn: 'yn' },
};

/** `i` behind these is the initial's own buzz. */
const buzzes: Readonly<Record<string, string>> = {
  ...{ zh: 'ɻ̩', ch: 'ɻ̩', sh: 'ɻ̩', r: 'ɻ̩', z: 'ɹ̩', c: 'ɹ̩', s: 'ɹ̩' },
};

/** Of the tones 1 to 5; 0 is written for the neutral one as well. */
const tones = ['', '˥', '˧˥', '˨˩˦', '˥˩', ''];
const toneMarks = ['\u0304', '\u0301', '\u030C', '\u0300'];

/** Zero initials are written with `y` and `w`; behind `j`, `q`, `x` and `y` ü loses its dots. */
const spellings: readonly (readonly [written: RegExp, plain: string])[] = [
  [/u:|u\u0308/gu, 'v'],
  [/^yu/u, 'v'],
  [/^yi|^y(?=[aeo])/u, 'i'],
  [/^wu|^w(?=[aeo])/u, 'u'],
  [/^([jqx])u/u, '$1v'],
  [/^([nl])ue/u, '$1ve'],
];

const syllables = /([a-z\u0300-\u030C:]{1,10}) ?([0-5])?/gu;
const parts = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([aeiouv][a-z]{0,4})$/u;

/**
 * IPA of syllables with their tones, as numbers (`zang4`, `shu3 shu4`, `fu 4 - mu 3`) or as marks (`zàng`); ü is written
 * `ü`, `v` or `u:`. Undefined when a syllable is none, or has no tone.
 */
export function ipaOfPinyin(written: string): string | undefined {
  const text = written.toLowerCase().normalize('NFD');
  if (text.replace(syllables, '').search(/[^\s\-'’.,]/u) >= 0) return undefined;
  const said = [...text.matchAll(syllables)].map(([, letters = '', tone]) => ipaOfSyllable(letters, tone));
  return said.length === 0 || said.includes(undefined) ? undefined : said.join('');
}

function ipaOfSyllable(letters: string, number: string | undefined): string | undefined {
  const marked = toneMarks.findIndex((mark) => letters.includes(mark)) + 1;
  const tone = number === undefined ? marked : Number(number);
  if (number === undefined && marked === 0) return undefined;
  const plain = spellings.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    letters.replace(/[\u0300\u0301\u0304\u030C]/gu, ''),
  );
  const sound = soundOf(plain) ?? erhua(plain);
  return sound === undefined ? undefined : `${sound}${tones[tone] ?? ''}`;
}

/** `wanr`: the syllable with an r behind it; dictionaries write `wan2 r5`. */
function erhua(plain: string): string | undefined {
  if (plain === 'r') return 'ɻ';
  const sound = plain.endsWith('r') ? soundOf(plain.slice(0, -1)) : undefined;
  return sound === undefined ? undefined : `${sound}ɻ`;
}

function soundOf(plain: string): string | undefined {
  const [, initial = '', final = ''] = parts.exec(plain) ?? [];
  const sound = final === 'i' && Object.hasOwn(buzzes, initial) ? buzzes[initial] : ownEntry(finals, final);
  if (sound === undefined) return undefined;
  // Only behind lips is o a wo: the interjection o is itself.
  return initial === '' && final === 'o' ? 'o' : `${initials[initial] ?? ''}${sound}`;
}

function ownEntry(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
