// sherpa-onnx as a process of its own, asked over IPC: {model, tokens, data} once, then {text} for each sentence.
import { createRequire } from 'node:module';

const sherpa = createRequire(import.meta.url)('sherpa-onnx-node');
let tts;

process.on('message', (message) => {
  if (message.model) {
    const { model, tokens, data } = message;
    const vits = { model, tokens, dataDir: data, noiseScale: 0.667, noiseScaleW: 0.8, lengthScale: 1 };
    tts = new sherpa.OfflineTts({ model: { vits, numThreads: 1, provider: 'cpu', debug: false }, maxNumSentences: 1 });
    process.send({ ready: true });
    return;
  }
  const startedAt = performance.now();
  const { samples, sampleRate } = tts.generate({ text: message.text, sid: 0, speed: 1 });
  process.send({ ms: performance.now() - startedAt, audioSeconds: samples.length / sampleRate });
});
process.on('disconnect', () => process.exit());
