import type { LanguageRules, SayAs } from '../normalize/rule.ts';
import { said } from '../normalize/rule.ts';
import type { Manner, Passage } from '../passage.ts';
import { plainManner } from '../passage.ts';
import { ssmlPassages, type SsmlOptions } from './passages.ts';

/** Rules that show what they were asked: `en:date(1/2,mdy)`; text with a `?` cannot be read. */
function showingRules(language: string): LanguageRules {
  const say =
    (as: SayAs) =>
    (text: string, format?: string): string | undefined =>
      text.includes('?') ? undefined : `${language}:${as}(${text}${format === undefined ? '' : `,${format}`})`;
  return {
    language,
    spaced: language !== 'zh',
    rules: [{ name: 'number', pattern: /\d{1,9}/gu, say: ([digits]) => `number-${digits}` }],
    sayAs: {
      ...{ cardinal: say('cardinal'), ordinal: say('ordinal'), digits: say('digits'), characters: say('characters') },
      ...{ fraction: say('fraction'), date: say('date'), time: say('time'), telephone: say('telephone') },
      ...{ currency: say('currency'), unit: say('unit') },
    },
  };
}

/** The passages of a document under rules that show what they were asked, for English and Mandarin. */
export function passagesOf(document: string, options: SsmlOptions = {}): readonly Passage[] {
  const rules = (language: string): LanguageRules | undefined => {
    const primary = language.toLowerCase().split('-')[0] ?? '';
    return ['en', 'zh'].includes(primary) ? showingRules(primary) : undefined;
  };
  return ssmlPassages(document, { rules, ...options });
}

/**
 * Passages in a line each: `text`, with `[rule written = spoken /ipa/]` where something is said and `{rate 2}` in front where
 * the manner is not plain; `(0.5s)`, `---sentence---`.
 */
export function outline(passages: readonly Passage[]): string[] {
  return passages.map((passage) => {
    switch (passage.kind) {
      case 'pause':
        return `(${passage.seconds}s)`;
      case 'border':
        return `---${passage.border}---`;
      case 'text': {
        const spans = passage.spans.values();
        const text = passage.text.replaceAll(said, () => {
          const { rule, written, spoken, ipa } = spans.next().value ?? { rule: 'none', written: '', spoken: '' };
          return `[${rule} ${written} = ${spoken}${ipa === undefined ? '' : ` /${ipa}/`}]`;
        });
        return mannerOf(passage.manner) + text;
      }
    }
  });
}

function mannerOf(manner: Manner): string {
  const names = ['language', 'voice', 'rate', 'gain', 'semitones'] as const;
  const changed = names.filter((name) => manner[name] !== plainManner[name]);
  const value = (name: (typeof names)[number]) => {
    const of = manner[name];
    return typeof of === 'number' ? Number(of.toFixed(3)) : (of ?? 'none');
  };
  return changed.length === 0 ? '' : `{${changed.map((name) => `${name} ${value(name)}`).join(', ')}}`;
}
