/** What an amount of money is called: one and more of the main unit and of its hundredth, where that has a name. */
export interface Currency {
  readonly one: string;
  readonly many: string;
  readonly cent?: string;
  readonly cents?: string;
}

const currency = (one: string, many = `${one}s`, cent?: string, cents = `${cent ?? ''}s`): Currency => ({
  one,
  many,
  ...(cent === undefined ? {} : { cent, cents }),
});

const dollars = (country: string): Currency => currency(`${country} dollar`, undefined, 'cent');

const dollar = currency('dollar', undefined, 'cent');
const euro = currency('euro', undefined, 'cent');
const pound = currency('pound', undefined, 'penny', 'pence');
const yen = currency('yen', 'yen');
const yuan = currency('yuan', 'yuan', 'fen', 'fen');
const rupee = currency('rupee', undefined, 'paisa', 'paise');
const won = currency('won', 'won');
const ruble = currency('ruble', undefined, 'kopeck');
const usDollar = dollars('US');
const hongKong = dollars('Hong Kong');
const real = currency('real', 'reais', 'centavo');

/** Signs that stand before or behind an amount. */
export const signs: Readonly<Record<string, Currency>> = {
  $: dollar,
  US$: usDollar,
  U$: usDollar,
  C$: dollars('Canadian'),
  CA$: dollars('Canadian'),
  A$: dollars('Australian'),
  AU$: dollars('Australian'),
  NZ$: dollars('New Zealand'),
  S$: dollars('Singapore'),
  HK$: hongKong,
  NT$: dollars('Taiwan'),
  R$: real,
  MX$: currency('Mexican peso', undefined, 'centavo'),
  '€': euro,
  '£': pound,
  '₤': currency('lira', 'lira'),
  '¥': yen,
  'CN¥': yuan,
  'JP¥': yen,
  '₹': rupee,
  '₨': rupee,
  'Rs.': rupee,
  Rs: rupee,
  '₩': won,
  '₽': ruble,
  '₺': currency('lira', 'lira', 'kurus', 'kurus'),
  '₴': currency('hryvnia', undefined, 'kopiyka'),
  '₫': currency('dong', 'dong'),
  '₦': currency('naira', 'naira', 'kobo', 'kobo'),
  '₱': currency('peso', undefined, 'centavo'),
  '฿': currency('baht', 'baht', 'satang', 'satang'),
  '₪': currency('shekel', undefined, 'agora', 'agorot'),
  '₡': currency('colon', 'colones', 'centimo'),
  '₲': currency('guarani'),
  '₵': currency('cedi', undefined, 'pesewa'),
  '₸': currency('tenge', 'tenge', 'tiyn', 'tiyn'),
  '₼': currency('manat', undefined, 'qepik'),
  '₾': currency('lari', 'lari', 'tetri', 'tetri'),
  '₭': currency('kip', 'kip'),
  '₮': currency('tugrik'),
  '៛': currency('riel'),
  '₿': currency('bitcoin'),
  '₣': currency('franc', undefined, 'centime'),
};

/** Codes of ISO 4217, and usual short forms in capitals. */
export const codes: Readonly<Record<string, Currency>> = {
  USD: usDollar,
  EUR: euro,
  GBP: currency('British pound', undefined, 'penny', 'pence'),
  JPY: currency('Japanese yen', 'Japanese yen'),
  CNY: currency('Chinese yuan', 'Chinese yuan', 'fen', 'fen'),
  RMB: yuan,
  CHF: currency('Swiss franc', undefined, 'centime'),
  CAD: dollars('Canadian'),
  AUD: dollars('Australian'),
  NZD: dollars('New Zealand'),
  HKD: hongKong,
  SGD: dollars('Singapore'),
  TWD: dollars('Taiwan'),
  INR: currency('Indian rupee', undefined, 'paisa', 'paise'),
  PKR: currency('Pakistani rupee', undefined, 'paisa', 'paise'),
  LKR: currency('Sri Lankan rupee', undefined, 'cent'),
  NPR: currency('Nepalese rupee', undefined, 'paisa', 'paise'),
  BDT: currency('Bangladeshi taka', 'Bangladeshi taka', 'poisha', 'poisha'),
  KRW: currency('South Korean won', 'South Korean won'),
  RUB: currency('Russian ruble', undefined, 'kopeck'),
  UAH: currency('Ukrainian hryvnia', undefined, 'kopiyka'),
  PLN: currency('Polish zloty', undefined, 'grosz', 'grosze'),
  CZK: currency('Czech koruna', 'Czech korunas', 'haler'),
  HUF: currency('Hungarian forint'),
  RON: currency('Romanian leu', 'Romanian lei', 'ban', 'bani'),
  BGN: currency('Bulgarian lev', 'Bulgarian leva', 'stotinka', 'stotinki'),
  SEK: currency('Swedish krona', 'Swedish kronor', 'ore', 'ore'),
  NOK: currency('Norwegian krone', 'Norwegian kroner', 'ore', 'ore'),
  DKK: currency('Danish krone', 'Danish kroner', 'ore', 'ore'),
  ISK: currency('Icelandic krona', 'Icelandic kronur'),
  TRY: currency('Turkish lira', 'Turkish lira', 'kurus', 'kurus'),
  ILS: currency('Israeli shekel', undefined, 'agora', 'agorot'),
  AED: currency('UAE dirham', undefined, 'fils', 'fils'),
  SAR: currency('Saudi riyal', undefined, 'halala'),
  QAR: currency('Qatari riyal', undefined, 'dirham'),
  KWD: currency('Kuwaiti dinar'),
  BHD: currency('Bahraini dinar'),
  JOD: currency('Jordanian dinar'),
  IQD: currency('Iraqi dinar'),
  IRR: currency('Iranian rial'),
  EGP: currency('Egyptian pound', undefined, 'piastre'),
  MAD: currency('Moroccan dirham', undefined, 'centime'),
  DZD: currency('Algerian dinar', undefined, 'centime'),
  TND: currency('Tunisian dinar'),
  ZAR: currency('South African rand', 'South African rand', 'cent'),
  NGN: currency('Nigerian naira', 'Nigerian naira', 'kobo', 'kobo'),
  KES: currency('Kenyan shilling', undefined, 'cent'),
  GHS: currency('Ghanaian cedi', undefined, 'pesewa'),
  ETB: currency('Ethiopian birr', 'Ethiopian birr', 'santim'),
  THB: currency('Thai baht', 'Thai baht', 'satang', 'satang'),
  VND: currency('Vietnamese dong', 'Vietnamese dong'),
  IDR: currency('Indonesian rupiah', 'Indonesian rupiah', 'sen', 'sen'),
  MYR: currency('Malaysian ringgit', 'Malaysian ringgit', 'sen', 'sen'),
  PHP: currency('Philippine peso', undefined, 'centavo'),
  KZT: currency('Kazakhstani tenge', 'Kazakhstani tenge', 'tiyn', 'tiyn'),
  BRL: currency('Brazilian real', 'Brazilian reais', 'centavo'),
  MXN: currency('Mexican peso', undefined, 'centavo'),
  ARS: currency('Argentine peso', undefined, 'centavo'),
  CLP: currency('Chilean peso'),
  COP: currency('Colombian peso', undefined, 'centavo'),
  PEN: currency('Peruvian sol', 'Peruvian soles', 'centimo'),
  UYU: currency('Uruguayan peso', undefined, 'centesimo'),
  BTC: currency('bitcoin'),
  ETH: currency('ether', 'ether'),
};
