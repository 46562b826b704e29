import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineUnavailable } from '../engine.ts';
import { ProcessDied, type ProcessOptions } from './phonemizer-process.ts';
import { Phonemizer } from './phonemizer.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'starling-phonemizer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const started: Phonemizer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((phonemizer) => phonemizer.close()));
});

async function start(options?: ProcessOptions): Promise<Phonemizer> {
  const phonemizer = await Phonemizer.start(options);
  started.push(phonemizer);
  return phonemizer;
}

let programs = 0;
/** A program to fork in the place of the phonemizer's. */
function program(source: string): string {
  const file = path.join(folder, `program-${programs++}.mts`);
  writeFileSync(file, source);
  return file;
}

/** One that misbehaves as some pieces tell it, and echoes others. */
const naughty = () =>
  program(`
    process.on('disconnect', () => process.exit());
    process.on('message', ({ pieces }) => {
      if (pieces[0] === 'die') process.exit(3);
      if (pieces[0] === 'environment') process.send({ type: 'ipa', ipa: Object.keys(process.env) });
      else if (pieces[0] !== 'hang') process.send({ type: 'ipa', ipa: pieces });
    });
    process.send({ type: 'ready', identifiers: new Map([['en-us', 'gmw/en-US']]) });`);

const moduleUrl = (name: string) => JSON.stringify(pathToFileURL(path.join(import.meta.dirname, name)).href);

const hello = 'həlˈoʊ wˈɜːld';

describe('Phonemizer', () => {
  let phonemizer: Phonemizer;
  beforeAll(async () => {
    phonemizer = await Phonemizer.start();
  });
  afterAll(() => phonemizer.close());

  it('gives the phonemes of each piece, in any voice that eSpeak has', async () => {
    expect(await phonemizer.ipa('en-us', ['Hello, world.', '…', 'No?'])).toEqual([hello, '', 'nˈoʊ']);
    expect(await phonemizer.ipa('de', ['Guten Tag!'])).toEqual(['ɡˈuːtən tˈɑːk']);
    expect(await phonemizer.ipa('FR-fr', ['Été'])).toEqual(await phonemizer.ipa('fr', ['Été']));
  });

  it('answers many requests at once, each with its own', async () => {
    const numbers = Array.from({ length: 40 }, (_, i) => `${i}`);
    const alone = await phonemizer.ipa('en-us', numbers);
    expect(new Set(alone).size).toBe(40);
    const together = await Promise.all(numbers.map((number) => phonemizer.ipa('en-us', [number])));
    expect(together.flat()).toEqual(alone);
  });

  it('knows which voices there are, and refuses others', async () => {
    expect(['en-us', 'EN-GB', 'zh', 'gmw/en-US', 'zz', ''].map((voice) => phonemizer.knows(voice))).toEqual([
      ...[true, true, true, true],
      ...[false, false],
    ]);
    await expect(phonemizer.ipa('zz', ['Hello.'])).rejects.toThrow('eSpeak has no voice "zz".');
  });

  it('refuses a piece that is too long, without its text', async () => {
    await expect(phonemizer.ipa('en-us', ['short', 'x'.repeat(301)])).rejects.toThrow(
      new RangeError('A piece of text has 301 characters; eSpeak gets at most 300 at once.'),
    );
    expect(await phonemizer.ipa('en-us', ['no '.repeat(100)])).toEqual([expect.stringMatching(/^(?:\S+ ){99}\S+$/u)]);
  });

  it('rejects with the reason of the signal at once, and serves others', async () => {
    const reason = new Error('gone');
    const controller = new AbortController();
    const hanging = await start({ host: naughty() });
    const all = Promise.allSettled([
      phonemizer.ipa('en-us', ['Good morning.'], AbortSignal.abort(reason)),
      phonemizer.ipa('en-us', ['Good morning.'], controller.signal),
      hanging.ipa('en-us', ['hang'], controller.signal),
      hanging.ipa('en-us', ['waiting'], controller.signal),
    ]);
    controller.abort(reason);
    expect(await all).toEqual(Array.from({ length: 4 }, () => ({ status: 'rejected', reason })));
    expect(await phonemizer.ipa('en-us', ['Hello, world.'], new AbortController().signal)).toEqual([hello]);
  });
});

