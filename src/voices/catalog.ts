import { isDeepStrictEqual } from 'node:util';
import { engineIdOf, variants } from '../engines/chatterbox/installed-models.ts';
import type { EngineInfo } from '../engines/engine.ts';
import { StarlingError } from '../errors.ts';
import type { EngineState, EngineStatus } from '../scheduler/engine-pool.ts';
import { openaiVoices } from '../settings.ts';
import { decidesLanguage, detectLanguage, isLatinOnly, matchLanguage } from '../text/language.ts';
import { chooseVoice, type Choice, type Preference, type Voice } from './choice.ts';
import { inLanguageOf, likelyLanguage, mainLanguages } from './voice-language.ts';

/** What users name in `model`: one engine, or several of which each text gets the best. */
export interface Model {
  readonly id: string;
  readonly name: string;
  /** In the order of preference. */
  readonly engines: readonly string[];
}

const chatterbox = variants.map(engineIdOf);

/** Offered where there are neural voices; it is what the setting `auto` means there. */
const autoModel: Model = {
  id: 'auto',
  name: 'The best voice for the language: Chatterbox first, then Piper, then the built-in ones',
  engines: [...chatterbox, 'piper', 'flite', 'espeak'],
};

const builtinModels: readonly Model[] = [
  { id: 'chatterbox', name: 'Chatterbox: of the installed variants the first for the language', engines: chatterbox },
  { id: 'chatterbox-turbo', name: 'Chatterbox Turbo (English)', engines: ['chatterbox-turbo'] },
  { id: 'chatterbox-multilingual', name: 'Chatterbox Multilingual', engines: ['chatterbox-multilingual'] },
  { id: 'chatterbox-english', name: 'Chatterbox (English)', engines: ['chatterbox-english'] },
  { id: 'chatterbox-nano', name: 'Chatterbox Nano (English)', engines: ['chatterbox-nano'] },
  { id: 'builtin', name: 'Built-in: flite for English, espeak for every other language', engines: ['flite', 'espeak'] },
  { id: 'flite', name: 'flite (US English)', engines: ['flite'] },
  { id: 'espeak', name: 'eSpeak NG (about 100 languages)', engines: ['espeak'] },
  { id: 'piper', name: 'Piper (the neural voices in the model folder)', engines: ['piper'] },
];

export interface CatalogOptions {
  readonly defaultModel: string;
  readonly defaultVoice: string | undefined;
  readonly modelAliases: readonly string[];
  readonly voiceAliases: Readonly<Record<string, string>>;
}

/** Who speaks a request: picks again for a segment in another script when the client left the voice open. */
export interface Speaker {
  readonly model: Model;
  /** For the utterance as a whole. */
  readonly choice: Choice;
  forSegment(text: string): Choice;
}

