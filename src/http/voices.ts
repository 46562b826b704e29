import { z } from 'zod';
import { StarlingError } from '../errors.ts';
import { errorSchema, voiceSchema } from './schema.ts';
import type { App, Parts } from './server.ts';

/** GET /v1/audio/voices and /v1/audio/voices/{id} */
export function voiceRoutes(app: App, { catalog }: Parts): void {
  const views = () =>
    catalog.voices().map(({ id, name, languages, engine }) => ({
      id,
      name,
      languages: [...languages],
      engine,
      models: catalog.models().flatMap((model) => (model.engines.includes(engine) ? [model.id] : [])),
    }));

  app.get(
    '/v1/audio/voices',
    {
      schema: {
        tags: ['voices'],
        summary: 'List the voices',
        response: { 200: z.object({ voices: z.array(voiceSchema) }), default: errorSchema },
      },
    },
    async () => ({ voices: views() }),
  );

  app.get(
    '/v1/audio/voices/:id',
    {
      schema: {
        tags: ['voices'],
        summary: 'Describe a voice',
        params: z.object({ id: z.string() }),
        response: { 200: voiceSchema, default: errorSchema },
      },
    },
    async (request) => {
      const voice = views().find((each) => each.id === (request.params as { id: string }).id);
      if (voice) return voice;
      throw new StarlingError('voice_not_found', 'There is no voice of that id; GET /v1/audio/voices lists them.', {
        param: 'voice',
      });
    },
  );
}
