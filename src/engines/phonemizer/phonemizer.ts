import { untilAborted } from '../../ops/until-aborted.ts';
import { PhonemizerProcess, ProcessDied, type ProcessOptions } from './phonemizer-process.ts';
import { longestPiece, type ToPhonemizer } from './protocol.ts';

/**
 * Text to phonemes by eSpeak NG, which runs in a process of its own: its license is the GPL, and when it crashes, the
 * voices go on. A process that died is started again by the next request. Requests go to it one at a time, so that
 * a death is blamed on the text that caused it; how many wait is bounded by the callers, the slots of an engine.
 */
export class Phonemizer {
  readonly #options: ProcessOptions;
  readonly #identifiers: ReadonlyMap<string, string>;
  #process: PhonemizerProcess;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(options: ProcessOptions, started: PhonemizerProcess) {
    this.#options = options;
    this.#identifiers = started.identifiers;
    this.#process = started;
  }

  /** Throws `EngineUnavailable` when the optional package is not installed. */
  static async start(options: ProcessOptions = {}): Promise<Phonemizer> {
    return new Phonemizer(options, await PhonemizerProcess.start(options));
  }

  /** The process of now; undefined when it is gone. */
  get pid(): number | undefined {
    return this.#process.alive ? this.#process.pid : undefined;
  }

  /** Whether eSpeak has a voice by that name, such as `en-us`, `fr-fr`, `zh`, `en-gb-x-rp`. */
  knows(voice: string): boolean {
    return this.#identifiers.has(voice.toLowerCase());
  }

  /**
   * The phonemes of plain text as IPA, one string for each piece: words apart by one space, without punctuation. The same
   * piece gives the same phonemes. Rejects with the signal's reason as soon as it is aborted.
   */
  async ipa(voice: string, pieces: readonly string[], signal?: AbortSignal): Promise<string[]> {
    signal?.throwIfAborted();
    const identifier = this.#identifiers.get(voice.toLowerCase());
    if (identifier === undefined) throw new Error(`eSpeak has no voice "${voice}".`);
    if (pieces.length === 0) return [];
    const longest = Math.max(...pieces.map(({ length }) => length));
    if (longest > longestPiece) {
      throw new RangeError(`A piece of text has ${longest} characters; eSpeak gets at most ${longestPiece} at once.`);
    }
    const answer = this.#last.then(() => {
      signal?.throwIfAborted();
      return this.#ask({ identifier, pieces });
    });
    this.#last = answer.catch(() => undefined);
    return [...(await untilAborted(answer, signal))];
  }

  /** Ends the process for good. What is under way is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#process.close();
    // Another may have been about to start.
    await this.#last;
    await this.#process.close();
  }

  /** Asks, and once more when the process dies on it. */
  async #ask(request: ToPhonemizer): Promise<readonly string[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await (await this.#running()).ask(request);
      } catch (error) {
        if (this.#closed) throw closedError();
        if (!(error instanceof ProcessDied)) throw error;
        if (attempt < 2) continue;
        const characters = request.pieces.join('').length;
        throw new Error(`${error.message} It was the second time on the same text, of ${characters} characters.`, {
          cause: error,
        });
      }
    }
  }

  async #running(): Promise<PhonemizerProcess> {
    if (this.#closed) throw closedError();
    if (this.#process.alive) return this.#process;
    return (this.#process = await PhonemizerProcess.start(this.#options));
  }
}

function closedError(): Error {
  return new Error('The phonemizer is closed.');
}
