import { describe, expect, it } from 'vitest';
import { cardFailureIn } from './card-failure.ts';
import { OnnxError } from './library.ts';

const illegal =
  'Run: CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; expr=cudaStreamSynchronize(stream)';

describe("a card's failure", () => {
  it.each([illegal, 'Run: CUBLAS failure 13: the GPU program failed to execute', 'Run: CUDNN_FE failure 11: x'])(
    'is told from what ONNX Runtime says: %s',
    (message) => {
      expect(cardFailureIn(new OnnxError(message))).toBe(message);
      expect(cardFailureIn(new Error('Told otherwise.', { cause: new OnnxError(message) }))).toBe(message);
    },
  );

  it('is told without the name of the machine', () => {
    const told = cardFailureIn(new OnnxError(illegal.replace(';', '; hostname=a-b.c ;')));
    expect(told).toBe(illegal);
  });

  it.each([
    new OnnxError('Run: CUDA failure 2: out of memory ; GPU=0'),
    new OnnxError('Run: Got invalid dimensions for input: tokens'),
    new Error(illegal),
    new Error('A text about CUDA failure 700.', { cause: 'CUDA failure 700' }),
    undefined,
  ])('is not what ends with its run, or was not said by ONNX Runtime: %s', (error) => {
    expect(cardFailureIn(error)).toBeUndefined();
  });
});