describe('the process', () => {
  it('is started again after it was killed', async () => {
    const phonemizer = await start();
    const { pid } = phonemizer;
    process.kill(pid!, 'SIGKILL');
    await vi.waitFor(() => expect(phonemizer.pid).toBeUndefined());
    expect(await phonemizer.ipa('en-us', ['Hello, world.'])).toEqual([hello]);
    expect(phonemizer.pid).not.toBe(pid);
  });

  it('may die during a request, which is then tried once more', async () => {
    const phonemizer = await start();
    const { pid } = phonemizer;
    const answers = [['Hello, world.'], Array.from({ length: 40 }, (_, i) => `Number ${i}.`)].map((pieces) =>
      phonemizer.ipa('en-us', pieces),
    );
    process.kill(pid!, 'SIGKILL');
    const [first, second] = await Promise.all(answers);
    expect(first).toEqual([hello]);
    expect(second?.[39]).toBe('nˈʌmbɚ θˈɜːɾi nˈaɪn');
    expect(phonemizer.pid).not.toBe(pid);
  });

  it('may die twice on the same request, which then fails without its text, and alone', async () => {
    const phonemizer = await start({ host: naughty() });
    const answers = await Promise.allSettled([
      phonemizer.ipa('en-us', ['a']),
      phonemizer.ipa('en-us', ['die', 'bc']),
      phonemizer.ipa('en-us', ['d']),
    ]);
    expect(answers).toEqual([
      { status: 'fulfilled', value: ['a'] },
      {
        status: 'rejected',
        reason: new Error(
          'The phonemizer process died (exit code 3). It was the second time on the same text, of 5 characters.',
        ),
      },
      { status: 'fulfilled', value: ['d'] },
    ]);
  });

  it('is killed when it does not answer', async () => {
    const phonemizer = await start({ host: naughty(), answerMs: 50 });
    await expect(phonemizer.ipa('en-us', ['hang'])).rejects.toThrow(
      'The phonemizer process died (no answer for 0.05 s). It was the second time on the same text, of 4 characters.',
    );
  });

  it('must become ready', async () => {
    await expect(start({ host: program('process.exit(4)') })).rejects.toThrow(new ProcessDied('exit code 4'));
    const silent = program(`process.on('disconnect', () => process.exit());`);
    await expect(start({ host: silent, startMs: 50 })).rejects.toThrow(new ProcessDied('no answer for 0.05 s'));
  });

  it('ends a request that is under way when it is closed', async () => {
    const phonemizer = await start({ host: naughty() });
    const { pid } = phonemizer;
    const hanging = phonemizer.ipa('en-us', ['hang']);
    const [closed] = await Promise.allSettled([hanging, phonemizer.close()]);
    expect(closed).toEqual({ status: 'rejected', reason: new Error('The phonemizer is closed.') });
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
  });

  it('is not needed for no pieces', async () => {
    const phonemizer = await start({ host: naughty() });
    await phonemizer.close();
    expect(await phonemizer.ipa('en-us', [])).toEqual([]);
    await expect(phonemizer.ipa('en-us', ['a'])).rejects.toThrow('The phonemizer is closed.');
  });

  it('gets no secrets', async () => {
    vi.stubEnv('STARLING_API_KEYS', 'secret');
    const phonemizer = await start({ host: naughty() });
    vi.unstubAllEnvs();
    const names = await phonemizer.ipa('en-us', ['environment']);
    expect(names).toContain('PATH');
    expect(names.filter((name) => !['PATH', 'HOME', 'TMPDIR', 'LANG'].includes(name))).toEqual([]);
  });

  it('ends when the process that started it is killed', async () => {
    const parent = fork(
      program(`
        import { Phonemizer } from ${moduleUrl('phonemizer.ts')};
        const phonemizer = await Phonemizer.start();
        process.send(phonemizer.pid);`),
      { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    );
    const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(message as number)));
    expect(process.kill(pid, 0)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000 });
  });

  it('says what is missing and what to do without the optional package', async () => {
    const host = program(`
      import { findEspeak } from ${moduleUrl('../espeak/package.ts')};
      import { runPhonemizer } from ${moduleUrl('run.ts')};
      const missing = Object.assign(new Error('x'), { code: 'ERR_MODULE_NOT_FOUND' });
      await runPhonemizer(() => findEspeak(() => Promise.reject(missing)));`);
    const starting = start({ host });
    await expect(starting).rejects.toThrow(EngineUnavailable);
    await expect(starting).rejects.toMatchObject({ remedy: 'Run npm install @echogarden/espeak-ng-emscripten.' });
  });

  it('says why eSpeak does not load', async () => {
    const host = program(`
      import { runPhonemizer } from ${moduleUrl('run.ts')};
      await runPhonemizer(() => Promise.reject(new Error('disk on fire')));`);
    await expect(start({ host })).rejects.toThrow('eSpeak did not start: disk on fire.');
  });
});
