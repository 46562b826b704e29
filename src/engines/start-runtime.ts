import { messageOf } from '../errors.ts';
import { workingDevice, type Device } from '../onnx/device.ts';
import { onnxRuntime } from '../onnx/library.ts';
import { EngineUnavailable, type EngineContext } from './engine.ts';

/** Loads ONNX Runtime and says on what models run. Throws {@link EngineUnavailable}. */
export function startRuntime({ options, note }: Pick<EngineContext, 'options' | 'note'>): Device {
  try {
    const runtime = onnxRuntime();
    const { device, reason } = workingDevice(runtime, options.device);
    note('info', 'onnx-runtime', { version: runtime.version, device: device.kind, reason });
    return device;
  } catch (error) {
    throw new EngineUnavailable(messageOf(error), 'The built-in voices speak without it.');
  }
}
