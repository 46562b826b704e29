// Writes src/text/emoji/emoji-names.ts from Unicode's CLDR. To renew it, in an empty folder:
//
//   npm install cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0
//   node CHECKOUT/scripts/emoji-names.mjs node_modules
//
// The packages unpack to 155 MB in every language of the world; the names in two languages are 60 KB, so these are kept and the packages are
// not a dependency.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [, , packages] = process.argv;
if (packages === undefined) {
  console.error('Expected the node_modules folder that holds the two CLDR packages. See the head of this script.');
  process.exit(2);
}

const sources = [
  ['cldr-annotations-full', 'annotations'],
  ['cldr-annotations-derived-full', 'annotationsDerived'],
];
const { version } = JSON.parse(readFileSync(path.join(packages, sources[0][0], 'package.json'), 'utf8'));
const licence = readFileSync(path.join(packages, sources[0][0], 'LICENSE'), 'utf8').trim();

/** Pictograph or sequence of them → its short name, without variation selectors. */
function shortNames(language) {
  const names = new Map();
  for (const [folder, field] of sources) {
    const file = path.join(packages, folder, field, language, 'annotations.json');
    const { annotations } = JSON.parse(readFileSync(file, 'utf8'))[field];
    for (const [written, { tts }] of Object.entries(annotations)) if (tts) names.set(written, tts[0]);
  }
  return names;
}

/** What is heard: `flag: China` → `China flag`, `man: red hair` → `man with red hair`; families and directions are not told apart. */
const spoken = {
  en: [
    [/^flag: (.+)$/, '$1 flag'],
    [/^keycap: /, ''],
    [/^(\w+): bald$/, 'bald $1'],
    [/^(family|kiss|couple with heart|handshake): .*$/, '$1'],
    [/: facing right$/, ''],
    [/: /, ' with '],
    [/ \(.*\)$/, ''],
    [/[“”!]/g, ''],
  ],
  zh: [
    [/^旗: (.+)$/, '$1旗'],
    [/^按键: /, ''],
    [/^(家庭|亲吻|情侣|握手): .*$/, '$1'],
    [/: 面向右边$/, ''],
    [/^(.+): (.+)$/, '$2的$1'],
    [/[“”!（）]/g, ''],
  ],
};
const speak = (language, name) =>
  spoken[language].reduce((text, [pattern, instead]) => text.replace(pattern, instead), name);

/** What `cleanText` drops; © ® ™ ♀ ♂ have names of their own, and ‼ ⁉ are marks. */
const isEmoji = /^(?:(?![©®™♀♂‼⁉])\p{Extended_Pictographic}|\p{Regional_Indicator}{2})/u;
const skinTone = /(?!^)\p{Emoji_Modifier}/gu;

const [english, chinese] = [shortNames('en'), shortNames('zh')];
const lines = new Map();
const tones = (written) => written.match(skinTone)?.length ?? 0;
/** Those without a skin tone go first; 🫱🏻‍🫲🏿 has no such name, and becomes what it is called before the colon. */
for (const written of [...english.keys()].sort((a, b) => tones(a) - tones(b))) {
  const plain = written.replace(skinTone, '');
  const nameZh = chinese.get(written);
  if (!isEmoji.test(written) || nameZh === undefined || lines.has(plain)) continue;
  const toned = plain !== written;
  const nameEn = toned ? english.get(written).replace(/:.*$/, '') : english.get(written);
  lines.set(plain, [plain, speak('en', nameEn), speak('zh', toned ? nameZh.replace(/:.*$/, '') : nameZh)]);
}
const table = [...lines.values()].sort(([a], [b]) => (a < b ? -1 : 1)).map((line) => line.join('\t'));
if (table.some((line) => /[`\\$:]/.test(line)))
  throw new Error('Expected names without ` \\ $ and colons: mend `spoken`.');

const file = path.resolve(import.meta.dirname, '../src/text/emoji/emoji-names.ts');
writeFileSync(
  file,
  `/*
Written by scripts/emoji-names.mjs; not by hand. The names are those of Unicode's CLDR ${version}, made fit to be heard:

${licence}
*/

/** A line for each emoji, as it is without skin tones and variation selectors: the emoji, its English name, its Chinese name; tabs between. */
export const emojiNames = \`
${table.join('\n')}
\`;
`,
);
console.log(`${file}: ${table.length} emoji`);
