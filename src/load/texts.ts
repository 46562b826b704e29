/** English texts of one to six sentences, as people have them read aloud, so that a measurement needs no other data. */
const english: readonly string[] = [
  'Your parcel is out for delivery.',
  'Turn left at the next light, then keep to the right.',
  'Good morning! You have three meetings today, and the first one begins in twenty minutes.',
  'The kitchen timer is done. Shall I set another one for the bread?',
  'I could not find that song. There is one with a similar name by the same band, recorded a year later.',
  'The library closes at six. If you need more time with the book, you can renew it online or ask at the desk.',
  'Rain will reach the coast by noon. Inland it stays dry until the evening, with a light wind from the west. Tomorrow looks much the same.',
  'Thank you for calling. All of our advisers are busy at the moment. Please stay on the line, and the next free one will take your call.',
  'She put the kettle on and looked out at the garden. The old apple tree had lost another branch in the night. It would have to come down, she thought, though not this year.',
  'To change the filter, switch the machine off first. Open the flap on the left and pull the grey handle towards you. The new filter goes in with the arrow pointing up. Close the flap until it clicks.',
  'The committee met on Tuesday to discuss the new bridge. Two plans were on the table, and neither was cheap. After three hours the members agreed on the shorter one. Work is expected to begin in spring.',
  'There are two kinds of clouds that matter to a sailor. The high thin ones tell of a change within a day. The low dark ones tell of a change within the hour. When you see both at once, reef the sail before you make the tea.',
  'Once a month the whole street met for supper. Everyone brought a dish, and nobody asked who had made it. The children ate first and then ran off into the dark. Their parents stayed at the long table until the candles were gone. It was the best of evenings, even when it rained.',
  'The heart is a pump with four rooms. Blood from the body enters on the right and is sent to the lungs. There it takes up oxygen and comes back on the left. From there it is pressed into the great artery with some force. One full round takes about a minute. At rest the heart beats sixty to eighty times in that minute.',
  'We started before sunrise, when the road was still empty. By eight we had reached the pass, and the valley lay below us in the mist. The guide poured coffee from an old steel flask. Nobody spoke for a while. Then the sun came over the ridge, and the mist began to move. I have never forgotten that hour.',
  'Before you lift the box, check that the path is clear. Bend your knees and keep your back straight. Hold the load close to your body. If it feels too heavy, ask somebody to help.',
];

/** The same in Chinese. */
const chinese: readonly string[] = [
  '您的快递正在派送中。',
  '前方路口左转，然后靠右行驶。',
  '早上好！您今天有三个会议，第一个会议在二十分钟后开始。',
  '没有找到这首歌。同一支乐队还有一首名字相近的歌，是一年以后录制的。',
  '图书馆六点关门。如果您还想多看几天，可以在网上续借，也可以到服务台办理。',
  '中午前后沿海地区有雨。内陆到傍晚都是晴天，西风不大。明天的天气差不多。',
  '感谢您的来电。现在所有的客服人员都在忙。请不要挂机，我们会尽快为您接通。',
  '更换滤芯之前，请先关闭机器。打开左边的盖子，把灰色的手柄往外拉。装上新的滤芯，箭头朝上。最后合上盖子，听到响声就好了。',
  '委员会星期二开会讨论新桥的方案。桌上有两个方案，都不便宜。三个小时以后，大家同意了比较短的那一个。工程预计在春天开始。',
  '我们在日出之前出发，路上还没有人。八点钟到了山口，山谷在雾里若隐若现。向导从旧水壶里倒出热茶。好一会儿谁也没有说话。后来太阳升起来了，雾也慢慢散开。那个早晨我一直没有忘记。',
];

/** The built-in texts: Chinese for languages that begin with `zh`, else English. */
export function builtinTexts(language: string | undefined): readonly string[] {
  return /^zh\b/i.test(language ?? '') ? chinese : english;
}

/** The texts of a file: paragraphs where blank lines part them, else one a line. Without those that are empty. */
export function textsOf(content: string): readonly string[] {
  const lines = content
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());
  // One empty line is what is left of nothing.
  if (lines.length === 1 || !lines.includes('')) return lines.filter((line) => line !== '');
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll('\n', ' '));
}

/** Mean length in code points. */
export function meanCharacters(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + [...text].length, 0) / Math.max(1, texts.length);
}
