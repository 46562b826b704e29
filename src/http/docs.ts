import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { version } from '../version.ts';
import type { App } from './server.ts';

/** GET /openapi.json and /docs, both made from the routes' schemas. Register before the routes. */
export async function docsRoutes(app: App): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Starling',
        version,
        description:
          "A self-hosted speech server. OpenAI's speech API, and more. `null` for an optional field means absent.",
      },
      tags: [{ name: 'audio' }, { name: 'models' }, { name: 'voices' }, { name: 'health' }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Starling' },
    uiConfig: { layout: 'BaseLayout', tryItOutEnabled: true },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
