import { describe, expect, it } from 'vitest';
import type { EngineFault, EngineInfo } from '../engines/engine.ts';
import { openaiVoices } from '../settings.ts';
import { Catalog } from './catalog.ts';

const many = 'chatterbox-multilingual:default';

/** A server with one voice of many languages. */
function catalogOf(languages: readonly string[], faults: readonly EngineFault[] = []): Catalog {
  return catalogWith(engineOf(languages, faults));
}

function engineOf(languages: readonly string[], faults: readonly EngineFault[] = []): EngineInfo {
  return {
    id: 'chatterbox-multilingual',
    ...{ slots: 4, parallel: 2, maxSegmentCharacters: 300, secondsPerCharacter: 0.1, nativeSpeed: undefined },
    ...{ parameters: [], faults, properties: { variant: 'multilingual' } },
    voices: [{ id: many, name: 'default', languages, sampleRate: 24_000, latinOnly: false }],
  };
}

function catalogWith(info: EngineInfo): Catalog {
  const status = { id: info.id, state: 'ready', info, reason: '', remedy: '', pids: [] } as const;
  const options = { defaultModel: 'auto', defaultVoice: undefined, modelAliases: [], voiceAliases: openaiVoices };
  return new Catalog(options, () => [status]);
}

const speakerOf = (catalog: Catalog, text: string, voice?: string, language?: string) =>
  catalog.speaker({ model: undefined, voice, language, text });

describe('a voice of many languages', () => {
  const catalog = catalogOf(['ar', 'de', 'en', 'fr', 'ko', 'zh']);

  it.each([
    ['今天天气很好，我们去公园散步吧。', 'zh'],
    ['오늘 날씨가 아주 좋습니다.', 'ko'],
    ['Guten Morgen, das Wetter ist heute sehr schön und wir gehen spazieren.', 'de'],
    ['The weather is very nice today.', 'en'],
    // Looks like Tagalog, which it does not speak: a guess never refuses.
    ['Linda Callahan', 'en'],
  ])('speaks %s in %s, named or not', (text, language) => {
    expect(speakerOf(catalog, text, many).choice.language).toBe(language);
    expect(speakerOf(catalog, text).choice.language).toBe(language);
  });

  it('speaks in the language of the request, whatever the text is', () => {
    const french = speakerOf(catalog, 'Hello.', many, 'fr');
    expect([french.choice.language, french.forSegment('今天天气很好。').language]).toEqual(['fr', 'fr']);
  });

  it('goes over to the language of a segment whose script leaves no doubt, and back', () => {
    const english = speakerOf(catalog, 'Good morning to all of you. 今天天气很好。', many);
    expect(english.forSegment('Good morning to all of you.').language).toBe('en');
    expect(english.forSegment('今天天气很好。').language).toBe('zh');
    const chinese = speakerOf(catalog, '今天天气很好，我们去公园散步吧。And then we went home again.');
    expect(chinese.choice.language).toBe('zh');
    expect(chinese.forSegment('And then we went home again.').language).toBe('en');
    expect(chinese.forSegment('我们用 iPhone 打电话。').language).toBe('zh');
  });

  it('refuses a script that it cannot read, named or not', () => {
    expect(() => speakerOf(catalog, 'สวัสดีครับ วันนี้อากาศดี', many)).toThrow(/does not speak th, which the input seems/);
    expect(() => speakerOf(catalog, 'สวัสดีครับ วันนี้อากาศดี')).toThrow(/does not speak "th"/);
  });

  it('is not ready without a voice that can be used, whatever its engine says, and tells why', () => {
    const info = { ...engineOf([]), voices: [], faults: [{ voice: 'broken', reason: 'broken.onnx is damaged.' }] };
    const catalog = catalogWith(info);
    expect(catalog.state(catalog.model(undefined))).toEqual({
      state: 'unavailable',
      reason: 'chatterbox-multilingual: it has no voice that can be used: broken.onnx is damaged.',
    });
  });

  it('says what a language that it knows would need', () => {
    const reason = 'This model cannot speak Chinese without its file X.';
    const lacking = catalogOf(['de', 'en'], [{ voice: 'chatterbox-multilingual', language: 'zh', reason }]);
    for (const voice of [many, undefined]) {
      expect(() => speakerOf(lacking, '今天天气很好。', voice, 'zh-CN')).toThrow(reason);
      expect(() => speakerOf(lacking, '今天天气很好，我们去公园散步吧。', voice)).toThrow(reason);
    }
  });
});
