/** What is due within so long cannot wait for the longest run. */
const pressingMs = 1000;
/** What waits is looked at again at least so often. */
const longestLookMs = 60_000;

interface Waiting {
  readonly dueAt: () => number;
  readonly yields: boolean;
  readonly start: () => void;
}

/**
 * Shares the cores of this process: at most `cores` runs at once, the most urgent first. A sequence takes a core for one
 * run (tens of milliseconds to a second) and gives it back, so that a new listener never waits for the whole segment of another.
 * When all cores are taken, one run more is let in for work that is due within a second: the system divides the cores among the
 * threads, and two thirds of a core at once are worth more than a whole one after the longest run.
 * While a run is on that is due within a second, none of a batch begins beside it before it is overdue: whatever keeps the other core busy makes
 * that run slower, and its listener's way through the server too.
 */
export class CoreQueue {
  readonly #cores: number;
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  /** Of those that run. */
  #pressing = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(cores: number, now: () => number = () => performance.now()) {
    this.#cores = cores;
    this.#now = now;
  }

  get running(): number {
    return this.#running;
  }

  /** How much of a core each run has: all of it, but while there is one run more than cores. */
  get share(): number {
    return Math.min(1, this.#cores / Math.max(1, this.#running));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs `work` on a core. `dueAt`: when its result must be there, in milliseconds of `performance.now()`; asked whenever a core is free. Of
   * equals the one that came first goes first. `yields`: it is a batch's. Throws the signal's reason when it is aborted before the work starts.
   */
  async run<T>(dueAt: () => number, signal: AbortSignal, work: () => Promise<T>, { yields = false } = {}): Promise<T> {
    signal.throwIfAborted();
    const presses = await this.#turn({ dueAt, yields }, signal);
    try {
      return await work();
    } finally {
      this.#running--;
      if (presses) this.#pressing--;
      // Whoever has just run and goes on at once is compared with those who wait; else it would lose its turn to any of them.
      setImmediate(() => this.#next());
    }
  }

  /** Waits for a core, which is then taken; tells whether others must yield to this run. */
  #turn({ dueAt, yields }: Pick<Waiting, 'dueAt' | 'yields'>, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        dueAt,
        yields,
        start: () => {
          signal.removeEventListener('abort', leave);
          this.#running++;
          const presses = !yields && dueAt() < this.#now() + pressingMs;
          if (presses) this.#pressing++;
          resolve(presses);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
      this.#next();
    });
  }

  #mustYield({ yields, dueAt }: Waiting): boolean {
    return yields && this.#pressing > 0 && dueAt() > this.#now();
  }

  #next(): void {
    clearTimeout(this.#timer);
    while (this.#running <= this.#cores) {
      const [one, ...others] = this.#waiting.filter((each) => !this.#mustYield(each));
      if (!one) return;
      const first = others.reduce((best, each) => (each.dueAt() < best.dueAt() ? each : best), one);
      const waitMs = first.dueAt() - pressingMs - this.#now();
      if (this.#running === this.#cores && waitMs > 0) {
        // Runs of a whole decoder take long: this one may be pressing before any of them ends.
        this.#timer = setTimeout(() => this.#next(), Math.min(Math.ceil(waitMs), longestLookMs)).unref();
        return;
      }
      this.#waiting.splice(this.#waiting.indexOf(first), 1);
      first.start();
    }
  }
}
