import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const secondBuckets = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60];

export type Metrics = ReturnType<typeof createMetrics>;

/** Every metric of Starling in one table. Names and labels are part of the HTTP contract. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  // Process memory, CPU, file handles and the lag of the event loop.
  collectDefaultMetrics({ register: registry });

  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  /** Bring gauges up to date when somebody reads the metrics: what changes all the time is not set at each change. */
  const beforeReading: (() => void)[] = [];
  const collect = () => beforeReading.forEach((observe) => observe());
  // Made first, since the registry collects in this order.
  const activeRequests = new Gauge({
    name: 'starling_active_requests',
    help: 'Speech requests in work.',
    registers,
    collect,
  });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram({ name, help, buckets, labelNames, registers });

  return {
    registry,
    beforeReading,
    requests: counter('starling_requests_total', 'Finished API requests.', 'route', 'model', 'status'),
    ttfa: histogram('starling_ttfa_seconds', 'Request accepted to first audio byte.', secondBuckets, 'model'),
    requestDuration: histogram(
      'starling_request_duration_seconds',
      'Request accepted to last byte.',
      secondBuckets,
      'route',
    ),
    rtf: histogram(
      'starling_rtf',
      'Real-time factor of a segment: compute time ÷ audio time.',
      [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 5],
      'engine',
    ),
    audioSeconds: counter('starling_audio_seconds_total', 'Seconds of audio handed to clients.', 'model'),
    underrunSeconds: counter(
      'starling_underrun_seconds_total',
      'Seconds in which a real-time listener would have waited.',
    ),
    streamsWithoutGap: counter(
      'starling_streams_without_gap_total',
      'Streams that never kept a real-time listener waiting.',
    ),
    activeRequests,
    queueSegments: gauge('starling_queue_segments', 'Segments that wait for a slot.'),
    queueWork: gauge('starling_queue_work_seconds', 'Estimated compute seconds of all admitted work that is not done.'),
    gatewayUse: gauge(
      'starling_gateway_use',
      'Part of the next 10 s that it takes to encode what listeners play in them; above 1 new listeners are answered 429.',
    ),
    slots: gauge('starling_slots', 'Slots of the engines.', 'engine', 'state'),
    decodeStep: histogram(
      'starling_decode_step_seconds',
      'A step of the token loop: one more speech token for every running sequence.',
      [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2],
      'engine',
    ),
    batchRows: histogram(
      'starling_batch_rows',
      'Rows of a step of the token loop.',
      [1, 2, 3, 4, 6, 8, 12, 16, 24, 32],
      'engine',
    ),
    stage: histogram(
      'starling_stage_seconds',
      'A run of one stage of a model on a chunk: prefill, flow encoder, flow matching, vocoder.',
      secondBuckets,
      'engine',
      'stage',
    ),
    kvBytes: gauge('starling_kv_bytes', 'Memory of the KV arena.', 'engine', 'state'),
    engineResident: gauge(
      'starling_engine_resident_bytes',
      'Resident memory of an engine process.',
      'engine',
      'process',
    ),
    engineRestarts: counter(
      'starling_engine_restarts_total',
      'Engine processes that died and were started again.',
      'engine',
    ),
    rejected: counter('starling_rejected_total', 'Requests refused before any work.', 'reason'),
    cancelled: counter('starling_cancelled_total', 'Utterances cancelled because their client went away or stalled.'),
  };
}
