import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEmbedTokens } from '../../../test/models/embed-tokens.ts';
import { writeLanguageModel } from '../../../test/models/language-model.ts';
import { shapes } from '../../../test/models/shapes.ts';
import { writeTinyChatterbox } from '../../../test/models/tiny-chatterbox.ts';
import { describeModel, oneLine } from './describe-model.ts';
import { findModels } from './model-files.ts';
import { UnusableModel } from './unusable-model.ts';
import type { Variant } from './variant.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'describe-model-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const published = (variant: Variant) => path.join(root, 'published', variant);
const all = ['english', 'multilingual', 'turbo', 'nano'] as const;
beforeAll(() => {
  for (const variant of all) writeTinyChatterbox(published(variant), { variant });
});

let number = 0;
/** A copy of a model with changes: `at` is the path of one of its files. */
function copyOf(variant: Variant, change: (at: (file: string) => string) => void): string {
  const folder = path.join(root, String(number++), 'copy');
  cpSync(published(variant), folder, { recursive: true });
  change((file) => path.join(folder, file));
  return folder;
}

const described = (folder: string) => describeModel(findModels(folder).models[0]!);

/** The message of the refusal, with paths from the model's folder on. */
function refusalOf(folder: string): string {
  try {
    described(folder);
  } catch (error) {
    if (error instanceof UnusableModel) return error.message.replaceAll(folder + path.sep, '');
    throw error;
  }
  throw new Error('It was accepted.');
}

const gitLfs = `version https://git-lfs.github.com/spec/v1\noid sha256:${'3b78e923'.repeat(8)}\nsize 229388\n`;
const webPage = '<!doctype html>\n<html lang="en"><head><title>404</title></head><body>Entry not found</body></html>';

describe('a model is what its files say', () => {
  it.each(all)('%s, whatever its folder is called', (variant) => {
    const folder = path.join(root, String(number++), all[(all.indexOf(variant) + 1) % 4]!);
    cpSync(published(variant), folder, { recursive: true });
    const { variant: found, embedder, languageModel } = described(folder);
    expect(found).toBe(variant);
    expect(languageModel).toMatchObject({ layers: shapes.tiny[variant].layers, width: 32, inPlace: true });
    expect(embedder.kind).toBe(variant === 'english' || variant === 'multilingual' ? 'positioned' : 'split');
  });

  it('English with a tokenizer that makes letters small, or that begins with a byte order mark', () => {
    const folder = copyOf('english', (at) => {
      const content = JSON.parse(readFileSync(at('tokenizer.json'), 'utf8')) as object;
      writeFileSync(at('tokenizer.json'), `\uFEFF${JSON.stringify({ ...content, normalizer: { type: 'Lowercase' } })}`);
    });
    expect(described(folder).variant).toBe('english');
  });

  it('Multilingual by a token in the vocabulary as well', () => {
    const tokenizer = JSON.stringify({ model: { vocab: { '[zh]': 9 } } });
    expect(described(copyOf('english', (at) => writeFileSync(at('tokenizer.json'), tokenizer))).variant).toBe(
      'multilingual',
    );
  });

  it.each(['_q4', '_fp16', '_q4f16'])('also with a language model %s', (suffix) => {
    const folder = path.join(root, String(number++));
    writeTinyChatterbox(folder, { variant: 'nano', suffix, withoutOptionalFiles: true });
    const { languageModel, variant } = described(folder);
    expect(variant).toBe('nano');
    expect(languageModel.cacheType).toBe(suffix === '_q4' ? 'float32' : 'float16');
  });
});

