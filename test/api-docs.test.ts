import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './fixtures/server.ts';

/** api.md, "The rest": the documents that the server gives of itself. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ start: false });
});
afterAll(async () => server[Symbol.asyncDispose]());

interface Schema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $ref?: string;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, unknown>> }>
  >;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly security?: readonly unknown[];
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: object };
}

describe('the OpenAPI document', () => {
  const read = async () => (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;

  it('is version 3.1 and lists every route', async () => {
    const { openapi, info, paths, components } = await read();
    expect(openapi).toMatch(/^3\.1\.\d+$/);
    expect(info).toMatchObject({ title: 'Starling', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
    expect(components.securitySchemes).toMatchObject({ key: { type: 'http', scheme: 'bearer' } });
    const routes = Object.entries(paths).flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method} ${url}`),
    );
    expect(routes.sort()).toEqual(
      [
        'post /v1/audio/speech',
        'post /v1/audio/text',
        'get /v1/models',
        'get /v1/models/{id}',
        'get /v1/audio/voices',
        'get /v1/audio/voices/{id}',
        'get /v1/audio/models',
        'get /health',
        'get /health/live',
        'get /health/ready',
        'get /metrics',
      ].sort(),
    );
  });

  it('describes answers and errors of every route, and the parameters of every path', async () => {
    const { paths } = await read();
    for (const [url, methods] of Object.entries(paths)) {
      for (const operation of Object.values(methods)) {
        expect(Object.keys(operation.responses), url).toContain('200');
        for (const { description } of Object.values(operation.responses)) expect(description, url).not.toBe('');
        if (url.startsWith('/v1/'))
          expect(JSON.stringify(operation.responses['default']), url).toContain('authentication_error');
        const inPath = [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect((operation.parameters ?? []).map(({ name }) => name)).toEqual(inPath);
      }
    }
  });

  it('says that health needs no key', async () => {
    const { paths } = await read();
    for (const url of ['/health', '/health/live', '/health/ready'])
      expect(paths[url]?.['get']?.security, url).toEqual([]);
  });

  it('has no reference that leads nowhere', async () => {
    const document = await read();
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it('describes a speech request: input alone is required, null is allowed for the rest, other fields are tolerated', async () => {
    const { paths } = await read();
    const operation = paths['/v1/audio/speech']!['post']!;
    const body = operation.requestBody!.content['application/json']!.schema;
    expect(body.required).toEqual(['input']);
    expect(body).not.toHaveProperty('additionalProperties', false);
    const { input, ...optional } = body.properties!;
    expect(input).toMatchObject({ type: 'string' });
    expect(Object.keys(optional).sort()).toEqual(
      [
        ...[
          'cfg_weight',
          'exaggeration',
          'instructions',
          'language',
          'min_p',
          'model',
          'noise_scale',
          'noise_w',
          'priority',
          'delivery',
          'repetition_penalty',
        ],
        ...[
          'response_format',
          'sample_rate',
          'seed',
          'speed',
          'ssml',
          'stream_format',
          'temperature',
          'top_p',
          'voice',
        ],
      ].sort(),
    );
    for (const [name, schema] of Object.entries(optional)) {
      const types = [schema, ...(schema.anyOf ?? [])].flatMap(({ type = [] }) => type);
      expect(types, name).toContain('null');
    }
    expect(JSON.stringify(optional['speed'])).toMatch(/"minimum":0\.25.*"maximum":4/);
    expect(JSON.stringify(optional['voice'])).toMatch(/"id"/);
    expect(Object.keys(operation.responses['200']!.content!)).toEqual(
      expect.arrayContaining(['audio/mpeg', 'audio/ogg', 'audio/aac', 'audio/flac', 'audio/wav', 'text/event-stream']),
    );
  });
});

describe('the documentation', () => {
  it('is a page that needs no other server', async () => {
    const response = await fetch(`${server.url}/docs`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const links = [...(await response.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      const asset = await fetch(new URL(link, response.url));
      expect([link, new URL(asset.url).origin, asset.status]).toEqual([link, server.url, 200]);
      await asset.arrayBuffer();
    }
  });
});
