import { createAacFormat } from './aac.ts';
import type { AudioFormat } from './encoder.ts';
import { flacFormat } from './flac.ts';
import { createMp3Format } from './mp3.ts';
import { createOpusFormat } from './opus.ts';
import { pcmFormat } from './pcm.ts';
import { wavFormat } from './wav.ts';

/** Every audio format by the name that the API knows it by. Built once: formats share their idle encoders. */
export const formats = {
  mp3: createMp3Format(),
  opus: createOpusFormat(),
  aac: createAacFormat(),
  flac: flacFormat,
  wav: wavFormat,
  pcm: pcmFormat,
} satisfies Record<string, AudioFormat>;

export type AudioFormatName = keyof typeof formats;

/** The names, in the order of the documentation. */
export const audioFormatNames = Object.keys(formats) as AudioFormatName[];

const extensions: Readonly<Record<string, AudioFormatName>> = {
  mp3: 'mp3',
  opus: 'opus',
  ogg: 'opus',
  oga: 'opus',
  aac: 'aac',
  flac: 'flac',
  wav: 'wav',
  pcm: 'pcm',
  raw: 'pcm',
};

/** The format of a file name, by its extension in any case; undefined for others, such as `.m4a`. */
export function audioFormatOf(fileName: string): AudioFormatName | undefined {
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1];
  if (extension === undefined) return undefined;
  return Object.hasOwn(extensions, extension.toLowerCase()) ? extensions[extension.toLowerCase()] : undefined;
}
