import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyRules } from '../apply-rules.ts';
import { said } from '../rule.ts';
import { languageNumbers } from './number-words.ts';
import { otherRules } from './rules.ts';

function say(text: string, language: string): string {
  const reading = applyRules({ text, spans: [] }, otherRules(language)!.rules);
  const pieces = reading.text.split(said);
  return pieces.map((piece, index) => piece + (reading.spans[index]?.spoken ?? '')).join('');
}

const readings: readonly [language: string, written: string, spoken: string][] = [
  ['de', '1.000.000 Leute, 2024, 007', 'eine Million Leute, zweitausendvierundzwanzig, null null sieben'],
  [
    'de',
    'Im Jahr 1985 und 1.985, 1900.',
    'Im Jahr neunzehnhundertfünfundachtzig und eintausendneunhundertfünfundachtzig, neunzehnhundert.',
  ],
  ['de', '3,14 und 1.234,5', 'drei Komma eins vier und eintausendzweihundertvierunddreißig Komma fünf'],
  ['de', 'Am 3. Oktober, der 3. Oktober, 31. Mai', 'Am dritten Oktober, der dritte Oktober, einunddreißigster Mai'],
  [
    'de',
    '1.234,50 €, € 5, 1 €, $5, £2',
    'eintausendzweihundertvierunddreißig Euro und fünfzig Cent, fünf Euro, ein Euro, fünf US-Dollar, zwei Britische Pfund',
  ],
  [
    'de',
    '-5 °C, 80 km/h, 1 kg, 10-mal',
    'minus fünf Grad Celsius, achtzig Kilometer pro Stunde, ein Kilogramm, zehn-mal',
  ],
  ['de-CH', '1’234.5', 'eintausendzweihundertvierunddreißig Komma fünf'],
  ['fr', '1 234,5 kg et 1 000 000 de', 'mille deux cent trente-quatre virgule cinq kilogrammes et un million de'],
  ['fr', 'le 1er mai, la 1re, le 2e, 80 %', 'le premier mai, la première, le deuxième, quatre-vingts pour cent'],
  [
    'fr',
    '06 12 34 56 78; 3,05; 3,14159',
    'zéro six douze trente-quatre cinquante-six soixante-dix-huit; trois virgule zéro cinq; trois virgule un quatre un cinq neuf',
  ],
  ['fr', '5,50 € ou 21 €', 'cinq euros et cinquante centimes ou vingt et un euros'],
  [
    'es',
    '21 km, 21 €, 21.000, 16, 31.000',
    'veintiún kilómetros, veintiún euros, veintiún mil, dieciséis, treinta y un mil',
  ],
  ['es', 'El 1º, la 2ª, el 1.er', 'El primero, la segunda, el primer'],
  ['es', '3,14 %; 1,234.50', 'tres coma catorce por ciento; mil doscientos treinta y cuatro coma cincuenta'],
  ['es-MX', '1,234.5', 'mil doscientos treinta y cuatro coma cinco'],
  ['it', '1º, 2ª, 1 km, 21 €', 'primo, seconda, un chilometro, ventuno euro'],
  ['pt', '16, 19, R$ 5', 'dezesseis, dezenove, cinco Reais brasileiros'],
  ['pt-PT', '16, 19, 1,50 €', 'dezasseis, dezanove, um euro e cinquenta cêntimos'],
  ['nl', 'de 1e, 8ste; 1985', 'de eerste, achtste; negentienhonderd vijfentachtig'],
  ['sv', '3:e, 21:a, 121, 2 000 000', 'tredje, tjugoförsta, hundratjugoett, två miljoner'],
  ['sv', '42,50 kr; 5 %', 'fyrtiotvå kronor och femtio öre; fem procent'],
  ['da', '3. oktober; 1.000.000; 2.000.000', 'tredje oktober; en million; to millioner'],
  ['nb', '21; 100; 2 000 000', 'tjueen; ett hundre; to millioner'],
  [
    'fi',
    '3. lokakuuta; 200; 2 000; 2 000 000; 5 €',
    'kolmas lokakuuta; kaksisataa; kaksituhatta; kaksi miljoonaa; viisi euroa',
  ],
  ['pl', '5 zł, 2 km, 5 km', 'pięć złotych, dwa kilometry, pięć kilometrów'],
  ['ru', '5 км, 21 %, 1,50 ₽, 5 €', 'пять километров, двадцать один процент, один рубль пятьдесят копеек, пять евро'],
  ['el', '1.999; 3,5; 5 %', 'χίλια εννιακόσια ενενήντα εννέα; τρία κόμμα πέντε; πέντε τοις εκατό'],
  ['tr', "%5, 5'te, ₺5, 1.234", "yüzde beş, beş'te, beş lira, bin iki yüz otuz dört"],
  ['ar', '٥؛ ١٬٢٣٤٫٥؛ 5%', 'خمسة؛ ألف ومئتان وأربعة وثلاثون فاصلة خمسة؛ خمسة بالمائة'],
  ['he', '5', 'חמש'],
  ['hi', '12,34,567; ५; ₹1.50; 5%', 'बारह लाख चौंतीस हज़ार पाँच सौ सड़सठ; पाँच; एक रुपया पचास पैसे; पाँच प्रतिशत'],
  [
    'ja',
    '3月5日、2023年に500円で1.5倍、¥500、5%、1,234人',
    '三月五日、二千二十三年に五百円で一点五倍、五百円、五パーセント、千二百三十四人',
  ],
  ['ko', '6월 5일, 10월, 2023년, 5만, ₩500, 5%', '유월 오일, 시월, 이천이십삼년, 오만, 오백원, 오퍼센트'],
  ['ms', 'ke-3; RM1.50; 1,234', 'ketiga; satu ringgit lima puluh sen; seribu dua ratus tiga puluh empat'],
  ['sw', '1,100; 5%', 'elfu moja mia moja; asilimia tano'],
];