/** The models and voices of this server, from what its engines told of themselves. */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #engines: () => readonly EngineStatus[];

  constructor(options: CatalogOptions, engines: () => readonly EngineStatus[]) {
    this.#options = options;
    this.#engines = engines;
  }

  models(): readonly Model[] {
    const present = new Set(this.#engines().map((engine) => engine.id));
    const neural = present.has('piper') || chatterbox.some((id) => present.has(id));
    const known = neural ? [autoModel, ...builtinModels] : builtinModels;
    return known.filter((model) => model.engines.some((id) => present.has(id)));
  }

  /** The model behind a name or an alias; throws `model_not_found`. */
  model(name: string | undefined): Model {
    const wanted = name && !this.#options.modelAliases.includes(name) ? name : this.#options.defaultModel;
    const models = this.models();
    // Without Piper voices the best of all installed voices are the built-in ones.
    const model = models.find((each) => each.id === wanted) ?? (wanted === 'auto' ? models[0] : undefined);
    if (model) return model;
    const known = models.map((each) => each.id);
    throw new StarlingError(
      'model_not_found',
      `There is no model "${quotable(wanted)}". This server has ${known.join(', ')}; GET /v1/models lists them.`,
      { param: 'model' },
    );
  }

  /** The voices of a model, or of all. Those of engines that never were ready are not known. */
  voices(model?: Model): Voice[] {
    return this.#infos(model).flatMap((info) => info.voices.map((voice) => ({ ...voice, engine: info.id })));
  }

  /** A model's best state over its engines, and why those that are not ready are not. */
  state(model: Model): { state: EngineState; reason: string } {
    const statuses = this.#statuses(model).map(withoutVoices);
    const best = statuses.find((engine) => engine.state === 'ready') ?? statuses[0];
    const reasons = statuses.flatMap(({ id, state, reason, remedy }) =>
      state === 'ready' ? [] : [`${id}: ${reason} ${remedy}`.trim()],
    );
    return { state: best?.state ?? 'unavailable', reason: reasons.join(' ') };
  }

  /** The highest sample rate that a model's engines deliver. */
  sampleRate(model: Model): number | undefined {
    const rates = this.voices(model).map((voice) => voice.sampleRate);
    return rates.length > 0 ? Math.max(...rates) : undefined;
  }

  /** What an operator wants to know of a model of one engine, such as its precision. */
  properties(model: Model): Readonly<Record<string, string | number>> {
    const [id, ...others] = model.engines;
    return id === undefined || others.length > 0 ? {} : (this.engineInfo(id)?.properties ?? {});
  }

  engineInfo(id: string): EngineInfo | undefined {
    return this.#engines().find((engine) => engine.id === id)?.info;
  }

  /**
   * Chooses who speaks. A voice that was named is kept, or refused with `voice_not_found` or `language_not_supported`;
   * an alias and the default voice are preferences, kept where they speak the language of the text.
   */
  speaker(request: {
    model: string | undefined;
    voice: string | undefined;
    language: string | undefined;
    text: string;
  }): Speaker {
    const model = this.model(request.model);
    const named = request.voice === undefined ? undefined : this.#named(model, request.voice);
    if (named?.voice) {
      const choice = this.#strict(named.voice, request.language, request.text);
      const { language } = request;
      return { model, choice, forSegment: (text) => (language === undefined ? inLanguageOf(text, choice) : choice) };
    }
    const { defaultVoice } = this.#options;
    const preferred = named ? named.preference : defaultVoice ? { id: defaultVoice, firm: true } : undefined;
    const language = request.language ?? detectLanguage(request.text);
    const choice = this.#best(model, preferred, language, request.text.slice(0, 300), request.language !== undefined);
    const readable = (text: string) => !choice.voice.latinOnly || isLatinOnly(text);
    return {
      model,
      choice,
      forSegment: (text) =>
        readable(text)
          ? request.language === undefined
            ? inLanguageOf(text, choice)
            : choice
          : this.#best(model, preferred, request.language ?? detectLanguage(text), text, false),
    };
  }

  /** What a voice name stands for: an installed voice, which is kept, or an alias, which is a preference. */
  #named(model: Model, name: string): { voice: Voice; preference?: never } | { voice?: never; preference: Preference } {
    const voices = this.voices(model);
    // Ids have no accents; the names of published files do.
    const folded = name.normalize('NFD').replace(/\p{M}/gu, '');
    const exact = voices.find(({ id }) => id === name || id === folded);
    if (exact) return { voice: exact };
    // A list of the operator's own adds to OpenAI's names and may turn them to other voices; they always resolve.
    const { voiceAliases, defaultVoice } = this.#options;
    const isOwn = Object.hasOwn(voiceAliases, name) && !isDeepStrictEqual(voiceAliases, openaiVoices);
    const own = isOwn ? voiceAliases[name] : undefined;
    if (own !== undefined) return { preference: { id: own, firm: true } };
    const target = Object.hasOwn(openaiVoices, name) ? openaiVoices[name] : undefined;
    if (target !== undefined) return { preference: { id: defaultVoice ?? target, firm: defaultVoice !== undefined } };
    const fault = this.#infos(model)
      .flatMap((info) => info.faults)
      .find((each) => each.voice === name);
    if (fault) {
      const message = `The voice "${fault.voice}" is installed but cannot be used: ${fault.reason}`;
      throw new StarlingError('voice_not_found', message, { param: 'voice' });
    }
    // The names of Chatterbox' voices begin with that of their engine, which may not run.
    const owner = this.#statuses(model).find(({ id, state }) => name.startsWith(`${id}:`) && state !== 'ready');
    if (owner) throw this.#notReady({ ...model, engines: [owner.id] });
    // The engine that has it may still load.
    const loading = this.#statuses(model).some(({ state }) => state === 'starting');
    if (voices.length === 0 || loading) throw this.#notReady(model);
    const elsewhere = this.voices().find((voice) => voice.id === name);
    throw new StarlingError(
      'voice_not_found',
      elsewhere
        ? `The model ${model.id} has no voice "${elsewhere.id}"; it belongs to the engine ${elsewhere.engine}. Use the model ${elsewhere.engine}, or leave "model" out.`
        : `There is no voice "${quotable(name)}". The model ${model.id} has ${sample(voices)}; GET /v1/audio/voices lists all.${this.#down(model)}`,
      { param: 'voice' },
    );
  }

  #strict(voice: Voice, language: string | undefined, text: string): Choice {
    const spoken = language === undefined ? likelyLanguage(voice, text) : matchLanguage(language, voice.languages);
    if (spoken === undefined) {
      const wanted = language ?? detectLanguage(text);
      const what = language === undefined ? `${wanted}, which the input seems to be` : `"${quotable(language)}"`;
      const advice = this.#lacking([voice.engine], wanted) ?? 'Leave "voice" out to get a voice of that language.';
      throw new StarlingError(
        'language_not_supported',
        `The voice ${voice.id} does not speak ${what}; it speaks ${voice.languages.join(', ')}. ${advice}`,
        { param: language === undefined ? 'input' : 'language' },
      );
    }
    if (voice.latinOnly && !isLatinOnly(text)) {
      throw new StarlingError(
        'language_not_supported',
        `The voice ${voice.id} reads Latin letters only, and the input has others. Leave "voice" out to get a voice of that language.`,
        { param: 'input' },
      );
    }
    return { voice, language: spoken };
  }

  /** The preferred voice if it speaks the language, else the first voice that does, in the model's order of engines. */
  #best(model: Model, preferred: Preference | undefined, language: string, text: string, explicit: boolean): Choice {
    const infos = this.#infos(model);
    // While an engine loads, who speaks would depend on the moment, and what only it speaks would be refused for good.
    const loading = this.#statuses(model).some((engine) => engine.state === 'starting');
    if (infos.length === 0 || loading) throw this.#notReady(model);
    if (infos.every(({ voices }) => voices.length === 0)) {
      const reason = infos.flatMap(({ faults }) => faults)[0]?.reason ?? 'there are no files.';
      const message = `The model ${model.id} has no voice that can be used: ${reason}`;
      throw new StarlingError('engine_unavailable', message, { retryable: false });
    }
    // A guess from few words can be wrong ("Linda Callahan" looks like Tagalog); it never refuses readable text. A
    // script that only one language writes is no guess: nobody would understand it spelled out in English.
    const certain = explicit || decidesLanguage(language);
    const choice = chooseVoice(infos, { preferred, languages: certain ? [language] : [language, 'en'], text });
    if (choice) return choice;
    const lacking = this.#lacking(model.engines, language);
    const speaks = [...new Set(infos.flatMap((info) => info.voices.flatMap((voice) => mainLanguages(voice))))];
    throw new StarlingError(
      'language_not_supported',
      `The model ${model.id} does not speak "${quotable(language)}"${explicit ? '' : ', which the input seems to be'}. It speaks ${speaks.slice(0, 25).join(', ')}${speaks.length > 25 ? ' and others' : ''}.${lacking === undefined ? '' : ` ${lacking}`}`,
      { param: explicit ? 'language' : 'input' },
    );
  }

  /** What is missing because an engine does not run, as a sentence to add. */
  #down(model: Model): string {
    const down = this.#statuses(model).find(({ state }) => state === 'failed' || state === 'unavailable');
    return down ? ` The engine ${down.id} is not running: ${down.reason}` : '';
  }

  /** What an engine would need to speak a language that it knows. */
  #lacking(engines: readonly string[], language: string | undefined): string | undefined {
    const faults = engines.flatMap((id) => this.engineInfo(id)?.faults ?? []);
    const lacks = (known: string | undefined) =>
      known !== undefined && matchLanguage(language ?? '', [known]) !== undefined;
    return faults.find((fault) => lacks(fault.language))?.reason;
  }

  #statuses(model: Model): EngineStatus[] {
    return this.#engines().filter((engine) => model.engines.includes(engine.id));
  }

  #infos(model?: Model): EngineInfo[] {
    const engines = this.#engines();
    const ids = model?.engines ?? engines.map((engine) => engine.id);
    return ids.flatMap((id) => engines.find((engine) => engine.id === id)?.info ?? []);
  }

  #notReady(model: Model): StarlingError {
    const { state: best, reason } = this.state(model);
    const state = this.#statuses(model).some((engine) => engine.state === 'starting') ? 'starting' : best;
    return new StarlingError(
      state === 'starting' ? 'starting' : 'engine_unavailable',
      `The model ${model.id} is not running: ${reason}`,
      state === 'unavailable' ? { retryable: false } : { retryAfterSeconds: state === 'failed' ? 30 : 1 },
    );
  }
}

/** One that runs and has no voice that can be used speaks as little as one that cannot run. */
function withoutVoices(engine: EngineStatus): Pick<EngineStatus, 'id' | 'state' | 'reason' | 'remedy'> {
  const { id, state, info } = engine;
  if (state !== 'ready' || !info || info.voices.length > 0) return engine;
  const fault = info.faults[0]?.reason ?? 'there are no files.';
  return { id, state: 'unavailable', reason: `it has no voice that can be used: ${fault}`, remedy: '' };
}

function sample(voices: readonly Voice[]): string {
  const ids = voices.slice(0, 5).map((voice) => voice.id);
  return voices.length > ids.length ? `${ids.join(', ')} and ${voices.length - ids.length} others` : ids.join(', ');
}

/** A name from a request, safe and short enough to quote in a message. */
function quotable(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N} ._:/-]/gu, '?').slice(0, 64);
}
