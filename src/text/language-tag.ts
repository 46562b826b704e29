/** BCP 47 language tags: whether one is valid, and which of the offered ones a wanted one means. */

/** Names of the same spoken language that canonical form (`Intl.getCanonicalLocales`) keeps apart. */
const sameLanguage: Readonly<Record<string, string>> = { no: 'nb' };

/** Regions in which written Chinese is spoken as Cantonese. */
const cantoneseRegions: ReadonlySet<string> = new Set(['HK', 'MO']);

/** The tag that a language without a region means first. */
const preferred: Readonly<Record<string, string>> = { en: 'en-US' };

/** The accent that is closest to a region's own (after CLDR's parent locales, en-001 spoken as in Great Britain). */
const nearest: Readonly<Record<string, readonly string[]>> = {
  'en-GB': ['en-AU', 'en-HK', 'en-IE', 'en-IN', 'en-MY', 'en-NZ', 'en-SG', 'en-ZA'],
  'en-US': ['en-CA', 'en-PH'],
  'es-419': ['es-AR', 'es-CL', 'es-CO', 'es-MX', 'es-PE', 'es-US', 'es-VE'],
};

/** A language whose speech its neighbours' readers understand, taken when their own is not offered. */
const readAs: Readonly<Record<string, string>> = { id: 'ms', ms: 'id', nb: 'nn', nn: 'nb' };

interface Wanted {
  readonly locale: Intl.Locale;
  /** The spoken language: `nb` for `no`, `yue` for `zh-HK`. */
  readonly language: string;
}

/** True for a well-formed BCP 47 tag (`en`, `pt-BR`, `zh-Hans-CN`, `zh-yue`). */
export function isLanguageTag(value: unknown): value is string {
  return typeof value === 'string' && localeOf(value) !== undefined;
}

/**
 * Returns the entry of `offered` that fits `tag` best, as it is written there, or undefined when none is of that
 * language. The same region goes before the nearest accent, no region, the language's home region, any other.
 */
export function matchLanguage(tag: string, offered: readonly string[]): string | undefined {
  const locale = localeOf(tag);
  if (locale === undefined) return undefined;
  const language = spokenLanguage(locale);
  const own = bestOf({ locale, language }, offered);
  if (own !== undefined) return own;
  // Chinese as written in Hong Kong is Cantonese where that is offered, and readable as Mandarin where it is not.
  const neighbour = locale.language === 'zh' ? 'zh' : readAs[language];
  return neighbour === undefined ? undefined : bestOf({ locale, language: neighbour }, offered);
}

/** The language that is spoken, without region and script: `zh` for `cmn-Hans`, `yue` for `zh-HK`; the tag itself where it is none. */
export function primaryLanguage(tag: string): string {
  const locale = localeOf(tag);
  return locale === undefined ? tag : spokenLanguage(locale);
}

function bestOf(wanted: Wanted, offered: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestScore = -Infinity;
  for (const entry of offered) {
    const locale = localeOf(entry);
    if (locale === undefined || spokenLanguage(locale) !== wanted.language) continue;
    const score = fit(wanted.locale, locale);
    if (score > bestScore) [best, bestScore] = [entry, score];
  }
  return best;
}

/** How well an offered tag of the right language fits: larger is better. */
function fit(wanted: Intl.Locale, offered: Intl.Locale): number {
  const target = new Intl.Locale(preferred[wanted.toString()] ?? wanted.toString());
  const [targetTag, offeredTag] = [target.toString(), offered.toString()];
  if (targetTag === offeredTag) return 100;
  let score = 0;
  if (target.region !== undefined && target.region === offered.region) score += 40;
  else if (nearest[offeredTag]?.includes(targetTag)) score += 35;
  else if (offered.region === undefined) score += 30;
  else if (new Intl.Locale(target.language).maximize().region === offered.region) score += 20;
  if (target.maximize().script !== offered.maximize().script) score -= 15;
  // Dialects and private variants (en-gb-x-rp) go last among equals.
  return score - offeredTag.split('-').length;
}

/** Parsing a tag costs about 10 µs and a request compares hundreds, so they are remembered; emptied when full. */
const locales = new Map<string, Intl.Locale | undefined>();
const mostLocales = 2_000;

function localeOf(tag: string): Intl.Locale | undefined {
  if (locales.has(tag)) return locales.get(tag);
  if (locales.size >= mostLocales) locales.clear();
  const locale = parse(tag);
  locales.set(tag, locale);
  return locale;
}

function parse(tag: string): Intl.Locale | undefined {
  try {
    // An extended language (zh-yue) is valid BCP 47, but Intl knows only its canonical form (yue).
    return new Intl.Locale(tag.replace(/^[a-z]{2,3}-(?=[a-z]{3}(?:-|$))/iu, ''));
  } catch {
    return undefined; // RangeError: not a tag.
  }
}

function spokenLanguage(locale: Intl.Locale): string {
  const inCantonese = locale.language === 'zh' && cantoneseRegions.has(locale.region ?? '');
  return inCantonese ? 'yue' : (sameLanguage[locale.language] ?? locale.language);
}
