import { messageOf } from '../../errors.ts';
import { describeModel, oneLine, type ModelDescription } from './describe-model.ts';
import { findModels } from './model-files.ts';
import type { Variant } from './variant.ts';

/** Every variant, in the order in which one that speaks a language is taken: what speaks soonest first. */
export const variants: readonly Variant[] = ['turbo', 'nano', 'english', 'multilingual'];

/** The engine that runs a variant. */
export function engineIdOf(variant: Variant): string {
  return `chatterbox-${variant}`;
}

/** A model that is there and cannot be used. */
export interface FaultyModel {
  readonly name: string;
  readonly variant: Variant;
  /** Which file and what in it is wrong. */
  readonly reason: string;
}

export interface InstalledModels {
  /** The first of each variant. */
  readonly models: ReadonlyMap<Variant, ModelDescription>;
  readonly faults: readonly FaultyModel[];
}

/** Looks through the model folder. A folder that is no usable model is a fault, and keeps no other from speaking. */
export function installedModels(modelDir: string, device: 'cpu' | 'cuda' = 'cpu'): InstalledModels {
  const models = new Map<Variant, ModelDescription>();
  const { models: found, incomplete } = findModels(modelDir, device);
  const faults = incomplete.map(({ name, reason }) => faultOf(name, reason));
  for (const files of found) {
    const { name } = files;
    try {
      const description = describeModel(files);
      const { variant } = description;
      const other = models.get(variant);
      if (other) {
        const reason = `${files.folder} is a second ${variant} model; ${other.files.folder} is the one that speaks. Remove one of them.`;
        faults.push(faultOf(name, reason, variant));
      } else models.set(variant, description);
    } catch (error) {
      faults.push(faultOf(name, messageOf(error)));
    }
  }
  return { models, faults };
}

/** Names of tensors and folders are in reasons, and a hostile file can have any. */
function faultOf(name: string, reason: string, variant = supposedVariant(name)): FaultyModel {
  return { name: oneLine(name), variant, reason: `${oneLine(reason)}.` };
}

/** Which variant a folder that cannot be read would be: only for saying so in the right place. */
function supposedVariant(name: string): Variant {
  return variants.find((variant) => name.toLowerCase().includes(variant)) ?? 'english';
}
