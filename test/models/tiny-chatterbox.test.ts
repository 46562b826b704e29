import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AutoProcessor, AutoTokenizer, ChatterboxModel, Tensor } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import { decodeWav } from '../../src/audio/decode-wav.ts';
import { speech, type Variant } from '../../src/engines/chatterbox/variant.ts';
import { readGraph } from '../../src/onnx/graph.ts';
import { nodeModel } from '../../src/onnx/model.fixture.ts';
import { Session } from '../../src/onnx/session.ts';
import { ModelCard } from './model-card.ts';
import { speechLikeSound } from './speech-like-sound.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { writeTinyChatterbox, type TinyChatterboxOptions } from './tiny-chatterbox.ts';
import { overflowingLetters } from './tiny-tokenizer.ts';

const root = temporaryFolder();
const texts = [
  'Hi!',
  'Hello there, world.',
  'Jello there, world.',
  'The quick brown fox jumps over the lazy dog, and the dog does not mind at all.',
  'It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light.',
];
const voices = [speechLikeSound(6), speechLikeSound(3, { pitch: 220, seed: 2 })] as const;

let written = 0;
function write(options: TinyChatterboxOptions): string {
  const folder = path.join(root, String(written++));
  writeTinyChatterbox(folder, options);
  return folder;
}

async function idsOf(folder: string, variant: Variant, text: string): Promise<number[]> {
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  return tokenizer.encode(variant === 'multilingual' ? `[en]${text.toLowerCase()}` : text);
}

describe.each(['english', 'multilingual', 'turbo', 'nano'] as const)('a tiny model of %s', (variant) => {
  const folder = write({ variant });

  it('ends every text by itself, after other tokens for other texts and voices', async () => {
    const card = await ModelCard.open(folder);
    const said = new Set<string>();
    for (const text of texts) {
      const ids = await idsOf(folder, variant, text);
      for (const voice of voices) {
        const { tokens, stopped, waveform } = await card.say(ids, voice);
        expect(stopped).toBe(true);
        expect(tokens.length).toBeGreaterThanOrEqual(8);
        expect(tokens.length).toBeLessThanOrEqual(90);
        expect(new Set(tokens).size).toBeGreaterThan(tokens.length * 0.8);
        expect(waveform).toHaveLength(tokens.length * speech.samplesPerToken);
        said.add(tokens.join());
      }
    }
    expect(said.size).toBe(texts.length * voices.length);
  });

  it('says in transformers.js what it says by the model card', async () => {
    const local = { local_files_only: true } as const;
    const processor = await AutoProcessor.from_pretrained(folder, local);
    const model = await ChatterboxModel.from_pretrained(folder, { ...local, dtype: 'fp32', device: 'cpu' });
    const card = await ModelCard.open(folder);
    for (const text of texts.slice(1, 4)) {
      const inputs = (await processor(variant === 'multilingual' ? `[en]${text}` : text, voices[0])) as {
        readonly input_ids: Tensor;
        readonly attention_mask: Tensor;
        readonly input_values: Tensor;
      };
      const waveform = (await model.generate({
        ...{ input_ids: inputs.input_ids, attention_mask: inputs.attention_mask, audio_values: inputs.input_values },
        ...{ max_new_tokens: 120, repetition_penalty: 1.2 },
        // Multilingual's own file counts token 2 as an end, which is a sound.
        eos_token_id: speech.stop,
      })) as Tensor;
      const ids = Array.from(inputs.input_ids.data as BigInt64Array, Number);
      // It lets the penalty fall on the ids of the text too, and always says 120 ms of silence at the end.
      const ours = await card.say(ids, voices[0], { penalised: 'all', silences: 3 });
      expect(ours.tokens.length).toBeGreaterThan(8);
      expect(waveform.data).toEqual(ours.waveform);
    }
    await model.dispose();
  });

  it('has the prompt of the published tokenizer', async () => {
    const ids = await idsOf(folder, variant, 'Hi the [cough]');
    const [h, cough] = [ids.includes(50_270), ids.length];
    expect(cough).toBeGreaterThan(4);
    expect(h).toBe(variant === 'turbo' || variant === 'nano');
    const [first, last] = {
      english: [
        [6563, 255],
        [0, 6561, 6561],
      ],
      multilingual: [
        [6563, 255, 708],
        [0, 6561, 6561],
      ],
      turbo: [[72], [50_256, 50_256]],
      nano: [[72], [50_256]],
    }[variant] as [number[], number[]];
    expect(ids.slice(0, first.length)).toEqual(first);
    expect(ids.slice(-last.length)).toEqual(last);
  });
});

