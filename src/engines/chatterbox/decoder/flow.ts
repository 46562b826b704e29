/** What the flow encoder says of an utterance: what the solver turns noise into mel by. All row-major. */
export interface Flow {
  /** Mel frames, the prompt's first. */
  readonly frames: number;
  /** [80, frames] */
  readonly mu: Float32Array;
  /** [80] */
  readonly spks: Float32Array;
  /** The mel that is known already: the prompt's frames, else 0. May be overwritten. [80, frames] */
  readonly cond: Float32Array;
}

export interface SolveOptions {
  /** As many as published or fewer; a decoder without guidance (Turbo) takes the published ones only. */
  readonly steps: number;
  /** How strongly what is conditioned is preferred to what is not; 0 spares half of the work. No effect on Turbo. */
  readonly guidance: number;
  /** Only the first steps are guided, which decide most; the others take half the work. Default: all. */
  readonly guidedSteps?: number | undefined;
  /** Repeats the slip of the published first step (`DecoderSeams.firstStepBlank`); to compare with it. */
  readonly firstStepAsPublished?: boolean;
  /** What each step's run goes through, such as the wait for a core: so the more urgent come in between two steps. */
  readonly turn?: <T>(run: () => Promise<T>) => Promise<T>;
}

export const melBands = 80;

/** Rows for the estimator: flows side by side, and again without conditions where they are guided. */
export class FlowRows {
  readonly frames: number;
  /** Rows with conditions; as many without follow when `guided`. */
  readonly count: number;
  readonly rows: number;
  readonly mu: Float32Array;
  readonly spks: Float32Array;
  readonly cond: Float32Array;
  /** 1 for a frame that is one. [rows, 1, frames] */
  readonly mask: Uint8Array;

  constructor(flows: readonly Flow[], guided: boolean) {
    this.count = flows.length;
    this.rows = guided ? 2 * flows.length : flows.length;
    this.frames = Math.max(...flows.map(({ frames }) => frames));
    this.mu = new Float32Array(this.rows * melBands * this.frames);
    this.cond = new Float32Array(this.rows * melBands * this.frames);
    this.spks = new Float32Array(this.rows * melBands);
    this.mask = new Uint8Array(this.rows * this.frames);
    flows.forEach((flow, row) => {
      this.put(this.mu, row, flow.mu, flow.frames);
      this.put(this.cond, row, flow.cond, flow.frames);
      this.spks.set(flow.spks, row * melBands);
    });
    for (let row = 0; row < this.rows; row++) {
      const start = row * this.frames;
      this.mask.fill(1, start, start + (flows[row % flows.length]?.frames ?? 0));
    }
  }

  /** Writes [80, frames] into a row, at its left. Throws a RangeError when it has another size. */
  put(target: Float32Array, row: number, values: Float32Array, frames: number): void {
    if (values.length !== melBands * frames) {
      throw new RangeError(`Of ${frames} frames there should be ${melBands * frames} numbers; ${values.length} came.`);
    }
    for (let band = 0; band < melBands; band++) {
      const at = (row * melBands + band) * this.frames;
      target.set(values.subarray(band * frames, (band + 1) * frames), at);
    }
  }

  /** The first frames of a row, [80, frames]. */
  take(source: Float32Array, row: number, frames: number): Float32Array {
    const values = new Float32Array(melBands * frames);
    for (let band = 0; band < melBands; band++) {
      const at = (row * melBands + band) * this.frames;
      values.set(source.subarray(at, at + frames), band * frames);
    }
    return values;
  }
}
