import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { UnusableModel } from '../unusable-model.ts';
import type { Variant } from '../variant.ts';
import { tags } from './control-tokens.ts';
import { trainedLanguages } from './multilingual.ts';
import { PromptText, type PromptTextOptions } from './prompt-text.ts';
import { referenceIds } from './reference.fixture.ts';
import { byteTokenizer, folderOf, letterTokenizer } from './tiny-tokenizer.fixture.ts';

const cleanups: (() => void)[] = [];
afterAll(() => cleanups.forEach((remove) => remove()));

const rows = { english: 704, multilingual: 2352, turbo: 50_276, nano: 50_276 } as const;
const cangjie = ['你\tonf', '好\tvnd', '妳\tvnd'];

async function open(
  variant: Variant,
  files: Readonly<Record<string, unknown>> = {},
  options: Partial<PromptTextOptions> = {},
): Promise<PromptText> {
  const ends = variant === 'turbo' ? 2 : 1;
  const tokenizer = variant === 'turbo' || variant === 'nano' ? byteTokenizer(ends) : letterTokenizer();
  const { folder, remove } = folderOf({ 'tokenizer.json': tokenizer, 'Cangjie5_TC.json': cangjie, ...files });
  cleanups.push(remove);
  return PromptText.open({ folder, variant, textRows: rows[variant], ...options });
}

const models = {
  english: await open('english'),
  multilingual: await open('multilingual'),
  turbo: await open('turbo'),
  nano: await open('nano'),
};

describe('the prompt of a text', () => {
  it.each(referenceIds)('has the ids of chatterbox: %s, %s, %j', async (variant, language, text, expected) => {
    const { ids, replaced } = await models[variant].encode(text, language);
    expect({ ids, replaced }).toEqual({ ids: expected, replaced: 0 });
  });

  it('of English and Multilingual stands in its frame, and says where the text is', async () => {
    const { ids, textStart, textEnd } = await models.english.encode('the', 'en');
    expect(ids).toEqual([6563, 255, 70, 32, 29, 8, 0, 6561, 6561]);
    expect(ids.slice(textStart, textEnd)).toEqual([255, 70, 32, 29, 8, 0]);
  });

  it('of Turbo and Nano has as many ends of text as their tokenizers say', async () => {
    const [turbo, nano] = [await models.turbo.encode('Hi', 'en'), await models.nano.encode('Hi', 'en')];
    expect(turbo).toEqual({ ids: [72, 105, 46, 50_256, 50_256], textStart: 0, textEnd: 3, replaced: 0 });
    expect(nano).toEqual({ ids: [72, 105, 46, 50_256], textStart: 0, textEnd: 3, replaced: 0 });
  });

  it.each([
    ['turbo', 2],
    ['nano', 1],
  ] as const)('of %s has %i where the tokenizer does not say', async (variant, count) => {
    const model = await open(variant, { 'tokenizer.json': { ...byteTokenizer(2), post_processor: null } });
    expect((await model.encode('', 'en')).ids).toEqual(Array.from({ length: count }, () => 50_256));
  });

  it('is framed the same where the tokenizer has no template and does not replace spaces', async () => {
    const bare = { ...letterTokenizer(), post_processor: null, normalizer: null };
    const model = await open('english', { 'tokenizer.json': bare });
    expect(await model.encode('the cat', 'en')).toEqual(await models.english.encode('the cat', 'en'));
  });

  it('of an empty text is its frame', async () => {
    expect(await models.multilingual.encode(' \n', 'en')).toEqual({
      ids: [6563, 255, 0, 6561, 6561],
      textStart: 1,
      textEnd: 3,
      replaced: 0,
    });
    expect((await models.turbo.encode('', 'en')).ids).toEqual([50_256, 50_256]);
  });

  it('spells Chinese in Cangjie', async () => {
    const { ids } = await models.multilingual.encode('妳', 'zh');
    expect(ids).toEqual([6563, 255, 722, 771, 763, 753, 777, 786, 2, 8, 0, 6561, 6561]);
  });

  it('keeps capitals where the model learnt them', async () => {
    const model = await open('multilingual', {}, { lowercase: false });
    const ids = await Promise.all([model.encode('The', 'en'), models.multilingual.encode('The', 'en')]);
    expect(ids[0].ids).not.toEqual(ids[1].ids);
  });

  it('has no id beyond the table of its model, and counts what it replaced', async () => {
    const small = await open('multilingual', {}, { textRows: 740 });
    const { ids, replaced } = await small.encode('THE', 'en');
    expect({ ids: ids.slice(2, -3), replaced }).toEqual({ ids: [704, 261, 8], replaced: 0 });
    const tokenizer = letterTokenizer();
    const model = { ...tokenizer.model, vocab: { ...tokenizer.model.vocab, the: 745 } };
    const beyond = await open('multilingual', { 'tokenizer.json': { ...tokenizer, model } }, { textRows: 740 });
    expect(await beyond.encode('the', 'en')).toMatchObject({ replaced: 1 });
    expect((await beyond.encode('the', 'en')).ids.slice(2, -3)).toEqual([704, 1, 8]);
  });
});

