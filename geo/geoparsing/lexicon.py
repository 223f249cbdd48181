"""Word lists that tell places from what only looks like one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """English words and the names of people, all in small letters.

    Parameters
    ----------
    common : dict of str to int
        How common a word is: 0 for the thousands that everybody uses, to 3 for those that most
        readers know.
    first, last : frozenset of str
        First names and surnames.
    """

    common: dict[str, int]
    first: frozenset[str]
    last: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Read the lists, once: 40 ms."""
    lines = (_DATA / "words.txt").read_text(encoding="utf-8").splitlines()
    common = {word: size for size, line in enumerate(lines) for word in line.split()}
    first, last = (_DATA / "people.txt").read_text(encoding="utf-8").splitlines()
    return Vocabulary(common, _words(first) | MORE_FIRST_NAMES, _words(last) | MORE_SURNAMES)


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Read the function words of each language, by its ISO 639-1 code."""
    lines = (_DATA / "function_words.txt").read_text(encoding="utf-8").splitlines()[1:]
    return {language: _words(text) for language, _, text in (line.partition(" ") for line in lines)}


@cache
def other_scripts() -> frozenset[str]:
    """Return the function words that are in no Latin letters: none of them is a place's name."""
    return frozenset().union(*(words for words in function_words().values() if not _latin(words)))


@cache
def latin_languages() -> dict[str, tuple[str, ...]]:
    """Return for each function word in Latin letters the languages that have it."""
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in function_words().items():
        for word in words if _latin(words) else ():
            languages[word] = (*languages.get(word, ()), language)
    return languages


def _latin(words: frozenset[str]) -> bool:
    return min(words)[:1].isascii()


# Common elsewhere, and not among the names that the census of the United States counts.
MORE_FIRST_NAMES = _words(
    "barack elon greta kamala keir narendra rishi volodymyr "
    "abdul abdullah abu ahmad ahmed akbar alexei alexey ali aisha altaf amir anwar asif ayesha "
    "aziz bashar benazir boris chen cheng diego dmitri dmitry emmanuel fatima fatma giorgio "
    "giovanni goran hamid hans haruka hassan hideo hiroshi hosni hugo hussein ibrahim igor "
    "imran ivan jens jose juan jürgen karim khaled khalid kim klaus kofi lars li luca luigi "
    "mahmoud malik mehmet mikhail milan mohamed mohammad mohammed muhammad mustafa nawaz "
    "nicolas nikolai olga omar osama oleg pedro pervez petr pierre piotr rafael rahul raj rajiv "
    "ramesh recep sanjay sergei sergey shahbaz silvio slobodan sonia sunil suresh svetlana "
    "tariq tayyip viktor vladimir wang wei xi yasser yuri yusuf zhang zia"
)
MORE_SURNAMES = _words(
    "abbas afridi ahmed aziz bhutto chaudhry gandhi hussain hussein khan kumar malik mohamed "
    "modi musharraf obama patel putin qureshi rahman sharif shah sharma singh trump zardari"
)

