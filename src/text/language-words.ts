/** What tells languages apart where a text is too short for statistics. Data only. */

/** Greetings and thanks, in lower case without marks: the whole of a short text. */
export const greetings: Readonly<Record<string, readonly string[]>> = {
  ar: ['مرحبا', 'السلام عليكم', 'شكرا', 'صباح الخير'],
  bg: ['здравей', 'здравейте', 'благодаря'],
  cs: ['ahoj', 'dobrý den', 'děkuji'],
  da: ['god morgen', 'mange tak'],
  de: ['guten tag', 'guten morgen', 'guten abend', 'gute nacht', 'danke', 'danke schön', 'auf wiedersehen', 'tschüss'],
  es: ['hola', 'buenos días', 'buenas tardes', 'buenas noches', 'gracias', 'muchas gracias', 'adiós'],
  fa: ['سلام', 'متشکرم', 'ممنون'],
  fi: ['hei', 'hyvää huomenta', 'kiitos'],
  fr: ['bonjour', 'bonsoir', 'salut', 'merci', 'merci beaucoup', 'au revoir', 'bonne nuit'],
  hr: ['bok', 'dobar dan', 'hvala'],
  hu: ['szia', 'jó napot', 'köszönöm'],
  ms: ['selamat pagi', 'terima kasih', 'selamat malam'],
  it: ['ciao', 'buongiorno', 'buonasera', 'grazie', 'arrivederci'],
  nl: ['goedemorgen', 'goedemiddag', 'goedenavond', 'dank je', 'dank u wel'],
  no: ['god dag', 'tusen takk'],
  pl: ['cześć', 'dzień dobry', 'dziękuję', 'dobranoc'],
  pt: ['olá', 'bom dia', 'boa tarde', 'boa noite', 'obrigado', 'obrigada'],
  ro: ['bună', 'bună ziua', 'mulțumesc'],
  sr: ['здраво', 'хвала', 'добар дан'],
  sv: ['hej', 'god morgon', 'tack', 'tack så mycket'],
  tr: ['merhaba', 'günaydın', 'teşekkürler', 'teşekkür ederim', 'iyi akşamlar'],
  ur: ['شکریہ'],
  vi: ['xin chào', 'cảm ơn', 'cám ơn'],
};

/** Letters that only one of the languages of a script uses. The first that matches decides. */
export const tellingLetters: Readonly<Record<string, readonly (readonly [language: string, letters: RegExp])[]>> = {
  Cyrillic: [
    ['be', /ў/iu],
    ['uk', /[іїєґ]/iu],
    ['sr', /[ђјљњћџ]/iu],
    ['ru', /[ыэё]/iu],
  ],
  Arabic: [
    ['ur', /[ٹڈڑںےہ]/u],
    ['fa', /[پچژگیک]/u],
  ],
};

/** The languages that statistics may choose for a script; the first is meant where they cannot tell. */
export const languagesOfScript: Readonly<Record<string, readonly string[]>> = {
  Latin: [
    ...['en', 'az', 'ca', 'cs', 'da', 'de', 'es', 'et', 'eu', 'fi', 'fr', 'hr', 'hu', 'is', 'it', 'lt', 'lv', 'ms'],
    ...['nl', 'no', 'pl', 'pt', 'ro', 'sk', 'sl', 'sq', 'sv', 'tl', 'tr', 'vi', 'yo'],
  ],
  Cyrillic: ['ru', 'be', 'bg', 'sr', 'uk'],
  Arabic: ['ar', 'fa', 'ku', 'ur'],
};

/** Everyday words without accents that English does not have. */
export const tellingWords: Readonly<Record<string, RegExp>> = {
  da: /\b(?:og|jeg|ikke|det|er|hvor)\b/iu,
  de: /\b(?:der|das|und|ich|ist|nicht|ein|eine|wie|guten)\b/iu,
  es: /\b(?:el|los|las|una|que|por|esta|gusta|como)\b/iu,
  fi: /\b(?:ja|ei|missa)\b/iu,
  fr: /\b(?:le|les|des|une|est|et|je|vous|nous|pas|avec)\b/iu,
  it: /\b(?:il|che|una|sono|della|dove|questa)\b/iu,
  nl: /\b(?:de|het|een|en|ik|niet|van)\b/iu,
  no: /\b(?:og|jeg|ikke|det|er|hvor)\b/iu,
  pl: /\b(?:jest|nie|gdzie|ja)\b/iu,
  pt: /\b(?:uma|muito|os|com|esta)\b/iu,
  sv: /\b(?:och|jag|inte|det|var|en)\b/iu,
};

/** Everyday words of English that the other languages with plain letters do not have. */
export const englishWords = /\b(?:the|and|of|with|you|your|are|this|that|what|have|please|new|error)\b/iu;