it('speaks with every kind of attention, cache and weights', async () => {
  const kinds: TinyChatterboxOptions[] = [
    { variant: 'turbo', attention: 'plain' },
    { variant: 'english', positionIds: true },
    { variant: 'english', cache: 'float16' },
    { variant: 'nano', suffix: '_q4f16' },
    { variant: 'english', suffix: '_q4' },
  ];
  for (const options of kinds) {
    const folder = write(options);
    const card = await ModelCard.open(folder, options.suffix);
    const { tokens, stopped } = await card.say(await idsOf(folder, options.variant, 'Hello there.'), voices[0]);
    expect(stopped).toBe(true);
    expect(tokens.length).toBeGreaterThan(8);
  }
});

it('says the same with plain attention as with grouped-query attention', async () => {
  const said = [];
  for (const attention of ['plain', 'grouped-query'] as const) {
    const folder = write({ variant: 'turbo', attention });
    const card = await ModelCard.open(folder);
    said.push((await card.say(await idsOf(folder, 'turbo', 'Hello there.'), voices[0])).tokens);
  }
  expect(said[0]).toEqual(said[1]);
});

it('has the type of cache and the file names that its suffix says', async () => {
  const folder = write({ variant: 'turbo', suffix: '_q4f16' });
  writeTinyChatterbox(folder, { variant: 'turbo', suffix: '_q4' });
  const cacheOf = async (suffix: string) => {
    const session = await Session.open(path.join(folder, `onnx/language_model${suffix}.onnx`));
    const past = session.inputs.find(({ name }) => name === 'past_key_values.23.value');
    await session.release();
    return past;
  };
  expect(await cacheOf('_q4f16')).toMatchObject({ type: 'float16' });
  expect(await cacheOf('_q4')).toEqual({
    name: 'past_key_values.23.value',
    type: 'float32',
    dims: ['batch_size', 2, 'past_sequence_length', 16],
  });
  expect(existsSync(path.join(folder, 'onnx/language_model.onnx'))).toBe(false);
});

it('leaves optional files out', () => {
  const folder = write({ variant: 'english', withoutOptionalFiles: true });
  expect(readdirSync(folder).sort()).toEqual(['onnx', 'tokenizer.json']);
});

it('has letters beyond the text table, if wanted', async () => {
  const folder = write({ variant: 'multilingual', tokenizerLargerThanTable: true });
  const rows = readGraph(path.join(folder, 'onnx/embed_tokens.onnx')).initializers.get('text_emb.weight')?.dims[0];
  const ids = await idsOf(folder, 'multilingual', `a${overflowingLetters}`);
  expect(rows).toBe(2352);
  expect(ids.slice(4, 7)).toEqual([2352, 2353, 2354]);
});

it('takes another decoder, other names of outputs, and a voice in 16 bits', async () => {
  const decoder = nodeModel('Identity', { x: ['float32', [1]] }, { y: ['float32', [1]] });
  const outputNames = { features: 'cond_emb', tokens: 'prompt_token' };
  const folder = write({ variant: 'nano', decoder, outputNames, defaultVoice: true, voiceFormat: 'int16' });
  expect(readFileSync(path.join(folder, 'onnx/conditional_decoder.onnx')).equals(decoder)).toBe(true);
  const encoder = readGraph(path.join(folder, 'onnx/speech_encoder.onnx'));
  expect(encoder.outputs.map(({ name }) => name)).toContain('cond_emb');
  const voice = decodeWav(readFileSync(path.join(folder, 'default_voice.wav')));
  expect(voice.sampleRate).toBe(24_000);
  expect(voice.samples).toHaveLength(7 * 24_000);
});

it('has a default voice where the published models have one', () => {
  const has = (variant: Variant) => existsSync(path.join(write({ variant }), 'default_voice.wav'));
  expect([has('english'), has('multilingual'), has('turbo'), has('nano')]).toEqual([true, true, false, false]);
});
