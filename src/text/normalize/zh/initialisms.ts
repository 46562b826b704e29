/**
 * Initialisms that people type in lower case in Chinese text, where engines would read them as a word or as pinyin. None of them is a word
 * that is itself used in Chinese text.
 */
export const initialisms: ReadonlySet<string> = new Set(
  [
    // Organisations, states, media
    'apec bbc cba cctv cdc cia cnn eu fbi fda fifa hbo iaea ibm imf ioc iso itu lvmh mlb nasa nato nba nbl ncaa',
    'nfl nhl nhk oecd opec tnt tsmc tvb ubs uefa ufc uk un ups usa wba wcba who wipo wto wwf ymca',
    // Business, work, study
    'apm cbd cdo ceo cfo cio cmo coo cpa cpi cpo cpu crm cto emba erp esg etf faq gdp gmat gmv gnp gpa gre hr ipo kol',
    'kpi mba mbti mcn mou mpa mvp odm oem okr ota ott phd pmi ppi ppp ppt pr qa qc roe roi sat sci sku sop ssci ugc vc',
    // Machines, networks, programs
    'adsl ai aigc api apk ar asic atm avi bios bt cad cd cdma cdn cgi cms css csv ddos ddr dlc dns dsp dvd epub exe fps ftp gif gpt',
    'gps gpu gsm gui hd hdd hdmi hdr html http https ic icp id ide ios iot ip iptv isp it jpg json ktv lan lcd led llm lte mcu mmorpg mpv',
    'nas nfc nlp npc ntt npu ocr oled pc pcb pdf php png qos rfid rgb rpg rss sd sdk seo sim sms sql ssd ssl sso tcp',
    'tf tts tv ui url usb uv ux vcd vip svip vlan vod voip vpn vps vr wap wlan wps www xml',
    // Health, nature, engineering
    'abs adhd ak atp bmi bmw cpr ct dha dna ecg edta emc ev hiv hpv icu iq eq iucn iud lng lpg lv mri mrna nmn ocd pcr ph',
    'phev pm pp ptsd pvc rna suv tpu ufo',
    // Life and the web
    'acg asmr bbq bgm cp ddl diy dj dm ep gg lgbt lol mc mv mtv oc ok ol ootd ost pk ps pua qq sos ssr',
    'tga yyds',
  ].flatMap((line) => line.split(' ')),
);
