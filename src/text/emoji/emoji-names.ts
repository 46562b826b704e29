/*
Written by scripts/emoji-names.mjs; not by hand. The names are those of Unicode's CLDR 48.2.0, made fit to be heard:

UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 2004-2026 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY
DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING DATA FILES, AND/OR
SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE
TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT
DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a
copy of data files and any associated documentation (the "Data Files") or
software and any associated documentation (the "Software") to deal in the
Data Files or Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, and/or sell
copies of the Data Files or Software, and to permit persons to whom the
Data Files or Software are furnished to do so, provided that either (a)
this copyright and permission notice appear with all copies of the Data
Files or Software, or (b) this copyright and permission notice appear in
associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF
THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE
BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES,
OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA
FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall
not be used in advertising or otherwise to promote the sale, use or other
dealings in these Data Files or Software without prior written
authorization of the copyright holder.

SPDX-License-Identifier: Unicode-3.0
*/

/** A line for each emoji, as it is without skin tones and variation selectors: the emoji, its English name, its Chinese name; tabs between. */
export const emojiNames = `
ℹ	information	信息
↔	left-right arrow	左右箭头
↕	up-down arrow	上下箭头
↖	up-left arrow	左上箭头
↗	up-right arrow	右上箭头
↘	down-right arrow	右下箭头
↙	down-left arrow	左下箭头
↩	right arrow curving left	右转弯箭头
↪	left arrow curving right	左转弯箭头
⌚	watch	手表
⌛	hourglass done	沙漏
⌨	keyboard	键盘
⏏	eject button	推出按钮
⏩	fast-forward button	快进按钮
⏪	fast reverse button	快退按钮
⏫	fast up button	快速上升按钮
⏬	fast down button	快速下降按钮
⏭	next track button	下一个音轨按钮
⏮	last track button	上一个音轨按钮
⏯	play or pause button	播放或暂停按钮
⏰	alarm clock	闹钟
⏱	stopwatch	秒表
⏲	timer clock	定时器
⏳	hourglass not done	沙正往下流的沙漏
⏸	pause button	暂停按钮
⏹	stop button	停止按钮
⏺	record button	录制按钮
Ⓜ	circled M	圆圈包围的M
▪	black small square	黑色小方块
▫	white small square	白色小方块
▶	play button	播放按钮
◀	reverse button	倒退按钮
◻	white medium square	白色中方块
◼	black medium square	黑色中方块
◽	white medium-small square	白色中小方块
◾	black medium-small square	黑色中小方块
☀	sun	太阳
☁	cloud	云
☂	umbrella	伞
☃	snowman	雪与雪人
☄	comet	彗星
☎	telephone	电话
☑	check box with check	勾选框
☔	umbrella with rain drops	雨伞
☕	hot beverage	热饮
☘	shamrock	三叶草
☝	index pointing up	食指向上指
☠	skull and crossbones	骷髅
☢	radioactive	辐射
☣	biohazard	生物危害
☦	orthodox cross	东正教十字架
☪	star and crescent	星月
☮	peace symbol	和平符号
☯	yin yang	阴阳
☸	wheel of dharma	法轮
☹	frowning face	不满
☺	smiling face	微笑
♈	Aries	白羊座
♉	Taurus	金牛座
♊	Gemini	双子座
♋	Cancer	巨蟹座
♌	Leo	狮子座
♍	Virgo	处女座
♎	Libra	天秤座
♏	Scorpio	天蝎座
♐	Sagittarius	射手座
♑	Capricorn	摩羯座
♒	Aquarius	水瓶座
♓	Pisces	双鱼座
♟	chess pawn	兵
♠	spade suit	黑桃
♣	club suit	梅花
♥	heart suit	红桃
♦	diamond suit	方片
♨	hot springs	温泉
♻	recycling symbol	回收标志
♾	infinity	无穷大
♿	wheelchair symbol	轮椅标识
⚒	hammer and pick	锤子与镐
⚓	anchor	锚
⚔	crossed swords	交叉放置的剑
⚕	medical symbol	医疗标志
⚖	balance scale	天平
⚗	alembic	蒸馏器
⚙	gear	齿轮
⚛	atom symbol	原子符号
⚜	fleur-de-lis	百合花饰
⚠	warning	警告
⚡	high voltage	高压
⚧	transgender symbol	跨性别符号
⚪	white circle	白色圆
⚫	black circle	黑色圆
⚰	coffin	棺材
⚱	funeral urn	骨灰缸
⚽	soccer ball	足球
⚾	baseball	棒球
⛄	snowman without snow	雪人
⛅	sun behind cloud	阴
⛈	cloud with lightning and rain	雷阵雨
⛎	Ophiuchus	蛇夫座
⛏	pick	铁镐
⛑	rescue worker’s helmet	白十字头盔
⛓	chains	链条
⛓‍💥	broken chain	断链
⛔	no entry	禁止通行
⛩	shinto shrine	神社
⛪	church	教堂
⛰	mountain	山
⛱	umbrella on ground	阳伞
⛲	fountain	喷泉
⛳	flag in hole	高尔夫球洞
⛴	ferry	渡轮
⛵	sailboat	帆船
⛷	skier	滑雪的人
⛸	ice skate	滑冰
⛹	person bouncing ball	玩球
⛹‍♀	woman bouncing ball	女生玩球
⛹‍♂	man bouncing ball	男生玩球
⛺	tent	帐篷
⛽	fuel pump	油泵
✂	scissors	剪刀
✅	check mark button	勾号按钮
✈	airplane	飞机
✉	envelope	信封
✊	raised fist	举起拳头
✋	raised hand	举起手
✌	victory hand	胜利手势
✍	writing hand	写字
✏	pencil	铅笔
✒	black nib	钢笔尖
✔	check mark	勾号
✖	multiply	乘
✝	latin cross	十字架
✡	star of David	六芒星
✨	sparkles	闪亮
✳	eight-spoked asterisk	八轮辐星号
✴	eight-pointed star	八角星
❄	snowflake	雪花
❇	sparkle	火花
❌	cross mark	叉号
❎	cross mark button	叉号按钮
❓	red question mark	红色问号
❔	white question mark	白色问号
❕	white exclamation mark	白色感叹号
❗	red exclamation mark	红色感叹号
❣	heart exclamation	心叹号
❤	red heart	红心
❤‍🔥	heart on fire	火上之心
❤‍🩹	mending heart	修复受伤的心灵
➕	plus	加
➖	minus	减
➗	divide	除
➡	right arrow	向右箭头
➰	curly loop	卷曲环
➿	double curly loop	双卷曲环
⤴	right arrow curving up	右上弯箭头
⤵	right arrow curving down	右下弯箭头
⬅	left arrow	向左箭头
⬆	up arrow	向上箭头
⬇	down arrow	向下箭头
⬛	black large square	黑线大方框
⬜	white large square	白线大方框
⭐	star	星星
⭕	hollow red circle	红色空心圆圈
〰	wavy dash	波浪型破折号
〽	part alternation mark	庵点
㊗	Japanese congratulations button	日文的祝贺按钮
㊙	Japanese secret button	日文的秘密按钮
🀄	mahjong red dragon	红中
🃏	joker	大小王
🅰	A button	A型血
🅱	B button	B型血
🅾	O button	O 型血
🅿	P button	停车按钮
🆎	AB button	AB型血
🆑	CL button	CL按钮
🆒	COOL button	cool按钮
🆓	FREE button	免费按钮
🆔	ID button	ID按钮
🆕	NEW button	new按钮
🆖	NG button	NG按钮
🆗	OK button	OK按钮
🆘	SOS button	SOS按钮
🆙	UP button	up按钮
🆚	VS button	VS按钮
🇦🇨	Ascension Island flag	阿森松岛旗
🇦🇩	Andorra flag	安道尔旗
🇦🇪	United Arab Emirates flag	阿拉伯联合酋长国旗
🇦🇫	Afghanistan flag	阿富汗旗
🇦🇬	Antigua & Barbuda flag	安提瓜和巴布达旗
🇦🇮	Anguilla flag	安圭拉旗
🇦🇱	Albania flag	阿尔巴尼亚旗
🇦🇲	Armenia flag	亚美尼亚旗
🇦🇴	Angola flag	安哥拉旗
🇦🇶	Antarctica flag	南极洲旗
🇦🇷	Argentina flag	阿根廷旗
🇦🇸	American Samoa flag	美属萨摩亚旗
🇦🇹	Austria flag	奥地利旗
🇦🇺	Australia flag	澳大利亚旗
🇦🇼	Aruba flag	阿鲁巴旗
🇦🇽	Åland Islands flag	奥兰群岛旗
🇦🇿	Azerbaijan flag	阿塞拜疆旗
🇧🇦	Bosnia & Herzegovina flag	波斯尼亚和黑塞哥维那旗
🇧🇧	Barbados flag	巴巴多斯旗
🇧🇩	Bangladesh flag	孟加拉国旗
🇧🇪	Belgium flag	比利时旗
🇧🇫	Burkina Faso flag	布基纳法索旗
🇧🇬	Bulgaria flag	保加利亚旗
🇧🇭	Bahrain flag	巴林旗
🇧🇮	Burundi flag	布隆迪旗
🇧🇯	Benin flag	贝宁旗
🇧🇱	St. Barthélemy flag	圣巴泰勒米旗
🇧🇲	Bermuda flag	百慕大旗
🇧🇳	Brunei flag	文莱旗
🇧🇴	Bolivia flag	玻利维亚旗
🇧🇶	Caribbean Netherlands flag	荷属加勒比区旗
🇧🇷	Brazil flag	巴西旗
🇧🇸	Bahamas flag	巴哈马旗
🇧🇹	Bhutan flag	不丹旗
🇧🇻	Bouvet Island flag	布韦岛旗
🇧🇼	Botswana flag	博茨瓦纳旗
🇧🇾	Belarus flag	白俄罗斯旗
🇧🇿	Belize flag	伯利兹旗
🇨🇦	Canada flag	加拿大旗
🇨🇨	Cocos (Keeling) Islands flag	科科斯基林群岛旗
🇨🇩	Congo - Kinshasa flag	刚果金旗
🇨🇫	Central African Republic flag	中非共和国旗
🇨🇬	Congo - Brazzaville flag	刚果布旗
🇨🇭	Switzerland flag	瑞士旗
🇨🇮	Côte d’Ivoire flag	科特迪瓦旗
🇨🇰	Cook Islands flag	库克群岛旗
🇨🇱	Chile flag	智利旗
🇨🇲	Cameroon flag	喀麦隆旗
🇨🇳	China flag	中国旗
🇨🇴	Colombia flag	哥伦比亚旗
🇨🇵	Clipperton Island flag	克利珀顿岛旗
🇨🇶	Sark flag	萨克岛旗
🇨🇷	Costa Rica flag	哥斯达黎加旗
🇨🇺	Cuba flag	古巴旗
🇨🇻	Cape Verde flag	佛得角旗
🇨🇼	Curaçao flag	库拉索旗
🇨🇽	Christmas Island flag	圣诞岛旗
🇨🇾	Cyprus flag	塞浦路斯旗
🇨🇿	Czechia flag	捷克旗
🇩🇪	Germany flag	德国旗
🇩🇬	Diego Garcia flag	迪戈加西亚岛旗
🇩🇯	Djibouti flag	吉布提旗
🇩🇰	Denmark flag	丹麦旗
🇩🇲	Dominica flag	多米尼克旗
🇩🇴	Dominican Republic flag	多米尼加共和国旗
🇩🇿	Algeria flag	阿尔及利亚旗
🇪🇦	Ceuta & Melilla flag	休达及梅利利亚旗
🇪🇨	Ecuador flag	厄瓜多尔旗
🇪🇪	Estonia flag	爱沙尼亚旗
🇪🇬	Egypt flag	埃及旗
🇪🇭	Western Sahara flag	西撒哈拉旗
🇪🇷	Eritrea flag	厄立特里亚旗
🇪🇸	Spain flag	西班牙旗
🇪🇹	Ethiopia flag	埃塞俄比亚旗
🇪🇺	European Union flag	欧盟旗
🇫🇮	Finland flag	芬兰旗
🇫🇯	Fiji flag	斐济旗
🇫🇰	Falkland Islands flag	福克兰群岛旗
🇫🇲	Micronesia flag	密克罗尼西亚旗
🇫🇴	Faroe Islands flag	法罗群岛旗
🇫🇷	France flag	法国旗
🇬🇦	Gabon flag	加蓬旗
🇬🇧	United Kingdom flag	英国旗
🇬🇩	Grenada flag	格林纳达旗
🇬🇪	Georgia flag	格鲁吉亚旗
🇬🇫	French Guiana flag	法属圭亚那旗
🇬🇬	Guernsey flag	根西岛旗
🇬🇭	Ghana flag	加纳旗
🇬🇮	Gibraltar flag	直布罗陀旗
🇬🇱	Greenland flag	格陵兰旗
🇬🇲	Gambia flag	冈比亚旗
🇬🇳	Guinea flag	几内亚旗
🇬🇵	Guadeloupe flag	瓜德罗普旗
🇬🇶	Equatorial Guinea flag	赤道几内亚旗
🇬🇷	Greece flag	希腊旗
🇬🇸	South Georgia & South Sandwich Islands flag	南乔治亚和南桑威奇群岛旗
🇬🇹	Guatemala flag	危地马拉旗
🇬🇺	Guam flag	关岛旗
🇬🇼	Guinea-Bissau flag	几内亚比绍旗
🇬🇾	Guyana flag	圭亚那旗
🇭🇰	Hong Kong SAR China flag	中国香港特别行政区旗
🇭🇲	Heard & McDonald Islands flag	赫德岛和麦克唐纳群岛旗
🇭🇳	Honduras flag	洪都拉斯旗
🇭🇷	Croatia flag	克罗地亚旗
🇭🇹	Haiti flag	海地旗
🇭🇺	Hungary flag	匈牙利旗
🇮🇨	Canary Islands flag	加纳利群岛旗
🇮🇩	Indonesia flag	印度尼西亚旗
🇮🇪	Ireland flag	爱尔兰旗
🇮🇱	Israel flag	以色列旗
🇮🇲	Isle of Man flag	马恩岛旗
🇮🇳	India flag	印度旗
🇮🇴	British Indian Ocean Territory flag	英属印度洋领地旗
🇮🇶	Iraq flag	伊拉克旗
🇮🇷	Iran flag	伊朗旗
🇮🇸	Iceland flag	冰岛旗
🇮🇹	Italy flag	意大利旗
🇯🇪	Jersey flag	泽西岛旗
🇯🇲	Jamaica flag	牙买加旗
🇯🇴	Jordan flag	约旦旗
🇯🇵	Japan flag	日本旗
🇰🇪	Kenya flag	肯尼亚旗
🇰🇬	Kyrgyzstan flag	吉尔吉斯斯坦旗
🇰🇭	Cambodia flag	柬埔寨旗
🇰🇮	Kiribati flag	基里巴斯旗
🇰🇲	Comoros flag	科摩罗旗
🇰🇳	St. Kitts & Nevis flag	圣基茨和尼维斯旗
🇰🇵	North Korea flag	朝鲜旗
🇰🇷	South Korea flag	韩国旗
🇰🇼	Kuwait flag	科威特旗
🇰🇾	Cayman Islands flag	开曼群岛旗
🇰🇿	Kazakhstan flag	哈萨克斯坦旗
🇱🇦	Laos flag	老挝旗
🇱🇧	Lebanon flag	黎巴嫩旗
🇱🇨	St. Lucia flag	圣卢西亚旗
🇱🇮	Liechtenstein flag	列支敦士登旗
🇱🇰	Sri Lanka flag	斯里兰卡旗
🇱🇷	Liberia flag	利比里亚旗
🇱🇸	Lesotho flag	莱索托旗
🇱🇹	Lithuania flag	立陶宛旗
🇱🇺	Luxembourg flag	卢森堡旗
🇱🇻	Latvia flag	拉脱维亚旗
🇱🇾	Libya flag	利比亚旗
🇲🇦	Morocco flag	摩洛哥旗
🇲🇨	Monaco flag	摩纳哥旗
🇲🇩	Moldova flag	摩尔多瓦旗
🇲🇪	Montenegro flag	黑山旗
🇲🇫	St. Martin flag	法属圣马丁旗
🇲🇬	Madagascar flag	马达加斯加旗
🇲🇭	Marshall Islands flag	马绍尔群岛旗
🇲🇰	North Macedonia flag	北马其顿旗
🇲🇱	Mali flag	马里旗
🇲🇲	Myanmar (Burma) flag	缅甸旗
🇲🇳	Mongolia flag	蒙古旗
🇲🇴	Macao SAR China flag	中国澳门特别行政区旗
🇲🇵	Northern Mariana Islands flag	北马里亚纳群岛旗
🇲🇶	Martinique flag	马提尼克旗
🇲🇷	Mauritania flag	毛里塔尼亚旗
🇲🇸	Montserrat flag	蒙特塞拉特旗
🇲🇹	Malta flag	马耳他旗
🇲🇺	Mauritius flag	毛里求斯旗
🇲🇻	Maldives flag	马尔代夫旗
🇲🇼	Malawi flag	马拉维旗
🇲🇽	Mexico flag	墨西哥旗
🇲🇾	Malaysia flag	马来西亚旗
🇲🇿	Mozambique flag	莫桑比克旗
🇳🇦	Namibia flag	纳米比亚旗
🇳🇨	New Caledonia flag	新喀里多尼亚旗
🇳🇪	Niger flag	尼日尔旗
🇳🇫	Norfolk Island flag	诺福克岛旗
🇳🇬	Nigeria flag	尼日利亚旗
🇳🇮	Nicaragua flag	尼加拉瓜旗
🇳🇱	Netherlands flag	荷兰旗
🇳🇴	Norway flag	挪威旗
🇳🇵	Nepal flag	尼泊尔旗
🇳🇷	Nauru flag	瑙鲁旗
🇳🇺	Niue flag	纽埃旗
🇳🇿	New Zealand flag	新西兰旗
🇴🇲	Oman flag	阿曼旗
🇵🇦	Panama flag	巴拿马旗
🇵🇪	Peru flag	秘鲁旗
🇵🇫	French Polynesia flag	法属波利尼西亚旗
🇵🇬	Papua New Guinea flag	巴布亚新几内亚旗
🇵🇭	Philippines flag	菲律宾旗
🇵🇰	Pakistan flag	巴基斯坦旗
🇵🇱	Poland flag	波兰旗
🇵🇲	St. Pierre & Miquelon flag	圣皮埃尔和密克隆群岛旗
🇵🇳	Pitcairn Islands flag	皮特凯恩群岛旗
🇵🇷	Puerto Rico flag	波多黎各旗
🇵🇸	Palestinian Territories flag	巴勒斯坦领土旗
🇵🇹	Portugal flag	葡萄牙旗
🇵🇼	Palau flag	帕劳旗
🇵🇾	Paraguay flag	巴拉圭旗
🇶🇦	Qatar flag	卡塔尔旗
🇷🇪	Réunion flag	留尼汪旗
🇷🇴	Romania flag	罗马尼亚旗
🇷🇸	Serbia flag	塞尔维亚旗
🇷🇺	Russia flag	俄罗斯旗
🇷🇼	Rwanda flag	卢旺达旗
🇸🇦	Saudi Arabia flag	沙特阿拉伯旗
🇸🇧	Solomon Islands flag	所罗门群岛旗
🇸🇨	Seychelles flag	塞舌尔旗
🇸🇩	Sudan flag	苏丹旗
🇸🇪	Sweden flag	瑞典旗
🇸🇬	Singapore flag	新加坡旗
🇸🇭	St. Helena flag	圣赫勒拿旗
🇸🇮	Slovenia flag	斯洛文尼亚旗
🇸🇯	Svalbard & Jan Mayen flag	斯瓦尔巴和扬马延旗
🇸🇰	Slovakia flag	斯洛伐克旗
🇸🇱	Sierra Leone flag	塞拉利昂旗
🇸🇲	San Marino flag	圣马力诺旗
🇸🇳	Senegal flag	塞内加尔旗
🇸🇴	Somalia flag	索马里旗
🇸🇷	Suriname flag	苏里南旗
🇸🇸	South Sudan flag	南苏丹旗
🇸🇹	São Tomé & Príncipe flag	圣多美和普林西比旗
🇸🇻	El Salvador flag	萨尔瓦多旗
🇸🇽	Sint Maarten flag	荷属圣马丁旗
🇸🇾	Syria flag	叙利亚旗
🇸🇿	Eswatini flag	斯威士兰旗
🇹🇦	Tristan da Cunha flag	特里斯坦-达库尼亚群岛旗
🇹🇨	Turks & Caicos Islands flag	特克斯和凯科斯群岛旗
🇹🇩	Chad flag	乍得旗
🇹🇫	French Southern Territories flag	法属南部领地旗
🇹🇬	Togo flag	多哥旗
🇹🇭	Thailand flag	泰国旗
🇹🇯	Tajikistan flag	塔吉克斯坦旗
🇹🇰	Tokelau flag	托克劳旗
🇹🇱	Timor-Leste flag	东帝汶旗
🇹🇲	Turkmenistan flag	土库曼斯坦旗
🇹🇳	Tunisia flag	突尼斯旗
🇹🇴	Tonga flag	汤加旗
🇹🇷	Türkiye flag	土耳其旗
🇹🇹	Trinidad & Tobago flag	特立尼达和多巴哥旗
🇹🇻	Tuvalu flag	图瓦卢旗
🇹🇼	Taiwan flag	台湾旗
🇹🇿	Tanzania flag	坦桑尼亚旗
🇺🇦	Ukraine flag	乌克兰旗
🇺🇬	Uganda flag	乌干达旗
🇺🇲	U.S. Outlying Islands flag	美国本土外小岛屿旗
🇺🇳	United Nations flag	联合国旗
🇺🇸	United States flag	美国旗
🇺🇾	Uruguay flag	乌拉圭旗
🇺🇿	Uzbekistan flag	乌兹别克斯坦旗
🇻🇦	Vatican City flag	梵蒂冈旗
🇻🇨	St. Vincent & Grenadines flag	圣文森特和格林纳丁斯旗
🇻🇪	Venezuela flag	委内瑞拉旗
🇻🇬	British Virgin Islands flag	英属维尔京群岛旗
🇻🇮	U.S. Virgin Islands flag	美属维尔京群岛旗
🇻🇳	Vietnam flag	越南旗
🇻🇺	Vanuatu flag	瓦努阿图旗
🇼🇫	Wallis & Futuna flag	瓦利斯和富图纳旗
🇼🇸	Samoa flag	萨摩亚旗
🇽🇰	Kosovo flag	科索沃旗
🇾🇪	Yemen flag	也门旗
🇾🇹	Mayotte flag	马约特旗
🇿🇦	South Africa flag	南非旗
🇿🇲	Zambia flag	赞比亚旗
🇿🇼	Zimbabwe flag	津巴布韦旗
🈁	Japanese here button	日文的这里按钮
🈂	Japanese service charge button	日文的服务费按钮
🈚	Japanese free of charge button	日文的免费按钮
🈯	Japanese reserved button	日文的预留按钮
🈲	Japanese prohibited button	日文的禁止按钮
🈳	Japanese vacancy button	日文的有空位按钮
🈴	Japanese passing grade button	日文的合格按钮
🈵	Japanese no vacancy button	日文的没有空位按钮
🈶	Japanese not free of charge button	日文的收费按钮
🈷	Japanese monthly amount button	日文的月总量按钮
🈸	Japanese application button	日文的申请按钮
🈹	Japanese discount button	日文的打折按钮
🈺	Japanese open for business button	日文的开始营业按钮
🉐	Japanese bargain button	日文的议价按钮
🉑	Japanese acceptable button	日文的可接受按钮
🌀	cyclone	台风
🌁	foggy	有雾
🌂	closed umbrella	收起的伞
🌃	night with stars	夜晚
🌄	sunrise over mountains	山顶日出
🌅	sunrise	日出
🌆	cityscape at dusk	城市黄昏
🌇	sunset	日落
🌈	rainbow	彩虹
🌉	bridge at night	夜幕下的桥
🌊	water wave	浪花
🌋	volcano	火山
🌌	milky way	银河
🌍	globe showing Europe-Africa	地球上的欧洲非洲
🌎	globe showing Americas	地球上的美洲
🌏	globe showing Asia-Australia	地球上的亚洲澳洲
🌐	globe with meridians	带经纬线的地球
🌑	new moon	朔月
🌒	waxing crescent moon	蛾眉月
🌓	first quarter moon	上弦月
🌔	waxing gibbous moon	盈凸月
🌕	full moon	满月
🌖	waning gibbous moon	亏凸月
🌗	last quarter moon	下弦月
🌘	waning crescent moon	残月
🌙	crescent moon	弯月
🌚	new moon face	微笑的朔月
🌛	first quarter moon face	微笑的上弦月
🌜	last quarter moon face	微笑的下弦月
🌝	full moon face	微笑的月亮
🌞	sun with face	微笑的太阳
🌟	glowing star	闪亮的星星
🌠	shooting star	流星
🌡	thermometer	温度计
🌤	sun behind small cloud	晴偶有云
🌥	sun behind large cloud	多云
🌦	sun behind rain cloud	晴转雨
🌧	cloud with rain	下雨
🌨	cloud with snow	下雪
🌩	cloud with lightning	打雷
🌪	tornado	龙卷风
🌫	fog	雾
🌬	wind face	大风
🌭	hot dog	热狗
🌮	taco	墨西哥卷饼
🌯	burrito	墨西哥玉米煎饼
🌰	chestnut	栗子
🌱	seedling	幼苗
🌲	evergreen tree	松树
🌳	deciduous tree	落叶树
🌴	palm tree	棕榈树
🌵	cactus	仙人掌
🌶	hot pepper	红辣椒
🌷	tulip	郁金香
🌸	cherry blossom	樱花
🌹	rose	玫瑰
🌺	hibiscus	芙蓉
🌻	sunflower	向日葵
🌼	blossom	开花
🌽	ear of corn	玉米
🌾	sheaf of rice	稻子
🌿	herb	药草
🍀	four leaf clover	四叶草
🍁	maple leaf	枫叶
🍂	fallen leaf	落叶
🍃	leaf fluttering in wind	风吹叶落
🍄	mushroom	蘑菇
🍄‍🟫	brown mushroom	褐色蘑菇
🍅	tomato	西红柿
🍆	eggplant	茄子
🍇	grapes	葡萄
🍈	melon	甜瓜
🍉	watermelon	西瓜
🍊	tangerine	橘子
🍋	lemon	柠檬
🍋‍🟩	lime	青柠
🍌	banana	香蕉
🍍	pineapple	菠萝
🍎	red apple	红苹果
🍏	green apple	青苹果
🍐	pear	梨
🍑	peach	桃
🍒	cherries	樱桃
🍓	strawberry	草莓
🍔	hamburger	汉堡
🍕	pizza	披萨
🍖	meat on bone	排骨
🍗	poultry leg	家禽的腿
🍘	rice cracker	米饼
🍙	rice ball	饭团
🍚	cooked rice	米饭
🍛	curry rice	咖喱饭
🍜	steaming bowl	面条
🍝	spaghetti	意粉
🍞	bread	面包
🍟	french fries	薯条
🍠	roasted sweet potato	烤红薯
🍡	dango	团子
🍢	oden	关东煮
🍣	sushi	寿司
🍤	fried shrimp	天妇罗
🍥	fish cake with swirl	鱼板
🍦	soft ice cream	圆筒冰激凌
🍧	shaved ice	刨冰
🍨	ice cream	冰淇淋
🍩	doughnut	甜甜圈
🍪	cookie	饼干
🍫	chocolate bar	巧克力
🍬	candy	糖
🍭	lollipop	棒棒糖
🍮	custard	奶黄
🍯	honey pot	蜂蜜
🍰	shortcake	水果蛋糕
🍱	bento box	盒饭
🍲	pot of food	一锅食物
🍳	cooking	煎蛋
🍴	fork and knife	刀叉
🍵	teacup without handle	热茶
🍶	sake	清酒
🍷	wine glass	葡萄酒
🍸	cocktail glass	鸡尾酒
🍹	tropical drink	热带水果饮料
🍺	beer mug	啤酒
🍻	clinking beer mugs	干杯
🍼	baby bottle	奶瓶
🍽	fork and knife with plate	餐具
🍾	bottle with popping cork	开香槟
🍿	popcorn	爆米花
🎀	ribbon	蝴蝶结
🎁	wrapped gift	礼物
🎂	birthday cake	生日蛋糕
🎃	jack-o-lantern	南瓜灯
🎄	Christmas tree	圣诞树
🎅	Santa Claus	圣诞老人
🎆	fireworks	焰火
🎇	sparkler	烟花
🎈	balloon	气球
🎉	party popper	拉炮彩带
🎊	confetti ball	五彩纸屑球
🎋	tanabata tree	七夕树
🎌	crossed flags	交叉旗
🎍	pine decoration	门松
🎎	Japanese dolls	日本人形
🎏	carp streamer	鲤鱼旗
🎐	wind chime	风铃
🎑	moon viewing ceremony	赏月
🎒	backpack	书包
🎓	graduation cap	毕业帽
🎖	military medal	军功章
🎗	reminder ribbon	提示丝带
🎙	studio microphone	录音室麦克风
🎚	level slider	电平滑块
🎛	control knobs	控制旋钮
🎞	film frames	影片帧
🎟	admission tickets	入场券
🎠	carousel horse	旋转木马
🎡	ferris wheel	摩天轮
🎢	roller coaster	过山车
🎣	fishing pole	钓鱼竿
🎤	microphone	麦克风
🎥	movie camera	电影摄影机
🎦	cinema	电影院
🎧	headphone	耳机
🎨	artist palette	调色盘
🎩	top hat	礼帽
🎪	circus tent	马戏团帐篷
🎫	ticket	票
🎬	clapper board	场记板
🎭	performing arts	表演艺术
🎮	video game	游戏手柄
🎯	bullseye	正中靶心的飞镖
🎰	slot machine	老虎机
🎱	pool 8 ball	台球
🎲	game die	骰子
🎳	bowling	保龄球
🎴	flower playing cards	花札
🎵	musical note	音符
🎶	musical notes	多个音符
🎷	saxophone	萨克斯管
🎸	guitar	吉他
🎹	musical keyboard	音乐键盘
🎺	trumpet	小号
🎻	violin	小提琴
🎼	musical score	乐谱
🎽	running shirt	运动背心
🎾	tennis	网球
🎿	skis	滑雪
🏀	basketball	篮球
🏁	chequered flag	黑白方格旗
🏂	snowboarder	滑雪板
🏃	person running	跑步者
🏃‍♀	woman running	女生跑步
🏃‍♀‍➡	woman running	女生跑步
🏃‍♂	man running	男生跑步
🏃‍♂‍➡	man running	男生跑步
🏃‍➡	person running	跑步者
🏄	person surfing	冲浪
🏄‍♀	woman surfing	女生冲浪
🏄‍♂	man surfing	男生冲浪
🏅	sports medal	奖牌
🏆	trophy	奖杯
🏇	horse racing	赛马
🏈	american football	美式橄榄球
🏉	rugby football	英式橄榄球
🏊	person swimming	游泳
🏊‍♀	woman swimming	女生游泳
🏊‍♂	man swimming	男生游泳
🏋	person lifting weights	举重
🏋‍♀	woman lifting weights	女生举重
🏋‍♂	man lifting weights	男生举重
🏌	person golfing	打高尔夫的人
🏌‍♀	woman golfing	女生打高尔夫
🏌‍♂	man golfing	男生打高尔夫
🏍	motorcycle	摩托车
🏎	racing car	赛车
🏏	cricket game	板球
🏐	volleyball	排球
🏑	field hockey	曲棍球
🏒	ice hockey	冰球
🏓	ping pong	乒乓球
🏔	snow-capped mountain	雪山
🏕	camping	露营
🏖	beach with umbrella	沙滩伞
🏗	building construction	施工
🏘	houses	房屋建筑
🏙	cityscape	城市风光
🏚	derelict house	废墟
🏛	classical building	古典建筑
🏜	desert	沙漠
🏝	desert island	无人荒岛
🏞	national park	国家公园
🏟	stadium	体育馆
🏠	house	房子
🏡	house with garden	别墅
🏢	office building	办公楼
🏣	Japanese post office	日本邮局
🏤	post office	邮局
🏥	hospital	医院
🏦	bank	银行
🏧	ATM sign	取款机
🏨	hotel	酒店
🏩	love hotel	情人酒店
🏪	convenience store	便利店
🏫	school	学校
🏬	department store	商场
🏭	factory	工厂
🏮	red paper lantern	红灯笼
🏯	Japanese castle	日本城堡
🏰	castle	欧洲城堡
🏳	white flag	白旗
🏳‍⚧	transgender flag	跨性别旗
🏳‍🌈	rainbow flag	彩虹旗
🏴	black flag	黑旗
🏴‍☠	pirate flag	海盗旗
🏴󠁧󠁢󠁥󠁮󠁧󠁿	England flag	英格兰旗
🏴󠁧󠁢󠁳󠁣󠁴󠁿	Scotland flag	苏格兰旗
🏴󠁧󠁢󠁷󠁬󠁳󠁿	Wales flag	威尔士旗
🏵	rosette	圆形花饰
🏷	label	标签
🏸	badminton	羽毛球
🏹	bow and arrow	弓和箭
🏺	amphora	双耳瓶
🐀	rat	耗子
🐁	mouse	老鼠
🐂	ox	公牛
🐃	water buffalo	水牛
🐄	cow	奶牛
🐅	tiger	老虎
🐆	leopard	豹子
🐇	rabbit	兔子
🐈	cat	猫
🐈‍⬛	black cat	黑猫
🐉	dragon	龙
🐊	crocodile	鳄鱼
🐋	whale	鲸鱼
🐌	snail	蜗牛
🐍	snake	蛇
🐎	horse	马
🐏	ram	公羊
🐐	goat	山羊
🐑	ewe	母羊
🐒	monkey	猴子
🐓	rooster	公鸡
🐔	chicken	鸡
🐕	dog	狗
🐕‍🦺	service dog	服务犬
🐖	pig	猪
🐗	boar	野猪
🐘	elephant	大象
🐙	octopus	章鱼
🐚	spiral shell	海螺
🐛	bug	毛毛虫
🐜	ant	蚂蚁
🐝	honeybee	蜜蜂
🐞	lady beetle	瓢虫
🐟	fish	鱼
🐠	tropical fish	热带鱼
🐡	blowfish	河豚
🐢	turtle	龟
🐣	hatching chick	小鸡破壳
🐤	baby chick	小鸡
🐥	front-facing baby chick	正面朝向的小鸡
🐦	bird	鸟
🐦‍⬛	black bird	黑色的鸟
🐦‍🔥	phoenix	凤凰
🐧	penguin	企鹅
🐨	koala	考拉
🐩	poodle	贵宾犬
🐪	camel	骆驼
🐫	two-hump camel	双峰骆驼
🐬	dolphin	海豚
🐭	mouse face	老鼠头
🐮	cow face	奶牛头
🐯	tiger face	老虎头
🐰	rabbit face	兔子头
🐱	cat face	猫脸
🐲	dragon face	龙头
🐳	spouting whale	喷水的鲸
🐴	horse face	马头
🐵	monkey face	猴头
🐶	dog face	狗脸
🐷	pig face	猪头
🐸	frog	青蛙
🐹	hamster	仓鼠
🐺	wolf	狼
🐻	bear	熊
🐻‍❄	polar bear	北极熊
🐼	panda	熊猫
🐽	pig nose	猪鼻子
🐾	paw prints	爪印
🐿	chipmunk	松鼠
👀	eyes	双眼
👁	eye	眼睛
👁‍🗨	eye in speech bubble	眼睛对话框
👂	ear	耳朵
👃	nose	鼻子
👄	mouth	嘴
👅	tongue	舌头
👆	backhand index pointing up	反手食指向上指
👇	backhand index pointing down	反手食指向下指
👈	backhand index pointing left	反手食指向左指
👉	backhand index pointing right	反手食指向右指
👊	oncoming fist	出拳
👋	waving hand	挥手
👌	OK hand	OK
👍	thumbs up	拇指向上
👎	thumbs down	拇指向下
👏	clapping hands	鼓掌
👐	open hands	张开双手
👑	crown	皇冠
👒	woman’s hat	女帽
👓	glasses	眼镜
👔	necktie	领带
👕	t-shirt	T恤
👖	jeans	牛仔裤
👗	dress	连衣裙
👘	kimono	和服
👙	bikini	比基尼
👚	woman’s clothes	女装
👛	purse	钱包
👜	handbag	手提包
👝	clutch bag	手袋
👞	man’s shoe	男鞋
👟	running shoe	跑鞋
👠	high-heeled shoe	高跟鞋
👡	woman’s sandal	女式凉鞋
👢	woman’s boot	女靴
👣	footprints	脚印
👤	bust in silhouette	人像
👥	busts in silhouette	双人像
👦	boy	男孩
👧	girl	女孩
👨	man	男人
👨‍⚕	man health worker	男医生
👨‍⚖	man judge	男法官
👨‍✈	man pilot	男飞行员
👨‍❤‍👨	couple with heart	情侣
👨‍❤‍💋‍👨	kiss	亲吻
👨‍🌾	man farmer	农夫
👨‍🍳	man cook	男厨师
👨‍🍼	man feeding baby	哺乳的男人
👨‍🎓	man student	男学生
👨‍🎤	man singer	男歌手
👨‍🎨	man artist	男艺术家
👨‍🏫	man teacher	男老师
👨‍🏭	man factory worker	男工人
👨‍🐰‍👨	men with bunny ears	兔先生
👨‍👦	family	家庭
👨‍👦‍👦	family	家庭
👨‍👧	family	家庭
👨‍👧‍👦	family	家庭
👨‍👧‍👧	family	家庭
👨‍👨‍👦	family	家庭
👨‍👨‍👦‍👦	family	家庭
👨‍👨‍👧	family	家庭
👨‍👨‍👧‍👦	family	家庭
👨‍👨‍👧‍👧	family	家庭
👨‍👩‍👦	family	家庭
👨‍👩‍👦‍👦	family	家庭
👨‍👩‍👧	family	家庭
👨‍👩‍👧‍👦	family	家庭
👨‍👩‍👧‍👧	family	家庭
👨‍💻	man technologist	男程序员
👨‍💼	man office worker	男白领
👨‍🔧	man mechanic	男技工
👨‍🔬	man scientist	男科学家
👨‍🚀	man astronaut	男宇航员
👨‍🚒	man firefighter	男消防员
👨‍🤝‍👨	men holding hands	手拉手的两个男人
👨‍🦯	man with white cane	拄盲杖的男人
👨‍🦯‍➡	man with white cane	拄盲杖的男人
👨‍🦰	man with red hair	红发的男人
👨‍🦱	man with curly hair	卷发的男人
👨‍🦲	bald man	秃顶的男人
👨‍🦳	man with white hair	白发的男人
👨‍🦼	man in motorized wheelchair	坐电动轮椅的男人
👨‍🦼‍➡	man in motorized wheelchair	坐电动轮椅的男人
👨‍🦽	man in manual wheelchair	坐手动轮椅的男人
👨‍🦽‍➡	man in manual wheelchair	坐手动轮椅的男人
👨‍🫯‍👨	men wrestling	男生摔跤
👩	woman	女人
👩‍⚕	woman health worker	女医生
👩‍⚖	woman judge	女法官
👩‍✈	woman pilot	女飞行员
👩‍❤‍👨	couple with heart	情侣
👩‍❤‍👩	couple with heart	情侣
👩‍❤‍💋‍👨	kiss	亲吻
👩‍❤‍💋‍👩	kiss	亲吻
👩‍🌾	woman farmer	农妇
👩‍🍳	woman cook	女厨师
👩‍🍼	woman feeding baby	哺乳的女人
👩‍🎓	woman student	女学生
👩‍🎤	woman singer	女歌手
👩‍🎨	woman artist	女艺术家
👩‍🏫	woman teacher	女老师
👩‍🏭	woman factory worker	女工人
👩‍🐰‍👩	women with bunny ears	兔女郎
👩‍👦	family	家庭
👩‍👦‍👦	family	家庭
👩‍👧	family	家庭
👩‍👧‍👦	family	家庭
👩‍👧‍👧	family	家庭
👩‍👩‍👦	family	家庭
👩‍👩‍👦‍👦	family	家庭
👩‍👩‍👧	family	家庭
👩‍👩‍👧‍👦	family	家庭
👩‍👩‍👧‍👧	family	家庭
👩‍💻	woman technologist	女程序员
👩‍💼	woman office worker	女白领
👩‍🔧	woman mechanic	女技工
👩‍🔬	woman scientist	女科学家
👩‍🚀	woman astronaut	女宇航员
👩‍🚒	woman firefighter	女消防员
👩‍🤝‍👨	woman and man holding hands	手拉手的一男一女
👩‍🤝‍👩	women holding hands	手拉手的两个女人
👩‍🦯	woman with white cane	拄盲杖的女人
👩‍🦯‍➡	woman with white cane	拄盲杖的女人
👩‍🦰	woman with red hair	红发的女人
👩‍🦱	woman with curly hair	卷发的女人
👩‍🦲	bald woman	秃顶的女人
👩‍🦳	woman with white hair	白发的女人
👩‍🦼	woman in motorized wheelchair	坐电动轮椅的女人
👩‍🦼‍➡	woman in motorized wheelchair	坐电动轮椅的女人
👩‍🦽	woman in manual wheelchair	坐手动轮椅的女人
👩‍🦽‍➡	woman in manual wheelchair	坐手动轮椅的女人
👩‍🫯‍👩	women wrestling	女生摔跤
👪	family	家庭
👫	woman and man holding hands	手拉手的一男一女
👬	men holding hands	手拉手的两个男人
👭	women holding hands	手拉手的两个女人
👮	police officer	警察
👮‍♀	woman police officer	女警察
👮‍♂	man police officer	男警察
👯	people with bunny ears	戴兔耳朵的人
👯‍♀	women with bunny ears	兔女郎
👯‍♂	men with bunny ears	兔先生
👰	person with veil	戴头纱的人
👰‍♀	woman with veil	戴头纱的女人
👰‍♂	man with veil	戴头纱的男人
👱	person with blond hair	金色头发的人
👱‍♀	woman with blond hair	金发女
👱‍♂	man with blond hair	金发男
👲	person with skullcap	戴瓜皮帽的人
👳	person wearing turban	戴头巾的人
👳‍♀	woman wearing turban	戴头巾的女人
👳‍♂	man wearing turban	戴头巾的男人
👴	old man	老爷爷
👵	old woman	老奶奶
👶	baby	小宝贝
👷	construction worker	建筑工人
👷‍♀	woman construction worker	女建筑工人
👷‍♂	man construction worker	男建筑工人
👸	princess	公主
👹	ogre	食人魔
👺	goblin	小妖精
👻	ghost	鬼
👼	baby angel	小天使
👽	alien	外星人
👾	alien monster	外星怪物
👿	angry face with horns	生气的恶魔
💀	skull	头骨
💁	person tipping hand	前台
💁‍♀	woman tipping hand	前台女
💁‍♂	man tipping hand	前台男
💂	guard	卫兵
💂‍♀	woman guard	女卫兵
💂‍♂	man guard	男卫兵
💃	woman dancing	跳舞的女人
💄	lipstick	唇膏
💅	nail polish	涂指甲油
💆	person getting massage	按摩
💆‍♀	woman getting massage	女生按摩
💆‍♂	man getting massage	男生按摩
💇	person getting haircut	理发
💇‍♀	woman getting haircut	女生理发
💇‍♂	man getting haircut	男生理发
💈	barber pole	理发店
💉	syringe	注射器
💊	pill	药丸
💋	kiss mark	唇印
💌	love letter	情书
💍	ring	戒指
💎	gem stone	宝石
💏	kiss	亲吻
💐	bouquet	花束
💑	couple with heart	情侣
💒	wedding	婚礼
💓	beating heart	心跳
💔	broken heart	心碎
💕	two hearts	两颗心
💖	sparkling heart	闪亮的心
💗	growing heart	搏动的心
💘	heart with arrow	心中箭了
💙	blue heart	蓝心
💚	green heart	绿心
💛	yellow heart	黄心
💜	purple heart	紫心
💝	heart with ribbon	系有缎带的心
💞	revolving hearts	舞动的心
💟	heart decoration	心型装饰
💠	diamond with a dot	带圆点的菱形
💡	light bulb	灯泡
💢	anger symbol	怒
💣	bomb	炸弹
💤	ZZZ	睡着
💥	collision	爆炸
💦	sweat droplets	汗滴
💧	droplet	水滴
💨	dashing away	尾气
💩	pile of poo	大便
💪	flexed biceps	肌肉
💫	dizzy	头晕
💬	speech balloon	话语气泡
💭	thought balloon	内心活动气泡
💮	white flower	白花
💯	hundred points	一百分
💰	money bag	钱袋
💱	currency exchange	货币兑换
💲	heavy dollar sign	粗美元符号
💳	credit card	信用卡
💴	yen banknote	日元
💵	dollar banknote	美元
💶	euro banknote	欧元
💷	pound banknote	英镑
💸	money with wings	长翅膀的钱
💹	chart increasing with yen	趋势向上且带有日元符号的图表
💺	seat	座位
💻	laptop	笔记本电脑
💼	briefcase	公文包
💽	computer disk	电脑光盘
💾	floppy disk	软盘
💿	optical disk	光盘
📀	dvd	DVD
📁	file folder	文件夹
📂	open file folder	打开的文件夹
📃	page with curl	带卷边的页面
📄	page facing up	文件
📅	calendar	日历
📆	tear-off calendar	手撕日历
📇	card index	卡片索引
📈	chart increasing	趋势向上的图表
📉	chart decreasing	趋势向下的图表
📊	bar chart	条形图
📋	clipboard	剪贴板
📌	pushpin	图钉
📍	round pushpin	圆图钉
📎	paperclip	回形针
📏	straight ruler	直尺
📐	triangular ruler	三角尺
📑	bookmark tabs	标签页
📒	ledger	账本
📓	notebook	笔记本
📔	notebook with decorative cover	精装笔记本
📕	closed book	合上的书本
📖	open book	打开的书本
📗	green book	绿色书本
📘	blue book	蓝色书本
📙	orange book	橙色书本
📚	books	书
📛	name badge	姓名牌
📜	scroll	卷轴
📝	memo	备忘录
📞	telephone receiver	电话听筒
📟	pager	寻呼机
📠	fax machine	传真机
📡	satellite antenna	卫星天线
📢	loudspeaker	喇叭
📣	megaphone	扩音器
📤	outbox tray	发件箱
📥	inbox tray	收件箱
📦	package	包裹
📧	e-mail	电子邮件
📨	incoming envelope	来信
📩	envelope with arrow	收邮件
📪	closed mailbox with lowered flag	无待收信件
📫	closed mailbox with raised flag	有待收信件
📬	open mailbox with raised flag	有新信件
📭	open mailbox with lowered flag	无新信件
📮	postbox	邮筒
📯	postal horn	邮号
📰	newspaper	报纸
📱	mobile phone	手机
📲	mobile phone with arrow	带有箭头的手机
📳	vibration mode	振动模式
📴	mobile phone off	手机关机
📵	no mobile phones	禁止使用手机
📶	antenna bars	信号强度条
📷	camera	相机
📸	camera with flash	开闪光灯的相机
📹	video camera	摄像机
📺	television	电视机
📻	radio	收音机
📼	videocassette	录像带
📽	film projector	电影放映机
📿	prayer beads	念珠
🔀	shuffle tracks button	随机播放音轨按钮
🔁	repeat button	重复按钮
🔂	repeat single button	重复一次按钮
🔃	clockwise vertical arrows	顺时针垂直箭头
🔄	counterclockwise arrows button	逆时针箭头按钮
🔅	dim button	低亮度按钮
🔆	bright button	高亮度按钮
🔇	muted speaker	已静音的扬声器
🔈	speaker low volume	低音量的扬声器
🔉	speaker medium volume	中等音量的扬声器
🔊	speaker high volume	高音量的扬声器
🔋	battery	电池
🔌	electric plug	电源插头
🔍	magnifying glass tilted left	左斜的放大镜
🔎	magnifying glass tilted right	右斜的放大镜
🔏	locked with pen	墨水笔和锁
🔐	locked with key	钥匙和锁
🔑	key	钥匙
🔒	locked	合上的锁
🔓	unlocked	打开的锁
🔔	bell	铃铛
🔕	bell with slash	禁止响铃
🔖	bookmark	书签
🔗	link	链接
🔘	radio button	单选按钮
🔙	BACK arrow	返回箭头
🔚	END arrow	结束箭头
🔛	ON arrow	ON 箭头
🔜	SOON arrow	SOON 箭头
🔝	TOP arrow	置顶
🔞	no one under eighteen	18禁
🔟	10	10
🔠	input latin uppercase	输入大写拉丁字母
🔡	input latin lowercase	输入小写拉丁字母
🔢	input numbers	输入数字
🔣	input symbols	输入符号
🔤	input latin letters	输入拉丁字母
🔥	fire	火焰
🔦	flashlight	手电筒
🔧	wrench	扳手
🔨	hammer	锤子
🔩	nut and bolt	螺母与螺栓
🔪	kitchen knife	菜刀
🔫	water pistol	水枪
🔬	microscope	显微镜
🔭	telescope	望远镜
🔮	crystal ball	水晶球
🔯	dotted six-pointed star	带中间点的六芒星
🔰	Japanese symbol for beginner	日本新手驾驶标志
🔱	trident emblem	三叉戟徽章
🔲	black square button	黑色方形按钮
🔳	white square button	白色方形按钮
🔴	red circle	红色圆
🔵	blue circle	蓝色圆
🔶	large orange diamond	橙色大菱形
🔷	large blue diamond	蓝色大菱形
🔸	small orange diamond	橙色小菱形
🔹	small blue diamond	蓝色小菱形
🔺	red triangle pointed up	红色正三角
🔻	red triangle pointed down	红色倒三角
🔼	upwards button	向上三角形按钮
🔽	downwards button	向下三角形按钮
🕉	om	奥姆
🕊	dove	鸽
🕋	kaaba	克尔白
🕌	mosque	清真寺
🕍	synagogue	犹太教堂
🕎	menorah	烛台
🕐	one o’clock	一点
🕑	two o’clock	两点
🕒	three o’clock	三点
🕓	four o’clock	四点
🕔	five o’clock	五点
🕕	six o’clock	六点
🕖	seven o’clock	七点
🕗	eight o’clock	八点
🕘	nine o’clock	九点
🕙	ten o’clock	十点
🕚	eleven o’clock	十一点
🕛	twelve o’clock	十二点
🕜	one-thirty	一点半
🕝	two-thirty	两点半
🕞	three-thirty	三点半
🕟	four-thirty	四点半
🕠	five-thirty	五点半
🕡	six-thirty	六点半
🕢	seven-thirty	七点半
🕣	eight-thirty	八点半
🕤	nine-thirty	九点半
🕥	ten-thirty	十点半
🕦	eleven-thirty	十一点半
🕧	twelve-thirty	十二点半
🕯	candle	蜡烛
🕰	mantelpiece clock	座钟
🕳	hole	洞
🕴	person in suit levitating	西装革履的人
🕵	detective	侦探
🕵‍♀	woman detective	女侦探
🕵‍♂	man detective	男侦探
🕶	sunglasses	墨镜
🕷	spider	蜘蛛
🕸	spider web	蜘蛛网
🕹	joystick	游戏操控杆
🕺	man dancing	跳舞的男人
🖇	linked paperclips	连起来的两个回形针
🖊	pen	笔
🖋	fountain pen	钢笔
🖌	paintbrush	画笔
🖍	crayon	蜡笔
🖐	hand with fingers splayed	手掌
🖕	middle finger	竖中指
🖖	vulcan salute	瓦肯举手礼
🖤	black heart	黑心
🖥	desktop computer	台式电脑
🖨	printer	打印机
🖱	computer mouse	电脑鼠标
🖲	trackball	轨迹球
🖼	framed picture	带框的画
🗂	card index dividers	索引分隔文件夹
🗃	card file box	卡片盒
🗄	file cabinet	文件柜
🗑	wastebasket	垃圾桶
🗒	spiral notepad	线圈本
🗓	spiral calendar	线圈日历
🗜	clamp	夹钳
🗝	old key	老式钥匙
🗞	rolled-up newspaper	报纸卷
🗡	dagger	匕首
🗣	speaking head	说话
🗨	left speech bubble	朝左的话语气泡
🗯	right anger bubble	愤怒话语气泡
🗳	ballot box with ballot	投票箱
🗺	world map	世界地图
🗻	mount fuji	富士山
🗼	Tokyo tower	东京塔
🗽	Statue of Liberty	自由女神像
🗾	map of Japan	日本地图
🗿	moai	摩埃
😀	grinning face	嘿嘿
😁	beaming face with smiling eyes	嘻嘻
😂	face with tears of joy	笑哭了
😃	grinning face with big eyes	哈哈
😄	grinning face with smiling eyes	大笑
😅	grinning face with sweat	苦笑
😆	grinning squinting face	斜眼笑
😇	smiling face with halo	微笑天使
😈	smiling face with horns	恶魔微笑
😉	winking face	眨眼
😊	smiling face with smiling eyes	羞涩微笑
😋	face savoring food	好吃
😌	relieved face	松了口气
😍	smiling face with heart-eyes	花痴
😎	smiling face with sunglasses	墨镜笑脸
😏	smirking face	得意
😐	neutral face	冷漠
😑	expressionless face	无语
😒	unamused face	不高兴
😓	downcast face with sweat	汗
😔	pensive face	沉思
😕	confused face	困扰
😖	confounded face	困惑
😗	kissing face	亲亲
😘	face blowing a kiss	飞吻
😙	kissing face with smiling eyes	微笑亲亲
😚	kissing face with closed eyes	羞涩亲亲
😛	face with tongue	吐舌
😜	winking face with tongue	单眼吐舌
😝	squinting face with tongue	眯眼吐舌
😞	disappointed face	失望
😟	worried face	担心
😠	angry face	生气
😡	enraged face	怒火中烧
😢	crying face	哭
😣	persevering face	痛苦
😤	face with steam from nose	傲慢
😥	sad but relieved face	失望但如释重负
😦	frowning face with open mouth	啊
😧	anguished face	极度痛苦
😨	fearful face	害怕
😩	weary face	累死了
😪	sleepy face	困
😫	tired face	累
😬	grimacing face	龇牙咧嘴
😭	loudly crying face	放声大哭
😮	face with open mouth	吃惊
😮‍💨	face exhaling	呼气
😯	hushed face	缄默
😰	anxious face with sweat	冷汗
😱	face screaming in fear	吓死了
😲	astonished face	震惊
😳	flushed face	脸红
😴	sleeping face	睡着了
😵	face with crossed-out eyes	晕头转向
😵‍💫	face with spiral eyes	晕
😶	face without mouth	沉默
😶‍🌫	face in clouds	迷茫
😷	face with medical mask	感冒
😸	grinning cat with smiling eyes	微笑的猫
😹	cat with tears of joy	笑出眼泪的猫
😺	grinning cat	大笑的猫
😻	smiling cat with heart-eyes	花痴的猫
😼	cat with wry smile	奸笑的猫
😽	kissing cat	亲亲猫
😾	pouting cat	生气的猫
😿	crying cat	哭泣的猫
🙀	weary cat	疲倦的猫
🙁	slightly frowning face	微微不满
🙂	slightly smiling face	呵呵
🙂‍↔	head shaking horizontally	左右摇头
🙂‍↕	head shaking vertically	上下点头
🙃	upside-down face	倒脸
🙄	face with rolling eyes	翻白眼
🙅	person gesturing NO	禁止手势
🙅‍♀	woman gesturing NO	禁止手势女
🙅‍♂	man gesturing NO	禁止手势男
🙆	person gesturing OK	OK手势
🙆‍♀	woman gesturing OK	OK手势女
🙆‍♂	man gesturing OK	OK手势男
🙇	person bowing	鞠躬
🙇‍♀	woman bowing	女生鞠躬
🙇‍♂	man bowing	男生鞠躬
🙈	see-no-evil monkey	非礼勿视
🙉	hear-no-evil monkey	非礼勿听
🙊	speak-no-evil monkey	非礼勿言
🙋	person raising hand	举手
🙋‍♀	woman raising hand	女生举手
🙋‍♂	man raising hand	男生举手
🙌	raising hands	举双手
🙍	person frowning	皱眉
🙍‍♀	woman frowning	皱眉女
🙍‍♂	man frowning	皱眉男
🙎	person pouting	撅嘴
🙎‍♀	woman pouting	撅嘴女
🙎‍♂	man pouting	撅嘴男
🙏	folded hands	双手合十
🚀	rocket	火箭
🚁	helicopter	直升机
🚂	locomotive	蒸汽火车
🚃	railway car	轨道车
🚄	high-speed train	高速列车
🚅	bullet train	子弹头高速列车
🚆	train	火车
🚇	metro	地铁
🚈	light rail	轻轨
🚉	station	车站
🚊	tram	路面电车
🚋	tram car	有轨电车
🚌	bus	公交车
🚍	oncoming bus	迎面驶来的公交车
🚎	trolleybus	无轨电车
🚏	bus stop	公交车站
🚐	minibus	小巴
🚑	ambulance	救护车
🚒	fire engine	消防车
🚓	police car	警车
🚔	oncoming police car	迎面驶来的警车
🚕	taxi	出租车
🚖	oncoming taxi	迎面驶来的出租车
🚗	automobile	汽车
🚘	oncoming automobile	迎面驶来的汽车
🚙	sport utility vehicle	运动型多用途车
🚚	delivery truck	货车
🚛	articulated lorry	铰接式货车
🚜	tractor	拖拉机
🚝	monorail	单轨
🚞	mountain railway	山区铁路
🚟	suspension railway	空轨
🚠	mountain cableway	缆车
🚡	aerial tramway	索道
🚢	ship	船
🚣	person rowing boat	划艇
🚣‍♀	woman rowing boat	女生划船
🚣‍♂	man rowing boat	男生划船
🚤	speedboat	快艇
🚥	horizontal traffic light	横向的红绿灯
🚦	vertical traffic light	纵向的红绿灯
🚧	construction	路障
🚨	police car light	警车灯
🚩	triangular flag	三角旗
🚪	door	门
🚫	prohibited	禁止
🚬	cigarette	香烟
🚭	no smoking	禁止吸烟
🚮	litter in bin sign	倒垃圾
🚯	no littering	禁止乱扔垃圾
🚰	potable water	饮用水
🚱	non-potable water	非饮用水
🚲	bicycle	自行车
🚳	no bicycles	禁止自行车
🚴	person biking	骑自行车
🚴‍♀	woman biking	女生骑自行车
🚴‍♂	man biking	男生骑自行车
🚵	person mountain biking	骑山地车
🚵‍♀	woman mountain biking	女生骑山地车
🚵‍♂	man mountain biking	男生骑山地车
🚶	person walking	行人
🚶‍♀	woman walking	女行人
🚶‍♀‍➡	woman walking	女行人
🚶‍♂	man walking	男行人
🚶‍♂‍➡	man walking	男行人
🚶‍➡	person walking	行人
🚷	no pedestrians	禁止行人通行
🚸	children crossing	儿童过街
🚹	men’s room	男厕
🚺	women’s room	女厕
🚻	restroom	卫生间
🚼	baby symbol	宝宝
🚽	toilet	马桶
🚾	water closet	厕所
🚿	shower	淋浴
🛀	person taking bath	洗澡的人
🛁	bathtub	浴缸
🛂	passport control	护照检查
🛃	customs	海关
🛄	baggage claim	提取行李
🛅	left luggage	寄存行李
🛋	couch and lamp	沙发和灯
🛌	person in bed	躺在床上的人
🛍	shopping bags	购物袋
🛎	bellhop bell	服务铃
🛏	bed	床
🛐	place of worship	宗教场所
🛑	stop sign	停止标志
🛒	shopping cart	购物车
🛕	hindu temple	印度寺庙
🛖	hut	小屋
🛗	elevator	电梯
🛘	landslide	山体滑坡
🛜	wireless	无线
🛝	playground slide	游乐场滑梯
🛞	wheel	车轮
🛟	ring buoy	救生圈
🛠	hammer and wrench	锤子与扳手
🛡	shield	盾牌
🛢	oil drum	石油桶
🛣	motorway	高速公路
🛤	railway track	铁轨
🛥	motor boat	摩托艇
🛩	small airplane	小型飞机
🛫	airplane departure	航班起飞
🛬	airplane arrival	航班降落
🛰	satellite	卫星
🛳	passenger ship	客轮
🛴	kick scooter	滑板车
🛵	motor scooter	小型摩托车
🛶	canoe	独木舟
🛷	sled	雪橇
🛸	flying saucer	飞碟
🛹	skateboard	滑板
🛺	auto rickshaw	三轮摩托车
🛻	pickup truck	敞蓬小型载货卡车
🛼	roller skate	四轮滑冰鞋
🟠	orange circle	橙色圆
🟡	yellow circle	黄色圆
🟢	green circle	绿色圆
🟣	purple circle	紫色圆
🟤	brown circle	棕色圆
🟥	red square	红色方块
🟦	blue square	蓝色方块
🟧	orange square	橙色方块
🟨	yellow square	黄色方块
🟩	green square	绿色方块
🟪	purple square	紫色方块
🟫	brown square	棕色方块
🟰	heavy equals sign	粗等号
🤌	pinched fingers	捏手指
🤍	white heart	白心
🤎	brown heart	棕心
🤏	pinching hand	捏合的手势
🤐	zipper-mouth face	闭嘴
🤑	money-mouth face	发财
🤒	face with thermometer	发烧
🤓	nerd face	书呆子脸
🤔	thinking face	想一想
🤕	face with head-bandage	受伤
🤖	robot	机器人
🤗	smiling face with open hands	抱抱
🤘	sign of the horns	摇滚
🤙	call me hand	给我打电话
🤚	raised back of hand	立起的手背
🤛	left-facing fist	朝左的拳头
🤜	right-facing fist	朝右的拳头
🤝	handshake	握手
🤞	crossed fingers	交叉的手指
🤟	love-you gesture	爱你的手势
🤠	cowboy hat face	牛仔帽脸
🤡	clown face	小丑脸
🤢	nauseated face	恶心
🤣	rolling on the floor laughing	笑得满地打滚
🤤	drooling face	流口水
🤥	lying face	说谎
🤦	person facepalming	捂脸
🤦‍♀	woman facepalming	女生捂脸
🤦‍♂	man facepalming	男生捂脸
🤧	sneezing face	打喷嚏
🤨	face with raised eyebrow	挑眉
🤩	star-struck	好崇拜哦
🤪	zany face	滑稽
🤫	shushing face	安静的脸
🤬	face with symbols on mouth	嘴上有符号的脸
🤭	face with hand over mouth	不说
🤮	face vomiting	呕吐
🤯	exploding head	爆炸头
🤰	pregnant woman	孕妇
🤱	breast-feeding	母乳喂养
🤲	palms up together	掌心向上托起
🤳	selfie	自拍
🤴	prince	王子
🤵	person in tuxedo	穿燕尾服的人
🤵‍♀	woman in tuxedo	穿礼服的女人
🤵‍♂	man in tuxedo	穿礼服的男人
🤶	Mrs. Claus	圣诞奶奶
🤷	person shrugging	耸肩
🤷‍♀	woman shrugging	女生耸肩
🤷‍♂	man shrugging	男生耸肩
🤸	person cartwheeling	侧手翻
🤸‍♀	woman cartwheeling	女生侧手翻
🤸‍♂	man cartwheeling	男生侧手翻
🤹	person juggling	抛接杂耍
🤹‍♀	woman juggling	女生抛接杂耍
🤹‍♂	man juggling	男生抛接杂耍
🤺	person fencing	击剑选手
🤼	people wrestling	摔跤选手
🤼‍♀	women wrestling	女生摔跤
🤼‍♂	men wrestling	男生摔跤
🤽	person playing water polo	水球
🤽‍♀	woman playing water polo	女生玩水球
🤽‍♂	man playing water polo	男生玩水球
🤾	person playing handball	手球
🤾‍♀	woman playing handball	女生玩手球
🤾‍♂	man playing handball	男生玩手球
🤿	diving mask	潜水面罩
🥀	wilted flower	枯萎的花
🥁	drum	鼓
🥂	clinking glasses	碰杯
🥃	tumbler glass	平底杯
🥄	spoon	匙
🥅	goal net	球门
🥇	1st place medal	金牌
🥈	2nd place medal	银牌
🥉	3rd place medal	铜牌
🥊	boxing glove	拳击手套
🥋	martial arts uniform	练武服
🥌	curling stone	冰壶
🥍	lacrosse	袋棍球
🥎	softball	垒球
🥏	flying disc	飞盘
🥐	croissant	羊角面包
🥑	avocado	鳄梨
🥒	cucumber	黄瓜
🥓	bacon	培根
🥔	potato	土豆
🥕	carrot	胡萝卜
🥖	baguette bread	法式长棍面包
🥗	green salad	绿色沙拉
🥘	shallow pan of food	装有食物的浅底锅
🥙	stuffed flatbread	夹心饼
🥚	egg	蛋
🥛	glass of milk	一杯奶
🥜	peanuts	花生
🥝	kiwi fruit	猕猴桃
🥞	pancakes	烙饼
🥟	dumpling	饺子
🥠	fortune cookie	幸运饼干
🥡	takeout box	外卖盒
🥢	chopsticks	筷子
🥣	bowl with spoon	碗勺
🥤	cup with straw	带吸管杯
🥥	coconut	椰子
🥦	broccoli	西兰花
🥧	pie	派
🥨	pretzel	椒盐卷饼
🥩	cut of meat	肉块
🥪	sandwich	三明治
🥫	canned food	罐头食品
🥬	leafy green	绿叶蔬菜
🥭	mango	芒果
🥮	moon cake	月饼
🥯	bagel	面包圈
🥰	smiling face with hearts	喜笑颜开
🥱	yawning face	打呵欠
🥲	smiling face with tear	含泪的笑脸
🥳	partying face	聚会笑脸
🥴	woozy face	头昏眼花
🥵	hot face	脸发烧
🥶	cold face	冷脸
🥷	ninja	忍者
🥸	disguised face	伪装的脸
🥹	face holding back tears	忍住泪水
🥺	pleading face	恳求的脸
🥻	sari	纱丽
🥼	lab coat	白大褂
🥽	goggles	护目镜
🥾	hiking boot	登山鞋
🥿	flat shoe	平底鞋
🦀	crab	蟹
🦁	lion	狮子
🦂	scorpion	蝎子
🦃	turkey	火鸡
🦄	unicorn	独角兽
🦅	eagle	鹰
🦆	duck	鸭子
🦇	bat	蝙蝠
🦈	shark	鲨鱼
🦉	owl	猫头鹰
🦊	fox	狐狸
🦋	butterfly	蝴蝶
🦌	deer	鹿
🦍	gorilla	大猩猩
🦎	lizard	蜥蜴
🦏	rhinoceros	犀牛
🦐	shrimp	虾
🦑	squid	乌贼
🦒	giraffe	长颈鹿
🦓	zebra	斑马
🦔	hedgehog	刺猬
🦕	sauropod	蜥蜴类
🦖	T-Rex	霸王龙
🦗	cricket	蟋蟀
🦘	kangaroo	袋鼠
🦙	llama	美洲鸵
🦚	peacock	孔雀
🦛	hippopotamus	河马
🦜	parrot	鹦鹉
🦝	raccoon	浣熊
🦞	lobster	龙虾
🦟	mosquito	蚊子
🦠	microbe	细菌
🦡	badger	獾
🦢	swan	天鹅
🦣	mammoth	猛犸
🦤	dodo	渡渡鸟
🦥	sloth	树懒
🦦	otter	水獭
🦧	orangutan	红毛猩猩
🦨	skunk	臭鼬
🦩	flamingo	火烈鸟
🦪	oyster	牡蛎
🦫	beaver	海狸
🦬	bison	大野牛
🦭	seal	海豹
🦮	guide dog	导盲犬
🦯	white cane	盲杖
🦰	red hair	红发
🦱	curly hair	卷发
🦲	bald	秃顶
🦳	white hair	白发
🦴	bone	骨头
🦵	leg	腿
🦶	foot	脚
🦷	tooth	牙齿
🦸	superhero	超级英雄
🦸‍♀	woman superhero	女超级英雄
🦸‍♂	man superhero	男超级英雄
🦹	supervillain	超级大坏蛋
🦹‍♀	woman supervillain	女超级大坏蛋
🦹‍♂	man supervillain	男超级大坏蛋
🦺	safety vest	救生衣
🦻	ear with hearing aid	戴助听器的耳朵
🦼	motorized wheelchair	电动轮椅
🦽	manual wheelchair	手动轮椅
🦾	mechanical arm	机械手臂
🦿	mechanical leg	机械腿
🧀	cheese wedge	芝士
🧁	cupcake	纸杯蛋糕
🧂	salt	盐
🧃	beverage box	饮料盒
🧄	garlic	蒜
🧅	onion	洋葱
🧆	falafel	炸豆丸子
🧇	waffle	华夫饼
🧈	butter	黄油
🧉	mate	马黛茶
🧊	ice	冰块
🧋	bubble tea	珍珠奶茶
🧌	troll	穴居巨怪
🧍	person standing	站立者
🧍‍♀	woman standing	站立的女人
🧍‍♂	man standing	站立的男人
🧎	person kneeling	下跪者
🧎‍♀	woman kneeling	跪下的女人
🧎‍♀‍➡	woman kneeling	跪下的女人
🧎‍♂	man kneeling	跪下的男人
🧎‍♂‍➡	man kneeling	跪下的男人
🧎‍➡	person kneeling	下跪者
🧏	deaf person	失聪者
🧏‍♀	deaf woman	失聪的女人
🧏‍♂	deaf man	失聪的男人
🧐	face with monocle	带单片眼镜的脸
🧑	person	成人
🧑‍⚕	health worker	卫生工作者
🧑‍⚖	judge	法官
🧑‍✈	pilot	飞行员
🧑‍❤‍💋‍🧑	kiss	亲吻
🧑‍❤‍🧑	couple with heart	情侣
🧑‍🌾	farmer	农民
🧑‍🍳	cook	厨师
🧑‍🍼	person feeding baby	哺乳的人
🧑‍🎄	Mx Claus	圣诞人
🧑‍🎓	student	学生
🧑‍🎤	singer	歌手
🧑‍🎨	artist	艺术家
🧑‍🏫	teacher	老师
🧑‍🏭	factory worker	工人
🧑‍🐰‍🧑	people with bunny ears	戴兔耳朵的人
🧑‍💻	technologist	程序员
🧑‍💼	office worker	白领
🧑‍🔧	mechanic	技工
🧑‍🔬	scientist	科学家
🧑‍🚀	astronaut	宇航员
🧑‍🚒	firefighter	消防员
🧑‍🤝‍🧑	people holding hands	手拉手的两个人
🧑‍🦯	person with white cane	拄盲杖的人
🧑‍🦯‍➡	person with white cane	拄盲杖的人
🧑‍🦰	person with red hair	红发的成人
🧑‍🦱	person with curly hair	卷发的成人
🧑‍🦲	bald person	秃顶的成人
🧑‍🦳	person with white hair	白发的成人
🧑‍🦼	person in motorized wheelchair	坐电动轮椅的人
🧑‍🦼‍➡	person in motorized wheelchair	坐电动轮椅的人
🧑‍🦽	person in manual wheelchair	坐手动轮椅的人
🧑‍🦽‍➡	person in manual wheelchair	坐手动轮椅的人
🧑‍🧑‍🧒	family	一孩家庭
🧑‍🧑‍🧒‍🧒	family	二孩家庭
🧑‍🧒	family	单亲一孩家庭
🧑‍🧒‍🧒	family	单亲二孩家庭
🧑‍🩰	ballet dancer	芭蕾舞者
🧑‍🫯‍🧑	people wrestling	摔跤选手
🧒	child	儿童
🧓	older person	老年人
🧔	person with beard	有胡子的人
🧔‍♀	woman with beard	有络腮胡子的女人
🧔‍♂	man with beard	有络腮胡子的男人
🧕	woman with headscarf	带头饰的女人
🧖	person in steamy room	蒸房里的人
🧖‍♀	woman in steamy room	蒸房里的女人
🧖‍♂	man in steamy room	蒸房里的男人
🧗	person climbing	攀爬的人
🧗‍♀	woman climbing	攀爬的女人
🧗‍♂	man climbing	攀爬的男人
🧘	person in lotus position	盘腿的人
🧘‍♀	woman in lotus position	盘腿的女人
🧘‍♂	man in lotus position	盘腿的男人
🧙	mage	法师
🧙‍♀	woman mage	女法师
🧙‍♂	man mage	男法师
🧚	fairy	精灵
🧚‍♀	woman fairy	仙女
🧚‍♂	man fairy	仙人
🧛	vampire	吸血鬼
🧛‍♀	woman vampire	女吸血鬼
🧛‍♂	man vampire	男吸血鬼
🧜	merperson	人鱼
🧜‍♀	mermaid	美人鱼
🧜‍♂	merman	男人鱼
🧝	elf	小精灵
🧝‍♀	woman elf	女小精灵
🧝‍♂	man elf	男小精灵
🧞	genie	妖怪
🧞‍♀	woman genie	女妖怪
🧞‍♂	man genie	男妖怪
🧟	zombie	僵尸
🧟‍♀	woman zombie	女僵尸
🧟‍♂	man zombie	男僵尸
🧠	brain	脑
🧡	orange heart	橙心
🧢	billed cap	鸭舌帽
🧣	scarf	围巾
🧤	gloves	手套
🧥	coat	外套
🧦	socks	袜子
🧧	red envelope	红包
🧨	firecracker	爆竹
🧩	puzzle piece	拼图
🧪	test tube	试管
🧫	petri dish	培养皿
🧬	dna	DNA
🧭	compass	指南针
🧮	abacus	算盘
🧯	fire extinguisher	灭火器
🧰	toolbox	工具箱
🧱	brick	砖
🧲	magnet	磁铁
🧳	luggage	行李箱
🧴	lotion bottle	乳液瓶
🧵	thread	线
🧶	yarn	毛线
🧷	safety pin	安全别针
🧸	teddy bear	泰迪熊
🧹	broom	扫帚
🧺	basket	筐
🧻	roll of paper	卷纸
🧼	soap	皂
🧽	sponge	海绵
🧾	receipt	收据
🧿	nazar amulet	纳扎尔护身符
🩰	ballet shoes	芭蕾舞鞋
🩱	one-piece swimsuit	连体泳衣
🩲	briefs	三角裤
🩳	shorts	短裤
🩴	thong sandal	夹趾凉鞋
🩵	light blue heart	浅蓝色的心
🩶	grey heart	灰心
🩷	pink heart	粉红色的心
🩸	drop of blood	血滴
🩹	adhesive bandage	创可贴
🩺	stethoscope	听诊器
🩻	x-ray	X射线
🩼	crutch	拐杖
🪀	yo-yo	悠悠球
🪁	kite	风筝
🪂	parachute	降落伞
🪃	boomerang	回旋镖
🪄	magic wand	魔棒
🪅	piñata	彩罐
🪆	nesting dolls	套娃
🪇	maracas	沙球
🪈	flute	长笛
🪉	harp	竖琴
🪊	trombone	长号
🪎	treasure chest	宝箱
🪏	shovel	铲
🪐	ringed planet	有环行星
🪑	chair	椅子
🪒	razor	剃须刀
🪓	axe	斧头
🪔	diya lamp	印度油灯
🪕	banjo	班卓琴
🪖	military helmet	军用头盔
🪗	accordion	手风琴
🪘	long drum	长鼓
🪙	coin	硬币
🪚	carpentry saw	木工锯
🪛	screwdriver	螺丝刀
🪜	ladder	梯子
🪝	hook	挂钩
🪞	mirror	镜子
🪟	window	窗户
🪠	plunger	活塞
🪡	sewing needle	缝合针
🪢	knot	结
🪣	bucket	桶
🪤	mouse trap	捕鼠器
🪥	toothbrush	牙刷
🪦	headstone	墓碑
🪧	placard	标语牌
🪨	rock	岩石
🪩	mirror ball	镜球
🪪	identification card	身份证
🪫	low battery	电池电量不足
🪬	hamsa	法蒂玛之手
🪭	folding hand fan	折扇
🪮	hair pick	发夹
🪯	khanda	坎达
🪰	fly	苍蝇
🪱	worm	蠕虫
🪲	beetle	甲虫
🪳	cockroach	蟑螂
🪴	potted plant	盆栽植物
🪵	wood	木头
🪶	feather	羽毛
🪷	lotus	莲花
🪸	coral	珊瑚
🪹	empty nest	空巢
🪺	nest with eggs	有蛋的巢
🪻	hyacinth	风信子
🪼	jellyfish	水母
🪽	wing	翅膀
🪾	leafless tree	无叶树
🪿	goose	鹅
🫀	anatomical heart	心脏器官
🫁	lungs	肺
🫂	people hugging	人的拥抱
🫃	pregnant man	怀孕的男人
🫄	pregnant person	怀孕的人
🫅	person with crown	戴王冠的人
🫆	fingerprint	指纹
🫈	hairy creature	毛怪
🫍	orca	虎鲸
🫎	moose	驼鹿
🫏	donkey	驴
🫐	blueberries	蓝莓
🫑	bell pepper	灯笼椒
🫒	olive	橄榄
🫓	flatbread	扁面包
🫔	tamale	墨西哥粽子
🫕	fondue	奶酪火锅
🫖	teapot	茶壶
🫗	pouring liquid	倾倒液体
🫘	beans	豆
🫙	jar	罐
🫚	ginger root	姜
🫛	pea pod	豌豆荚
🫜	root vegetable	根菜
🫟	splatter	泼溅
🫠	melting face	融化
🫡	saluting face	致敬
🫢	face with open eyes and hand over mouth	睁眼捂嘴
🫣	face with peeking eye	偷看
🫤	face with diagonal mouth	郁闷
🫥	dotted line face	虚线脸
🫦	biting lip	咬住嘴唇
🫧	bubbles	气泡
🫨	shaking face	颤抖
🫩	face with bags under eyes	有眼袋
🫪	distorted face	变形的脸
🫯	fight cloud	打斗云团
🫰	hand with index finger and thumb crossed	食指与拇指交叉的手
🫱	rightwards hand	向右的手
🫱‍🫲	handshake	握手
🫲	leftwards hand	向左的手
🫳	palm down hand	掌心向下的手
🫴	palm up hand	掌心向上的手
🫵	index pointing at the viewer	指向观察者的食指
🫶	heart hands	做成心形的双手
🫷	leftwards pushing hand	向左推
🫸	rightwards pushing hand	向右推
`;