const kept: readonly [language: string, written: string][] = [
  ['de', '12.10.2023, 14:30, 5-10, 3/4, 192.168.0.1, 2020-10-05, A4, H2O, 5a, v3.14'],
  ['de', 'Der 5. Mann im 2. Weltkrieg'],
  ['de', '3.14 ist nicht 3,14,15; 1.23.456'],
  ['fr', '1 000 000 €, 2 500 000 €'],
  ['es', '$5.50 €1.5'],
  ['fi', '3. sija, 5:n, 5-vuotias'],
  ['ru', '5-й, 2-го'],
  ['sv', '1 %'],
  ['el', '2000, 5 °C'],
  ['he', '3000, 5%'],
  ['ar', '200000, 200.000,5'],
  ['ko', '5개, 5 명, 3시'],
  ['ja', 'A4、090-1234-5678'],
];

describe('otherRules', () => {
  it.each(readings)('reads %s: %s', (language, written, spoken) => {
    expect(say(written, language)).toBe(spoken);
  });

  it.each(kept)('leaves what is not certain in %s: %s', (language, written) => {
    expect(say(written, language).replace('drei Komma eins vier', '3,14')).toBe(written);
  });

  it.each(['en', 'zh', 'cs', 'xx', '', 'constructor', 'not a tag'])('has none for %j', (language) => {
    expect(otherRules(language)).toBeUndefined();
  });

  it('takes a tag that is not well-formed for its language', () => {
    expect(say('1.000', 'de-??')).toBe('eintausend');
  });

  it('says what its writer meant', () => {
    const { sayAs } = otherRules('de')!;
    expect(sayAs.cardinal('1.234')).toBe('eintausendzweihundertvierunddreißig');
    expect(sayAs.cardinal('viele')).toBeUndefined();
    expect(sayAs.digits('1 2-3')).toBe('eins zwei drei');
    expect(sayAs.digits('12a')).toBeUndefined();
    expect(sayAs.ordinal('3.')).toBe('dritte');
    expect(sayAs.ordinal('0')).toBeUndefined();
    expect(sayAs.date('3.10.')).toBeUndefined();
  });

  const languages = Object.keys(languageNumbers);

  it.each(languages)('leaves no digit of a whole number in %s', (language) => {
    const { below } = languageNumbers[language]!;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.min(below, 1e9) - 1 }), (number) => {
        const { spans, text } = applyRules({ text: `(${number})`, spans: [] }, otherRules(language)!.rules);
        expect(text).toBe(`(${said})`);
        expect(spans[0]?.spoken).toMatch(/^[\p{L}\p{M} '-]+$/u);
      }),
    );
  });

  it('loses nothing that it does not say', () => {
    const pieces = fc.constantFrom(...'0123456789.,-€$% ’:', 'км', 'km', 'º', '. Mai', 'é', '\n');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), fc.constantFrom(...languages), (all, language) => {
        const written = all.join('');
        const reading = applyRules({ text: written, spans: [] }, otherRules(language)!.rules);
        const texts = reading.text.split(said);
        expect(texts.map((text, index) => text + (reading.spans[index]?.written ?? '')).join('')).toBe(written);
        for (const { spoken } of reading.spans) expect(spoken).not.toMatch(/\d|undefined/u);
      }),
      { numRuns: 500 },
    );
  });
});
