import { cleanText } from '../src/text/clean.ts';
import { normalize } from '../src/text/normalize/normalize.ts';
import type { Case } from './text-cases.ts';
import { accepted, foldings, type Accepted, type Folding } from './text-variants.ts';

export interface Outcome extends Case {
  readonly spoken: string;
  /** Said as the source says, after folding. */
  readonly exact: boolean;
  /** The variant by which it is right though the source says otherwise. */
  readonly variant: Accepted | undefined;
}

/** A text as it is compared: without case, kinds of quotes, hyphens, spaces beside marks and the foldings of its language. */
export function fold(text: string, language: Accepted['language'], using: readonly Folding[] = foldings): string {
  let folded = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[“”]|``|''/gu, '"')
    .replace(/[‘’`]/gu, "'")
    .replaceAll('…', '...');
  for (const folding of using) {
    if (folding.language === language || folding.language === 'both') {
      folded = folded.replace(folding.pattern, folding.replacement);
    }
  }
  return folded
    .replace(/[-‐‑–—]/gu, ' ')
    .replace(/\s+/gu, language === 'zh' ? '' : ' ')
    .replace(/ ?([.,!?;:"'()]) ?/gu, '$1')
    .trim();
}

const variants = new Map(accepted.map((each) => [`${each.file}\n${each.written}`, each]));

/** What is said for each case, and whether that is right. */
export function judge(cases: readonly Case[], using: readonly Folding[] = foldings): Outcome[] {
  return cases.map((each) => {
    const { language, file, written, answers } = each;
    const { spoken } = normalize(cleanText(written), language);
    const said = fold(spoken, language, using);
    const exact = answers.some((answer) => fold(answer, language, using) === said);
    const variant = exact ? undefined : variants.get(`${file}\n${written}`);
    const right = variant?.spoken.some((answer) => fold(answer, language, using) === said) === true;
    return { ...each, spoken, exact, variant: right ? variant : undefined };
  });
}

export const isRight = ({ exact, variant }: Outcome): boolean => exact || variant !== undefined;
