import { findEspeak } from '../espeak/package.ts';
import { runPhonemizer } from './run.ts';

/** The phonemizer process: eSpeak apart from the voices, because of its license and so that it may crash alone. */
await runPhonemizer(findEspeak);
