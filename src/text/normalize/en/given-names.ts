/** Names that a number of Roman letters stands behind: of rulers and popes, and usual given names. Data only. */

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Of rulers and popes: a single letter behind them is a number too (Elizabeth I, Charles V). */
export const rulers = names(
  [
    'Adolf Albert Alexander Alfonso Alexios Amadeus Andrew Anne Antiochus Artaxerxes Baldwin Benedict Boniface Boris Carol Casimir',
    'Catherine Charles Christian Clement Conrad Constans Constantine Constantius Cyrus Darius David Edmund Edward Elizabeth Eric',
    'Ferdinand Francis Francois Franz Frederick Friedrich George Gregory Gustav Haakon Harald Henri Henry Hirohito Honorius Innocent',
    'Isaac Isabella Ivan James Joanna John Joseph Juan Julius Justinian Karl Leo Leopold Louis Ludwig Magnus Manuel Margaret Maria',
    'Mary Matthias Maximilian Mehmed Michael Mithridates Mohammed Murad Napoleon Nicholas Olaf Otto Pacal Paul Pedro Peter Philip',
    'Pius Ptolemy Rainier Ramesses Ramses Richard Robert Rudolf Selim Seti Shapur Sigismund Sixtus Stephen Suleiman Theodosius',
    'Thutmose Umberto Urban Valentinian Victor Vittorio Wilhelm Willem William Xerxes Zog',
  ].join(' '),
);

/** Of others: two letters or more behind them are a number (Sam II). */
export const givenNames = names(
  [
    'Aaron Adam Alan Albert Alex Alfred Allen Amy Andrew Andy Ann Anna Anthony Antonio Arnold Arthur Barry Ben Benjamin Bernard Bill Bob',
    'Bobby Brad Brandon Brian Bruce Bryan Calvin Carl Carlos Chad Charlie Chris Christopher Clarence Claude Clifford Craig Dale Dan',
    'Daniel Danny Darryl Dave Dean Dennis Derek Diego Don Donald Doug Douglas Earl Eddie Edgar Edwin Emily Emma Eugene Evan Floyd Frank',
    'Franklin Fred Gary Gene Gerald Gilbert Glenn Gordon Grace Greg Guy Harold Harry Harvey Hector Herbert Herman Howard Hugh Ian Jack',
    'Jackson Jacob Jake Jane Jason Jay Jean Jeff Jeffrey Jeremy Jerome Jerry Jesse Jim Jimmy Joe Joel Johnny Jon Jonathan Jordan Jorge',
    'Jose Josh Joshua Justin Keith Ken Kenneth Kevin Kurt Kyle Lance Larry Lawrence Lee Leon Leonard Leroy Leslie Lewis Lloyd Luis Luke',
    'Marc Marcus Mario Mark Marshall Martin Marvin Matt Matthew Maurice Max Melvin Miguel Mike Milton Mitchell Nathan Nathaniel Neil Nick',
    'Noah Norman Oliver Oscar Owen Pat Patrick Perry Phillip Rachel Ralph Ramon Randall Randy Ray Raymond Rick Ricky Rob Rockefeller Rodney',
    'Roger Roland Ron Ronald Ross Roy Russell Ryan Sam Samuel Sarah Scott Sean Seth Shane Shawn Sidney Stanley Steve Steven Ted Terry',
    'Theodore Thomas Tim Timothy Todd Tom Tommy Tony Travis Tyler Vernon Vincent Wade Wallace Walter Warren Wayne Wesley Will Willie Zachary',
  ].join(' '),
);