describe('the languages of a model', () => {
  it('are English, but for Multilingual', () => {
    expect([models.english, models.turbo, models.nano].map(({ languages }) => languages)).toEqual([
      ['en'],
      ['en'],
      ['en'],
    ]);
    expect(models.multilingual.languages).toEqual(trainedLanguages);
  });

  it('are those whose token has a row, and Chinese only with its letters', async () => {
    const few = await open('multilingual', {}, { textRows: 705 });
    expect(few.languages).toEqual(trainedLanguages.slice(0, 5));
    const noLetters = await open('multilingual', {}, { textRows: 740 });
    expect(noLetters.languages).toEqual(trainedLanguages.filter((language) => language !== 'zh'));
  });

  it('may be asked for with a region, or as Norwegian is written', async () => {
    const [tagged, plain] = [models.multilingual.encode('Ja', 'nb-NO'), models.multilingual.encode('Ja', 'no')];
    expect(await tagged).toEqual(await plain);
  });

  it.each([
    ['english', 'de'],
    ['turbo', 'fr-CA'],
    ['multilingual', 'uk'],
    ['multilingual', 'not a tag'],
  ] as const)('of %s do not have %s, which is an error that says so', async (variant, language) => {
    const speaking = models[variant].encode('secret', language);
    await expect(speaking).rejects.toMatchObject({ code: 'language_not_supported' });
    await expect(speaking).rejects.toThrow(`"${language}"`);
    await expect(speaking).rejects.not.toThrow('secret');
  });
});

describe('a model', () => {
  const changed = (change: object) => ({ 'tokenizer.json': { ...letterTokenizer(), ...change } });
  const withoutNames = (names: readonly string[]) => {
    const { added_tokens: added, model, ...others } = letterTokenizer();
    const vocab = Object.fromEntries(Object.entries(model.vocab).filter(([name]) => !names.includes(name)));
    const kept = added.filter(({ content }) => !names.includes(content));
    return { 'tokenizer.json': { ...others, added_tokens: kept, model: { ...model, vocab } } };
  };

  it.each([
    ['no [START]', 'english', withoutNames(['[START]']), 'expected the token "[START]" as number 255'],
    ['no [SPACE]', 'english', withoutNames(['[SPACE]']), 'expected a token "[SPACE]"'],
    ['no languages', 'multilingual', withoutNames(trainedLanguages.map((l) => `[${l}]`)), 'no token for a language'],
    ['another kind of tokenizer', 'turbo', changed({}), 'expected the token "<|endoftext|>" as number 50256'],
    ['a broken table', 'multilingual', { 'Cangjie5_TC.json': '[' }, 'Cangjie5_TC.json cannot be read'],
  ] as const)('is refused with %s', async (_, variant, files, expected) => {
    const opening = open(variant, files);
    await expect(opening).rejects.toThrow(UnusableModel);
    await expect(opening).rejects.toThrow(expected);
  });

  it('is refused where its table has no row for the frame', async () => {
    await expect(open('english', {}, { textRows: 200 })).rejects.toThrow('"[START]"');
  });
});

