import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiFunctions, fixedPoints, prototypes } from './functions.ts';
import { checkFixedPoints, libraryFile, OnnxError, OnnxRuntime, onnxRuntime, type Pointer } from './library.ts';
import { nodeModel } from './model.fixture.ts';
import { Session } from './session.ts';

const runtime = onnxRuntime();
afterAll(() => expect(runtime.handles).toEqual({ Env: 1 }));

describe('the list of functions', () => {
  it.each(Object.entries(fixedPoints))('has %s at %i', (name, index) => {
    expect(apiFunctions.indexOf(name)).toBe(index);
  });

  it('has each function in use', () => {
    expect(Object.keys(prototypes).filter((name) => !apiFunctions.includes(name))).toEqual([]);
  });

  it('names none twice', () => {
    expect(new Set(apiFunctions).size).toBe(apiFunctions.length);
  });

  it.each([
    ['lacks one', [...apiFunctions.slice(0, 100), ...apiFunctions.slice(101)]],
    ['has one twice', ['CreateStatus', ...apiFunctions]],
    ['breaks off', apiFunctions.slice(0, -1)],
  ])('is refused when it %s', (_, functions) => {
    expect(() => checkFixedPoints(functions)).toThrow(OnnxError);
    expect(() => checkFixedPoints(functions)).toThrow(/^onnx\/functions.ts is wrong: \w+ is not at \d+\.$/);
  });
});

describe('the library', () => {
  it('is the one of the package onnxruntime-node', () => {
    expect(existsSync(libraryFile())).toBe(true);
    expect(libraryFile()).toContain(path.join('onnxruntime-node', 'bin'));
    expect(runtime.file).toBe(libraryFile());
    expect(runtime.version).toMatch(/^1\.\d+\.\d+$/);
  });

  it('is loaded once', () => {
    expect(onnxRuntime()).toBe(runtime);
  });

  it('cannot be loaded from where there is none', () => {
    const file = path.join(os.tmpdir(), 'libonnxruntime.none');
    expect(() => new OnnxRuntime(file)).toThrow(OnnxError);
    expect(() => new OnnxRuntime(file)).toThrow(`${file} cannot be loaded: `);
  });
});

describe('a status that is not good', () => {
  let session: Session;
  beforeAll(async () => {
    session = await Session.open(nodeModel('Neg', { x: ['float32', [1]] }, { y: ['float32', [1]] }));
  });
  afterAll(() => session.release());

  const badRun = (output: string) => [session.handle, null, [], [], 0, [output], 1, [null]];

  it('is an error with the name of the function and the reason', () => {
    expect(() => runtime.call('Run', ...badRun('z'))).toThrow(new OnnxError('Run: Invalid output name: z'));
  });

  it('is the same error when it comes from the pool', async () => {
    await expect(runtime.callAsync('Run', ...badRun('z'))).rejects.toThrow(
      new OnnxError('Run: Invalid output name: z'),
    );
  });

  it('is given back', () => {
    const output = 'z'.repeat(200_000);
    const fails = (): boolean => {
      try {
        runtime.call('Run', ...badRun(output));
        return false;
      } catch (error) {
        return (error as Error).message.endsWith(output);
      }
    };
    const before = process.memoryUsage().rss;
    // 300 MB of messages, were they kept; else about 10 MB.
    expect(Array.from({ length: 1500 }, fails)).not.toContain(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });
});

describe('handles', () => {
  const memory = () => runtime.create('MemoryInfo', 'a test', (out) => runtime.call('CreateCpuMemoryInfo', 0, 0, out));

  it('are counted by kind until they are released', () => {
    const handles: Pointer[] = [memory(), memory()];
    expect(runtime.handles).toEqual({ Env: 1, MemoryInfo: 2 });
    for (const handle of handles) runtime.release('MemoryInfo', handle);
    expect(runtime.handles).toEqual({ Env: 1 });
  });

  it('are not counted when there is none', () => {
    expect(() => runtime.create('Session', 'a test', () => undefined)).toThrow(
      new OnnxError('ONNX Runtime gave no Session for a test.'),
    );
    expect(() => runtime.adopt('Value', 'a test', null)).toThrow(OnnxError);
    expect(runtime.handles).toEqual({ Env: 1 });
  });

  it('are not counted when making one fails', () => {
    const make = (out: (Pointer | null)[]) => runtime.call('CreateMemoryInfo', 'NoSuchDevice', 0, 0, 0, out);
    expect(() => runtime.create('MemoryInfo', 'a test', make)).toThrow(/^CreateMemoryInfo: /);
    expect(runtime.handles).toEqual({ Env: 1 });
  });
});

describe('calls on the pool', () => {
  it('wait for each other when there are more than koffi takes', async () => {
    const bytes = nodeModel('Neg', { x: ['float32', [1]] }, { y: ['float32', [1]] });
    const opened = await Promise.all(Array.from({ length: 300 }, () => Session.open(bytes)));
    expect(runtime.handles.Session).toBe(300);
    await Promise.all(opened.map((session) => session.release()));
  });
});
