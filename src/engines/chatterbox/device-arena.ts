import { Binding } from '../../onnx/binding.ts';
import { DeviceMemory, type DeviceTensor } from '../../onnx/device-memory.ts';
import { cutGraph } from '../../onnx/graph-cut.ts';
import { replaceNodes } from '../../onnx/graph-edit.ts';
import { writeGraph } from '../../onnx/graph-write.ts';
import type { Graph } from '../../onnx/graph.ts';
import { Session } from '../../onnx/session.ts';
import type { Arena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';

const copied = (past: string) => `copied row of ${past}`;

/**
 * The arena in the memory of the language model's own device, so that caches never cross the bus. A row is moved by the device, too:
 * by a graph that does nothing but copy.
 */
export class DeviceArena implements Arena {
  readonly rows: number;
  readonly capacity: number;
  readonly bytes: number;
  readonly #shape: LanguageModelShape;
  readonly #memories: ReadonlyMap<string, DeviceMemory>;
  readonly #copying: Session;

  private constructor(
    shape: LanguageModelShape,
    size: { rows: number; capacity: number },
    memories: ReadonlyMap<string, DeviceMemory>,
    copying: Session,
  ) {
    this.rows = size.rows;
    this.capacity = size.capacity;
    this.bytes = size.rows * size.capacity * shape.bytesPerToken;
    this.#shape = shape;
    this.#memories = memories;
    this.#copying = copying;
  }

  /** `graph`: that of the language model, whose caches' types the copying takes. Throws an OnnxError when the device has not so much. */
  static async open(
    session: Session,
    graph: Graph,
    shape: LanguageModelShape,
    size: { rows: number; capacity: number },
  ): Promise<DeviceArena> {
    const copying = await Session.open(copyingGraph(graph, shape), { device: session.device });
    const memories = new Map<string, DeviceMemory>();
    try {
      const bytes = (size.rows * size.capacity * shape.bytesPerToken) / shape.caches.length;
      for (const { past } of shape.caches) memories.set(past, new DeviceMemory(session, bytes));
      return new DeviceArena(shape, size, memories, copying);
    } catch (error) {
      for (const memory of memories.values()) memory.free();
      await copying.release();
      throw error;
    }
  }

  view(past: string, start: number, end: number): DeviceTensor {
    const { heads, headDim, cacheType, caches, bytesPerToken } = this.#shape;
    const rowBytes = (this.capacity * bytesPerToken) / caches.length;
    const memory = this.#memories.get(past) as DeviceMemory;
    return memory.tensor(cacheType, [end - start, heads, this.capacity, headDim], start * rowBytes);
  }

  /** Copies whole rows: on a card that takes no longer than to find out which part of them. */
  async move(from: number, to: number): Promise<void> {
    const binding = new Binding(this.#copying);
    try {
      for (const { past } of this.#shape.caches) {
        binding.bindInput(past, this.view(past, from, from + 1));
        binding.bindOutput(copied(past), this.view(past, to, to + 1));
      }
      await binding.run();
    } finally {
      binding.release();
    }
  }

  async free(): Promise<void> {
    for (const memory of this.#memories.values()) memory.free();
    await this.#copying.release();
  }
}

/** All caches in, the same out. */
function copyingGraph(graph: Graph, { caches }: LanguageModelShape): Uint8Array {
  const inputs = caches.flatMap(({ past }) => graph.inputs.filter(({ name }) => name === past));
  const nodes = inputs.map(({ name }) => ({ op: 'Identity', inputs: [name], outputs: [copied(name)] }));
  const outputs = inputs.map((input) => ({ ...input, name: copied(input.name) }));
  return writeGraph(cutGraph(replaceNodes(graph, new Set(), nodes), { inputs, outputs }), { weights: 'inline' });
}
