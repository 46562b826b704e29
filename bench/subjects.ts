import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineOptions } from '../src/engines/engine.ts';
import { findVoiceFiles } from '../src/engines/piper/voice-files.ts';
import { segments } from '../src/text/segment.ts';
import { BareEngine } from './harness.ts';
import { fullChatterbox } from './models/full-chatterbox.ts';

/** An engine under load: how its server is started and what is asked of it. */
export interface Subject {
  readonly name: string;
  readonly engine: string;
  /** The fields of a request; `sample_rate` is the engine's own, so that the scheduler is measured and not a resampler. */
  readonly body: {
    readonly model: string;
    readonly voice: string;
    readonly sample_rate: number;
    readonly speed?: number;
  };
  readonly environment: Readonly<Record<string, string>>;
  readonly options: EngineOptions | undefined;
  /** A listener of this engine is served well when the first sound comes within so many seconds. */
  readonly ttfaLimitSeconds: number;
  /** So many segments at once keep the engine busy. */
  readonly together: number;
  readonly warmUpSeconds: number;
  readonly durationSeconds: number;
  /** So often first audio is measured, idle and under load in turns. */
  readonly rounds: number;
}

/** What models run on: STARLING_DEVICE, by default the processor. */
export const device = process.env['STARLING_DEVICE'] === 'cuda' ? 'cuda' : 'cpu';

const times = (quick: boolean) => ({
  ...{ together: 8, warmUpSeconds: 5 },
  ...{ durationSeconds: quick ? 10 : 15, rounds: quick ? 1 : 5 },
});

/** Which Chatterbox: CHATTERBOX_VARIANT, by default Turbo. Nano has its decoder, and a language model of about a quarter of its size. */
export const variant = variantOf(process.env['CHATTERBOX_VARIANT'] || 'turbo');

function variantOf(name: string): 'turbo' | 'nano' {
  if (name === 'turbo' || name === 'nano') return name;
  throw new Error(`CHATTERBOX_VARIANT is ${name}, and has to be turbo or nano.`);
}

/**
 * How fast Chatterbox's listeners hear it, 0.25 to 4: CHATTERBOX_SPEED, by default 1. At a quarter of the speed two cores hold about as many as a machine
 * four times as fast; what is bounded in seconds of time, such as how long a run takes or what first audio waits for, stays as long.
 */
const speed = Number(process.env['CHATTERBOX_SPEED'] || 1);
if (!(speed >= 0.25 && speed <= 4)) throw new Error(`CHATTERBOX_SPEED is ${speed}, and has to be from 0.25 to 4.`);

/** Those of `only`, or all that can be had: Piper needs a voice in the folder MODEL_DIR. */
export function subjects({ quick, only }: { quick: boolean; only: readonly string[] | undefined }): Subject[] {
  const all = [
    () => builtin('flite', 'rms', 16_000, quick),
    () => builtin('espeak', 'espeak-en-us', 22_050, quick),
    () => piper(quick),
    () => chatterbox(quick),
  ];
  const names = ['flite', 'espeak', 'piper', 'chatterbox'];
  return all.flatMap((make, index) => (!only || only.includes(names[index] as string) ? (make() ?? []) : []));
}

function builtin(engine: string, voice: string, rate: number, quick: boolean): Subject {
  return {
    ...{ name: engine, engine, body: { model: engine, voice, sample_rate: rate } },
    environment: { STARLING_ENGINE_PROCESSES: '1' },
    options: undefined,
    ttfaLimitSeconds: 1,
    ...times(quick),
  };
}

function piper(quick: boolean): Subject | undefined {
  const modelDir = path.resolve(process.env['MODEL_DIR'] ?? 'models');
  const [files] = findVoiceFiles(modelDir);
  if (!files) {
    console.log(`piper is left out: there is no voice in ${modelDir} (MODEL_DIR).`);
    return undefined;
  }
  return {
    ...{ name: `piper (${files.name})`, engine: 'piper' },
    body: { model: 'piper', voice: files.name, sample_rate: 22_050 },
    ...modelFolder(modelDir, 'balanced'),
    ttfaLimitSeconds: 1,
    ...times(quick),
  };
}

function chatterbox(quick: boolean): Subject {
  const modelDir = process.env['CHATTERBOX_DIR'] ?? mkdtempSync(path.join(os.tmpdir(), 'bench-listeners-'));
  fullChatterbox(modelDir, variant, { precision: device === 'cuda' ? 'q4f16' : 'q4' });
  const engine = `chatterbox-${variant}`;
  return {
    ...{
      name: `Chatterbox ${variant === 'nano' ? 'Nano' : 'Turbo'}, fast${speed === 1 ? '' : `, heard at ${speed} of the speed`}`,
      engine,
    },
    body: { model: engine, voice: `${engine}:default`, sample_rate: 24_000, ...(speed !== 1 && { speed }) },
    ...modelFolder(modelDir, 'fast'),
    ttfaLimitSeconds: 3,
    together: device === 'cuda' ? 64 : 8,
    // Listeners begin within the warm-up. It lasts about as long as a stream, so that they begin one after another as they go on, not all at once.
    warmUpSeconds: Math.max(device === 'cuda' ? 15 : 20, 15 / speed),
    durationSeconds: device === 'cuda' ? (quick ? 12 : 60) : quick ? 30 : 150,
    rounds: 1,
  };
}

function modelFolder(modelDir: string, quality: EngineOptions['quality']): Pick<Subject, 'environment' | 'options'> {
  const cacheDir = path.join(os.tmpdir(), 'bench-listeners-cache');
  return {
    environment: {
      ...{ STARLING_MODEL_DIR: modelDir, STARLING_CACHE_DIR: cacheDir, STARLING_QUALITY: quality },
      STARLING_DEVICE: device,
    },
    options: {
      ...{ modelDir, cacheDir, modelMemoryBytes: device === 'cuda' ? 30e9 : 8e9, modelIdleSeconds: 0, device, quality },
      preferredVoice: undefined,
    },
  };
}

/** Seconds of audio, as it is heard, a second that the engine alone makes of these texts, `together` at once, without a server around it. */
export async function engineLimit(
  { engine, options, body, together, warmUpSeconds }: Subject,
  texts: readonly string[],
  seconds: number,
): Promise<number> {
  const bare = new BareEngine(engine, options);
  await bare.ready();
  let next = 0;
  const over = new AbortController();
  const isOver = (): boolean => over.signal.aborted;
  const worker = async () => {
    while (!isOver()) {
      let opening = true;
      for (const { text } of segments(texts[next++ % texts.length] as string, { maxCharacters: 300 })) {
        if (!isOver()) await bare.speak(text, body.voice, 'en', opening);
        opening = false;
      }
    }
  };
  const workers = Array.from({ length: together }, worker);
  await sleep(warmUpSeconds * 1000);
  const [startedAt, before] = [performance.now(), bare.audioSeconds];
  await sleep(seconds * 1000);
  const rate = (bare.audioSeconds - before) / (body.speed ?? 1) / ((performance.now() - startedAt) / 1000);
  over.abort();
  await Promise.all(workers);
  await bare.stop();
  return rate;
}
