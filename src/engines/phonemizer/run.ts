import { messageOf } from '../../errors.ts';
import { EngineUnavailable } from '../engine.ts';
import type { LoadModule } from '../espeak/package.ts';
import type { FromPhonemizer, ToPhonemizer } from './protocol.ts';
import { Transcriber } from './transcriber.ts';
import { identifiersByName } from './voice-names.ts';

/**
 * The phonemizer's side of the protocol: loads eSpeak and answers until the channel closes. When eSpeak crashes, this
 * process does: what is left of it cannot be trusted.
 */
export async function runPhonemizer(find: () => Promise<LoadModule>): Promise<void> {
  // The engine process decides when this one ends; a Ctrl-C in a terminal reaches the whole group.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit());
  // It may have closed before.
  if (!process.connected) process.exit();
  try {
    const transcriber = await Transcriber.start(await find());
    process.on('message', ({ identifier, pieces }: ToPhonemizer) => {
      send({ type: 'ipa', ipa: pieces.map((piece) => transcriber.ipa(identifier, piece)) });
    });
    send({ type: 'ready', identifiers: identifiersByName(transcriber.voices) });
  } catch (error) {
    if (error instanceof EngineUnavailable) {
      send({ type: 'unavailable', reason: error.message, remedy: error.remedy });
    } else {
      send({ type: 'load-failed', reason: messageOf(error) });
    }
  }
}

function send(message: FromPhonemizer): void {
  // A closed channel means that the engine process is gone; `disconnect` ends this one.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
