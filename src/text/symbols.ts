/**
 * Symbols that have a name of their own: text made of one of them is worth speaking, and an engine that reads only
 * ASCII says the name instead. English words; other languages get theirs with the normaliser.
 */
export const symbolNames: Readonly<Record<string, string>> = {
  // Currency
  $: 'dollars',
  '¢': 'cents',
  '£': 'pounds',
  '¤': 'currency',
  '¥': 'yen',
  '฿': 'baht',
  '៛': 'riel',
  '₡': 'colones',
  '₣': 'francs',
  '₤': 'lira',
  '₦': 'naira',
  '₧': 'pesetas',
  '₨': 'rupees',
  '₩': 'won',
  '₪': 'shekels',
  '₫': 'dong',
  '€': 'euros',
  '₭': 'kip',
  '₮': 'tugriks',
  '₱': 'pesos',
  '₲': 'guaranis',
  '₴': 'hryvnias',
  '₵': 'cedis',
  '₸': 'tenge',
  '₹': 'rupees',
  '₺': 'lira',
  '₼': 'manats',
  '₽': 'rubles',
  '₾': 'lari',
  '₿': 'bitcoins',
  // Arithmetic
  '+': 'plus',
  '=': 'equals',
  '<': 'less than',
  '>': 'greater than',
  '±': 'plus or minus',
  '×': 'times',
  '÷': 'divided by',
  '¬': 'not',
  '−': 'minus',
  '∂': 'partial',
  '∆': 'delta',
  '∏': 'product',
  '∑': 'sum',
  '√': 'square root of',
  '∞': 'infinity',
  '∫': 'integral',
  '∼': 'about',
  '≈': 'approximately',
  '≠': 'not equal to',
  '≡': 'identical to',
  '≤': 'less than or equal to',
  '≥': 'greater than or equal to',
  '∈': 'in',
  '∩': 'intersection',
  '∪': 'union',
  '⊂': 'subset of',
  // Signs
  '%': 'percent',
  '‰': 'per thousand',
  '&': 'and',
  '@': 'at',
  '°': 'degrees',
  '§': 'section',
  '¶': 'paragraph',
  '©': 'copyright',
  '®': 'registered',
  '™': 'trademark',
  '№': 'number',
  '′': 'prime',
  '″': 'double prime',
  '♀': 'female',
  '♂': 'male',
  '♭': 'flat',
  '♯': 'sharp',
  // Named only beside something else: alone they are leftovers of markup (see `silentAlone`).
  '#': 'number',
  '*': 'times',
};

/** Symbols that are named beside other text, but that are leftovers of markup when nothing else is there. */
export const silentAlone: ReadonlySet<string> = new Set(['#', '*', '<', '>', '=', '′', '″', '¬', '¤', '∼', '−']);

/** The named symbols as the inside of a regular expression's character class (none of them needs an escape). */
export const namedClass = Object.keys(symbolNames).join('');

/** Those of them that make a text speakable, in the same form. */
export const speakableClass = Object.keys(symbolNames)
  .filter((symbol) => !silentAlone.has(symbol))
  .join('');
