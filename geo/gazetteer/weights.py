"""The weights that make one place of a name likelier, each with its reason.

Scores are log10 of population: a place with ten times the people gains 1. All weights are
set by hand and round; none is fitted to a corpus, and none prefers a country.
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
    "SEA": 1.0,  # before the province on its coast that has its name
    "OCN": 1.0,
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
ASIDE_FROM = 2.5  # a hamlet of three hundred people says nothing
# A bare name is the one that the text has qualified, unless a country or capital says otherwise.
SAME_NAME = 4.0
ANCHOR = 0.2  # a place less likely than one in five is no landmark for others
# A name that is marked as a place's, and that nothing of the name fits: shown as the town
# or county beside which it stands. Such a place starts from less than any listed one.
TOWN = 0.5  # how likely the town must be
WELL_LISTED = 4.5  # a town of 30,000 people needs nobody to speak for it
UNLISTED = -2.5  # below the smallest listed hamlet, so that a listed one that fits as well wins
SHOWN_BESIDE = 0.4  # how sure that can be
PASSES = 3  # what the second settles can still speak to the rest; a fourth changes next to nothing

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
WELL_KNOWN_PEOPLE = 500_000  # a city of this size is known abroad by its other names
HELD = 0.6  # only a name inside the name is known: never sure
SHOWN_AS_WHOLE = 0.93  # the street or the part was not located, what contains it was


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
