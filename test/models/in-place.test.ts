import path from 'node:path';
import { expect, it } from 'vitest';
import { speech } from '../../src/engines/chatterbox/variant.ts';
import { Binding } from '../../src/onnx/binding.ts';
import { Session } from '../../src/onnx/session.ts';
import { Tensor } from '../../src/onnx/tensor.ts';
import { writeLanguageModel } from './language-model.ts';
import { RandomWeights } from './random-weights.ts';
import { shapes } from './shapes.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const length = 12;
const capacity = 32;

it.each([
  { variant: 'english', cache: 'float32', positionIds: false },
  { variant: 'english', cache: 'float16', positionIds: false },
  { variant: 'english', cache: 'float32', positionIds: true },
  { variant: 'turbo', cache: 'float32', positionIds: true },
  { variant: 'turbo', cache: 'float16', positionIds: true },
] as const)('appends to a cache in place, token by token: %o', async ({ variant, cache, positionIds }) => {
  const shape = shapes.tiny[variant];
  const { layers, heads, headDim, hidden, vocab } = shape;
  const file = path.join(folder, `${variant}-${cache}-${positionIds}.onnx`);
  writeLanguageModel(file, shape, { attention: 'grouped-query', weights: '4-bit', cache, positionIds });
  const session = await Session.open(file);
  const embeds = new RandomWeights(3).fill('a prompt', new Float32Array(length * hidden), 1);
  const names = Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat();
  const feeds = (from: number, to: number): Record<string, Tensor> => ({
    inputs_embeds: Tensor.from('float32', [1, to - from, hidden], embeds.slice(from * hidden, to * hidden)),
    attention_mask: Tensor.from('int64', [1, to], Array<number>(to).fill(1)),
    ...(positionIds && {
      position_ids: Tensor.from(
        'int64',
        [1, to - from],
        Array.from({ length: to - from }, (_, i) => from + i),
      ),
    }),
  });

  const empty = names.map((name) => [`past_key_values.${name}`, Tensor.zeros(cache, [1, heads, 0, headDim])] as const);
  const { logits } = await session.run({ ...feeds(0, length), ...Object.fromEntries(empty) }, ['logits']);

  const binding = new Binding(session);
  for (const name of names) {
    const room = Tensor.zeros(cache, [1, heads, capacity, headDim]);
    binding.bindInput(`past_key_values.${name}`, room);
    binding.bindOutput(`present.${name}`, room);
  }
  const steps = [0, 9, 10, 11, length];
  for (const [i, from] of steps.slice(0, -1).entries()) {
    const to = steps[i + 1] ?? length;
    for (const [name, tensor] of Object.entries(feeds(from, to))) binding.bindInput(name, tensor);
    const out = Tensor.zeros('float32', [1, to - from, vocab]);
    binding.bindOutput('logits', out);
    await binding.run();
    const last = out.data.subarray((to - from - 1) * vocab) as Float32Array;
    const alone = logits.data.subarray((to - 1) * vocab, to * vocab) as Float32Array;
    const apart = last.subarray(0, speech.codes).map((value, id) => Math.abs(value - (alone[id] ?? 0)));
    expect(apart.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(cache === 'float16' ? 0.02 : 1e-3);
  }
  binding.release();
  await session.release();
});
