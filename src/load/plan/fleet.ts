/** One copy of the server. */
export interface Replica {
  readonly state: 'starting' | 'ready' | 'draining';
  /** Requests in it. */
  readonly open: number;
}

interface Member {
  state: Replica['state'];
  open: number;
  /** Where it is in its row of `#ready`. */
  place: number;
}

/** The replicas that there are: who gets the next request, who starts, who drains. */
export class Fleet {
  #members: Member[] = [];
  /** Those that are ready, by their open requests, so that the least busy is found at once among thousands. */
  readonly #ready: Member[][] = [];
  /** No row below this one has any. */
  #least = 0;

  constructor(ready: number) {
    for (const replica of this.resize(ready)) this.becomeReady(replica);
  }

  /** All that cost something: those that drain, too. */
  get size(): number {
    return this.#members.length;
  }

  /** Those that are ready or will be. */
  get staying(): number {
    return this.#members.reduce((count, { state }) => count + (state === 'draining' ? 0 : 1), 0);
  }

  /** The ready one with the fewest open requests; undefined when none is ready. */
  leastBusy(): Replica | undefined {
    while (this.#least < this.#ready.length && this.#row(this.#least).length === 0) this.#least++;
    return this.#ready[this.#least]?.[0];
  }

  /** Makes `count` of them stay. Returns those that begin to start; the caller says when they are ready. */
  resize(count: number): Replica[] {
    const missing = count - this.staying;
    if (missing < 0) this.#drain(-missing);
    const started = Array.from({ length: Math.max(0, missing) }, (): Member => ({
      state: 'starting',
      open: 0,
      place: 0,
    }));
    this.#members.push(...started);
    return started;
  }

  /** A replica has started; it may have been taken away in the meantime. */
  becomeReady(replica: Replica): void {
    const member = replica as Member;
    if (member.state !== 'starting') return;
    member.state = 'ready';
    this.#enter(member);
  }

  /** A ready replica took a request. */
  requestBegan(replica: Replica): void {
    this.#change(replica as Member, 1);
  }

  requestEnded(replica: Replica): void {
    this.#change(replica as Member, -1);
    if (replica.state === 'draining') this.#dropDrained();
  }

  /** Those that start go first, then those with the fewest requests, which they still answer. */
  #drain(count: number): void {
    const order = this.#members.filter(({ state }) => state !== 'draining');
    order.sort((a, b) => Number(a.state === 'ready') - Number(b.state === 'ready') || a.open - b.open);
    for (const member of order.slice(0, count)) {
      if (member.state === 'ready') this.#leave(member);
      member.state = 'draining';
    }
    this.#dropDrained();
  }

  #change(member: Member, by: 1 | -1): void {
    const ready = member.state === 'ready';
    if (ready) this.#leave(member);
    member.open += by;
    if (ready) this.#enter(member);
  }

  #enter(member: Member): void {
    const row = this.#row(member.open);
    member.place = row.length;
    row.push(member);
    this.#least = Math.min(this.#least, member.open);
  }

  /** The last of the row takes its place. */
  #leave(member: Member): void {
    const row = this.#row(member.open);
    const last = row.pop();
    if (last === undefined || last === member) return;
    row[member.place] = last;
    last.place = member.place;
  }

  #row(open: number): Member[] {
    return (this.#ready[open] ??= []);
  }

  #dropDrained(): void {
    this.#members = this.#members.filter(({ state, open }) => state !== 'draining' || open > 0);
  }
}
