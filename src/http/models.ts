import { z } from 'zod';
import type { Model } from '../voices/catalog.ts';
import { errorSchema, modelSchema } from './schema.ts';
import type { App, Parts } from './server.ts';

/** GET /v1/models, /v1/models/{id} and /v1/audio/models */
export function modelRoutes(app: App, { catalog }: Parts): void {
  const created = Math.floor(Date.now() / 1000);
  const view = (model: Model) => {
    const voices = catalog.voices(model);
    const { state, reason } = catalog.state(model);
    return {
      id: model.id,
      object: 'model' as const,
      created,
      owned_by: 'starling',
      name: model.name,
      languages: [...new Set(voices.flatMap((voice) => voice.languages))],
      sample_rate: catalog.sampleRate(model) ?? null,
      voices: voices.map((voice) => voice.id),
      state,
      reason: reason || null,
      properties: catalog.properties(model),
    };
  };

  app.get(
    '/v1/models',
    {
      schema: {
        tags: ['models'],
        summary: 'List the models',
        response: { 200: z.object({ object: z.literal('list'), data: z.array(modelSchema) }), default: errorSchema },
      },
    },
    async () => ({ object: 'list' as const, data: catalog.models().map(view) }),
  );

  app.get(
    '/v1/models/:id',
    {
      schema: {
        tags: ['models'],
        summary: 'Describe a model',
        params: z.object({ id: z.string() }),
        response: { 200: modelSchema, default: errorSchema },
      },
    },
    async (request) => view(catalog.model((request.params as { id: string }).id)),
  );

  app.get(
    '/v1/audio/models',
    {
      schema: {
        tags: ['models'],
        summary: 'List the models, as Open WebUI asks',
        response: {
          200: z.object({ models: z.array(z.object({ id: z.string(), name: z.string() })) }),
          default: errorSchema,
        },
      },
    },
    async () => ({ models: catalog.models().map(({ id, name }) => ({ id, name })) }),
  );
}
