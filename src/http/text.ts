import { describeTextInTurns } from '../text/describe-text.ts';
import { checkInput } from './speech.ts';
import { errorSchema, fieldError, textDescriptionSchema, textSchema } from './schema.ts';
import type { App, Parts } from './server.ts';

/** How long the segments of a text wait for audio that is due, in milliseconds from the request on. */
const patienceMs = 1000;

/** POST /v1/audio/text: what `starling text` shows. */
export function textRoute(app: App, { reader, settings, lifecycle, turns }: Parts): void {
  app.post(
    '/v1/audio/text',
    {
      schema: {
        tags: ['audio'],
        summary: 'Show how a text is spoken',
        description:
          'The detected language, the spoken form, the segments and the rules that made them. No sound is made.',
        body: textSchema,
        response: { 200: textDescriptionSchema, default: errorSchema },
      },
      validatorCompiler: () => (value: unknown) => ({ value }),
    },
    async (request) => {
      const leave = lifecycle.enter();
      try {
        const result = textSchema.safeParse(request.body);
        if (!result.success) throw fieldError(result.error, request.body);
        const { input, language, ssml } = result.data;
        checkInput(input, settings.maxInputChars);
        request.facts['characters'] = input.length;
        const dueAt = performance.now() + patienceMs;
        return await describeTextInTurns(
          reader,
          { input, ssml: ssml ?? false, language: language || undefined },
          async () => {
            await turns.next(() => dueAt);
            request.abort.signal.throwIfAborted();
          },
        );
      } finally {
        leave();
      }
    },
  );
}
