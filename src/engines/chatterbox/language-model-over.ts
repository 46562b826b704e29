import type { Session } from '../../onnx/session.ts';
import { CopyingModel } from './copying-model.ts';
import { InPlaceModel } from './in-place-model.ts';
import { KvArena, type Arena } from './kv-arena.ts';
import type { LanguageModelShape } from './language-model-graph.ts';
import type { LanguageModel } from './language-model.ts';

/** Throws a TypeError for an arena on a card when the caches have to be copied, which is done in host memory. */
export function languageModelOver(session: Session, shape: LanguageModelShape, arena: Arena): LanguageModel {
  if (shape.inPlace) return new InPlaceModel(session, shape, arena);
  if (arena instanceof KvArena) return new CopyingModel(session, shape, arena);
  throw new TypeError('Caches that are copied lie in host memory.');
}
