import { Tensor } from '../../onnx/tensor.ts';
import type { CoreQueue } from '../core-queue.ts';
import type { Embedder } from './embedder.ts';
import type { Arena } from './kv-arena.ts';
import type { LanguageModel } from './language-model.ts';
import { PrefixRows } from './prefix-rows.ts';
import { RowTable } from './row-table.ts';
import { speech } from './variant.ts';

/** Picks the next token of a sequence (`sampler.ts`). */
export interface NextToken {
  /** `logits`: [vocabulary], may be changed; `unconditional`: those of the guidance row. */
  next(logits: Float32Array, unconditional?: Float32Array): number;
}

/** A sequence that needs no more tokens for so long can wait: within it a chunk of them is decoded. */
const plentyMs = 2000;
/** One alone whose tokens are needed within so long is in a hurry: another that is not needed within the second time, and not about as soon, joins later. */
const hurry = { withinMs: 1500, othersMs: 1000, alikeMs: 500 };

/** A sequence to be spoken. */
export interface TokenRequest {
  /** Embeddings of the voice, [length, width]. Their caches are kept for the next sequence that comes with the same array. */
  readonly prefix: Float32Array;
  /** Embeddings of the text, [length, width]; a second one is the unconditional row of guidance. */
  readonly prompts: readonly [Float32Array] | readonly [Float32Array, Float32Array];
  readonly sampler: NextToken;
  /** Most tokens. */
  readonly budget: number;
  /** When more tokens are needed, in milliseconds of `performance.now()`. */
  readonly dueAt: () => number;
  readonly signal: AbortSignal;
  /** Gets its share of the seconds in which the model worked. */
  readonly worked?: (seconds: number) => void;
}

/** Why a sequence is over: by its stop token, by its budget, or because whoever gets the tokens has enough. */
export type Ending = 'stop' | 'budget' | 'enough';

/** What the loop did, for metrics. */
export interface TokenLoopEvents {
  /** A step over so many rows took so long; `tokens` of them were of sequences. */
  stepped(seconds: number, rows: number, tokens: number): void;
  /** One sequence has joined. */
  prefilled(seconds: number, rows: number): void;
}

interface Sequence extends TokenRequest {
  /** Gets each token; false ends the sequence. */
  readonly deliver: (token: number) => boolean;
  readonly settle: (ending: Ending) => void;
  readonly fail: (error: unknown) => void;
  /** Tokens of its rows in the arena. */
  length: number;
  /** Tokens that were spoken, and the last of them. */
  spoken: number;
  last: number;
}

export interface TokenLoopParts {
  readonly model: LanguageModel;
  readonly embedder: Embedder;
  /** Its last rows hold prefixes, the others sequences. */
  readonly arena: Arena;
  readonly prefixRows: number;
  readonly cores: CoreQueue;
  readonly events?: TokenLoopEvents;
}

/**
 * Continuous batching: plan → step → deliver, for as long as there are sequences. Between any two steps sequences join and leave;
 * at most one joins, because its prefill keeps all others waiting, and none that can wait while one alone is in a hurry. Each owns one row of the arena, or two with guidance, and
 * rows share a decode step, whatever their lengths: all of them, but for those whose listeners have plenty while others have not.
 */
export class TokenLoop {
  readonly #parts: TokenLoopParts;
  readonly #rows: RowTable<Sequence>;
  readonly #prefixes: PrefixRows;
  readonly #width: number;
  #waiting: Sequence[] = [];
  #looping = false;

  constructor(parts: TokenLoopParts) {
    this.#parts = parts;
    const { arena, prefixRows } = parts;
    const rows = arena.rows - prefixRows;
    this.#rows = new RowTable(rows);
    this.#prefixes = new PrefixRows(Array.from({ length: prefixRows }, (_, index) => rows + index));
    this.#width = parts.embedder.shape.width;
  }

