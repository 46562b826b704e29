import type { SaidSpan } from './normalize/apply-rules.ts';
import { said } from './normalize/rule.ts';
import { plainManner, type Passage, type Pronunciation } from './passage.ts';

/**
 * The sounds and manners that Chatterbox Turbo and Nano know by a tag in the text, `[laugh]` (`added_tokens.json` of
 * chatterbox-turbo). They stay in the text; engines without them get it from {@link withoutSounds}.
 */
export const soundNames = [
  ...([
    'angry',
    'fear',
    'surprised',
    'whispering',
    'advertisement',
    'dramatic',
    'narration',
    'crying',
    'happy',
  ] as const),
  ...(['sarcastic', 'clear throat', 'sigh', 'shush', 'cough', 'groan', 'sniff', 'gasp', 'chuckle', 'laugh'] as const),
] as const;

/** What `[pause]` means. */
export const usualPauseSeconds = 0.5;
/** The longest pause of one tag; a longer one becomes this. */
export const mostPauseSeconds = 10;

/** What IPA is written with, at least one letter: letters, tones, stress and length, ties and breaks; no digit and no slash, as in addresses. */
const ipaClass = String.raw`\p{L}\p{M}\p{Sk}ˈˌ.'’‿‖|↑↓↗↘ \-`;

/**
 * `[word](/ipa/)`, `[pause]`, `[pause:1.5s]`, `[pause: 300 ms]`; a backslash before it makes it plain text. No part can match a bracket, so
 * that a text of brackets costs no more than another.
 */
const tag = new RegExp(
  [
    String.raw`(?<!\\)\[(?<word>[^[\]\\\s][^[\]\\\n]{0,199})\]\(/(?<ipa>(?=[^/]{0,199}\p{L})[${ipaClass}]{1,200})/\)`,
    String.raw`(?<!\\)\[pause(?: ?: ?(?<amount>\d{1,6}(?:\.\d{1,20})?|\.\d{1,20}) ?(?<unit>ms|s)?)?\]`,
  ].join('|'),
  'giu',
);

/**
 * A plain text as its passages: `[pause:1.5s]` and `[pause:300ms]` become pauses of at most {@link mostPauseSeconds} (`[pause]` one of
 * {@link usualPauseSeconds}; without a unit seconds are meant), `[word](/ipa/)` a span that is spoken as `word` and pronounced as its IPA.
 *
 * Without `tags`, for texts of third parties, nobody hears them: a pause is nothing but a space, and of `[word](/ipa/)` the word is left. In
 * both cases U+E000 goes, which stands for spans. All else stays as it is written. Linear in the text.
 */
export function controlPassages(text: string, { tags }: { readonly tags: boolean }): readonly Passage[] {
  const written = text.replaceAll(said, '');
  if (!tags)
    return textPassage(
      written.replace(tag, (_, word?: string) => word ?? ' '),
      [],
    );

  const passages: Passage[] = [];
  let [piece, spans, taken]: [string, SaidSpan[], number] = ['', [], 0];
  for (const match of written.matchAll(tag)) {
    const { word, ipa, amount, unit } = match.groups as Readonly<Partial<Record<string, string>>>;
    piece += written.slice(taken, match.index);
    taken = match.index + match[0].length;
    if (word !== undefined && ipa !== undefined) {
      spans.push({ rule: 'phoneme', written: match[0], spoken: word, ipa: ipa.trim() });
      piece += said;
      continue;
    }
    passages.push(...textPassage(piece, spans));
    [piece, spans] = ['', []];
    const seconds = pauseSeconds(amount, unit);
    if (seconds > 0) passages.push({ kind: 'pause', seconds });
  }
  return [...passages, ...textPassage(piece + written.slice(taken), spans)];
}

function textPassage(text: string, spans: readonly SaidSpan[]): readonly Passage[] {
  return text.trim() === '' ? [] : [{ kind: 'text', text, spans, manner: plainManner }];
}

function pauseSeconds(amount: string | undefined, unit = 's'): number {
  if (amount === undefined) return usualPauseSeconds;
  return Math.min(mostPauseSeconds, Number(amount) / (unit.toLowerCase() === 'ms' ? 1000 : 1));
}

const soundTag = String.raw`\[(?:${soundNames.join('|')})\]`;

/** At the start, behind a space, or before a mark or a space nothing is left of a tag; between two words a space. */
const soundTags: readonly (readonly [RegExp, string])[] = [
  [new RegExp(String.raw`(?<=^|\s)${soundTag} ?| ?${soundTag}(?=[\s.,!?;:…。，！？；：、)]|$)`, 'giu'), ''],
  [new RegExp(String.raw` ?${soundTag} ?`, 'giu'), ' '],
];

/** The text without the tags of sounds, for engines that would read them out. Linear in the text. */
export function removeSoundTags(text: string): string {
  return soundTags.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}

/** A segment without the tags of sounds, trimmed, with its pronunciations where their words are then. */
export function withoutSounds({ text, pronunciations }: PronouncedText): PronouncedText {
  let [rest, taken] = ['', 0];
  for (const { start, end } of pronunciations) {
    rest += text.slice(taken, start) + said;
    taken = end;
  }
  const [first = '', ...others] = removeSoundTags(rest + text.slice(taken))
    .trim()
    .split(said);
  let whole = first;
  const moved = others.map((piece, index) => {
    const { start, end, ipa } = pronunciations[index] as Pronunciation;
    const from = whole.length;
    whole += text.slice(start, end) + piece;
    return { start: from, end: from + end - start, ipa };
  });
  return { text: whole, pronunciations: moved };
}

interface PronouncedText {
  readonly text: string;
  readonly pronunciations: readonly Pronunciation[];
}
