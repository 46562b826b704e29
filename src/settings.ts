import { z } from 'zod';
import { defaultEngineProcesses } from './ops/memory-budget.ts';

/**
 * Every setting, with its default and what it does. The same name serves the file (`maxStallMs`), the environment
 * (`STARLING_MAX_STALL_MS`) and the flag (`--max-stall-ms`). `docs/settings.md` shows this table; a test keeps them equal.
 */

const bytes = z.number().int().positive().max(1_073_741_824);
// A day at most: Node's timers fire at once above 24.8 days.
const seconds = z.number().positive().max(86_400);

/** OpenAI's voice names, each onto an English voice; other languages are spoken by the voice of that language. */
export const openaiVoices: Readonly<Record<string, string>> = {
  alloy: 'slt',
  ash: 'rms',
  ballad: 'awb',
  coral: 'slt',
  echo: 'rms',
  fable: 'awb',
  onyx: 'rms',
  nova: 'slt',
  sage: 'slt',
  shimmer: 'slt',
  verse: 'awb',
  marin: 'slt',
  cedar: 'rms',
};

export const settingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z.number().int().min(0).max(65535).default(8000).describe('Port to listen on; 0 picks a free one.'),
  metricsPort: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('Serve /metrics on this port alone, without a key. Default: on the main port, with a key.'),
  apiKeys: z
    .array(z.string().min(1))
    .default([])
    .describe('API keys, as text or as `sha256:<hex>`. Only hashes are kept in memory.'),
  apiKeysFile: z.string().optional().describe('A file with one API key a line, as `key` or `name: key`.'),
  allowOpen: z.boolean().default(false).describe('Listen on a non-loopback address although no API key is configured.'),
  openListings: z.boolean().default(false).describe('Answer the model and voice listings without a key.'),
  requestsPerMinute: z.number().int().min(0).default(0).describe('Limit for each key; 0 is no limit.'),
  corsOrigins: z
    .array(z.string().min(1))
    .default(['local'])
    .describe('Origins of web pages that may call: `local` (any port of localhost), `*`, or a list.'),
  modelDir: z.string().min(1).default('models').describe('Folder with model files, such as Piper voices.'),
  cacheDir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder for prepared models, safe to delete. Default: starling in $XDG_CACHE_HOME or ~/.cache.'),
  modelMemoryMb: z
    .number()
    .positive()
    .max(16_777_216)
    .optional()
    .describe(
      'Most memory for loaded models, in MiB. Default: half of what the cgroup or the machine has, or what the rest leaves.',
    ),
  modelIdleSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(900)
    .describe(
      'A model file that no request used for so long is unloaded; 0 is never. The next request loads it again.',
    ),
  device: z
    .enum(['auto', 'cpu', 'cuda'])
    .default('auto')
    .describe('Where models run. auto: cuda where its library is installed and can be loaded.'),
  quality: z
    .enum(['high', 'balanced', 'fast'])
    .default('balanced')
    .describe('How much of a Chatterbox model is run: high is all of it, fast is for machines without a GPU.'),
  defaultModel: z
    .string()
    .min(1)
    .default('auto')
    .describe(
      'Model when a request names none, or an alias. auto: the best voice for the language, Chatterbox first, then Piper; without either, `builtin`.',
    ),
  defaultVoice: z.string().min(1).optional().describe('Voice when a request names none. Default: chosen by language.'),
  modelAliases: z
    .array(z.string().min(1))
    .default(['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'gpt-4o-mini-tts-2025-03-20', 'gpt-4o-mini-tts-2025-12-15'])
    .describe('Names that stand for the default model.'),
  voiceAliases: z
    .record(z.string(), z.string())
    .default(openaiVoices)
    .describe(
      'Voice names that clients send, each with the installed voice that it stands for. The 13 of OpenAI always resolve.',
    ),
  lexicon: z
    .string()
    .min(1)
    .optional()
    .describe('A file, YAML or CSV, that says how words are spoken; read again when it changes.'),
  textTags: z
    .boolean()
    .default(false)
    .describe('Obey `[pause:1s]` and `[word](/ipa/)` in plain text. Off where others write the text.'),
  emoji: z.enum(['drop', 'name']).default('drop').describe('What becomes of emoji: nothing is said, or their names.'),
  maxInputChars: z.number().int().min(1).max(1_000_000).default(4096).describe('Longest input, in code points.'),
  maxBodyBytes: bytes.default(1_048_576).describe('Longest request body.'),
  maxHeaderBytes: bytes.default(16_384).describe('All headers of a request together.'),
  maxUrlBytes: bytes.default(8_192).describe('Longest URL.'),
  maxConnections: z.number().int().positive().max(1_000_000).default(4096).describe('Connections at once.'),
  maxQueueSeconds: seconds
    .default(10)
    .describe('A request that would not begin to be spoken within so many seconds, as estimated, is answered 429.'),
  maxUtterances: z
    .number()
    .int()
    .positive()
    .max(10_000)
    .default(512)
    .describe('Most requests in work at once; more is answered 429.'),
  targetTtfaMs: z
    .number()
    .positive()
    .max(600_000)
    .default(50)
    .describe(
      'Time to first audio that the scheduler aims at: who has nothing yet goes before others who have more than so much to hear.',
    ),
  maxAheadSeconds: seconds
    .default(30)
    .describe('A stream that is so far ahead of its listener gets no slot while others are due.'),
  audioMemoryMb: z
    .number()
    .positive()
    .max(16_777_216)
    .optional()
    .describe(
      'Most memory for audio on its way to clients, in MiB; more is answered 429. Default: an eighth of what the cgroup or the machine has, or what the rest leaves.',
    ),
  keyWeights: z
    .record(z.string(), z.number().positive().max(1000))
    .default({})
    .describe(
      'Shares of API keys, by name (of apiKeys: key-1, key-2 …), while there is more to do than can be done. A key that is not named counts 1.',
    ),
  schedule: z
    .enum(['deadline', 'arrival'])
    .default('deadline')
    .describe('Who is next: whose listener runs dry first, or (to compare) whose request came first.'),
  engineProcesses: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(defaultEngineProcesses())
    .describe(
      'Processes for each built-in engine. Default: half of the cores that may be used, at most 8, in no more than a quarter of the memory.',
    ),
  engineStartSeconds: seconds
    .default(60)
    .describe('An engine process that is not ready by then, and says nothing of what it does, is restarted.'),
  segmentTimeoutSeconds: seconds
    .default(60)
    .describe('A segment without any sign of life for so long kills its engine process.'),
  drainSeconds: seconds.default(30).describe('After SIGTERM, the time for admitted requests to finish.'),
  maxStallMs: z
    .number()
    .int()
    .positive()
    .max(86_400_000)
    .default(30_000)
    .describe('A client that reads nothing for so long, after the time to play what it was sent, is dropped.'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log lines to write.'),
  logFile: z
    .string()
    .min(1)
    .optional()
    .describe('A file for the log lines, besides stdout; appended to, and opened again at SIGHUP (logrotate).'),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type SettingName = keyof Settings;
