/** A clause as eSpeak cuts text: what is written, and what Piper makes of the mark at its end. */
export interface Clause {
  /** With its marks, which tell eSpeak an abbreviation or a question. */
  readonly text: string;
  /** Where it begins in the text that was cut. */
  readonly start: number;
  /** `. ! ? , : ;`, or empty: Piper has no mark for `…`, for full-width marks, and for a text that just ends. */
  readonly mark: string;
  readonly endsSentence: boolean;
}

/**
 * Marks that end a clause before a space, a bracket, a quote or the end of the text, by what Piper writes for them.
 * Found by giving every punctuation character of Unicode to piper-tts 1.8.0.
 */
const marks: Readonly<Record<string, string>> = {
  '.': '.۔܁܄።᙮᠃᠉⳹⳾⸳⸼꓿꘎꛳︒﹒｡',
  '!': '!܃߹᥄‼❕❗❢❣︕﹗',
  '?': '?;؟܉፧᥅⁇❓❔⳺⳻꘏꛷︖﹖',
  ',': ',՝،܂߸༔፣᠂᠈⸲⸴⹁꓾꘍꛵︐︑﹐﹑､',
  ':': ':܆܇፥፦᠄⦂꛴︓﹕',
  ';': ';·؛܈፤–—⁏⸵⸺⸻꛶︱︲︔﹔',
};
/** Marks of a clause and of a sentence for which Piper writes nothing. */
const others = '¡¿᠁…⋮⋯⋰⋱、︙，：；';
const fullStops = '։।෴།。！．？܀॥༎჻፨';
/** Those that need nothing behind them. */
const anywhere = `${others}։।෴།。！．？`;

const writtenAs = new Map(Object.entries(marks).flatMap(([mark, all]) => [...all].map((one) => [one, mark] as const)));
const everyMark = Object.values(marks).join('') + others + fullStops;

/** An empty line, or a run of marks, of which the first counts. Three full stops are one mark. */
const possibleEnd = new RegExp(`\\n\\s*\\n|(\\.{3,}|[${everyMark}])[${everyMark}]*`, 'gu');

/** The end of the text, space, and what eSpeak takes for brackets. */
const endsWord = /^(?:$|[\s()[\]{}<>"'`«»\u2014-\u201F《》])/u;

/**
 * Cuts text into clauses as eSpeak does (`ReadClause` in espeak-ng/src/libespeak-ng/readclause.c), so that the mark of
 * each is known, which eSpeak's phonemes do not tell. A full stop before a lower-case letter belongs to an abbreviation;
 * marks before the first letter or digit of a clause end nothing.
 *
 * Left out: German and others read a Roman number with a full stop as an ordinal (`Ludwig XIV. König`).
 */
export function clauses(text: string): Clause[] {
  const found: Clause[] = [];
  let start = 0;
  const add = (end: number, mark: string, endsSentence: boolean) => {
    const whole = text.slice(start, end).trimEnd();
    const clause = whole.trimStart();
    if (clause !== '') found.push({ text: clause, start: start + whole.length - clause.length, mark, endsSentence });
    start = end;
  };
  for (const { 0: run, 1: first, index } of text.matchAll(possibleEnd)) {
    const end = index + run.length;
    const after = text.slice(end);
    if (first === undefined) add(end, '', true);
    else if (isEnd(first, text.slice(start, index), after)) {
      const mark = writtenAs.get(first) ?? '';
      add(end, mark, /[.!?]/.test(mark) || fullStops.includes(first) || /^[^\S\n]*\n\s*\n/u.test(after));
    }
  }
  add(text.length, '', true);
  return found;
}

function isEnd(mark: string, before: string, after: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(before)) return false;
  // At the end of a line a full stop is one.
  if (mark === '.' && /^[^\S\n]*(?:\p{Lowercase}|'s)/u.test(after)) return false;
  return mark.startsWith('...') || anywhere.includes(mark) || endsWord.test(after);
}
