/** What is due within so long cannot wait for the longest run. */
const pressingMs = 1000;
/** Who has so much to hear can wait for others: a chunk of 100 tokens lasts as long, and takes less where speech is made faster than it is heard. */
const usualPlentyMs = 4000;
/** What waits is looked at again at least so often. */
const longestLookMs = 60_000;

interface RunOptions {
  /** It is a batch's. */
  readonly yields?: boolean;
  /** When it is not due for so long, it waits while a listener is pressing. */
  readonly plentyMs?: number;
}

interface Waiting extends Required<RunOptions> {
  readonly dueAt: () => number;
  readonly start: () => void;
}

/**
 * Shares the cores of this process: at most `cores` runs at once, the most urgent first. A sequence takes a core for one
 * run (tens of milliseconds to a second) and gives it back, so that a new listener never waits for the whole segment of another.
 * When all cores are taken, one run more is let in for work that is due within a second: the system divides the cores among the
 * threads, and two thirds of a core at once are worth more than a whole one after the longest run.
 * While a listener has sound for less than a second, a core is kept for each such listener, and one more, from others who have plenty, and from
 * a batch before it is overdue: whatever keeps the last cores busy makes the runs of that listener slower, and the way through the server too.
 */
export class CoreQueue {
  readonly #cores: number;
  readonly #now: () => number;
  readonly #waiting: Waiting[] = [];
  /** When each listener's next sound is due. */
  readonly #listeners = new Set<() => number>();
  #running = 0;
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
   * A listener is here, whose next sound is due at `dueAt` (milliseconds of `performance.now()`), until the function is called that this
   * gives.
   */
  attend(dueAt: () => number): () => void {
    this.#listeners.add(dueAt);
    return () => {
      if (this.#listeners.delete(dueAt)) this.#next();
    };
  }

  /**
   * Runs `work` on a core. `dueAt`: when its result must be there, in milliseconds of `performance.now()`; asked whenever a core is free. Of
   * equals the one that came first goes first. Throws the signal's reason when it is aborted before the work starts.
   */
  async run<T>(
    dueAt: () => number,
    signal: AbortSignal,
    work: () => Promise<T>,
    { yields = false, plentyMs = usualPlentyMs }: RunOptions = {},
  ): Promise<T> {
    signal.throwIfAborted();
    await this.#turn({ dueAt, yields, plentyMs }, signal);
    try {
      return await work();
    } finally {
      this.#running--;
      // Whoever has just run and goes on at once is compared with those who wait; else it would lose its turn to any of them.
      setImmediate(() => this.#next());
    }
  }

  /** Waits for a core, which is then taken. */
  #turn(run: Omit<Waiting, 'start'>, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        ...run,
        start: () => {
          signal.removeEventListener('abort', leave);
          this.#running++;
          resolve();
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

  /** When a run has to yield no longer; it is asked only while a listener is pressing. */
  #yieldsUntil({ yields, dueAt, plentyMs }: Waiting): number {
    return dueAt() - (yields ? 0 : plentyMs);
  }

  /** How many listeners have sound for less than a second. */
  #pressing(now: number): number {
    let count = 0;
    for (const dueAt of this.#listeners) if (dueAt() < now + pressingMs) count++;
    return count;
  }

  #lookAgainIn(milliseconds: number): void {
    this.#timer = setTimeout(() => this.#next(), Math.min(Math.ceil(milliseconds), longestLookMs)).unref();
  }

  #next(): void {
    clearTimeout(this.#timer);
    while (this.#running <= this.#cores) {
      const now = this.#now();
      const pressing = this.#pressing(now);
      const isRoomForAll = pressing === 0 || this.#running < this.#cores - 1 - pressing;
      const [one, ...others] = this.#waiting.filter((each) => isRoomForAll || this.#yieldsUntil(each) <= now);
      if (!one) {
        // Whoever is pressing, and runs or leaves, brings the next look; time alone may, too.
        const until = Math.min(...this.#waiting.map((each) => this.#yieldsUntil(each)));
        if (until < Infinity) this.#lookAgainIn(until - now);
        return;
      }
      const first = others.reduce((best, each) => (each.dueAt() < best.dueAt() ? each : best), one);
      const waitMs = first.dueAt() - pressingMs - now;
      if (this.#running === this.#cores && waitMs > 0) {
        // Runs of a whole decoder take long: this one may be pressing before any of them ends.
        this.#lookAgainIn(waitMs);
        return;
      }
      this.#waiting.splice(this.#waiting.indexOf(first), 1);
      first.start();
    }
  }
}