describe.each(['language_model', 'embed_tokens'])('a file that should be %s', (graph) => {
  const file = `onnx/${graph}.onnx`;
  const again = 'Download it again; the download may have broken off.';
  it.each<[what: string, change: (file: string) => void, message: string]>([
    [
      'is empty',
      (at) => writeFileSync(at, ''),
      `${file}: this is no valid ONNX model: there is no graph in it. ${again}`,
    ],
    ['is a web page', (at) => writeFileSync(at, webPage), `${file} is a web page. Download the file itself.`],
    [
      'is a web page behind empty lines',
      (at) => writeFileSync(at, `\r\n\r\n<html>`),
      `${file} is a web page. Download the file itself.`,
    ],
    [
      'is an XML error',
      (at) => writeFileSync(at, '<?xml version="1.0"?><Error/>'),
      `${file} is a web page. Download the file itself.`,
    ],
    [
      'is a pointer of Git LFS',
      (at) => writeFileSync(at, gitLfs),
      `${file} is only a pointer of Git LFS. Get the file itself by "git lfs pull".`,
    ],
    [
      'is a folder',
      (at) => {
        rmSync(at);
        mkdirSync(at);
      },
      `${file}: this is a folder; expected an ONNX file. ${again}`,
    ],
    [
      'is a pipe',
      (at) => {
        rmSync(at);
        execFileSync('mkfifo', [at]);
      },
      `${file}: this is no regular file; expected an ONNX file. ${again}`,
    ],
  ])('%s: the message says so, and what to do', (_, change, message) => {
    expect(refusalOf(copyOf('english', (at) => change(at(file))))).toBe(message);
  });

  it.each<[what: string, change: (file: string) => void]>([
    ['breaks off in the middle', (at) => truncateSync(at, 1500)],
    ['is JSON', (at) => writeFileSync(at, '{"error":"Invalid username or password."}')],
    ['is zeros', (at) => writeFileSync(at, Buffer.alloc(5000))],
    ['is noise', (at) => writeFileSync(at, Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7919) % 251)))],
  ])('%s: the message names it in one line', (_, change) => {
    const refusal = refusalOf(copyOf('english', (at) => change(at(file))));
    expect(refusal).toMatch(
      new RegExp(`^${file}: this is no valid ONNX model: .* Download it again; the download may have broken off\\.$`),
    );
  });

  it('is one of the other graphs', () => {
    const others = [
      'speech_encoder',
      'conditional_decoder',
      graph === 'language_model' ? 'embed_tokens' : 'language_model',
    ];
    for (const other of others) {
      const refusal = refusalOf(copyOf('english', (at) => cpSync(at(`onnx/${other}.onnx`), at(file))));
      expect(refusal).toMatch(
        new RegExp(`^${file} is no ${graph.replace('language_model', 'language model')} of Chatterbox: it has .*\\.$`),
      );
    }
  });
});

describe('files that do not belong together', () => {
  it('are told by the width of their embeddings', () => {
    const folder = copyOf('english', (at) =>
      writeEmbedTokens(at('onnx/embed_tokens.onnx'), { variant: 'english', width: 64 }),
    );
    expect(refusalOf(folder)).toBe(
      'onnx/embed_tokens.onnx gives embeddings of 64 numbers, onnx/language_model.onnx takes 32. The two files do not belong together: download both from one model.',
    );
  });

  it.each([6562, 6563])('are told by %i columns of logits', (vocab) => {
    const folder = copyOf('nano', (at) =>
      writeLanguageModel(
        at('onnx/language_model.onnx'),
        { ...shapes.tiny.nano, vocab },
        {
          ...{ attention: 'grouped-query', weights: 'float32', cache: 'float32', positionIds: true },
        },
      ),
    );
    if (vocab === 6563) expect(described(folder).languageModel.vocabulary).toBe(6563);
    else
      expect(refusalOf(folder)).toContain(
        "onnx/language_model.onnx has logits for 6562 tokens; Chatterbox's reach to the stop token 6562.",
      );
  });
});

describe('a tokenizer.json', () => {
  it.each([
    ['', 'it is not JSON'],
    ['{"model": {"vocab": {"a"', 'it is not JSON'],
    ['null', 'the file: Invalid input: expected object, received null'],
    ['[]', 'the file: Invalid input: expected object, received array'],
    ['{}', 'model: Invalid input: expected object, received undefined'],
    ['{"model":{"vocab":3}}', 'model.vocab: Invalid input: expected record, received number'],
    [
      '{"model":{"vocab":{}},"added_tokens":[{}]}',
      'added_tokens.0.content: Invalid input: expected string, received undefined',
    ],
  ])('%j is refused with the field that is wrong', (content, what) => {
    const folder = copyOf('english', (at) => writeFileSync(at('tokenizer.json'), content));
    expect(refusalOf(folder)).toBe(
      `tokenizer.json is no tokenizer: ${what}. Download it again; the download may have broken off.`,
    );
  });

  it('that is a pointer of Git LFS or a folder is refused as that', () => {
    expect(refusalOf(copyOf('english', (at) => writeFileSync(at('tokenizer.json'), gitLfs)))).toContain(
      'pointer of Git LFS',
    );
    const folder = copyOf('english', (at) => {
      rmSync(at('tokenizer.json'));
      mkdirSync(at('tokenizer.json'));
    });
    expect(refusalOf(folder)).toMatch(/^tokenizer\.json is no tokenizer: EISDIR.*\. Download it again/u);
  });
});

it('what others say is told in one line that can be read', () => {
  expect(oneLine('It\nhas\r\n\u0007two lines.\n')).toBe('It has two lines');
  expect(oneLine('x'.repeat(5000))).toHaveLength(602);
});
