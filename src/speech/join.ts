import { throughStage } from '../audio/pcm.ts';
import { EdgeTrimmer } from '../audio/trim.ts';
import type { Border } from '../text/segment.ts';

/** A segment's audio and what follows it in the text. */
export interface SpokenSegment {
  readonly border: Border;
  /** Silence behind it in place of the border's own, in seconds at any tempo. */
  readonly pauseSeconds?: number | undefined;
  readonly pcm: AsyncIterable<Float32Array>;
}

/** Seconds of silence after a segment at tempo 1, by the border that follows it: the pauses of a calm reader. */
const pauseSecondsOf: Readonly<Record<Border, number>> = {
  word: 0.03,
  clause: 0.16,
  sentence: 0.34,
  paragraph: 0.6,
  end: 0.06,
};

/** Joins segments of one sample rate and tempo into one stream: edges trimmed and faded, natural pauses between. Lazy. */
export async function* join(
  segments: AsyncIterable<SpokenSegment>,
  { sampleRate, speed }: { sampleRate: number; speed: number },
): AsyncGenerator<Float32Array> {
  // What is owed before the next sound; what was asked for is owed though nothing was heard yet.
  let pause = 0;
  let asked = 0;
  let heard = false;
  const rest = (): Float32Array => silence(asked > 0 ? asked : heard ? pause / speed : 0, sampleRate);
  for await (const { border, pauseSeconds = 0, pcm } of segments) {
    let spoken = false;
    for await (const samples of throughStage(new EdgeTrimmer(sampleRate), pcm)) {
      if (!spoken && (heard || asked > 0)) yield rest();
      if (!spoken) asked = 0;
      spoken = heard = true;
      yield samples;
    }
    // A segment without sound adds no second pause to the one before it.
    pause = spoken ? pauseSecondsOf[border] : Math.max(pause, pauseSecondsOf[border]);
    asked += pauseSeconds;
  }
  pause = pauseSecondsOf.end;
  if (heard || asked > 0) yield rest();
}

/** `seconds` of silence. */
export function silence(seconds: number, sampleRate: number): Float32Array {
  return new Float32Array(Math.round(seconds * sampleRate));
}
