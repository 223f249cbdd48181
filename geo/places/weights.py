"""What makes one place of a name likelier than another: every weight, and its reason.

Scores are in powers of ten of people: a place with ten times the people gains 1. All weights are
set by hand and round; none is fitted to a corpus, and none prefers a country.
"""

from __future__ import annotations

import math

# A name without a count still is a place somebody wrote down: as if it had this many people.
LEAST_PEOPLE = 100

# By kind: what a bare name in a text usually means, beyond the number of people.
KIND = {
    "country": 2.0,  # a country's name in a text is the country, whatever village shares it
    "city": 0.0,  # the measure for the others
    "province": -1.0,  # "New York", "Luxembourg": the city is meant more often than its province
    "region": -1.5,  # a district usually has its name from its town
    "borough": -0.5,  # people count twice: they are the city's too
    "suburb": -0.5,  # as the borough
    "site": -1.0,  # an airport is called an airport
}
# By feature code, on top.
FEATURE = {
    "PPLC": 1.0,  # a capital stands for its government in the news
    "PPLA": 0.5,  # the seat of a province is named more often than its size says
    "CONT": 2.0,  # as a country
    "PPLH": -2.0,  # a place that is no more
    "PPLQ": -2.0,  # abandoned
    "PPLW": -2.0,  # destroyed
    "PPLCH": -2.0,  # a former capital
}
# By what the name is to the place.
NAME = {
    "main": 0.0,  # how the place is called
    "exonym": -1.0,  # its name in another language, from a list with a language per name
    "alternate": -2.0,  # a list of alternates holds errors, and parts of the place (Mill Hill)
    "code": -3.0,  # three letters are a code of something else more often
}
# The wording asks for a kind ("London Borough of …", "County …") or a hint does.
ASKED_KIND = 2.0  # more than any size: a borough of 100,000 before a city of 1,000,000
# The name is read without a generic word: a bit less sure than the literal name.
LEFT_OUT_WORDS = -0.5
# "north X": only ever the last resort.
PART_OF = -1.0
# Each tenfold of the distance from `near` beyond the first 50 km.
NEAR_STEP, NEAR_KM = -1.5, 50.0

# From scores to confidence. A rival one power of ten behind is left with 18 %.
SLOPE = 1.5
OK_FROM = 0.8  # a rival with a seventh of the people leaves just this
# A rival that is the province around the winner: where both are meant the point is not far off.
NESTED = 0.5
# The most that an answer can be sure of, by what the name is: no gazetteer is complete.
CEILING = {"main": 0.95, "exonym": 0.9, "alternate": 0.85, "code": 0.7}
UNKNOWN_ALIAS = 0.4  # an alternate name alone, of a place few know, without any hint
WELL_KNOWN_PEOPLE = 500_000  # a city of this size is known abroad by its other names
SHOWN_AS_WHOLE = 0.85  # the street or the part was not located, what contains it was


def prior(kind: str, feature: str, population: int, flag: str) -> float:
    """Score a place before any hint, in powers of ten of people.

    Examples
    --------
    >>> round(prior("city", "PPLC", 1_000_000, "main"), 1)
    7.0
    """
    people = math.log10(max(population, LEAST_PEOPLE))
    return people + KIND[kind] + FEATURE.get(feature, 0.0) + NAME[flag]
