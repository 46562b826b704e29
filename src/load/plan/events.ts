/** What will happen, the earliest first; what happens at the same time comes in the order in which it was added. A binary heap. */
export class EventQueue<Event> {
  readonly #heap: { readonly at: number; readonly order: number; readonly event: Event }[] = [];
  #added = 0;

  /** `at`: in seconds. */
  add(at: number, event: Event): void {
    const heap = this.#heap;
    const entry = { at, order: this.#added++, event };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  /** Takes the earliest out; undefined when there is none. */
  next(): { readonly at: number; readonly event: Event } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const moved = heap.pop();
    if (first === undefined || moved === undefined || first === moved) return first;
    let index = 0;
    for (;;) {
      const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
      if (left === undefined) break;
      const [child, side] = right !== undefined && isBefore(right, left) ? [right, 2] : [left, 1];
      if (!isBefore(child, moved)) break;
      heap[index] = child;
      index = 2 * index + side;
    }
    heap[index] = moved;
    return first;
  }
}

interface Ordered {
  readonly at: number;
  readonly order: number;
}

function isBefore(a: Ordered, b: Ordered): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
