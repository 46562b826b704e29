import type { Measurement } from '../engines/engine.ts';
import type { Metrics } from '../ops/metrics.ts';

/** Puts what an engine measured into the metrics. */
export function recordMeasurement(metrics: Metrics, engine: string, measurement: Measurement): void {
  switch (measurement.kind) {
    case 'decode-step':
      metrics.decodeStep.observe({ engine }, measurement.seconds);
      metrics.batchRows.observe({ engine }, measurement.rows);
      return;
    case 'stage':
      metrics.stage.observe({ engine, stage: measurement.stage }, measurement.seconds);
      return;
    case 'kv':
      metrics.kvBytes.set({ engine, state: 'used' }, measurement.usedBytes);
      metrics.kvBytes.set({ engine, state: 'free' }, measurement.freeBytes);
  }
}
