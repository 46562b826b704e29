import { benchArguments, childrenOf, report, residentBytes, sentences, speech, startServer } from './harness.ts';

/** Memory over many requests: resident megabytes of the gateway and of its engine processes, as a curve. */
const bench = benchArguments();
const requests = bench.quick ? 500 : 10_000;
const parallel = 4;
const formats = ['mp3', 'opus', 'flac', 'wav', 'pcm'];
const models = ['flite', 'espeak'];

const server = await startServer({ STARLING_ENGINE_PROCESSES: '1' });
const engines = childrenOf(server.pid);
const points: { requests: number; megabytes: number[] }[] = [];
const sample = (done: number) => {
  const megabytes = [server.pid, ...engines].map((pid) => Math.round(residentBytes(pid) / 1e6));
  points.push({ requests: done, megabytes });
  console.log(
    `${String(done).padStart(6)} requests   gateway ${megabytes[0] ?? 0} MB   engines ${megabytes.slice(1).join(' ')} MB`,
  );
};

let next = 0;
const step = Math.max(1, Math.round(requests / 20));
const client = async () => {
  while (next < requests) {
    const turn = next++;
    if (turn % step === 0) sample(turn);
    const body = {
      model: models[turn % models.length],
      input: `${sentences[turn % sentences.length] as string} Turn ${turn}.`,
      response_format: formats[turn % formats.length],
      ...(turn % 7 === 0 && { speed: 1.3 }),
    };
    const { status } = await speech(server.url, body);
    if (status !== 200) throw new Error(`Request ${turn} was answered ${status}.`);
  }
};
await Promise.all(Array.from({ length: parallel }, client));
sample(requests);

// Warm-up is the first fifth: code is compiled and pools are filled. After it, the mean of each half is compared.
const settled = points.slice(Math.ceil(points.length / 5));
const half = Math.floor(settled.length / 2);
const mean = (part: typeof points, process: number) =>
  part.reduce((sum, point) => sum + (point.megabytes[process] ?? 0), 0) / part.length;
const growth = [server.pid, ...engines].map(
  (_, index) => mean(settled.slice(half), index) / mean(settled.slice(0, half), index),
);
console.log(
  `second half ÷ first half after warm-up: gateway ${growth[0]?.toFixed(3)}, engines ${growth
    .slice(1)
    .map((each) => each.toFixed(3))
    .join(' ')} (aim ≤ 1.10)`,
);
await server.stop();
report('soak', { points, growth }, bench);