describe('what a user writes', () => {
  const controls = [...letterTokenizer().added_tokens.map(({ content }) => content), '<|endoftext|>', ...tags];
  const bits = ['[', ']', '<|', '|>', 'START', 'laugh', ' ', '\u0000', '\ud800', '[[START]', '[ＳＴＡＲＴ]', '\u200b'];
  const unit = fc.oneof(
    fc.constantFrom(...controls),
    fc.constantFrom(...bits),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const text = fc.array(unit, { maxLength: 12 }).map((parts) => parts.join(''));
  const language = fc.constantFrom(...trainedLanguages);

  it('never becomes a token that steers English or Multilingual, but for spaces and letters of Chinese', async () => {
    const steering = new Set(letterTokenizer().added_tokens.map(({ id }) => id));
    steering.delete(1);
    steering.delete(2);
    const isCangjie = (id: number) => id >= 750 && id <= 786;
    await fc.assert(
      fc.asyncProperty(text, language, async (written, spoken) => {
        const english = await models.english.encode(written, 'en');
        expect(english.ids.slice(2, -3).filter((id) => steering.has(id))).toEqual([]);
        const { ids, textStart, textEnd } = await models.multilingual.encode(written, spoken);
        const own = ids.slice(3, -3).filter((id) => !(spoken === 'zh' && isCangjie(id)));
        expect(own.filter((id) => steering.has(id))).toEqual([]);
        expect(ids.slice(0, 2)).toEqual([6563, 255]);
        expect(ids.slice(-3)).toEqual([0, 6561, 6561]);
        expect([textStart, textEnd]).toEqual([1, ids.length - 2]);
      }),
    );
  });

  it('has as many spaces as it is written with, not those that it names', async () => {
    const spaces = async (written: string) =>
      (await models.english.encode(written, 'en')).ids.filter((id) => id === 2).length;
    expect([await spaces('a[SPACE]b'), await spaces('a [SPACE] b')]).toEqual([0, 2]);
  });

  it('never becomes an end of text in Turbo or Nano; tags that are written become tags', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        for (const model of [models.turbo, models.nano]) {
          const { ids, textEnd } = await model.encode(written, 'en');
          expect(ids.slice(0, textEnd)).not.toContain(50_256);
          expect(ids.slice(textEnd).every((id) => id === 50_256)).toBe(true);
          expect(ids.every((id) => Number.isInteger(id) && id < 50_276)).toBe(true);
        }
      }),
    );
    const every = await models.turbo.encode(tags.join(''), 'en');
    expect(every.ids.slice(0, 19)).toEqual(Array.from({ length: 19 }, (_, index) => 50_257 + index));
  });

  it('in Turbo comes back whole from its bytes, but for its tags', async () => {
    const plain = fc.string({ unit: 'binary' }).filter((written) => written.trim() !== '');
    await fc.assert(
      fc.asyncProperty(plain, async (written) => {
        const { ids, textEnd, replaced } = await models.turbo.encode(`A${written}`, 'en');
        const merged: Readonly<Record<number, readonly number[]>> = {
          256: [72, 101],
          257: [108, 108, 111],
          258: [108, 108],
        };
        const bytes = ids.slice(0, textEnd).flatMap((id) => merged[id] ?? [id]);
        const read = Buffer.from(bytes).toString('utf8');
        expect(replaced).toBe(0);
        expect(read.match(/[\p{L}\p{N}]/gu)).toEqual(`A${written}`.match(/[\p{L}\p{N}]/gu));
      }),
    );
  });
});
