/** Words that carry a full stop without ending a sentence, in lower case and without their last stop. Data only. */

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** A name or more text follows: never the end of a sentence. */
export const beforeMore: ReadonlySet<string> = words(
  [
    // English
    'dr mr mrs ms mx messrs prof st gen sen rep gov pres capt cmdr lt col maj sgt cpl pvt adm rev hon supt mt ft',
    'vs e.g i.e eg viz cf approx esp incl ca dept ave blvd',
    // German
    'hr fr frl z.b d.h u.a i.d.r bzw bspw ggf evtl inkl zzgl sog str nr',
    // French, Spanish, Portuguese, Italian
    'mme mlle mgr mm sra srta srs dra ud uds av exmo sig sigra dott avv ing',
    // Dutch, Polish, Czech, Turkish
    'mevr dhr bijv d.w.z drs prof.dr ul np tzn im inż tzv tj např doç',
    // Russian
    'ул т.е т.н акад проф д-р гр',
  ].join(' '),
);

/** A number follows: "No. 5", but "No. I will not." */
export const beforeNumber: ReadonlySet<string> = words(
  'no nos nr núm num nº vol vols fig figs eq sec sect ch chap p pp pg art ver op ext tel pág str рис стр гл',
);

/** Ends a sentence only where a usual first word follows: "at 5 p.m. He left." but "Apple Inc. Chairman". */
export const beforeName: ReadonlySet<string> = words(
  'inc ltd co corp bros jr sr ph.d m.d b.a m.a a.m p.m u.s u.k u.n e.u',
);

/** Words that begin a sentence where an abbreviation could have ended the one before. */
export const usualFirstWords: ReadonlySet<string> = words(
  [
    'a all also although an and another any are as at because before but by can did do does each even every first for',
    'from he her here his how however i if in is it its just let many maybe more most my no not now of on once one our',
    'perhaps please several she since so some still that the their then there these they this those though to today',
    'tomorrow two until was we well were what when where whether which while who why will with yes yet you your',
  ].join(' '),
);

/** German months and the like: "am 3. Oktober" is one phrase. */
export const afterOrdinal: ReadonlySet<string> = words(
  'januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert',
);