  /** Rows in use and all rows. */
  get rows(): { taken: number; all: number } {
    return { taken: this.#rows.taken, all: this.#rows.rows };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Speaks a sequence: `deliver` gets its tokens one by one, the stop token not among them, and ends it by returning false. Throws the signal's
   * reason at the next step border after an abort, and a RangeError when the arena has no room for such a sequence.
   */
  async speak(request: TokenRequest, deliver: (token: number) => boolean): Promise<Ending> {
    const { arena } = this.#parts;
    const length = (request.prefix.length + request.prompts[0].length) / this.#width;
    if (length + request.budget > arena.capacity) {
      throw new RangeError(`${length} tokens and up to ${request.budget} more do not fit into ${arena.capacity}.`);
    }
    if (request.prompts.length > this.#rows.rows) {
      throw new RangeError(`Guidance takes ${request.prompts.length} rows, and there are ${this.#rows.rows}.`);
    }
    request.signal.throwIfAborted();
    return new Promise<Ending>((settle, fail) => {
      this.#waiting.push({ ...request, deliver, settle, fail, length: 0, spoken: 0, last: speech.start });
      if (!this.#looping) void this.#loop();
    });
  }

  async #loop(): Promise<void> {
    this.#looping = true;
    // What comes in the same turn of the event loop is planned together.
    await Promise.resolve();
    for (;;) {
      const joining = this.#plan();
      if (!joining && this.#rows.taken === 0) break;
      await this.#step(joining);
    }
    this.#looping = false;
  }

  /** Lets cancelled sequences go and gives the most urgent one that waits its rows. */
  #plan(): Sequence | undefined {
    for (const sequence of [...this.#running(), ...this.#waiting]) {
      if (sequence.signal.aborted) this.#end(sequence, () => sequence.fail(sequence.signal.reason));
    }
    const fitting = this.#waiting.filter(({ prompts }) => prompts.length <= this.#rows.free);
    const [first, ...others] = fitting;
    if (!first) return undefined;
    const urgent = others.reduce((best, each) => (each.dueAt() < best.dueAt() ? each : best), first);
    const now = performance.now();
    const [hurried, ...more] = this.#running().filter(({ dueAt }) => dueAt() < now + hurry.withinMs);
    const laterThan = Math.max(now + hurry.othersMs, (hurried?.dueAt() ?? Infinity) + hurry.alikeMs);
    // Its prefill and its row would double what a token of that one takes; among several they add little, and a full step is worth more.
    if (more.length === 0 && urgent.dueAt() > laterThan) return undefined;
    this.#waiting = this.#waiting.filter((each) => each !== urgent);
    this.#rows.take(urgent, urgent.prompts.length);
    return urgent;
  }

  async #step(joining: Sequence | undefined): Promise<void> {
    if (joining) await this.#prefill(joining);
    await this.#pack();
    const running = this.#running().filter(({ length }) => length > 0);
    if (running.length > 0) await this.#decode(running);
  }

  /** Prompts go straight into their rows, one run for each, behind a copy of the voice's caches. */
  async #prefill(sequence: Sequence): Promise<void> {
    const { arena, cores, events } = this.#parts;
    const { prefix, prompts, signal } = sequence;
    const prefixLength = prefix.length / this.#width;
    let seconds = 0;
    const run = (row: number, embeds: Float32Array, length: number): Promise<Float32Array> =>
      cores.run(this.#dueAt, signal, async () => {
        const startedAt = performance.now();
        const logits = await this.#append(row, embeds, length, signal);
        seconds += (performance.now() - startedAt) / 1000;
        return logits;
      });
    try {
      const voice = this.#prefixes.take(prefix);
      if (!voice.isFilled && prefixLength > 0) await run(voice.row, prefix, 0);
      this.#prefixes.filled(prefix);
      const logits: Float32Array[] = [];
      for (const [index, row] of this.#rows.rowsOf(sequence).entries()) {
        await arena.move(voice.row, row, prefixLength);
        logits.push((await run(row, prompts[index] as Float32Array, prefixLength)).slice());
      }
      sequence.length = prefixLength + prompts[0].length / this.#width;
      events?.prefilled(seconds, prompts.length);
      sequence.worked?.(seconds);
      this.#deliver(sequence, logits);
    } catch (error) {
      this.#end(sequence, () => sequence.fail(error));
    }
  }

