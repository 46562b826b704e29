/**
 * Words that eSpeak's `cmn` dictionary reads wrong, or reads with another character's tone, with the pinyin of each
 * character; `-` leaves a character to eSpeak. A longer word goes before a shorter one, so that one without any pinyin
 * keeps a shorter one out (`的士兵` is no taxi). Standard Mandarin (Xiandai Hanyu Cidian), 5 is the neutral tone.
 */
const table = `
便宜 pian2 yi5|便便 - -|大腹便便 - - pian2 pian2|的士 di1 shi4|的士兵 - - -|的士气 - - -|的士官 - - -|的确 di2 -|有的放矢 - di4 - -
差距 cha1 -|差额 cha1 -|差价 cha1 -|差异 cha1 -|差别 cha1 -|反差 - cha1|落差 - cha1|价差 - cha1|利差 - cha1|时差 - cha1|时间差 - - cha1|温差 - cha1
参差 cen1 ci1|参差不齐 cen1 ci1 - -|阴差阳错 - cha1 - -|出差 - chai1|差旅 chai1 -|差事 chai1 -|交差 - chai1|公差 - chai1|钦差 - chai1|当差 - chai1|差使 chai1 -
朝阳 zhao1 -|朝霞 zhao1 -|朝气 zhao1 -|朝夕 zhao1 -|朝思暮想 zhao1 - - -|朝令夕改 zhao1 - - -|一朝一夕 - zhao1 - -|朝不保夕 zhao1 - - -|朝三暮四 zhao1 - - -
弹琴 tan2 -|弹钢琴 tan2 - -|弹吉他 tan2 - -|弹古筝 tan2 - -|弹琵琶 tan2 - -|弹奏 tan2 -|弹唱 tan2 -|反弹 - tan2|弹力 tan2 -|评弹 - tan2|动弹 - tan5
倒车 dao4 -|倒水 dao4 -|倒茶 dao4 -|倒酒 dao4 -|倒计时 dao4 - -|倒影 dao4 -|倒立 dao4 -|倒挂 dao4 -|倒垃圾 dao4 - -|倒退 dao4 -|倒打一耙 dao4 - - -
忖度 - duo2|揣度 - duo2|审时度势 - - duo2 -|理发 - fa4|短发 - fa4|长发 chang2 fa4|白发 - fa4|黑发 - fa4|金发 - fa4|银发 - fa4|卷发 juan3 fa4|秀发 - fa4
发型 fa4 -|发际 fa4 -|发廊 fa4 -|发胶 fa4 -|发丝 fa4 -|发夹 fa4 -|发卡 fa4 qia3|发梢 fa4 -|发质 fa4 -|染发 - fa4|烫发 - fa4|洗发 - fa4|护发 - fa4|脱发 - fa4|毛发 - fa4|植发 - fa4
假发 - fa4|假发票 - fa1 -|削发 xue1 fa4|鹤发童颜 - fa4 - -|千钧一发 - - - fa4|怒发冲冠 - fa4 - guan1|发妻 fa4 -|长发现 - - -|长发展 - - -|长发表 - - -|长发言 - - -
三更半夜 - geng1 - -|深更半夜 - geng1 - -|五更 - geng1|打更 - geng1|少不更事 shao4 - geng1 -|曲高和寡 qu3 - he4 -|和面 huo2 -|和面试 - - -|和面对 - - -|和面包 - - -|和面条 - - -
附和 - he4|唱和 - he4|和稀泥 huo4 - -|和泥 huo2 -|暖和 - huo5|搅和 - huo5|掺和 - huo5|投降 - xiang2|劝降 - xiang2|招降 - xiang2|诱降 - xiang2|降服 xiang2 -|降伏 xiang2 -|降龙 xiang2 -
角色 jue2 -|主角 - jue2|配角 - jue2|丑角 - jue2|旦角 - jue2|名角 - jue2|角逐 jue2 -|角斗 jue2 -|卷起 juan3 -|卷走 juan3 -|卷入 juan3 -|席卷 - juan3|画卷起 - juan3 -|卷心菜 juan3 - -
试卷 - juan4|问卷 - juan4|阅卷 - juan4|评卷 - juan4|答卷 - juan4|卷子 juan4 -|闭卷 - juan4|累累 lei3 lei3|果实累累 - - lei2 lei2|硕果累累 - - lei2 lei2|累及 lei3 -|累进 lei3 -|累加 lei3 -|连累 - lei4|劳累 - lei4
丢三落四 - - la4 -|落枕 lao4 -|没入 mo4 -|淹没 - mo4|沉没 - mo4|埋没 - mo4|没收 mo4 -|没落 mo4 -|罚没 - mo4|吞没 - mo4|出没 - mo4|松散 - san3|散漫 san3 -|散装 san3 -|零散 - san3|懒散 - san3|散打 san3 -
博闻强识 - - - zhi4|出血 - xie3|吐血 tu4 xie3|血淋淋 xie3 - -|三年五载 - - - zai3|一年半载 - - - zai3|千载 - zai3|包扎 - za1|捆扎 - za1|绑扎 - za1|结扎 - za1|扎染 za1 -|扎辫子 za1 - -
扎头发 za1 - fa5|马扎 - zha2|称职 chen4 -|称心 chen4 -|匀称 - chen4|相称 - chen4|教务处 - - chu4|人事处 - - chu4|财务处 - - chu4|办事处 - - chu4|总务处 - - chu4|秘书处 - - chu4
售票处 - - chu4|挂号处 - - chu4|处理 chu3 -|惩处 - chu3|处心积虑 chu3 - - -|单于 chan2 yu2|上当 - dang4|典当 - dang4|当铺 dang4 pu4|供出 gong4 -|供认 gong4 -|招供 - gong4|口供 - gong4|供词 gong4 -
供述 gong4 -|供奉 gong4 -|供桌 gong4 -|供品 gong4 -|供养 gong4 -|间或 jian4 -|间接 jian4 -|中间 - jian1|结实 jie1 shi5|结果实 jie1 - -|结果实在 - - - -|结果实际 - - - -|结果实现 - - - -|结果实验 - - - -|结果子 jie1 - -
关卡 - qia3|卡壳 qia3 ke2|卡脖子 qia3 - -|哨卡 - qia3|磨坊 mo4 fang2|磨盘 mo4 -|拉磨 - mo4|推磨 - mo4|石磨 - mo4|猪圈 - juan4|羊圈 - juan4|牛圈 - juan4|圈养 juan4 -|呕吐 - tu4|上吐下泻 - tu4 - -
鲜见 xian3 -|鲜有 xian3 -|鲜为人知 xian3 - - -|切削 qie1 xiao1|刀削面 - xiao1 -|涨红 zhang4 -|涨得通红 zhang4 - - -|哽咽 - ye4|呜咽 - ye4|抽咽 - ye4|车马炮 ju1 - -|丢车保帅 - ju1 - -
应声 ying4 -|应试 ying4 -|应考 ying4 -|应运 ying4 -|应激 ying4 -|应诉 ying4 -|里应外合 - ying4 - -|应接不暇 ying4 - - -|好逸恶劳 hao4 - wu4 -|好恶 hao4 wu4|好高骛远 hao4 - - -|好大喜功 hao4 - - -
投其所好 - - - hao4|好整以暇 hao4 - - -|尽早 jin3 -|丈量 - liang2|一模一样 - mu2 - -|装模作样 - mu2 - -|大模大样 - mu2 - -|像模像样 - mu2 - -|琢磨 zuo2 mo5|胡同 - tong4|较为 - wei2|尤为 - wei2|代为 - wei2
为数 wei2 -|见义勇为 - - - wei2|勉为其难 - wei2 - -|各自为政 - - wei2 -|少爷 shao4 ye5|少奶奶 shao4 - -|老少 - shao4|小将 - jiang4|主将 - jiang4|猛将 - jiang4|健将 - jiang4|爱将 - jiang4|将令 jiang4 -
曝光 bao4 -|斗拱 dou3 -|斗胆 dou3 -|斗笠 dou3 -|烟斗 - dou3|杠杆 - gan3|毋宁 - ning4|拓宽 tuo4 -|士卒 - zu2|士大夫 - da4 fu1|帖子 tie3 -|发帖 - tie3|荷枪实弹 he4 - - dan4|弄堂 long4 -|里弄 - long4
曲目 qu3 -|小曲 - qu3|曲谱 qu3 -|词曲 - qu3|摇篮曲 - - qu3|间奏曲 jian4 - qu3|异曲同工 - qu3 - -|蹊跷 qi1 qiao1|绿林 lu4 -|瞭望 liao4 -|给与 ji3 -|给养 ji3 -|给付 ji3 -|给水 ji3 -|稀薄 - bo2|淡泊 - bo2|厚积薄发 - - bo2 -
游说 - shui4|痴呆 - dai1|执拗 - niu4|炮制 pao2 -|返还 - huan2|面相 - xiang4|属相 - xiang4|相片 xiang4 -|相册 xiang4 -|洋相 - xiang4|殷红 yan1 -|不菲 - fei3|绿荫 - yin1|林荫 - yin1|刚劲 - jing4|劲射 jing4 -
塞北 sai4 -|搪塞 - se4|语塞 - se4|填塞 - se4|堰塞湖 - se4 -|兴许 xing1 -|兴修 xing1 -|兴师动众 xing1 - - -|百废待兴 - - - xing1|兴风作浪 xing1 - - -|哄抢 hong1 -|专横 - heng4|蛮横 - heng4|号哭 hao2 -
情不自禁 - - - jin1|喜不自禁 - - - jin1|压轴 - zhou4|藏医 zang4 -|藏药 zang4 -|藏历 zang4 -|藏羚羊 zang4 - -|军乐 - yue4|乐理 yue4 -|乐池 yue4 -|校准 jiao4 -|校注 jiao4 -|定都 - du1|都督 du1 -|择菜 zhai2 -
重唱 chong2 -|重合 chong2 -|重振 chong2 -|重名 chong2 -|重婚 chong2 -|重出江湖 chong2 - - -|破镜重圆 - - chong2 -|山重水复 - chong2 - -|商行 - hang2|洋行 - hang2|行会 hang2 -|行规 hang2 -|行话 hang2 -
欺行霸市 - hang2 - -|武行 - hang2|二人转 - - zhuan4|转来转去 zhuan4 - zhuan4 -|转圈 zhuan4 -|连轴转 - - zhuan4|时来运转 - - - zhuan3|运转 - zhuan3|越转越快 - zhuan4 - -|种田 zhong4 -|种地 zhong4 di4|种牛痘 zhong4 - -
刀耕火种 - - - zhong4|看门 kan1 -|看家 kan1 -|看护 kan1 -|看押 kan1 -|看管 kan1 -|微创 - chuang1|创面 chuang1 -|抛头露面 - - lou4 -|如数家珍 - shu3 - -|数落 shu3 luo5|历数 - shu3|解数 xie4 -|浑身解数 - - xie4 -
吊丧 - sang1|报丧 - sang1|治丧 - sang1|奔丧 - sang1|凤冠 - guan1|免冠 - guan1|衣冠楚楚 - guan1 - -|张冠李戴 - guan1 - -|高干 - gan4|干练 gan4 -|干警 gan4 -|单干 - gan4|左邻右舍 - - - she4|寒舍 - she4
魂不守舍 - - - she4|排忧解难 - - - nan4|国难 - nan4|在劫难逃 - - nan2 -|经传 - zhuan4|外传 - zhuan4|评传 - zhuan4|树碑立传 - - - zhuan4|学长 - zhang3|疯长 - zhang3|严丝合缝 - - - feng4|自省 - xing3|发人深省 - - - xing3
转动 zhuan4 -|考卷 - juan4|好客 hao4 -|好动 hao4 -|好胜 hao4 -|好战 hao4 -|好动听 - - -|好动人 - - -|好处 - chu4|坏处 - chu4|益处 - chu4|害处 - chu4|用处 - chu4|长处 chang2 chu4|短处 - chu4|难处 - chu4
树种了 - zhong4 -
举行会 - - -|进行会 - - -|银行会 - - -|发行会 - - -|暂行规 - - -|现行规 - - -|进行规 - - -|执行规 - - -|施行规 - - -|银行规 - - -|工商行政 - - - -|绿林中 - - -|常绿林 - - -
朝阳区 chao2 - -|朝阳门 chao2 - -|朝阳医院 chao2 - - -|朝阳县 chao2 - -|朝阳市 chao2 - -|朝阳路 chao2 - -|朝阳镇 chao2 - -|北京朝阳 - - chao2 -|面面相觑 - - xiang1 -|颠倒是非 - dao3 - -
有所长 - - chang2|取所长 - - chang2|展所长 - - chang2|其所长 - - chang2|挥所长 - - chang2|生长发育 - zhang3 fa1 -|开发型 - fa1 -|广发卡 - fa1 ka3|婉转动听 - zhuan3 - -|头发丝 - fa5 -|出差错 - cha1 -
便宜行事 bian4 yi2 - -|便宜从事 bian4 yi2 - -|重合同 zhong4 - -|背着手 bei4 - -|领教过 - jiao4 -
压根儿 ya4 - er5|压根 ya4 -|一觉 - jiao4|好觉 - jiao4|床铺好 - pu1 -`;

/** The pinyin of each character of a word, undefined for one that is eSpeak's to read. */
export const words: ReadonlyMap<string, readonly (string | undefined)[]> = new Map(
  table
    .split(/[|\n]/u)
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [word = '', ...readings] = entry.split(' ');
      return [word, readings.map((reading) => (reading === '-' ? undefined : reading))] as const;
    }),
);

/** Characters of the longest word. */
export const longestWord = Math.max(...[...words.keys()].map(({ length }) => length));
