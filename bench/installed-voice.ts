import path from 'node:path';
import type { EngineOptions } from '../src/engines/engine.ts';
import { findVoiceFiles, type VoiceFiles } from '../src/engines/piper/voice-files.ts';

/** The first Piper voice in the folder MODEL_DIR (default: models), and engine options to speak with it. */
export function installedVoice(cacheDir: string): {
  options: EngineOptions;
  voice: string;
  files: VoiceFiles;
  modelDir: string;
} {
  const modelDir = path.resolve(process.env['MODEL_DIR'] ?? 'models');
  const [files] = findVoiceFiles(modelDir);
  if (!files) {
    throw new Error(
      `There is no Piper voice in ${modelDir}. Set MODEL_DIR to a folder with NAME.onnx and NAME.onnx.json.`,
    );
  }
  const options: EngineOptions = {
    modelDir,
    cacheDir,
    modelMemoryBytes: 2 ** 32,
    modelIdleSeconds: 0,
    device: 'cpu',
    preferredVoice: files.name,
    quality: 'balanced',
  };
  return { options, voice: files.name, files, modelDir };
}
