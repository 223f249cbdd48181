"""The weights of resolving and recognising, each with its reason.

First what makes one place of a name likelier than another, then what makes a mention likelier to be
a place. Scores of places are log10 of population: a place with ten times the people gains 1. All
weights are set by hand and round; none is fitted to a corpus, and none prefers a country.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.gazetteer.gazetteer import Gazetteer, Numbers, PlaceColumns


# A name without a count still is a place somebody wrote down: as if it had this many people.
LEAST_PEOPLE = 100

# By kind: what a bare name in a text usually means, beyond the number of people.
KIND = {
    "country": 1.5,  # a country's name in a text is the country, whatever village shares it
    "city": 0.0,  # the measure for the others
    "province": -1.0,  # "New York", "Luxembourg": the city is meant more often than its province
    "region": -1.0,  # a district usually has its name from its town
    "borough": -0.5,  # people count twice: they are the city's too
    "suburb": -0.5,  # as the borough
    "site": -1.0,  # an airport is called an airport
}
# By feature code, on top.
FEATURE = {
    "PPLC": 1.0,  # a capital stands for its government in the news
    "PPLA": 0.3,  # the seat of a province is named more often than its size says
    "AIRP": 4.0,  # who writes Heathrow or LaGuardia means millions of passengers
    "SEA": 2.0,  # before the province on its coast, and the towns, that have its name
    "OCN": 3.0,
    "CONT": 2.0,  # as a country
    "PPLH": -2.0,  # a place that is no more
    "PPLQ": -2.0,  # abandoned
    "PPLW": -2.0,  # destroyed
    "PPLCH": -2.0,  # a former capital
}
OWN = 2.0  # a person's own list is about what they write of: before a namesake of 10,000
# By what the name is to the place.
NAME = {
    "main": 0.0,  # how the place is called
    "exonym": -1.0,  # its name in another language, from a list with a language per name
    "alternate": -2.0,  # a list of alternates holds errors, and parts of the place (Mill Hill)
    "code": -3.0,  # three letters are a code of something else more often
    "abbreviation": -0.5,  # "Calif." and "U.K." mean nothing else
    "demonym": -0.5,  # "Pakistani" means the country, through its people
    "historical": -1.0,  # as an exonym, from another time
}
COUNTRY_ALTERNATE = -1.5  # what people call a country stands among its exonyms; the rest is noise
COUNTRY_EXONYM = -1.5  # "Granada" is Grenada in Spanish: no more than a city's name there
NO_INITIALS = -2.0  # "EU", "WA": capitals stand for more than a town of that name
# Land and water that no list counts people for: as many as the metres of their radius.
COUNTED = ("PPL", "ADM", "PCL", "AIR", "STL")  # how the features that lists count people for begin
# The wording asks for a kind ("London Borough of …", "County …") or a hint does.
ASKED_KIND = 2.0  # more than any size: a borough of 100,000 before a city of 1,000,000
# The name is read without a generic word: a bit less sure than the literal name.
LEFT_OUT_WORDS = -0.5
# "north X": only ever the last resort.
PART_OF = -1.0
# "Cavan Institute": a name inside the name, where nothing else is known.
INSIDE = -1.0
# Each tenfold of the distance from `near` beyond the first 50 km.
NEAR_STEP, NEAR_KM = -1.5, 50.0

# In a list the names are of one level: more than a state says, which may hold a town of the name.
PEERS = 5.0
# All of them have a place in one country or state: as much as a state says.
PEERS_AREA = 4.0
# "Rome, New York and Boston" may be three cities or two.
IN_DOUBT = 0.6
# A name that a longer one of the text begins with is that one, shortened: never quite sure.
SHORTENED = 0.85
# In a text with so many places of other countries, a town is alone that no other speaks for.
LONE, SOME_OTHERS = 0.55, 2
# "X, Y": of two places that Y may mean the likelier one holds X, so much for each power of ten.
HOLDER = 0.3

# What the other names of a document add, at most, to a candidate that shares with them …
SHARED = {
    "country": 2.5,  # … a country: a town of 10,000 there beats one of a million elsewhere
    "admin1": 4.0,  # … a state: it holds few namesakes, so that it tells more than the country
    "admin2": 2.0,  # … a county: on top of its state, between two towns of one name in it
    "level": 2.0,  # … being a state of one country, where the names are a list without a text
}
CLOSE = 4.0  # … the neighbourhood: as much as a state, and over its border
CLOSE_KM = 50.0  # within a drive
# How many of them, each heard in full, make half of the most: the first says nearly all, and a
# single county or neighbour is rarer, and so tells more, than a country.
ENOUGH = {"level": 0.5, "country": 1.0, "admin1": 0.7, "admin2": 0.5, "close": 0.5}
# How much a place says by its kind: a state or country is named to say where things are; a town
# may be named as where somebody came from, and a site mostly names itself.
KIND_WEIGHT = {
    "country": 1.0, "province": 1.0, "region": 0.7, "borough": 0.5, "city": 0.5, "suburb": 0.5,
    "site": 0.3,
}  # fmt: skip
FINE = ("city", "suburb", "borough", "site")  # kinds that are no larger than a county
# How much a name hears of another: something from anywhere in the text, and five times as much from
# what stands in the same sentence, which has about a hundred characters.
ANYWHERE, BESIDE, BESIDE_CHARS = 0.5, 2.0, 100.0
LISTED = 0.5  # where nobody says which names stand beside which: between the two
# Names of the text that nobody asked for may be no places at all.
ASIDE = 0.3  # they say less than half as much
ASIDE_AREA = 1.0  # but the name of a country or a state rarely means anything else
# A bare name is the one that the text has qualified, unless a country or capital says otherwise.
SAME_NAME = 4.0
ANCHOR = 0.2  # a place less likely than one in five is no landmark for others
# A name that is marked as a place's, and that nothing of the name fits: shown as the town
# or county beside which it stands. Such a place starts from less than any listed one.
TOWN = 0.5  # how likely the town must be
WELL_LISTED = 4.5  # a town of 30,000 people needs nobody to speak for it
UNLISTED = -2.5  # below the smallest listed hamlet, so that a listed one that fits as well wins
SHOWN_BESIDE = 0.4  # how sure that can be
# Passes go on until no candidate's likelihood changes by more; most texts need four to six.
PASSES, SETTLED = 12, 0.02

# Where the text was published: its readers know the places there without being told. The country as
# much as a name of it in the text; its own state and surroundings on top.
HOME = {"country": 2.5, "admin1": 1.0, "close": 1.5}

# From scores to confidence. A rival one power of ten behind is left with 18 %.
SLOPE = 1.5
# Where a name is written with its whole list of others, the text may lift one that …
BEHIND_MAIN = 0.01  # … another place has as its main name only to just behind that
# A city that is known abroad and has ten times the people of every namesake: all of them together
# leave no more than this, however many hamlets have the name.
DOMINANT, DOMINATED = 10, 0.15
# "X, COUNTRY": who means another X than the largest names its state, too.
AT_HOME = 4
OTHERS_NAME = 0.5  # a rival that a list of alternates calls so, where the winner's own name it is
# The text makes a hamlet likelier than a city of that name that is known abroad and is a hundred
# times as likely without the text: that may be chance.
OVERTAKEN, OVERTAKEN_MOST, HAMLET_PEOPLE = 2.0, 0.75, 10_000
OK_FROM = 0.8  # a rival with a thirteenth of the people leaves just this
# A rival that is the province around the winner: where both are meant the point is not far off.
NESTED = 0.5
# The most that an answer can be sure of, by what the name is: no gazetteer is complete.
CEILING = {
    "main": 0.95, "exonym": 0.9, "alternate": 0.85, "code": 0.7,
    "abbreviation": 0.95, "demonym": 0.9, "historical": 0.9,
}  # fmt: skip
NO_EXTENT = 0.88  # where an ocean or the Midwest begins, and its middle, is a matter of opinion
# A town of few people that nothing else speaks for may be the namesake of one that no list has.
LITTLE_KNOWN, LITTLE_KNOWN_PEOPLE = 0.87, 15_000
TOWNSPEOPLE = 0.6  # a Londoner may be anywhere
UNKNOWN_ALIAS = 0.4  # an alternate name alone, of a place few know, without any hint
HELPED = 1.0  # what the other names of the text must add before an alternate name is believed
VILLAGERS = 50_000  # no place that a text calls a village has more people
WELL_KNOWN_PEOPLE = 500_000  # a city of this size is known abroad by its other names
WORLD_CITY_PEOPLE = 2_000_000  # a city of this size is known by any of them
HELD = 0.6  # only a name inside the name is known: never sure
SHOWN_AS_WHOLE = 0.93  # the street or the part was not located, what contains it was

# Recognising: what makes a mention likelier to be a place at all. These weights are added up and
# turned into a probability by the logistic function: 1 makes it 2.7 times as likely as before, 3
# twenty times.

# Half of the capitalised words that some gazetteer knows are no places.
START = -0.3
# How well known the best place of the name is, as log10 of population; see geo.gazetteer.weights.
WELL_KNOWN, KNOWN_FROM, KNOWN_MOST = 0.8, 4.0, 2.0
COUNTRY = 2.0  # a country's name, or its people's adjective, rarely means anything else
PROVINCE = 1.2
# A town that only some know, called by two everyday words: State University, White House.
EVERYDAY = -2.5
WORDS = 1.0  # two words and more are rarely a place's name by chance

# One word that is English besides, by how common it is: capitals may come from a title.
COMMON = (-3.0, -2.5, -1.5, -0.7)
OPENS = -1.5  # it opens a sentence, where every word has a capital
SMALL_TOO = -2.0  # the text has the same word in small letters
SHOUTED = -3.5  # US where everything around is in capitals: TELL US MORE
A_PEOPLE = -6.0  # Arab, Jewish: a people, a faith, a language
INSTITUTION = -4.0  # the Duma; a Toyota, Mars
CALENDAR = -4.0  # a month and a day are named in every text
UNUSUAL = 0.8  # no English word, and no name that many people have
COMPASS = -2.0  # Northeast Georgia, the West
FIRST_NAME, SURNAME = -1.0, -0.6
CODE = -6.0  # two or three capitals are rarely the code that a list gives to a place
TWO_LETTERS = -3.5  # PR is Puerto Rico, and more often something else
INITIALS = -3.0  # capitals that no list has as a place's abbreviation

# Around it.
LEFT_WORDS = {
    "in": 2.2, "near": 2.5, "throughout": 2.0, "outside": 2.0, "inside": 1.5, "across": 1.5,
    "around": 1.0, "at": 1.0, "from": 1.3, "to": 1.0, "toward": 1.0, "towards": 1.0, "into": 1.0,
    "through": 1.0, "of": 0.5, "between": 0.8, "via": 2.0, "visiting": 1.5, "visited": 1.5,
    "leaving": 1.0, "left": 0.5, "reached": 1.0, "within": 1.0, "off": 0.5, "on": 0.0,
    "в": 2.2, "во": 2.2, "на": 1.0, "из": 1.3, "под": 1.5, "до": 1.0, "у": 1.5, "із": 1.3,
    "στην": 2.2, "στη": 2.2, "στο": 2.2, "στον": 1.5, "από": 1.3,
    "à": 1.5, "près": 1.5, "nach": 1.8, "aus": 1.3, "bei": 1.8, "em": 2.2, "desde": 1.3,
    "hacia": 1.3, "hasta": 1.0, "vers": 1.0, "na": 1.5, "cerca": 1.5, "ao": 1.0, "aux": 1.0,
    "au": 1.0, "en": 1.5,
    "في": 2.2, "إلى": 1.0, "من": 1.3,
    "watched": -3.0, "watching": -3.0, "sang": -3.0, "singing": -3.0, "sings": -3.0, "wore": -3.0,
    "wearing": -3.0, "wears": -3.0, "ate": -3.0, "eating": -3.0, "eats": -3.0, "drank": -3.0,
    "drinking": -3.0, "drinks": -3.0, "by": -0.5, "with": -0.3,
    "than": 0.0, "that": -0.2, "about": 0.0, "against": 0.3,
}  # fmt: skip
OF_FOREIGN = 0.8  # gare de X
DIRECTION = 2.0  # northern X
HOLDER_LEFT = 3.0  # the city of X
TITLE = -4.0  # Mr X
PERSON = -4.5  # beside a first name, or a first name beside a surname
PERSON_TOO = -3.0  # the text has a person of that name
INITIAL = -3.0  # J. X
NAMED_THING = -5.0  # the ferry X, Hurricane X, FC X, a Ford X
A_RIVER = -4.0  # the Niger
A_PLACE = -3.0  # a Newfoundland: a town is not one of several
THING_RIGHT = -8.0  # Panama hats
DISH, DISH_ADJECTIVE = -2.0, -3.3  # X ham; Greek yoghurt
CALLED_AFTER = -4.0  # X syndrome, the X Protocol
GIVEN_NAME = -5.0  # Jordan Peele: a country's name in front of a word that nothing else explains
COUNTRY_SURNAME = -4.0  # Cyprus Jones
SAYS = -2.0  # X said: people do, and sometimes a government
BODY_OF = -8.0  # Bank of X
AREA_RIGHT = 3.0  # X County
AREA_LISTED = 2.5  # X, Y and Z counties
PUBLIC_RIGHT = 1.5  # X Police
LOCAL_RIGHT = 2.0  # X residents
DEFINED = 2.5  # X is the capital of
NAME_GOES_ON = -2.5  # Kentucky Fried Chicken opened
LOCATIVE_RIGHT = 3.0  # X-based
BODY_RIGHT = -8.0  # X Times, X People's Party: nothing else speaks louder
NAME_RIGHT = -3.0  # X Y, where Y is some other name
WORD_RIGHT = -1.5  # X Y, where Y is a rare word besides
LONGER_RIGHT = -1.0  # X Live Bait: an everyday word with a capital goes on with a longer name
PERSON_RIGHT = -3.0  # X Benjamin: a surname, though some village has it too
NAME_LEFT = -2.0  # Y X
AMPERSAND = -3.0  # X & Y is a firm
AGE_RIGHT = -3.0  # X, 27,
QUALIFIED = 3.5  # X, Texas
LISTED_BESIDE = 0.7  # beside another name that is a place, with a comma or "and"
LEFT_OF_LIST = 0.8  # in X and Y: what stands in front of a list counts for all of it, nearly
AND = 1.5  # beside another name that is surely a place
AND_FROM = 1.5
LIST_FROM = 2  # sure names of a list speak for the others, also those that stand beside neither
STATE_LIST_FROM = 3  # names of a list that are all places of one state speak for each other
PARTY = 3.0  # D-Kanawha, R-Ohio
STOPPED = 2.5  # Ill. man: the full stop is no end of a sentence
PEOPLE = -8.0  # Pakistanis
ALONE_ADJECTIVE = -8.0  # in English; many Chinese
DESCENT = -8.0  # African American
MONEY = -8.0  # US$3
DATELINE = 3.5  # KARACHI (Reuters) -
SPACED_HYPHEN = 1.5  # Karachi - Rain fell
THE = -0.7  # the Columbia: a ship, a river
HYPHEN = -1.5  # half of a double name

# What the rest of the text says.
BOILERPLATE = -8.0  # Africa | Asia | Europe: the sections of a site
NO_CAPITALS = -1.0  # nothing in the text has one: what is a name at all is guessed
AGAIN = 2.0  # the same name where the words around it leave no doubt
AGAIN_FROM = 2.0
AGAIN_TWICE_FROM = 0.9  # two places of the text speak for it: as good as one without doubt
SAME_STATE = 1.5  # places that are sure lie in its state
ELSEWHERE = -1.0  # no place that is sure is even in its country
SURE_FROM, SURE_KNOWN = 2.0, 5.0  # likely, and with one meaning that is far the best known
DOUBT_FROM, DOUBT_TO = -2.0, 1.5  # others are not changed

# Names that no gazetteer has.
UNKNOWN = -2.0  # a name is read only where the text says that it is a place's
SITE = 1.5  # X Street, X River
BUILDING = -1.0  # X Center, where X is no place
PLACE_OK_FROM = 0.6  # below, whether a place is meant at all is in doubt
PLACE_FROM = 0.0  # as likely as not
FULL_WEIGHT_FROM = 1.0  # a name that nobody marked speaks for the others as a marked one does


@dataclass(frozen=True, eq=False)
class WeightTables:
    """The weights by the numbers that an gazetteer gives to places, flags and kinds."""

    columns: PlaceColumns
    kind: Numbers
    feature: Numbers
    sized: Numbers  # whether places of a feature count as many people as metres
    named: Numbers  # of what the name is to a place (column) of each kind (row)
    kind_weight: Numbers  # how much a place of a kind says about others
    fine: Numbers  # whether places of a kind are no larger than a county
    own_from: int | None = None  # the first row of a person's own places

    def prior(self, rows: Numbers) -> Numbers:
        """Score places by log10 of their population, their kind and their feature."""
        columns = self.columns
        kind, feature = columns.kind[rows], columns.feature[rows]
        people = np.maximum(columns.people[rows], LEAST_PEOPLE)
        sized = np.maximum(columns.radius_m[rows], people)
        people = np.where(self.sized[feature], sized, people)
        prior: Numbers = np.log10(people) + self.kind[kind] + self.feature[feature]
        return prior if self.own_from is None else prior + OWN * (rows >= self.own_from)


@functools.cache
def tables(gazetteer: Gazetteer) -> WeightTables:
    """Return the weights as arrays for an gazetteer."""
    from geo.gazetteer.gazetteer import FLAGS  # noqa: PLC0415 - it needs more than these numbers do

    words = gazetteer.columns.words
    kinds, features = list(words["kind"]), list(words["feature"])
    named = np.tile([NAME[word] for word in FLAGS], (len(kinds), 1))
    if "country" in kinds:
        named[kinds.index("country"), FLAGS.index("alternate")] += COUNTRY_ALTERNATE
        named[kinds.index("country"), FLAGS.index("exonym")] += COUNTRY_EXONYM
    return WeightTables(
        columns=gazetteer.columns,
        kind=np.array([KIND[word] for word in kinds]),
        feature=np.array([FEATURE.get(word, 0.0) for word in features]),
        sized=np.array([not word.startswith(COUNTED) for word in features]),
        named=named,
        kind_weight=np.array([KIND_WEIGHT[word] for word in kinds]),
        fine=np.isin(kinds, FINE),
        own_from=gazetteer.embedded_places if gazetteer.own else None,
    )
