import { describe, expect, it } from 'vitest';
import { detectLanguage } from './language.ts';
import { isLatinOnly } from './scripts.ts';

const sentences: readonly [language: string, text: string][] = [
  ['en', 'The quick brown fox jumps over the lazy dog.'],
  ['fr', 'Je voudrais réserver une table pour deux personnes.'],
  ['de', 'Der Zug fährt um acht Uhr vom Bahnhof ab.'],
  ['es', '¿Dónde está la biblioteca? La estoy buscando desde hace una hora.'],
  ['it', 'Domani andiamo al mare con gli amici.'],
  ['pt', 'Amanhã vamos à praia com os nossos amigos.'],
  ['nl', 'Morgen gaan we met vrienden naar het strand.'],
  ['sv', 'Imorgon ska vi åka till stranden med vänner.'],
  ['no', 'Jeg vet ikke hvorfor han ikke kom hjem i går kveld.'],
  ['da', 'I morgen skal vi til stranden sammen med vores venner.'],
  ['fi', 'Huomenna menemme rannalle ystävien kanssa.'],
  ['pl', 'Jutro jedziemy z przyjaciółmi nad morze.'],
  ['cs', 'Zítra jedeme s přáteli k moři.'],
  ['hu', 'Holnap a barátainkkal a strandra megyünk.'],
  ['tr', 'Yarın arkadaşlarımızla denize gidiyoruz.'],
  ['vi', 'Ngày mai chúng tôi đi biển với bạn bè.'],
  ['ro', 'Mâine mergem la mare cu prietenii.'],
  ['ms', 'Besok kami pergi ke pantai bersama teman-teman.'],
  ['ru', 'Завтра мы поедем на море с друзьями.'],
  ['uk', 'Завтра ми поїдемо на море з друзями.'],
  ['bg', 'Утре отиваме на море с приятели.'],
  ['sr', 'Сутра идемо на море са пријатељима.'],
  ['ar', 'سنذهب غدا إلى البحر مع الأصدقاء.'],
  ['fa', 'فردا با دوستان به دریا می\u200Cرویم.'],
  ['ur', 'ہم کل دوستوں کے ساتھ سمندر پر جائیں گے۔'],
  ['el', 'Αύριο θα πάμε στη θάλασσα με φίλους.'],
  ['he', 'מחר ניסע לים עם חברים.'],
  ['hi', 'कल हम दोस्तों के साथ समुद्र तट पर जाएंगे।'],
  ['bn', 'আগামীকাল আমরা বন্ধুদের সাথে সমুদ্রে যাব।'],
  ['ta', 'நாளை நாங்கள் நண்பர்களுடன் கடற்கரைக்குச் செல்வோம்.'],
  ['th', 'พรุ่งนี้เราจะไปทะเลกับเพื่อน'],
  ['ko', '내일 우리는 친구들과 바다에 갈 거예요.'],
  ['ja', '明日は友達と海に行きます。'],
  ['zh', '明天我们和朋友去海边。'],
  ['zh', '明天我們和朋友去海邊。'],
  ['ka', 'ხვალ მეგობრებთან ერთად ზღვაზე წავალთ.'],
  ['am', 'ነገ ከጓደኞቻችን ጋር ወደ ባህር እንሄዳለን።'],
];

const greetings: readonly [language: string, text: string][] = [
  ['en', 'Hello!'],
  ['fr', 'Bonjour !'],
  ['de', 'Guten Tag'],
  ['es', '¡Hola!'],
  ['it', 'Buongiorno'],
  ['pt', 'Bom dia!'],
  ['tr', 'Günaydın'],
  ['vi', 'Xin chào'],
  ['ru', 'Привет!'],
  ['uk', 'Привіт!'],
  ['bg', 'Здравей'],
  ['ar', 'مرحبا'],
  ['fa', 'سلام'],
  ['zh', '你好'],
  ['ja', 'こんにちは'],
  ['ko', '안녕하세요'],
  ['th', 'สวัสดี'],
  ['hi', 'नमस्ते'],
];

const mixed: readonly [behaviour: string, language: string, text: string][] = [
  ['Chinese with an English name is Chinese', 'zh', '我用 iPhone 打电话'],
  ['English that quotes Chinese is English', 'en', 'The word 你好 means hello in Chinese and is used daily'],
  ['a Chinese sentence of mostly English names is Chinese', 'zh', 'AI for Science 平台。'],
  ['a Japanese headline with little Kana is Japanese', 'ja', '東京都知事選挙、小池氏が当選'],
  ['Chinese that quotes a Kana is Chinese', 'zh', '日语里的“の”字相当于汉语的“的”，用来连接两个名词，十分常见。'],
  ['Korean with Han and English is Korean', 'ko', '대통령(大統領)이 AI 정책을 발표했다.'],
  ['Russian with an English name is Russian', 'ru', 'Я купил новый iPhone в магазине.'],
  ['English with one Greek letter is English', 'en', 'The value of π is about three.'],
  ['a few English words are English', 'en', 'Dr. Smith'],
  ['a short name is English', 'en', 'README.md'],
  ['numbers alone are English', 'en', '1234'],
  ['nothing is English', 'en', ''],
];

describe('detectLanguage', () => {
  it.each(sentences)('finds %s in a sentence: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it.each(greetings)('finds %s in a greeting: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it.each(mixed)('%s', (_behaviour, language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it('looks only at the start of a long text', () => {
    const english = 'This is an English sentence about nothing in particular. '.repeat(40);
    expect(detectLanguage(english + '这是中文。'.repeat(10_000))).toBe('en');
  });
});

describe('isLatinOnly', () => {
  it.each(['Hello', 'Ça va, Łódź?', '123 %', '', 'µ', 'Hawaiʻi'])('takes %j', (text) => {
    expect(isLatinOnly(text)).toBe(true);
  });

  it.each(['你', 'Hello мир', 'π', 'ー', 'คำ'])('refuses %j', (text) => {
    expect(isLatinOnly(text)).toBe(false);
  });
});

describe('short English sentences', () => {
  it.each([
    'Hello, I am Starling.',
    'Hello, I am Bob.',
    'Hello, Starling.',
    'Garage door open.',
    'Lunch at noon.',
    'The door is open.',
    'Is Anna in?',
    'A cup of sugar makes sweet fudge.',
    'Fine soap saves tender skin.',
    'Open sesame!',
    'Battery low.',
    'Kitchen light is on.',
    'Open the garage door.',
    'Register a new route.',
    'Licensed under the MIT license.',
  ])('%s', (text) => {
    expect(detectLanguage(text)).toBe('en');
  });

  it.each([
    ['nl', 'De deur is open.'],
    ['fr', 'Comment allez-vous?'],
    ['fr', 'Le train part a huit heures.'],
    ['de', 'Ich bin ein Berliner.'],
    ['es', 'Donde esta la biblioteca?'],
    ['it', 'Dove si trova la stazione?'],
  ])('are not made of short %s ones: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });
});
