/** What a program needs to run, and a model to find its card; nothing else, so that no secret goes with it. */
const needed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'NVIDIA_VISIBLE_DEVICES'];

/** The environment of child processes. */
export function childEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(needed.map((name) => [name, process.env[name]])), ...more };
}
