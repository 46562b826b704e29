import type { Rule } from '../rule.ts';
import { textBefore, textBehind } from './numerals.ts';

/** The simplified characters that the rules say, each with its traditional form; those without one are written alike. */
const forms =
  '万萬亿億点點负負两兩号號块塊个個钟鐘时時摄攝华華顿頓兹茲欧歐吨噸镑鎊亩畝顷頃节節转轉帧幀韩韓卢盧铢銖纳納谢謝尔爾币幣于於约約减減无無穷窮间間并並属屬杠槓问問划劃' +
  '线線达達贝貝门門仑侖马馬总總积積图圖罗羅宾賓兰蘭缅緬亚亞鲁魯坚堅纪紀单單电電恒恆压壓伦倫码碼气氣叹嘆协協调調东東区區';

const traditionalForms: ReadonlyMap<string, string> = new Map(
  [...forms].flatMap((simplified, index, all) =>
    index % 2 === 0 ? [[simplified, all[index + 1] ?? simplified] as const] : [],
  ),
);

/** Frequent characters that only traditional text holds. */
const traditional =
  /[個們這說對時會來為過點號萬億塊錢學國發現無與電話門開關東車長見覺從後還沒請讓給買賣讀書寫聽題問間應該種類經濟動機場員業務實際標準產區總統網絡麼兩條張歲腦體樣達運進遠選邊當變將於參觀訊讚華爾際組織戰術價數據線結紀約級負責報導親愛媽爺頭臉讓樂熱鐘週嗎沒氣溫濕漲幣銀貨圓雙樓層棟隻顆輛臺灣廣龍鳳馬魚鳥麗園圖館醫藥師傷歷歲齡畢]/u;

/** How much text on each side tells its script, in UTF-16 units: traditional text seldom goes ten characters without such a one. */
const reach = 40;

/** The rule, but it answers in the script of the text around what it reads. */
export function inScriptOfText({ name, pattern, say }: Rule): Rule {
  return {
    name,
    pattern,
    say: (match) => {
      const spoken = say(match);
      if (spoken === undefined) return undefined;
      return inScriptOf(textBefore(match, reach) + match[0] + textBehind(match, reach), spoken);
    },
  };
}

/** What is said, in traditional characters where `text` is written in them. */
export function inScriptOf(text: string, spoken: string): string {
  if (!traditional.test(text)) return spoken;
  return [...spoken].map((character) => traditionalForms.get(character) ?? character).join('');
}
