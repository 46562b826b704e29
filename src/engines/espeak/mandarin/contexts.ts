/** A character of several readings where its neighbours tell which one it has, and eSpeak's `cmn` takes another. */
export interface Context {
  /** Matches the character alone. Looks back over a bounded number of characters, so that it is linear in the text. */
  readonly pattern: RegExp;
  readonly pinyin: string;
}

const context = (pinyin: string, before: string, character: string, after: string): Context => ({
  pattern: new RegExp(`${before}${character}${after}`, 'gu'),
  pinyin,
});

/** No Chinese character follows. */
const end = '(?!\\p{Script=Han})';
const number = '[一二两三四五六七八九十百千万几]';
const title = '(?=先生|女士|小姐|老师|教授|医生|律师|经理|总(?![线数体兵管监]))';
const sentenceStart = '(?<=^|[，。！？；：、“\\s])';

/** In their order: the first that matches a character reads it. */
export const contexts: readonly Context[] = [
  // Always so in the standard of the mainland, where eSpeak has the one of Taiwan.
  context('ji4', '', '[绩迹]', ''),
  context('ju4', '', '俱', ''),
  context('kuang4', '', '框', ''),
  context('ji1', '', '稽', '(?!首)'),
  context('fo2', '(?<![仿彷雪])', '佛', '(?!吉尼亚)'),
  context('ping2', '', '屏', '(?![住息气弃退除声])'),
  // Verbs by their objects, measure words by their numbers.
  context('hang2', `(?<=第${number}{1,3})`, '行', ''),
  context('hang2', `(?<=${number})`, '行', '(?=字|诗|代码|文字|泪|眼泪)'),
  context(
    'chong2',
    '(?<![体加偏严沉看尊])',
    '重',
    '(?=写|做|建|返|拍|演|审|印|修|排|播|算|启|置|聚|逢|温|申|拾|组|试一)',
  ),
  context(
    'zhang3',
    '(?<![很最不太多身漫延])',
    '长',
    '(?=得像|得很像|得真|得好|得又|高|大成|出|满|胖|成了|着一|着两|着双|着又)',
  ),
  context(
    'zhang3',
    '(?<=[处科厅署所局部省市县区镇村院校班组队机船舰社站店团])',
    '长',
    `(?:${end}|(?=说|表示|介绍|指出|在|的|是|和|也))`,
  ),
  context(
    'dei3',
    '(?<=[我你他她它们就还也可总又必非天场])',
    '得',
    '(?=先|走|去|回|花|在家|把|给|跟|等|问|找|买|赶|快|再|注意|小心|靠|让|请|好好|上班|上学|加班)',
  ),
  context('de5', '(?<=[难好不太]过)', '得', '(?=说|哭|要|想|很|都|连)'),
  context('di4', '(?<=[块片亩扫拖耕把翻租])', '地', ''),
  context('huan2', '', '还', '(?=书|钱|债|款|清|账|贷|原|礼|魂|愿)'),
  context('huan2', '(?<=[没不未该快去要来早])', '还', `(?:${end}|(?=了${end}))`),
  context('wei2', '(?<=[选称视誉改变译定设推尊列升降沦封评命聘])', '为', '(?![了此]|什么)'),
  context('wei4', '(?<=[是都也能在全愿意我你他她们心])', '为', '(?=[你我他她它]|大家|人民|孩子|祖国|国家|客户)'),
  context('wei4', '', '为', '(?=什么|何)'),
  context('kan1', '', '看', '(?=一下孩子|一下行李|一下东西|行李|孩子|着孩子|好孩子)'),
  context('cha1', '(?<=[的之])', '差', '(?=是|为|等于)'),
  context(
    'dao4',
    '(?<![摔跌推打病晕扑绊压放滑拉击倾扳昏吓难栽卧撞刮吹砍醉累])',
    '倒',
    `(?=了?${number}杯|掉|出来|进|是|也|像|流|序)`,
  ),
  context(
    'jiao1',
    '(?<![佛宗督道领国请家胎传信任执助儒新旧回受管调主])',
    '教',
    '(?=[我你他她它书]|孩子|大家|英语|数学|语文|汉语|中文|了|过|学生(?![物命活动])|儿子|女儿)',
  ),
  context('jiao4', '(?<=[午懒]|睡了个|睡个)', '觉', ''),
  context('la4', '', '落', '(?=在家|在车|在学校|在宿舍|在办公室|在教室|在公司|在出租|在酒店|在飞机|在地铁)'),
  context('mo4', '', '没', '(?=过[头膝脚腰])'),
  context(
    'qie1',
    '(?<![一亲迫密急关热恳确贴真深心殷悲反])',
    '切',
    '(?=菜|肉|片|丝|块|开|成|割|断|碎|入|蛋糕|西瓜|水果|了|点|一)',
  ),
  context('cheng2', '(?<![丰茂旺强兴昌鼎全])', '盛', `(?=了?${number}?[碗勺盘盆]|满|饭|汤|菜|着)`),
  context('shi4', '', '似', '(?=的)'),
  context(
    'ji4',
    '(?<![关联体院派星文学语直世母谱根水嫡科支])',
    '系',
    '(?=好|上|紧|着|鞋带|领带|安全带|围裙|腰带|扣子|带子|围巾)',
  ),
  context('xie3', '(?<=点|点儿|流了|很多|出了)', '血', `(?:${end}|(?=了${end}))`),
  context('zhi1', `(?<=${number})`, '只', '(?![是有能会要好得不剩说想怕顾为])'),
  context('zhi1', '(?<=[这那哪每])', '只', '(?![是有能会要好得不剩说想怕顾为])'),
  context(
    'zhong4',
    '(?<![空水心其当手家集途气雨雪])',
    '中',
    '(?=了|(?:大奖|头奖|彩票|[一二三]等奖|奖|毒|暑|弹|枪|标|计|箭|签))',
  ),
  context(
    'zhong4',
    `(?<![${number.slice(1, -1)}各这那多某哪品物人何每工兵险税语树])`,
    '种',
    '(?=植|树|花|菜|豆|瓜|下|玉米|庄稼|粮|草|水稻|果树|小麦|棉花|了|着|满|在|过)',
  ),
  context('zhuan4', '(?<=[围绕]着?.{1,6})', '转', `(?:${end}|(?=了${end}))`),
  context('zhuan4', '(?<=团团|[飞打自公])', '转', `(?:${end}|(?=[动着个]))`),
  context('bei1', '', '背', '(?=着|起|包|负|黑锅|了个|书包)'),
  context('bao1', '', '剥', '(?=橘子|皮|花生|鸡蛋|蒜|虾|豆)'),
  context('dan4', `(?<=${number})`, '石', '(?=米|粮|谷|重|大米)'),
  context('dang4', '(?<=把.{1,6})', '当', '(?![作成场天时前地])'),
  context('feng2', '(?<![裂门窗石无墙夹牙天接])', '缝', '(?=衣|补|好|制|合|了|着|上|被|裤|扣|起)'),
  context('qia3', '', '卡', '(?=在(?:喉|嗓|中间|门|里|半)|住)'),
  context('pu1', '(?<![店当商药肉床卧])', '铺', '(?=好|床|上|开|着|满|路|平|设|垫|了)'),
  context(
    'shu3',
    '(?<![人总次岁分少多倍系参指函整奇偶常变小大基度点字无])',
    '数',
    '(?=了[一二两三几]|一数|不清|数看|着|星星|钱)',
  ),
  context('liang2', '', '量', '(?=了量|一量|体温|血压|身高|尺寸)'),
  context('liang2', '(?<=量[了一])', '量', ''),
  context('tu4', '(?<=[在想要会直又])', '吐', `(?:${end}|(?=了一地|[得]|了${end}))`),
  context('xiao1', '', '削', '(?=苹果|皮|铅笔|梨|土豆)'),
  context('zang1', '(?<=[很太真又最不弄怕更点么])', '脏', ''),
  context('zang1', '(?<![心内肝肾脾五腑])', '脏', '(?=了|的|衣|水|东西|话|乱|兮|手|活|字|鞋|脸|衫)'),
  context('chong4', '(?<=[很太真味])', '冲', end),
  context('shan1', '(?<![电风吊门窗一两这那])', '扇', '(?=着扇子|动|风|耳光|巴掌)'),
  context('ai2', '', '挨', `(?=了?${number}?顿|了?[打骂饿揍批冻罚])`),
  context('ren2', sentenceStart, '任', title),
  context('zeng1', sentenceStart, '曾', title),
  context('shan4', sentenceStart, '单', title),
  context('xie4', sentenceStart, '解', title),
  context('qiu2', sentenceStart, '仇', title),
  context('ou1', sentenceStart, '区', title),
  context('tu4', '', '吐', '(?=了一地|了一车|得到处|得厉害)'),
  context('gan4', '(?<![饼晒晾烘风萄擦吹烤未没不])', '干', '(?=活|得起劲|得很|得漂亮|得好|什么|嘛|吗|劲|不了)'),
  context('za1', '', '扎', '(?=着?(?:马尾|小辫|辫|头发|蝴蝶结))'),
  context('jie1', '', '结', '(?=满了?果|出了?果|了果|了许多果)'),
  context('dao3', '(?<=[摔跌推打晕扑绊放滑击扳吓卧撞刮吹砍拉压])', '倒', ''),
  // Erhua: eSpeak's dictionary has `r5`, which it spells out in English letters.
  context('er5', '(?<=\\p{Script=Han})(?<![女婴幼孤男健胎产少宠混血小])', '[儿兒]', '(?![子童女媳科歌时戏孙郎])'),
  context('er2', '', '兒', ''),
];