# Small words inside a name: "Isle of Man", "Rio de Janeiro", "Stoke-on-Trent".
INNER = _words(
    "al am an and au aux d da das de del della den der des di do dos du e el en es et ez im in la "
    "las le les lez lo los lès na nad ob of on pod sous sur the und upon van von y ya à"
)
# Articles that belong to a name where its list has them: the Hague, al-Hasakah.
ARTICLES = _words("the al el ad ar as ash at az an ez es 's ’s")
# In front of a German noun, which has a capital as a name has.
GERMAN_ARTICLES = _words("der die das den dem des ein eine einem einen einer eines")
TITLES = _words(
    "mr mrs ms miss mx dr prof professor sir dame lord lady president premier chancellor "
    "minister secretary gen general col colonel lt lieutenant sgt sergeant capt captain cpl "
    "corporal maj major adm admiral cmdr commander pvt private det detective sheriff constable "
    "inspector supt superintendent sen senator rep representative gov governor mayor judge "
    "justice magistrate rev reverend pastor father fr bishop archbishop cardinal pope rabbi "
    "imam sheikh ayatollah maulana king queen prince princess duke duchess emperor emir shah "
    "sultan coach chief director chairman chairwoman chairperson councilman councilwoman "
    "councillor councilor congressman congresswoman assemblyman delegate ambassador "
    "commissioner trooper deputy officer attorney editor spokesman spokeswoman spokesperson "
    "writer reporter correspondent actor actress singer author striker midfielder goalkeeper "
    "quarterback pitcher brother sister uncle aunt named hon lawyer defender winger"
)
# What a state does or owns: the place in front of it is meant.
PUBLIC = _words(
    "administration ambassador army assembly attorney authority authorities board border bureau "
    "cabinet capitol chief circuit city civil commission commissioner commissioners community "
    "constitution consulate coroner correctional council councillor councilman court courthouse "
    "courts crown department deputy detective district economic education election embassy "
    "emergency environmental federal finance fire foreign general government governor health "
    "highway house housing interior international jail judge junior justice labor law "
    "legislature lieutenant local magistrate mayor metro metropolitan middle military minister "
    "ministry municipal national navy office parliament parks peninsula planning police port "
    "postal premier president prime prison prosecutor prosecutors public regional republican "
    "rescue road school schools secretary security senate senator senior sheriff state "
    "superintendent superior supreme tourism town trade transit transport transportation "
    "treasury troopers ward water welfare elementary high primary secondary"
)
# Parties, papers, teams and firms: no place, though the name of one stands in front. What the
# people of a town form among themselves, a society or a chamber of commerce, is there.
BODIES = _words(
    "airlines airways bancorp bank bears bowl brewery broadcasting brothers bulls cable capital "
    "cavaliers celtics chronicle co company corp corporation courier cowboys daily derby "
    "dispatch dynamo eagles electric energy enterprise enterprises evening examiner express fc "
    "financial foods gazette giants globe group guardian herald holdings inc industries "
    "insurance investment investments journal knicks lakers league liberation limited llc lions "
    "llp ltd magazine media mirror motor motors movies mutual network networks news observer "
    "partners party petroleum pictures plc post power press productions radio rangers raptors "
    "records register rovers saints securities software steel sun syndicate symphony systems "
    "telegraph telecom telephone television times tribune tv union united vikings wanderers "
    "warriors weekly yankees"
)
# Part of a country's government or land; with the name in front of it one name.
AREAS = _words("borough county district division parish prefecture province region township")
TOWNS = _words("city counties town")
# Behind the last name of a list: what each of them is.
SHARED_AREAS = {"counties": "County", "provinces": "Province", "districts": "District"}
# Ground and water, roads and monuments: with the name in front of it a place itself.
LAND = _words(
    "archipelago avenue ave basin bay beach blvd boulevard bridge canal canyon cape cliffs "
    "coast cove creek crescent dam delta desert docks drive estuary expressway falls field "
    "fjord forest freeway gardens glacier gulf harbor harbour heath heights hill hills island "
    "islands isle isles junction lagoon lake lakes lane marsh moor motorway mount mountain "
    "mountains ocean park parkway pass peninsula pier plain plains plateau plaza pond promenade "
    "quarry quay range rd reef refuge reserve reservoir ridge river road sea sq square stadium "
    "strait straits street swamp terrace trail tunnel turnpike valley village volcano walk "
    "waterfront way wilderness woods"
)
# Buildings, which are named after people and things as often as after places.
BUILDINGS = _words(
    "academy airfield airport arena castle cathedral cemetery center centre church clinic "
    "college garden hall hospital hotel house library mall marina market memorial monument "
    "mosque museum palace point railway shrine speedway station temple theater theatre tower "
    "towers university zoo"
)
FEATURES = LAND | BUILDINGS
ROADS = _words("highway interstate route motorway autoroute")
LEADING_FEATURES = _words("lake mount mt. cape fort port camp river isle strait gulf")
DIRECTIONS = _words(
    "north south east west northern southern eastern western northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern central upper lower inner "
    "outer downtown mid greater mainland coastal rural suburban nearby neighbouring neighboring"
)
COMPASS = _words("north south east west northeast northwest southeast southwest central")
SETTLEMENTS = _words(
    "city town village hamlet suburb port municipality township neighborhood neighbourhood "
    "outskirts settlement island"
)
SPEAKING = _words(
    "said says say told tells added adds asked asks wrote writes tweeted stated stating "
    "admitted admits joked argued argues explained explains recalled recalls replied laughed "
    "noted insists insisted testified believes believed thinks thought smiled nodded knew knows "
    "grew finished scored played plays hit went felt started"
)
# Behind the name of a place: those who live or rule there, and what lies there.
LOCAL = _words(
    "area areas authorities border capital campus city coast community council countryside "
    "counties county court district downtown economy embassy region government hospital jail "
    "mayor metropolitan native natives neighborhood neighbourhood officials office parliament "
    "police port prison province residents resident school schools side soil state streets "
    "suburb suburbs town towns townships village villages villagers voters waters taxpayers "
    "businesses motorists homeowners families lawmakers troops forces soldiers army navy "
    "military diplomats regime man woman men women teenager couple mother father family home "
    "house apartment students student people population president minister politician "
    "politicians leader leaders ambassador opposition rebels militants refugees tourists market "
    "markets airport bureau branch"
)
LOCATIVE_PARTICIPLES = _words(
    "based born bound area wide led backed controlled held owned ruled occupied sponsored made "
    "educated trained run style listed"
)
# Words in front of "of": the city of Karachi.
HOLDERS = _words(
    "city town village hamlet suburb port capital county district province state region "
    "republic kingdom island islands isle municipality township borough parish outskirts north "
    "south east west northeast northwest southeast southwest coast people government "
    "neighborhood neighbourhood streets part parts mayor bishop resident residents native "
    "citizens university governor president king duchy principality gulf bay lake river valley "
    "border"
)
# American people are often of some descent, and that is no place.
DESCENT = _words("african native asian latin hispanic indian indians american americans")
CALENDAR = _words(
    "monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec"
)
# Wire services sign behind the place: KARACHI (Reuters) -
AGENCIES = _words("reuters ap afp upi ap) dpa ani pti app xinhua bloomberg cnn bbc tass efe ansa")
# Never a name by themselves, nor the first word of one that the gazetteer does not have.
FUNCTION = _words(
    "a about after all also although am an and any are as at be because been before both but by "
    "can could did do does down during each either else even every few for from further had has "
    "have he her here hers him his how however i if in into is it its itself just last many may "
    "me might more most much must my near neither next no nor not now of off on once one only "
    "or other our out over own same she should since so some still such than that the their "
    "them then there these they this those though three through to today tomorrow too two under "
    "until up upon us very was we were what when where whether which while who whom whose why "
    "will with within without would yes yesterday yet you your"
)
# Sections of a news site, between the parts of the world.
SECTIONS = _words(
    "africa americas asia australia business canada culture education england entertainment "
    "europe health home international latin local magazine news opinion pacific politics "
    "science scotland sport sports technology top travel uk us usa video wales weather world"
)
# With what the names of towns begin: new york, south africa.
NAME_OPENINGS = _words(
    "new north south east west upper lower great united saint san santa los las fort port lake "
    "mount cape el la hong sri"
)