  /** Runs new tokens, [tokens, width], behind the `length` that a row has. */
  #append(row: number, embeds: Float32Array, length: number, signal: AbortSignal): Promise<Float32Array> {
    const dims = [1, embeds.length / this.#width, this.#width];
    return this.#parts.model.run(
      { start: row, embeds: Tensor.from('float32', dims, embeds), lengths: [length] },
      signal,
    );
  }

  /** Moves the last rows into gaps, but for those that the next to join will take. */
  async #pack(): Promise<void> {
    const kept = this.#waiting.reduce((sum, { prompts }) => sum + prompts.length, 0);
    for (const move of this.#rows.moves(kept)) {
      await this.#parts.arena.move(move.from, move.to, this.#rows.ownerOf(move.from)?.length ?? 0);
      this.#rows.moved(move);
    }
  }

  /** One token more for every sequence that takes part. */
  async #decode(running: readonly Sequence[]): Promise<void> {
    const { model, embedder, cores, events } = this.#parts;
    const { start, end } = this.#rowsOfStep(running);
    const stepping = running.filter((each) => this.#rows.rowsOf(each).every((row) => row >= start && row < end));
    const owners = Array.from({ length: end - start }, (_, row) => this.#rows.ownerOf(start + row));
    // A gap runs along with one token that nobody reads.
    const tokens = owners.map((owner) => owner?.last ?? 0);
    const lengths = owners.map((owner) => owner?.length ?? 0);
    const index = owners.map((owner) => (owner ? owner.spoken - 1 : 0));
    let logits: Float32Array;
    try {
      logits = await cores.run(this.#dueAt, never, async () => {
        const startedAt = performance.now();
        const embeds = Tensor.from('float32', [owners.length, 1, this.#width], await embedder.step(tokens, index));
        const result = await model.run({ start, embeds, lengths });
        const seconds = (performance.now() - startedAt) / 1000;
        events?.stepped(seconds, owners.length, stepping.length);
        for (const sequence of stepping) sequence.worked?.((cores.share * seconds) / stepping.length);
        return result;
      });
    } catch (error) {
      for (const sequence of stepping) this.#end(sequence, () => sequence.fail(error));
      return;
    }
    const vocabulary = logits.length / owners.length;
    for (const sequence of stepping) {
      sequence.length++;
      const rows = this.#rows.rowsOf(sequence).map((row) => row - start);
      this.#deliver(
        sequence,
        rows.map((row) => logits.subarray(row * vocabulary, (row + 1) * vocabulary)),
      );
    }
  }

  /**
   * The rows of the next step. While some sequences need tokens soon and others have plenty, those are left out as far as the rows of the
   * step stay neighbours: a step of few rows is up to three times faster, and a listener who has little to hear waits for it. With nobody
   * in a hurry all rows take part, which costs the least for each.
   */
  #rowsOfStep(running: readonly Sequence[]): { start: number; end: number } {
    const plentyAt = performance.now() + plentyMs;
    const short = running.filter(({ dueAt }) => dueAt() < plentyAt);
    if (short.length === 0 || short.length === running.length) return { start: 0, end: this.#rows.width };
    const rows = short.flatMap((sequence) => this.#rows.rowsOf(sequence));
    return { start: Math.min(...rows), end: Math.max(...rows) + 1 };
  }

  /** Chooses the next token from the logits of a sequence's rows, and hands it over. */
  #deliver(sequence: Sequence, [conditional, unconditional]: readonly Float32Array[]): void {
    if (sequence.signal.aborted) return;
    let token: number;
    try {
      token = sequence.sampler.next(conditional as Float32Array, unconditional);
      if (token === speech.stop) return this.#end(sequence, () => sequence.settle('stop'));
      sequence.spoken++;
      sequence.last = token;
      if (!sequence.deliver(token)) return this.#end(sequence, () => sequence.settle('enough'));
    } catch (error) {
      return this.#end(sequence, () => sequence.fail(error));
    }
    if (sequence.spoken >= sequence.budget) this.#end(sequence, () => sequence.settle('budget'));
  }

  #end(sequence: Sequence, tell: () => void): void {
    this.#rows.leave(sequence);
    this.#waiting = this.#waiting.filter((each) => each !== sequence);
    tell();
  }

  /** What is due first of all that run or wait: each run of the model keeps all of them waiting. */
  readonly #dueAt = (): number =>
    Math.min(...[...this.#running(), ...this.#waiting].map((sequence) => sequence.dueAt()));

  /** Each once, in the order of their rows. */
  #running(): Sequence[] {
    const owners = Array.from({ length: this.#rows.width }, (_, row) => this.#rows.ownerOf(row));
    return [...new Set(owners)].filter((owner) => owner !== undefined);
  }
}

const never = new AbortController().signal;
