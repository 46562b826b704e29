import { StarlingError, messageOf } from '../errors.ts';
import type { Settings } from '../settings.ts';

/** Throws `invalid_settings` with what to install where `cuda` is wanted and something that it needs is missing. */
export async function checkDevice({ device }: Settings): Promise<void> {
  if (device !== 'cuda') return;
  const why = await whyNot();
  if (why !== undefined) throw new StarlingError('invalid_settings', why);
}

async function whyNot(): Promise<string | undefined> {
  // Nothing of ONNX Runtime is needed in this process otherwise.
  const { whyNoCuda } = await import('../onnx/device.ts');
  try {
    return whyNoCuda();
  } catch (error) {
    return `The setting device says cuda, but ONNX Runtime itself is missing. ${messageOf(error)}`;
  }
}
